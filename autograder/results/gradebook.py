"""nbgrader's gradebook, written through nbgrader's own API, and read back."""

from __future__ import annotations

import contextlib
import copy
import logging
import os
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from unittest import mock

import nbformat
import nbgrader
import sqlalchemy
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.coursedir import CourseDirectory
from nbgrader.utils import parse_utc
from sqlalchemy.exc import SAWarning
from traitlets.config import Config

from autograder.files import MOST_STAMP, read_bytes
from autograder.model import Cell, CourseError, Exam, Report
from autograder.results import gradebook_sql, lateness
from autograder.results.cell_changes import adapted
from autograder.results.database import Database
from autograder.results.standing_marks import same_work

__all__ = ["CourseGradebook", "Standing"]

DIGITS = 9  # of points after the point: a sum of tenths is 8.1, not 8.100000000000001


@dataclass(frozen=True)
class Standing:
    """Where one submission stands in the gradebook. `marks` are a person's marks and comments,
    by cell id: (points or None, comment); `waiting` are the cells that a person must mark, or look
    at again because the work may be another since."""

    score: float
    max_score: float
    late_seconds: float
    late_penalty: float
    waiting: tuple[str, ...]
    marks: dict[str, tuple[float | None, str]]

    @property
    def net(self) -> float:
        """What counts, as nbgrader has it: the points, less the late penalty."""
        return round(max(0.0, self.score - self.late_penalty), DIGITS)

    @property
    def needs_manual(self) -> bool:
        return bool(self.waiting)


class CourseGradebook:
    """The gradebook of the course at `root`. A context manager; raises CourseError, in one line,
    for a gradebook that can't be opened or is of another version."""

    def __init__(self, root: Path, config: Config) -> None:
        self.root, self.config = root, config
        self.course = CourseDirectory(config=config, root=str(root))
        self.gb: Any = None
        self.base = Database(self.course.db_url)
        self.file = 0  # the inode of a SQLite database
        self.keys: dict[str, dict[str, gradebook_sql.Keys]] = {}

    def __enter__(self) -> CourseGradebook:
        # nbgrader links its rows through collections; SQLAlchemy notes each time it does
        warnings.filterwarnings("ignore", message="Object of type", category=SAWarning)
        with self.base.explained(), _quiet(), self.base.one_at_a_time():
            self._make()
            self._check_version()
            with mock.patch("nbgrader.api.get_alembic_version", _head):
                self.gb = Gradebook(self.course.db_url, self.course.course_id)
        if self.base.kind == "sqlite" and os.path.exists(self.base.url.database or ""):
            self.file = os.stat(self.base.url.database or "").st_ino
        return self

    def __exit__(self, *_: object) -> None:
        if self.gb:
            self.gb.close()

    def _make(self) -> None:
        """Make a new SQLite gradebook beside its place, then rename it: nbgrader needs a second
        and several commits, and one that was stopped in between would never be complete."""
        url = self.base.url
        if self.base.kind != "sqlite" or not url.database:
            return
        if os.path.exists(url.database) and os.path.getsize(url.database):
            return
        part = f"{url.database}.goodstart-part"
        for left in (part, f"{part}-journal"):
            Path(left).unlink(missing_ok=True)
        # nbgrader would start `alembic`, which takes two seconds to say this.
        with (
            mock.patch("nbgrader.api.get_alembic_version", _head),
            contextlib.closing(Gradebook(f"sqlite:///{part}", self.course.course_id)) as new,
        ):
            new.db.commit()
        new.engine.dispose()
        os.replace(part, url.database)

    def _check_version(self) -> None:
        """Raise CourseError for a gradebook of another version, before nbgrader opens it: it would
        add the tables that it misses, and so change a file that is to be upgraded."""
        engine = sqlalchemy.create_engine(self.course.db_url)
        try:
            with engine.connect() as connection:
                if not sqlalchemy.inspect(connection).get_table_names():
                    return  # a new gradebook
                found = MigrationContext.configure(connection).get_current_revision()
        finally:
            engine.dispose()
        if found != (wanted := _head()):
            raise self.base.other_version(f"it has version {found}, this nbgrader {wanted}")

    def register(self, exam: Exam, source: Path) -> str:
        """Make the gradebook know the exam's cells, as `nbgrader generate_assignment` does. Returns
        a line on cells that are new or gone since submissions were graded, "" where there are
        none."""
        self.keys.clear()
        with self.base.explained(), self.base.one_at_a_time():
            self.gb.db.expire_all()  # another grader may have made them
            return "" if self._known(exam) else self._register(exam, source)

    def _register(self, exam: Exam, source: Path) -> str:
        from nbgrader.converters import GenerateAssignment
        from nbgrader.nbgraderformat import SchemaTooNewError, SchemaTooOldError, ValidationError
        from nbgrader.preprocessors import SaveCells

        with _quiet():
            self.gb.update_or_create_assignment(exam.assignment)
            node = copy.deepcopy(nbformat.read(source, as_version=4))
            told = adapted(self.gb, self.root, exam.assignment, exam.notebook, node.cells)
            resources: Any = {
                "nbgrader": {
                    "assignment": exam.assignment,
                    "student": ".",
                    "notebook": exam.notebook,
                    "db_url": self.course.db_url,
                }
            }
            try:
                for step in GenerateAssignment(config=self.config).preprocessors:
                    node, resources = step(config=self.config).preprocess(node, resources)
            except RuntimeError as error:
                todo = "mend it and make the release again"
                if step is SaveCells:
                    todo = "rename the assignment, or remove the old one from the gradebook"
                raise CourseError(f"{source}: {error}; {todo}") from None
            except SchemaTooOldError:
                raise CourseError(
                    f"{source}: its marks are those of an older nbgrader; run `nbgrader update "
                    "source` and make the release again"
                ) from None
            except (SchemaTooNewError, ValidationError) as error:
                raise CourseError(
                    f"{source}: nbgrader can't read its marks: {str(error).splitlines()[0]} "
                    "Points must be numbers, and grade ids plain words"
                ) from None
            self.gb.db.expire_all()
        return told

    def _known(self, exam: Exam) -> bool:
        try:
            book = self.gb.find_notebook(exam.notebook, exam.assignment)
        except MissingEntry:
            return False
        master = {
            cell.id: (
                cell.released if cell.role in ("solution", "manual") else cell.source,
                cell.points,
            )
            for cell in exam.cells
            if cell.id
        }
        points = {cell.name: cell.max_score for cell in (*book.grade_cells, *book.task_cells)}
        return {
            cell.name: (cell.source, points.get(cell.name, 0.0)) for cell in book.source_cells
        } == master

    @contextlib.contextmanager
    def together(self) -> Iterator[None]:
        """All that is written inside is committed at once, at the end: it is there whole or not
        at all, and it costs one commit. nbgrader's API commits at every step; its steps are sent
        to the database, and the commit waits."""
        session = self.gb.db()
        if "commit" in vars(session):  # inside another
            yield
            return
        with self.base.explained():
            session.commit = session.flush
            try:
                self.base.queue(session)
                yield
            except BaseException:
                session.rollback()
                raise
            finally:
                del session.commit
            session.commit()
        self._require_its_file()

    def _require_its_file(self) -> None:
        """Raise CourseError when the file of the database is gone: what is written to it then goes
        with this process."""
        name = self.base.url.database or ""
        if self.file and not (os.path.exists(name) and os.stat(name).st_ino == self.file):
            raise CourseError(
                f"{self.base.name}: the file was moved or deleted meanwhile; put it back and "
                "run the same command again, which grades what it misses"
            )

    def write(self, exam: Exam, report: Report, old: Report | None = None) -> float:
        """Record one report: student, submission, every grade; late penalties by the course's
        own policy. Gives back by how many seconds it is late. A person's marks and comments stay;
        their cells ask to be looked at again, unless what the person marked is the same as in
        `old`, the report that stood before."""
        with self.together():
            session, keys = self.gb.db(), self._keys(exam.assignment)[exam.notebook]
            same = same_work(exam, old, report) if old else ()
            notebook = gradebook_sql.place(
                session,
                [*self._keys(exam.assignment).values()],
                report.student,
                self._handed_in(report),
            )[keys.notebook]
            gradebook_sql.put(
                session,
                notebook,
                {keys.graded[score.id]: score.points for score in report.scores},
                {
                    keys.commented[cell.id]: self._remark(cell, report)
                    for cell in exam.cells
                    if cell.role in ("solution", "manual")
                },
                {keys.graded[ident] for ident in same},
            )
            late = gradebook_sql.late_seconds(session, keys, report.student)[report.student]
            self._penalize(
                notebook,
                report.student,
                late,
                gradebook_sql.total(session, keys, notebook) if late else 0.0,
            )
        return late

    def _keys(self, assignment: str) -> dict[str, gradebook_sql.Keys]:
        """The keys of the assignment's notebooks, by name: asked for once."""
        if assignment not in self.keys:
            self.keys[assignment] = {
                book.name: gradebook_sql.keys_of(book)
                for book in self.gb.find_assignment(assignment).notebooks
            }
        return self.keys[assignment]

    def _handed_in(self, report: Report) -> datetime | None:
        """When, as the file beside it says; None where it says no time. Students can write that
        file too, and nbgrader's own reader ends the whole run for one that it can't read."""
        folder = self.course.format_path(
            self.course.submitted_directory, report.student, report.assignment
        )
        try:
            stamp = read_bytes(Path(folder, "timestamp.txt"), MOST_STAMP)
            handed_in: datetime = parse_utc(stamp.decode().strip())
            return handed_in
        except Exception:  # dateutil raises many kinds
            return None

    @staticmethod
    def _remark(cell: Cell, report: Report) -> str | None:
        return "No response." if report.answers.is_blank(cell) else None

    def _penalize(self, notebook: str, student: str, late: float, score: float) -> None:
        """Enter what the course's policy takes off for lateness."""
        penalty = None
        if late:
            with _quiet():
                penalty = lateness.penalty(self.root, self.config, student, score, late)
        gradebook_sql.penalize(self.gb.db(), notebook, penalty)

    def refresh_penalties(self, exam: Exam) -> None:
        """Take off for lateness what the due date and the policy say now: either may have changed
        since a submission was graded. Does nothing where the gradebook does not know the exam."""
        with contextlib.suppress(MissingEntry, KeyError):
            self._refresh(self._keys(exam.assignment)[exam.notebook])

    def refresh_all_penalties(self) -> None:
        """The same for every notebook in the gradebook."""
        for assignment in self.gb.assignments:
            for keys in self._keys(assignment.name).values():
                self._refresh(keys)

    def _refresh(self, keys: gradebook_sql.Keys) -> None:
        with self.together():
            session = self.gb.db()
            for student, line in gradebook_sql.lines(session, keys).items():
                if line.late_seconds or line.late_penalty:
                    self._penalize(line.notebook, student, line.late_seconds, line.score)

    def scores(self, exam: Exam) -> dict[str, dict[str, float | None]]:
        """The machine's points that the gradebook holds, by student and grade id."""
        with self.base.explained():
            return self._scores(exam)

    def _scores(self, exam: Exam) -> dict[str, dict[str, float | None]]:
        return gradebook_sql.auto_scores(self.gb.db(), self._keys(exam.assignment)[exam.notebook])

    def late(self, exam: Exam) -> dict[str, float]:
        """By how many seconds each student missed the due date; 0 when they did not."""
        with self.base.explained():
            keys = self._keys(exam.assignment)[exam.notebook]
            return gradebook_sql.late_seconds(self.gb.db(), keys)

    def standings(self, exam: Exam) -> dict[str, Standing]:
        """Where every submission stands, by student, a person's marks included. Empty where the
        gradebook does not know the exam."""
        with self.base.explained():
            return self._standings(exam)

    def _standings(self, exam: Exam) -> dict[str, Standing]:
        try:
            keys = self._keys(exam.assignment)[exam.notebook]
        except (MissingEntry, KeyError):
            return {}
        marks = gradebook_sql.marks(self.gb.db(), keys)
        waiting = gradebook_sql.waiting(self.gb.db(), keys)
        return {
            student: Standing(
                round(line.score, DIGITS),
                keys.max_score,
                line.late_seconds,
                round(line.late_penalty, DIGITS),
                tuple(one for one in keys.graded if one in waiting.get(line.notebook, ())),
                marks.get(line.notebook, {}),
            )
            for student, line in gradebook_sql.lines(self.gb.db(), keys).items()
        }

    def notebooks(self, assignment: str) -> list[str]:
        """The names of an assignment's notebooks, as far as the gradebook knows them."""
        with self.base.explained():
            try:
                return [*self._keys(assignment)]
            except MissingEntry:
                return []

    def dates(self, assignment: str) -> tuple[datetime | None, dict[str, datetime | None]]:
        """When an assignment is due, and when each student handed it in, as far as is known."""
        with self.base.explained():
            return gradebook_sql.dates(self.gb.db(), assignment)

    def due(self, assignment: str, when: str) -> None:
        """Set an assignment's due date ("2026-03-01 23:59:00 UTC")."""
        with self.base.explained():
            self.gb.update_or_create_assignment(assignment, duedate=when)


def _head() -> str:
    """The version of this nbgrader's gradebooks."""
    scripts = Path(nbgrader.__file__).parent / "alembic"
    return str(ScriptDirectory(str(scripts)).get_current_head())


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """nbgrader logs each step; only its errors matter here."""
    level = logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        yield
    finally:
        logging.disable(level)
