"""nbgrader's gradebook, written through nbgrader's own API, and read back."""

from __future__ import annotations

import contextlib
import copy
import logging
import os
import sys
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import nbformat
import nbgrader
import sqlalchemy
import sqlalchemy.engine
import sqlalchemy.exc
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from nbgrader.api import Comment, Grade, Gradebook, MissingEntry, SubmittedNotebook
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import AssignLatePenalties
from nbgrader.utils import parse_utc
from sqlalchemy.exc import SAWarning
from traitlets.config import Config

from autograder.files import read_bytes
from autograder.model import CourseError, Exam, Report

__all__ = ["MOST_STAMP", "Book", "Standing"]

MOST_STAMP = 200  # bytes of a timestamp.txt


@dataclass(frozen=True)
class Standing:
    """Where one submission stands in the gradebook. `marks` are a person's marks and comments,
    by cell id: (points or None, comment)."""

    score: float
    max_score: float
    late_seconds: float
    late_penalty: float
    needs_manual: bool
    marks: dict[str, tuple[float | None, str]]


class Book:
    """The gradebook of the course at `root`. A context manager; raises CourseError, in one line,
    for a gradebook that can't be opened or is of another version."""

    def __init__(self, root: Path, config: Config) -> None:
        self.root, self.config = root, config
        self.course = CourseDirectory(config=config, root=str(root))
        self.gb: Any = None
        self.cells: dict[tuple[str, str], tuple[dict[str, str], dict[str, str]]] = {}

    def __enter__(self) -> Book:
        # nbgrader starts `alembic` by name when it makes a new gradebook
        here = os.path.dirname(sys.executable)
        if here not in os.environ.get("PATH", "").split(os.pathsep):
            os.environ["PATH"] = os.pathsep.join([here, os.environ.get("PATH", os.defpath)])
        # nbgrader links its rows through collections; SQLAlchemy notes each time it does
        warnings.filterwarnings("ignore", message="Object of type", category=SAWarning)
        with self._explained(), _quiet():
            self._make()
            self._check_version()
            self.gb = Gradebook(self.course.db_url, self.course.course_id)
        return self

    def __exit__(self, *_: object) -> None:
        if self.gb:
            self.gb.close()

    def _make(self) -> None:
        """Make a new SQLite gradebook beside its place, then rename it: nbgrader needs a second
        and several commits, and one that was stopped in between would never be complete."""
        url = sqlalchemy.engine.make_url(self.course.db_url)
        if url.get_backend_name() != "sqlite" or not url.database:
            return
        if os.path.exists(url.database) and os.path.getsize(url.database):
            return
        part = f"{url.database}.part"
        for left in (part, f"{part}-journal"):
            Path(left).unlink(missing_ok=True)
        with contextlib.closing(Gradebook(f"sqlite:///{part}", self.course.course_id)) as new:
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
        scripts = Path(nbgrader.__file__).parent / "alembic"
        wanted = ScriptDirectory(str(scripts)).get_current_head()
        if found != wanted:
            raise self._other_version(f"it has version {found}, this nbgrader {wanted}")

    @contextlib.contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except sqlalchemy.exc.SQLAlchemyError as error:
            first = str(getattr(error, "orig", None) or error).splitlines()[0]
            raise self._other_version(first) from None

    def _other_version(self, why: str) -> CourseError:
        return CourseError(f"{self.course.db_url}: not a gradebook of this nbgrader ({why}); back "
                           "it up, then run `nbgrader db upgrade`")

    def register(self, exam: Exam, source: Path) -> None:
        """Make the gradebook know the exam's cells, as `nbgrader generate_assignment` does."""
        self.cells.clear()
        if self._known(exam):
            return
        from nbgrader.converters import GenerateAssignment

        with self._explained(), _quiet():
            self.gb.update_or_create_assignment(exam.assignment)
            node = copy.deepcopy(nbformat.read(source, as_version=4))
            resources: Any = {"nbgrader": {"assignment": exam.assignment, "student": ".",
                                           "notebook": exam.notebook,
                                           "db_url": self.course.db_url}}
            try:
                for step in GenerateAssignment(config=self.config).preprocessors:
                    node, resources = step(config=self.config).preprocess(node, resources)
            except RuntimeError as error:
                raise CourseError(f"{source}: {error}; rename the assignment, or remove the old "
                                  "one from the gradebook") from None
            self.gb.db.expire_all()

    def _known(self, exam: Exam) -> bool:
        try:
            book = self.gb.find_notebook(exam.notebook, exam.assignment)
        except MissingEntry:
            return False
        master = {cell.id: (cell.released if cell.role in ("solution", "manual") else cell.source,
                            cell.points) for cell in exam.cells if cell.id}
        points = {cell.name: cell.max_score for cell in book.grade_cells}
        return {cell.name: (cell.source, points.get(cell.name, 0.0))
                for cell in book.source_cells} == master

    @contextlib.contextmanager
    def together(self) -> Iterator[None]:
        """All that is written inside is committed at once, at the end: it is there whole or not
        at all, and it costs one commit. nbgrader's API commits at every step; its steps are sent
        to the database, and the commit waits."""
        session = self.gb.db()
        if "commit" in vars(session):  # inside another
            yield
            return
        with self._explained():
            session.commit = session.flush
            try:
                yield
            except BaseException:
                session.rollback()
                raise
            finally:
                del session.commit
            session.commit()

    def write(self, exam: Exam, report: Report) -> None:
        """Record one report: student, submission, every grade; late penalties by the course's
        own policy. A person's marks and comments stay; their cells ask to be looked at again."""
        with self.together():
            notebook = self._submission(report)
            graded, commented = self._ids(exam)
            grades = {grade.cell_id: grade for grade in notebook.grades}
            for score in report.scores:
                cell_id = graded[score.id]
                grade = grades.get(cell_id) or Grade(cell_id=cell_id, notebook=notebook)
                grade.auto_score = score.points
                grade.needs_manual_grade = grade.manual_score is not None or score.points is None
            comments = {comment.cell_id: comment for comment in notebook.comments}
            for cell in exam.cells:
                if cell.role in ("solution", "manual"):
                    source = report.answers.sources.get(cell.id)
                    blank = source is None or source.strip() == cell.released.strip()
                    cell_id = commented[cell.id]
                    comment = comments.get(cell_id) or Comment(cell_id=cell_id, notebook=notebook)
                    comment.auto_comment = "No response." if blank else None
            self._penalty(notebook, report)

    def _submission(self, report: Report) -> Any:
        """nbgrader's row of the submitted notebook, made if need be."""
        self.gb.update_or_create_student(report.student)
        folder = self.course.format_path(self.course.submitted_directory, report.student,
                                         report.assignment)
        when = _handed_in(Path(folder))
        submission = self.gb.update_or_create_submission(
            report.assignment, report.student, **({"timestamp": when} if when else {}))
        for notebook in submission.notebooks:
            if notebook.name == report.notebook:
                return notebook
        master = self.gb.find_notebook(report.notebook, report.assignment)  # newer than the rest
        return SubmittedNotebook(notebook=master, assignment=submission)

    def _ids(self, exam: Exam) -> tuple[dict[str, str], dict[str, str]]:
        """nbgrader's own keys of the cells with grades and of those with comments, by grade id:
        asked for once. A cell that a person marks is both, with a key for each."""
        key = exam.assignment, exam.notebook
        if key not in self.cells:
            book = self.gb.find_notebook(exam.notebook, exam.assignment)
            self.cells[key] = (
                {cell.name: cell.id for cell in (*book.grade_cells, *book.task_cells)},
                {cell.name: cell.id for cell in (*book.solution_cells, *book.task_cells)})
        return self.cells[key]

    def _penalty(self, notebook: Any, report: Report) -> None:
        """What nbgrader's AssignLatePenalties does, which opens a connection of its own."""
        late = notebook.assignment.total_seconds_late
        notebook.late_submission_penalty = None
        if late <= 0:
            return
        policy = AssignLatePenalties(config=self.config)
        policy.init_plugin()
        self.gb.db.flush()
        self.gb.db.refresh(notebook, ["score"])  # the database adds it up
        with _quiet():
            penalty = policy.plugin_inst.late_submission_penalty(
                report.student, notebook.score, late)
        if penalty is not None:
            notebook.late_submission_penalty = min(max(penalty, 0.0), notebook.score)

    def has(self, report: Report) -> bool:
        """Whether the gradebook holds this report's scores."""
        try:
            notebook = self.gb.find_submission_notebook(report.notebook, report.assignment,
                                                        report.student)
        except MissingEntry:
            return False
        return ({grade.name: grade.auto_score for grade in notebook.grades} ==
                {score.id: score.points for score in report.scores})

    def standing(self, report: Report) -> Standing | None:
        """Where the submission stands, a person's marks included; None if it has no row."""
        try:
            notebook = self.gb.find_submission_notebook(report.notebook, report.assignment,
                                                        report.student)
            submission = self.gb.find_submission(report.assignment, report.student)
        except MissingEntry:
            return None
        marks: dict[str, tuple[float | None, str]] = {}
        for grade in notebook.grades:
            if grade.manual_score is not None:
                marks[grade.name] = (grade.manual_score + (grade.extra_credit or 0.0), "")
        for comment in notebook.comments:
            if comment.manual_comment:
                marks[comment.name] = (marks.get(comment.name, (None, ""))[0],
                                       comment.manual_comment)
        return Standing(notebook.score, notebook.max_score, submission.total_seconds_late,
                        notebook.late_submission_penalty or 0.0, notebook.needs_manual_grade, marks)

    def late_seconds(self, report: Report) -> float:
        """By how much the submission missed the due date; 0 when it did not."""
        submission = self.gb.find_submission(report.assignment, report.student)
        return max(0.0, submission.total_seconds_late)

    def due(self, assignment: str, when: str) -> None:
        """Set an assignment's due date ("2026-03-01 23:59:00 UTC")."""
        with self._explained():
            self.gb.update_or_create_assignment(assignment, duedate=when)


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """nbgrader logs each step; only its errors matter here."""
    level = logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        yield
    finally:
        logging.disable(level)


def _handed_in(folder: Path) -> datetime | None:
    """When a submission came, as the file beside it says; None where it says no time. Students can
    write that file too, and nbgrader's own reader ends the whole run for one that it can't read."""
    try:
        return parse_utc(read_bytes(folder / "timestamp.txt", MOST_STAMP).decode().strip())
    except Exception:  # dateutil raises many kinds
        return None
