"""An exam whose cells changed after submissions are in the gradebook.

nbgrader refuses that: it can't say what becomes of the grades. Here a new cell gets a blank grade
in every submission, and the grades of a cell that is gone are given back, to be kept, before they
are removed. Everything else stays: grades are kept by the cell's grade id."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from nbgrader import utils
from nbgrader.api import (
    Comment,
    Grade,
    GradeCell,
    MissingEntry,
    Notebook,
    SolutionCell,
    SourceCell,
    SubmittedAssignment,
    SubmittedNotebook,
    TaskCell,
)
from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from autograder.files import write_bytes
from autograder.ownership import FOLDER
from autograder.results.grades_csv import field

__all__ = ["Changes", "adapted"]

HEAD = ("student", "cell", "points_by_machine", "points_by_hand", "comment")


@dataclass(frozen=True)
class Changes:
    """The cells that carry points or are answered, and are new or gone; `kept` are the points and
    comments that went with the latter."""

    new: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    kept: tuple[tuple[str, ...], ...] = ()


def adapted(gb: Any, root: Path, assignment: str, notebook: str, cells: Iterable[Any]) -> str:
    """Make a notebook of the gradebook's have the cells of its source, where submissions are there
    already, and return a line that says what changed, "" if nothing did. What goes with a cell is
    in a table of its own before it is removed."""
    try:
        book = gb.find_notebook(notebook, assignment)
    except MissingEntry:
        return ""
    session = gb.db()
    try:
        changes, where = _adapt(session, book, cells), ""
        if changes.kept:
            path = root / FOLDER / f"removed-{notebook}-{datetime.now():%Y-%m-%d-%H%M%S}.csv"
            write_bytes(path, _table(changes.kept))
            where = f", their points and comments are kept in {path}"
        session.commit()
    except BaseException:
        session.rollback()
        raise
    parts = [f"new: {', '.join(changes.new)}"] if changes.new else []
    parts += [f"gone: {', '.join(changes.gone)}{where}"] if changes.gone else []
    told = f"{notebook}: its cells changed since it was first graded: {'; '.join(parts)}"
    return told if parts else ""


def _adapt(session: Session, book: Notebook, cells: Iterable[Any]) -> Changes:
    """Do it, committing nothing, and return what changed."""
    if not book.submissions:
        return Changes()  # nbgrader makes it anew
    wanted: dict[type, dict[str, dict[str, Any]]] = {
        GradeCell: {},
        SolutionCell: {},
        TaskCell: {},
        SourceCell: {},
    }
    for cell in cells:
        flags = cell.metadata.get("nbgrader", {})
        name = flags.get("grade_id")
        points = {"max_score": float(flags.get("points") or 0), "cell_type": cell.cell_type}
        if utils.is_grade(cell):
            wanted[GradeCell][name] = points
        if utils.is_solution(cell):
            wanted[SolutionCell][name] = {}
        if utils.is_task(cell):
            wanted[TaskCell][name] = points
        if any(one(cell) for one in (utils.is_grade, utils.is_solution, utils.is_locked)):
            wanted[SourceCell][name] = {"cell_type": cell.cell_type, "source": cell.source}
    old = {
        GradeCell: book.grade_cells,
        SolutionCell: book.solution_cells,
        TaskCell: book.task_cells,
        SourceCell: book.source_cells,
    }
    new: dict[str, None] = {}
    gone: dict[str, None] = {}
    rows: list[tuple[str, ...]] = []
    for table, own in old.items():
        there = {cell.name: cell for cell in own}
        for name in there.keys() - wanted[table].keys():
            if table is not SourceCell:
                gone[name] = None
                rows += _taken_off(session, there[name])
            session.delete(there[name])
        for name in wanted[table].keys() - there.keys():
            made = table(name=name, notebook=book, **wanted[table][name])
            session.add(made)
            session.flush()
            if table is not SourceCell:
                new[name] = None
                _blank(session, book, made)
    session.flush()
    # A cell that only changed its kind is neither.
    both = new.keys() & gone.keys()
    return Changes(
        tuple(sorted(new.keys() - both)),
        tuple(sorted(gone.keys() - both)),
        tuple(sorted(rows)),
    )


def _taken_off(session: Session, cell: Any) -> list[tuple[str, ...]]:
    """Remove the grades and comments of a cell, and return those that say something."""
    rows = []
    of_student = select(SubmittedAssignment.student_id).join(
        SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id
    )
    for table in (Grade, Comment):
        for one in session.scalars(select(table).where(table.cell_id == cell.id)).all():
            student = session.scalar(of_student.where(SubmittedNotebook.id == one.notebook_id))
            machine, hand, comment = (
                (one.auto_score, one.manual_score, "")
                if table is Grade
                else (None, None, one.manual_comment or "")
            )
            if machine is not None or hand is not None or comment:
                points = ["" if value is None else f"{value:g}" for value in (machine, hand)]
                rows.append((str(student), cell.name, *points, comment))
        session.expire_all()
        session.execute(delete(table).where(table.cell_id == cell.id))
    return rows


def _blank(session: Session, book: Notebook, cell: Any) -> None:
    """Give every submission a blank grade, or comment, for a new cell, as nbgrader gives them."""
    tables = {GradeCell: [Grade], SolutionCell: [Comment], TaskCell: [Grade, Comment]}[type(cell)]
    for table in tables:
        session.execute(
            insert(table),
            [{"cell_id": cell.id, "notebook_id": one.id} for one in book.submissions],
        )


def _table(rows: Iterable[tuple[str, ...]]) -> bytes:
    made = io.StringIO()
    writer = csv.writer(made)
    writer.writerow(HEAD)
    writer.writerows([field(text) for text in row] for row in rows)
    return made.getvalue().encode()
