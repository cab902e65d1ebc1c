"""Cells whose marks an editor has taken off, known again: those that were handed out by their text,
the answers by the names that they define and by their place."""

from __future__ import annotations

from typing import Any

from autograder.cell_names import defined
from autograder.model import Cell, Exam

__all__ = ["identified"]

Cells = list[dict[str, Any]]


def identified(cells: Cells, exam: Exam) -> tuple[Cells, list[str]]:
    """Return the cells with the ids that they had, and the ids of the answers that were found so.
    Cells of which one bears an id of the exam come back as they are, and so do those of which
    none is known."""
    wanted = [cell for cell in exam.cells if cell.id]
    if {cell["id"] for cell in cells} & {cell.id for cell in wanted}:
        return cells, []
    answers = [cell for cell in wanted if cell.role in ("solution", "manual")]
    places = _by_text(cells, [cell for cell in wanted if cell not in answers])
    if not places:
        return cells, []
    for cell in answers:
        if (place := _by_place(cells, wanted, cell, places)) is not None:
            places[cell.id] = place
    ids = {place: ident for ident, place in places.items()}
    found = [cell.id for cell in answers if cell.id in places]
    return [{**one, "id": ids.get(k, "")} for k, one in enumerate(cells)], found


def _by_text(cells: Cells, wanted: list[Cell]) -> dict[str, int]:
    """Where each cell stands that is as it was handed out, in the order of the exam; not the
    answers, of which one stub is as the other."""
    places: dict[str, int] = {}
    after = -1
    for cell in wanted:
        text = (cell.released or cell.source).split()
        for k in range(after + 1, len(cells)):
            if text and cells[k]["kind"] == cell.kind and cells[k]["source"].split() == text:
                places[cell.id] = after = k
                break
    return places


def _by_place(cells: Cells, wanted: list[Cell], cell: Cell, places: dict[str, int]) -> int | None:
    """Where an answer stands: among the cells between those that are known before it and after it,
    the last that defines what it should, or else that is as it was handed out; or, of a written
    answer, the last prose there."""
    order = [one.id for one in wanted]
    mine = order.index(cell.id)
    before = max((places[one] for one in order[:mine] if one in places), default=-1)
    later = min((places[one] for one in order[mine + 1 :] if one in places), default=len(cells))
    names = defined(cell.source)
    between = [
        k
        for k in range(before + 1, later)
        if cells[k]["kind"] == cell.kind and k not in places.values()
    ]
    if cell.kind == "code":
        blank = [k for k in between if cells[k]["source"].split() == cell.released.split()]
        between = [k for k in between if names & defined(cells[k]["source"])] or blank[:1]
    return between[-1] if between else None
