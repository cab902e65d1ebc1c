"""Grade a class: read, examine, record; one row for each submission, whatever happens."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import nbformat

from autograder import exam as exams
from autograder import intake
from autograder.build import course_config
from autograder.cage import Limits, Warm
from autograder.examiner import examine
from autograder.files import write_text
from autograder.gradebook import Book
from autograder.graded import graded_notebook
from autograder.model import Answers, CourseError, Exam, Report, Score, from_json, to_json

__all__ = ["Graded", "grade_class", "load_reports", "report_path", "source_path", "students"]


@dataclass(frozen=True)
class Graded:
    """One submission's report, whether it was graded now or stood already, and by how many
    seconds it was late."""

    report: Report
    fresh: bool
    late_seconds: float = 0.0


def grade_class(root: Path, assignment: str, chosen: Sequence[str], seed: int, force: bool = False,
                limits: Limits | None = None) -> Iterator[Graded]:
    """Grade the chosen students' submissions and yield each when it is in the gradebook.

    A submission that is unchanged since it was graded against the same exam is not graded again,
    unless `force`. Raises CourseError before the first when grading can't start."""
    wanted = exams.load(root, assignment)
    with Warm() as warm, Book(root, course_config(root)) as book:  # it warms up meanwhile
        for exam in wanted:
            book.register(exam, source_path(root, exam))
        for student in chosen:
            folder = root / "submitted" / student / assignment
            for exam in wanted:
                answers = intake.read(folder, student, exam)
                old = None if force else _standing_report(root, exam, answers)
                if old is not None and book.has(old):
                    yield Graded(old, False, book.late_seconds(old))
                    continue
                report = _examine(exam, answers, warm, limits, seed)
                record(root, book, exam, report)
                yield Graded(report, True, book.late_seconds(report))


def _examine(exam: Exam, answers: Answers, warm: Warm, limits: Limits | None,
             seed: int) -> Report:
    """The report; if the grader itself fails, a report that says so: no submission is without."""
    try:
        return examine(exam, answers, warm, limits, seed)
    except Exception as error:
        problem = f"the grader failed on this submission: {type(error).__name__}: {error}"[:500]
        scores = tuple(Score(cell.id, 0.0, cell.points, problem) for cell in exam.graded())
        return Report(answers.student, exam.assignment, exam.notebook, exam.digest(), "none",
                      seed, answers, scores, problem=problem)


def record(root: Path, book: Book, exam: Exam, report: Report) -> None:
    """Write the graded notebook and the gradebook's rows, and last the report, whose presence
    says that the others are there."""
    node = graded_notebook(exam, report)
    graded = root / "autograded" / report.student / report.assignment
    write_text(graded / f"{exam.notebook}.ipynb", nbformat.writes(node) + "\n")
    stamp = root / "submitted" / report.student / report.assignment / "timestamp.txt"
    if stamp.is_file() and not stamp.is_symlink():
        write_text(graded / "timestamp.txt", stamp.read_text("utf-8", errors="replace"))
    book.write(exam, report)
    write_text(report_path(root, report.assignment, exam.notebook, report.student),
               to_json(report))


def _standing_report(root: Path, exam: Exam, answers: Answers) -> Report | None:
    path = report_path(root, exam.assignment, exam.notebook, answers.student)
    if not path.is_file():
        return None
    try:
        report: Report = from_json(Report, path.read_text("utf-8"))
    except CourseError:
        return None  # of another version: grade again
    return report if (report.exam, report.answers) == (exam.digest(), answers) else None


def students(root: Path, assignment: str, wanted: Sequence[str]) -> list[str]:
    """The students to grade. Raises CourseError for an unknown assignment, for a student who
    handed in nothing, or when nobody did."""
    exams.load(root, assignment)
    present = intake.students(root, assignment)
    if missing := [name for name in wanted if name not in present]:
        raise CourseError(f"no folder submitted/{missing[0]}/{assignment} in {root}")
    if not present:
        raise CourseError(f"no submissions: {root}/submitted/STUDENT/{assignment} is where "
                          "they are expected")
    return [name for name in present if not wanted or name in wanted]


def load_reports(root: Path, exam: Exam) -> list[Report]:
    """The reports of all who were graded, by name. Raises CourseError when there are none."""
    folder = report_path(root, exam.assignment, exam.notebook, "x").parent
    reports = [from_json(Report, path.read_text("utf-8")) for path in sorted(folder.glob("*.json"))]
    if not reports:
        raise CourseError(f"nothing graded in {folder}; run `goodstart grade {exam.assignment}`")
    return reports


def report_path(root: Path, assignment: str, notebook: str, student: str) -> Path:
    """Where the report on a submission is kept."""
    return root / "reports" / assignment / notebook / f"{student}.json"


def source_path(root: Path, exam: Exam) -> Path:
    """Where the exam's master stands."""
    return root / "source" / exam.assignment / f"{exam.notebook}.ipynb"
