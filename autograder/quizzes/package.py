"""A content package: a zip whose imsmanifest.xml lists what is in it."""

from __future__ import annotations

import io
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Mapping

__all__ = ["CONTENT", "document", "zipped"]

CONTENT = "http://www.imsglobal.org/xsd/imscp_v1p1"
TIME = (1980, 1, 1, 0, 0, 0)  # the same quiz is the same file


def document(root: ET.Element) -> bytes:
    """Return an element as a document; the attribute xmlns of its tags says what they are."""
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, "unicode")}\n'.encode()


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Return a zip of these files, which is the same for the same files."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name, TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, data)
    return made.getvalue()
