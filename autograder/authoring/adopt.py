"""Bring what was edited in JupyterLab back into the text; nbgrader's own toolbar included."""

from __future__ import annotations

import json
from pathlib import Path

from autograder.authoring.build import is_text_as_built, notebook
from autograder.authoring.notebook_text import text_of, text_path
from autograder.ownership import InTheWay, Ledger, obstacle

__all__ = ["adopt", "text_of", "text_path"]


def adopt(path: Path, overwrite: bool = False) -> Path:
    """Return the text that now holds the notebook's cells, after writing it. Raises BuildError.

    Nothing is written unless the text builds again: an edit that the text can't hold is refused
    and the notebook is left as it is. A text that was itself edited since the notebook was built
    is not written over (InTheWay), unless `overwrite`, which keeps a copy."""
    target = text_path(path)
    text = text_of(path)
    notebook(text, target, graded=target.parent.name == "source")
    ledger = Ledger(target.parent.parent, overwrite)
    if target.is_file() and not obstacle(target):
        before = target.read_bytes()
        if before == text.encode():
            return target
        if is_text_as_built(target, json.loads(path.read_bytes())):
            ledger.note(target, before)
        elif not overwrite and not ledger.ours(target):
            raise InTheWay(target, f"edited since {path} was built from it")
    ledger.write_text(target, text)
    return target
