"""The rows of nbgrader's tables that hold one submission, read and written many at a time.

nbgrader's own steps make and read them one by one, as objects, and look each submission's grades
up without an index, which costs more than grading once a class is large. The tables, their keys
and their defaults are nbgrader's.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from nbgrader.api import (
    Assignment,
    Comment,
    Grade,
    Notebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
    new_uuid,
)
from sqlalchemy import and_, func, insert, or_, select, update
from sqlalchemy.orm import Session

__all__ = [
    "Keys",
    "Line",
    "auto_scores",
    "dates",
    "keys_of",
    "late_seconds",
    "lines",
    "marks",
    "penalize",
    "place",
    "put",
    "total",
    "waiting",
]


@dataclass(frozen=True)
class Keys:
    """nbgrader's keys of one notebook: its own, its assignment's, and by grade id those of the
    cells with grades and of those with comments. A cell that a person marks is both, with a key
    for each."""

    assignment: str
    notebook: str
    max_score: float
    graded: dict[str, str]
    commented: dict[str, str]


@dataclass(frozen=True)
class Line:
    """Where one student's notebook stands; seconds are 0 when it was in time."""

    notebook: str  # nbgrader's key
    score: float
    late_seconds: float
    late_penalty: float


def keys_of(book: Notebook) -> Keys:
    """The keys of a notebook of the gradebook's."""
    return Keys(
        book.assignment_id,
        book.id,
        book.max_score,
        {cell.name: cell.id for cell in (*book.grade_cells, *book.task_cells)},
        {cell.name: cell.id for cell in (*book.solution_cells, *book.task_cells)},
    )


def place(
    session: Session, books: list[Keys], student: str, when: datetime.datetime | None
) -> dict[str, str]:
    """The student's rows of the assignment whose notebooks these are, made if need be, with a
    blank grade and a blank comment for each cell, as nbgrader has them: its keys of the submitted
    notebooks, by those of the notebooks. `when` it was handed in is noted, if it is known."""
    assignment = books[0].assignment
    if session.scalar(select(Student.id).where(Student.id == student)) is None:
        session.execute(insert(Student), [{"id": student}])
    found = session.execute(
        select(SubmittedAssignment.id, SubmittedAssignment.timestamp).where(
            SubmittedAssignment.assignment_id == assignment,
            SubmittedAssignment.student_id == student,
        )
    ).first()
    key = found.id if found else new_uuid()
    if not found:
        session.execute(
            insert(SubmittedAssignment),
            [{"id": key, "assignment_id": assignment, "student_id": student, "timestamp": when}],
        )
    elif when is not None and when != found.timestamp:
        session.execute(update(SubmittedAssignment), [{"id": key, "timestamp": when}])
    there = (
        dict(
            session.execute(
                select(SubmittedNotebook.notebook_id, SubmittedNotebook.id).where(
                    SubmittedNotebook.notebook_id.in_([one.notebook for one in books]),
                    SubmittedNotebook.assignment_id == key,
                )
            ).all()
        )
        if found
        else {}
    )
    for one in books:
        if one.notebook not in there:
            there[one.notebook] = own = new_uuid()
            session.execute(
                insert(SubmittedNotebook),
                [{"id": own, "notebook_id": one.notebook, "assignment_id": key}],
            )
            _blank(session, Grade, own, one.graded.values())
            _blank(session, Comment, own, one.commented.values())
    return there


def _blank(session: Session, table: Any, notebook: str, cells: Any) -> None:
    if rows := [{"cell_id": cell, "notebook_id": notebook} for cell in cells]:
        session.execute(insert(table), rows)


def put(
    session: Session,
    notebook: str,
    points: Mapping[str, float | None],
    comments: Mapping[str, str | None],
    same: Collection[str] = (),
) -> None:
    """Write the machine's points and comments, each by the key of its cell. A person's marks and
    comments stay; their cells ask to be looked at again, but for those in `same`, which ask only
    if they did before."""
    grades = _standing(session, Grade, notebook, points)
    changed: list[dict[str, Any]] = []
    for cell, value in points.items():
        own = grades[cell]
        settled = own.manual_score is not None and not own.needs_manual_grade
        ask = value is None if own.manual_score is None else not (settled and cell in same)
        if (own.auto_score, own.needs_manual_grade) != (value, ask):
            changed.append({"id": own.id, "auto_score": value, "needs_manual_grade": ask})
    if changed:
        session.execute(update(Grade), changed)
    said = _standing(session, Comment, notebook, comments)
    if changed := [
        {"id": said[cell].id, "auto_comment": text}
        for cell, text in comments.items()
        if said[cell].auto_comment != text
    ]:
        session.execute(update(Comment), changed)


def penalize(session: Session, notebook: str, penalty: float | None) -> None:
    """Take so many points off a submitted notebook for being late."""
    session.execute(
        update(SubmittedNotebook), [{"id": notebook, "late_submission_penalty": penalty}]
    )


def _standing(session: Session, table: Any, notebook: str, cells: Mapping[str, Any]) -> Any:
    """The notebook's rows by the keys of their cells; those that it lacks, because its cells are
    newer, are made first. By both keys, since the tables have an index on the pair only."""
    wanted = select(*table.__table__.columns).where(
        table.cell_id.in_(cells), table.notebook_id == notebook
    )
    rows = {row.cell_id: row for row in session.execute(wanted)}
    if missing := cells.keys() - rows.keys():
        _blank(session, table, notebook, sorted(missing))
        rows = {row.cell_id: row for row in session.execute(wanted)}
    return rows


def lines(session: Session, keys: Keys) -> dict[str, Line]:
    """Where every student's notebook stands, by student."""
    sums = {
        row.key: row
        for row in session.execute(
            select(
                SubmittedNotebook.id.label("key"),
                func.sum(Grade.score).label("score"),
            )
            .join(Grade, Grade.notebook_id == SubmittedNotebook.id)
            .where(SubmittedNotebook.notebook_id == keys.notebook)
            .group_by(SubmittedNotebook.id)
        )
    }
    late = late_seconds(session, keys)
    found = {}
    for student, key, penalty in session.execute(
        select(
            SubmittedAssignment.student_id,
            SubmittedNotebook.id,
            SubmittedNotebook.late_submission_penalty,
        )
        .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .where(SubmittedNotebook.notebook_id == keys.notebook)
    ):
        own = sums.get(key)
        found[student] = Line(
            key,
            float(own.score or 0.0) if own else 0.0,
            late[student],
            penalty or 0.0,
        )
    return found


def late_seconds(session: Session, keys: Keys, student: str = "") -> dict[str, float]:
    """By how many seconds each student, or only this one, missed the due date with its extension;
    0 when they did not."""
    due = session.scalar(select(Assignment.duedate).where(Assignment.id == keys.assignment))
    chosen = [SubmittedAssignment.assignment_id == keys.assignment]
    if student:
        chosen.append(SubmittedAssignment.student_id == student)
    found = {}
    for name, when, more in session.execute(
        select(
            SubmittedAssignment.student_id,
            SubmittedAssignment.timestamp,
            SubmittedAssignment.extension,
        ).where(*chosen)
    ):
        over = when - due - (more or datetime.timedelta()) if when and due else None
        found[name] = max(0.0, over.total_seconds()) if over else 0.0
    return found


def dates(
    session: Session, assignment: str
) -> tuple[datetime.datetime | None, dict[str, datetime.datetime | None]]:
    """When an assignment of this name is due, and when each student handed it in."""
    due = session.scalar(select(Assignment.duedate).where(Assignment.name == assignment))
    times = select(SubmittedAssignment.student_id, SubmittedAssignment.timestamp).join(
        Assignment, Assignment.id == SubmittedAssignment.assignment_id
    )
    return due, dict(session.execute(times.where(Assignment.name == assignment)).all())


def total(session: Session, keys: Keys, notebook: str) -> float:
    """The points that a submitted notebook has now."""
    return float(
        session.scalar(
            select(func.sum(Grade.score)).where(
                Grade.cell_id.in_(keys.graded.values()), Grade.notebook_id == notebook
            )
        )
        or 0.0
    )


def marks(session: Session, keys: Keys) -> dict[str, dict[str, tuple[float | None, str]]]:
    """A person's marks and comments, (points or None, comment), by the key of the submitted
    notebook and the grade id. Points are what the cell counts, with extra credit in."""
    found: dict[str, dict[str, tuple[float | None, str]]] = {}
    names = {key: name for name, key in keys.graded.items()}
    judged = or_(
        Grade.manual_score.is_not(None),
        and_(Grade.auto_score.is_not(None), func.coalesce(Grade.extra_credit, 0.0) != 0.0),
    )
    for notebook, cell, points in session.execute(
        select(Grade.notebook_id, Grade.cell_id, Grade.score).where(
            Grade.cell_id.in_(names), judged
        )
    ):
        found.setdefault(notebook, {})[names[cell]] = (points, "")
    names = {key: name for name, key in keys.commented.items()}
    for row in session.execute(
        select(Comment.notebook_id, Comment.cell_id, Comment.manual_comment).where(
            Comment.cell_id.in_(names), Comment.manual_comment.is_not(None)
        )
    ):
        if row.manual_comment:
            own = found.setdefault(row.notebook_id, {})
            name = names[row.cell_id]
            own[name] = (own.get(name, (None, ""))[0], row.manual_comment)
    return found


def waiting(session: Session, keys: Keys) -> dict[str, set[str]]:
    """The grade ids of the cells that a person must mark, or look at again, by the key of the
    submitted notebook."""
    names = {key: name for name, key in keys.graded.items()}
    found: dict[str, set[str]] = {}
    for notebook, cell in session.execute(
        select(Grade.notebook_id, Grade.cell_id).where(
            Grade.cell_id.in_(names), Grade.needs_manual_grade
        )
    ):
        found.setdefault(notebook, set()).add(names[cell])
    return found


def auto_scores(session: Session, keys: Keys) -> dict[str, dict[str, float | None]]:
    """The machine's points that the gradebook holds, by student and grade id."""
    names = {key: name for name, key in keys.graded.items()}
    found: dict[str, dict[str, float | None]] = {}
    for student, cell, points in session.execute(
        select(SubmittedAssignment.student_id, Grade.cell_id, Grade.auto_score)
        .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .join(Grade, Grade.notebook_id == SubmittedNotebook.id)
        .where(SubmittedNotebook.notebook_id == keys.notebook)
    ):
        if cell in names:
            found.setdefault(student, {})[names[cell]] = points
    return found
