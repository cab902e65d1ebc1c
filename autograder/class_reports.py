"""The reports for whoever teaches: a page for each assignment, one for the course, and one for each
student over the course."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from autograder import publish
from autograder.authoring.config import course_config
from autograder.authoring.quiz_file import quizzes_of
from autograder.intake import exam as exams
from autograder.lms import record
from autograder.model import Exam, Report
from autograder.ownership import Ledger
from autograder.pages.class_report import class_report
from autograder.pages.course_report import Handed, Sat, course_report, student_page
from autograder.pages.feedback import released
from autograder.pages.report_items import ENOUGH, Exercise, Total, exercises, problem_of
from autograder.results import class_list
from autograder.results.gradebook import CourseGradebook, Standing
from autograder.results.shared_numbers import number_of, shared
from autograder.verdict import slip_titles

__all__ = ["write"]

Marked = Sequence[tuple[Report, Standing]]


def write(root: Path, assignments: Sequence[str], overwrite: bool = False) -> list[Path]:
    """Return the pages written: one for each notebook of these assignments, and where they are
    several, one for the course and one for each student."""
    ledger, names = Ledger(root, overwrite), slip_titles(quizzes_of(root))
    several = len(set(assignments)) > 1
    written, sat = [], []
    for assignment in dict.fromkeys(assignments):
        found: dict[str, list[tuple[Report, Standing]]] = {}
        for exam, report, standing in publish.marked(root, assignment):
            found.setdefault(exam.notebook, []).append((report, standing))
        notebooks = [(exam, found.get(exam.notebook, [])) for exam in exams.load(root, assignment)]
        late = record.late(root, assignment)
        for exam, marked in notebooks:
            path = root / "reports" / assignment / f"{exam.notebook}.html"
            ledger.write_text(path, _page(exam, marked, names, several, late))
            written.append(path)
        if several:
            sat.append(_sat(root, assignment, notebooks, names, late))
    return written + (_course(root, sat, ledger) if several else [])


def _page(
    exam: Exam, marked: Marked, names: Mapping[str, str], several: bool, late: Set[str]
) -> str:
    reports = [report for report, _ in marked]
    return class_report(
        exam,
        reports,
        totals={
            report.student: _total(standing, report.student in late) for report, standing in marked
        },
        slip_names=names,
        feedback_url=lambda student: f"../../{_feedback(student, exam)}",
        course_url="../index.html" if several else "",
        notes=shared({one.student: number_of(one) for one in reports}),
    )


def _feedback(student: str, exam: Exam) -> str:
    return quote(f"feedback/{student}/{exam.assignment}/{exam.notebook}.html")


def _total(standing: Standing, late: bool) -> Total:
    """What a submission counts. Canvas's archives say who was late, and not when."""
    return Total(
        standing.net,
        standing.max_score,
        standing.late_penalty,
        len(standing.waiting),
        late or bool(standing.late_seconds),
    )


def _sat(
    root: Path,
    assignment: str,
    notebooks: Sequence[tuple[Exam, Marked]],
    names: Mapping[str, str],
    late: Set[str],
) -> Sat:
    """What the course's page needs of an assignment."""
    with CourseGradebook(root, course_config(root)) as book:
        due, times = book.dates(assignment)
    handed: dict[str, Handed] = {}
    items: list[Exercise] = []
    most = 0.0
    for exam, marked in notebooks:
        graded = [report for report, _ in marked if not problem_of(report)]
        if len(graded) >= ENOUGH:
            items += exercises(released(exam), graded, names)
        most += max((standing.max_score for _, standing in marked), default=exam.max_score())
        for report, standing in marked:
            total = _total(standing, report.student in late)
            own = _handed(exam, report, total, names, _said(times.get(report.student)))
            before = handed.get(report.student)
            handed[report.student] = before.also(own) if before else own
    return Sat(
        assignment,
        most,
        _said(due),
        handed,
        items,
        [(exam.notebook, quote(f"{assignment}/{exam.notebook}.html")) for exam, _ in notebooks],
    )


def _handed(
    exam: Exam, report: Report, total: Total, names: Mapping[str, str], when: str
) -> Handed:
    points = {score.id: score for score in report.scores}
    lost = tuple(
        title
        for title, cells in released(exam).exercises()
        if any(
            (own := points.get(cell.id)) and own.points is not None and not own.full
            for cell in cells
        )
    )
    made = dict.fromkeys(names.get(one.slip, one.slip) for one in report.scores if one.slip)
    return Handed(
        total,
        when,
        total.late,
        problem_of(report),
        tuple(made),
        lost,
        f"../../{_feedback(report.student, exam)}",
    )


def _said(when: datetime | None) -> str:
    return f"{when:%Y-%m-%d %H:%M}" if when else ""


def _course(root: Path, sat: Sequence[Sat], ledger: Ledger) -> list[Path]:
    with CourseGradebook(root, course_config(root)) as book:
        people = {
            one.id: ", ".join(filter(None, (one.last_name, one.first_name)))
            for one in class_list.entries(book)
        }
    students = sorted({*people, *(name for one in sat for name in one.handed)})
    pages = {name: root / "reports" / "students" / f"{name}.html" for name in students}
    urls = {name: quote(f"students/{name}.html") for name in students}
    index = root / "reports" / "index.html"
    ledger.check([index, *pages.values()])
    for name, path in pages.items():
        ledger.write_text(path, student_page(sat, name, people.get(name, "")))
    ledger.write_text(index, course_report(sat, people, urls))
    return [index, *pages.values()]
