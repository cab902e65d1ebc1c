"""A content package: a zip whose imsmanifest.xml lists what is in it."""

from __future__ import annotations

import xml.etree.ElementTree as ET

__all__ = ["CONTENT", "document"]

CONTENT = "http://www.imsglobal.org/xsd/imscp_v1p1"


def document(root: ET.Element) -> bytes:
    """Return an element as a document; the attribute xmlns of its tags says what they are."""
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, "unicode")}\n'.encode()
