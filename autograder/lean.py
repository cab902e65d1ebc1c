"""What a process that is to start fast does first."""

from __future__ import annotations

import sys

__all__ = ["lean"]


def lean() -> None:
    """Keep jsonschema, which comes with nbformat, from building a grammar of IRIs, if it finds the
    package for it: that takes longer than to grade ten submissions, and no notebook and no quiz
    has a field of that format. To be called before nbformat is imported."""
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
