"""The mark by which `build` knows its own notebooks: a digest of a notebook's content and of where
it lies, kept in its metadata. A notebook that was edited, copied or renamed bears another's."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import PurePath
from typing import Any

__all__ = ["built_stamp", "has_outputs", "is_as_built", "set_stamp"]

# Of a cell's metadata, what a person sets. What an editor notes for itself (collapsed, scrolled,
# execution times) is nobody's work.
KEPT = ("nbgrader", "goodstart", "slideshow", "tags")


def set_stamp(node: Any, where: PurePath) -> None:
    """Mark a notebook, in place, as built for the path `where`, seen from the course's root."""
    node["metadata"].setdefault("goodstart", {})["built"] = _digest(node, where)


def built_stamp(node: Mapping[str, Any]) -> str:
    """Return the mark that a notebook bears, "" if it bears none."""
    own = node.get("metadata", {}).get("goodstart", {})
    return str(own.get("built", "")) if isinstance(own, Mapping) else ""


def is_as_built(data: bytes, where: PurePath, wanted: bytes = b"") -> bool:
    """Return whether a notebook file is one that was built for `where` and not edited since, or
    says the same as the notebook `wanted`. To run it is not to edit it: outputs may have come."""
    try:
        node = json.loads(data)
        marks = {built_stamp(node), built_stamp(json.loads(wanted)) if wanted else ""} - {""}
        return _digest(node, where) in marks
    except (ValueError, TypeError, AttributeError, KeyError, RecursionError):
        return False


def has_outputs(data: bytes) -> bool:
    """Return whether any cell of a notebook file, which is as built, holds an output."""
    return any(cell.get("outputs") for cell in json.loads(data)["cells"])


def _digest(node: Mapping[str, Any], where: PurePath) -> str:
    cells = []
    for cell in node["cells"]:
        source = cell["source"]
        metadata = {key: cell["metadata"][key] for key in KEPT if key in cell["metadata"]}
        cells.append(
            [
                cell["cell_type"],
                source if isinstance(source, str) else "".join(source),
                metadata,
                cell.get("attachments", {}),
            ]
        )
    content = json.dumps([where.as_posix(), cells], sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(content.encode()).hexdigest()[:32]
