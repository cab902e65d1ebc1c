"""The text of a notebook: where it stands, and what it says of a notebook's cells."""

from __future__ import annotations

from pathlib import Path

import nbformat
from nbformat.reader import NotJSONError

from autograder.authoring.percent import trimmed, unparse
from autograder.model import BuildError
from autograder.roles import role_of, shorten

__all__ = ["text_of", "text_path"]


def text_path(path: Path) -> Path:
    """Where a notebook's text stands: beside a lesson, one folder above an assignment."""
    path = path.absolute()
    if path.parent.name == "notebooks":
        return path.with_suffix(".py")
    if path.parent.parent.name == "source" and path.parent.name == path.stem:
        if path.parent.with_suffix(".toml").is_file():
            raise BuildError(f"{path}: built from {path.stem}.toml; edit that file")
        return path.parent.with_suffix(".py")
    raise BuildError(f"{path}: adopt takes notebooks/NAME.ipynb or source/NAME/NAME.ipynb")


def text_of(path: Path) -> str:
    """The text of a notebook file. Raises BuildError for what the text can't hold."""
    try:
        node = nbformat.read(path, as_version=4)
    except FileNotFoundError:
        raise BuildError(f"{path}: no such notebook") from None
    except (NotJSONError, nbformat.ValidationError, ValueError, KeyError) as error:
        reason = str(error).splitlines()[0][:100]
        raise BuildError(f"{path}: not a notebook: {reason}") from None
    cells = []
    for number, cell in enumerate(node.cells, 1):
        if cell.cell_type not in ("markdown", "code"):
            raise BuildError(f"{path}, cell {number}: a {cell.cell_type} cell; use markdown")
        if cell.get("attachments"):
            raise BuildError(
                f"{path}, cell {number}: a picture pasted into the cell; save it as a "
                "file beside the notebook and link to that"
            )
        if not cell.source.strip() and not _role_or_refuse(cell, path, number):
            continue  # JupyterLab leaves an empty cell at the end
        try:
            cells.append((cell.cell_type, trimmed(cell.source), shorten(cell.metadata)))
        except ValueError as error:
            raise BuildError(f"{path}, cell {number}: {error}") from None
    return unparse(cells)


def _role_or_refuse(cell: nbformat.NotebookNode, path: Path, number: int) -> str:
    """The cell's role, or BuildError for one that this course does not have."""
    try:
        return role_of(cell.metadata)
    except ValueError as error:
        raise BuildError(f"{path}, cell {number}: {error}") from None
