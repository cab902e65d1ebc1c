"""Which assignment of the course a notebook is of, by the grade ids of its cells."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path

from autograder.intake.notebook_file import Unreadable, cells_in, cells_of

__all__ = ["another"]


def another(root: Path, assignment: str) -> Callable[[bytes], str]:
    """Return a function from a notebook's bytes to the name of the assignment that it is of, if
    that is another one; "" for a notebook of this assignment, and for what none is known of."""
    known: dict[str, set[str]] = {}
    for path in sorted(root.glob("source/*/*.ipynb")):
        with contextlib.suppress(Unreadable):
            known.setdefault(path.parent.name, set()).update(_ids(cells_of(path)))
    own = known.pop(assignment, set())

    def name(data: bytes) -> str:
        try:
            ids = _ids(cells_in(data))
        except Unreadable:
            return ""
        shared = {other: len(ids & theirs) for other, theirs in known.items()}
        most = max(shared, key=shared.__getitem__, default="")
        return most if most and shared[most] and not ids & own else ""

    return name


def _ids(cells: list[dict[str, object]]) -> set[str]:
    """The ids of answers and tests: a cell that is only locked may stand in every assignment."""
    return {str(cell["id"]) for cell in cells if cell["id"] and cell["part"]}
