"""What goes back: feedback for each student, the report on the class, the grades as CSV."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path

from autograder import exam as exams
from autograder.build import course_config
from autograder.export import Row, cells_csv, grades_csv
from autograder.feedback import Mark, render
from autograder.files import write_text
from autograder.gradebook import Book, Standing
from autograder.grading import load_reports
from autograder.model import CourseError, Exam, Report
from autograder.quizbank import load as load_quiz
from autograder.quiztext import explanations, slip_names
from autograder.report import class_report as draw_report
from initlab.slips import SLIPS

__all__ = ["class_report", "export", "feedback"]


def feedback(root: Path, assignment: str, lessons: str = "") -> list[Path]:
    """The pages written, one for each student who was graded; `lessons` is where the lessons'
    pages are, as seen from a feedback page."""
    written = []
    there = {path.stem for path in root.glob("notebooks/*.ipynb")}
    with Book(root, course_config(root)) as book:
        for exam in exams.load(root, assignment):
            names, told = _slip_names(root), _explanations(root, assignment)
            for report in load_reports(root, exam):
                standing = _standing(book, report)
                marks = {cell: Mark(points, comment)
                         for cell, (points, comment) in standing.marks.items()}
                path = (root / "feedback" / report.student / assignment / f"{exam.notebook}.html")
                write_text(path, render(exam, report, marks=marks, lesson_url=lessons,
                                        late_penalty=standing.late_penalty, slip_names=names,
                                        explanations=told, lessons=there))
                written.append(path)
    return written


def class_report(root: Path, assignment: str) -> list[Path]:
    """The pages written, one for each notebook of the assignment."""
    written = []
    with Book(root, course_config(root)) as book:
        for exam in exams.load(root, assignment):
            reports = load_reports(root, exam)
            standings = {one.student: _standing(book, one) for one in reports}

            def feedback_url(student: str, exam: Exam = exam) -> str:
                return f"../../feedback/{student}/{exam.assignment}/{exam.notebook}.html"

            text = draw_report(
                exam, [_marked(one, standings[one.student]) for one in reports],
                slip_names=_slip_names(root), feedback_url=feedback_url,
                totals={name: one.score for name, one in standings.items()},
                late={name: one.late_penalty for name, one in standings.items()
                      if one.late_penalty})
            path = root / "reports" / assignment / f"{exam.notebook}.html"
            write_text(path, text)
            written.append(path)
    return written


def export(root: Path, assignments: Sequence[str]) -> list[Path]:
    """grades.csv and cells.csv in the course's folder, after writing them."""
    graded = sorted(path.name for path in root.glob("reports/*") if path.is_dir())
    if not graded:
        raise CourseError(f"nothing graded in {root / 'reports'}; run `goodstart grade` first")
    rows: list[Row] = []
    reports: list[Report] = []
    with Book(root, course_config(root)) as book:
        for assignment in assignments or graded:
            for exam in exams.load(root, assignment):
                for report in load_reports(root, exam):
                    standing = _standing(book, report)
                    reports.append(report)
                    rows.append(Row(
                        student=report.student, assignment=assignment, score=standing.score,
                        max_score=standing.max_score, late_penalty=standing.late_penalty,
                        needs_manual=standing.needs_manual, problem=report.problem,
                        mode=report.mode, seed=report.seed))
    write_text(root / "grades.csv", grades_csv(rows))
    write_text(root / "cells.csv", cells_csv(reports))
    return [root / "grades.csv", root / "cells.csv"]


def _marked(report: Report, standing: Standing) -> Report:
    """The report with a person's marks in place of the machine's points."""
    marks = {cell: points for cell, (points, _) in standing.marks.items() if points is not None}
    return dataclasses.replace(report, scores=tuple(
        dataclasses.replace(score, points=marks.get(score.id, score.points))
        for score in report.scores))


def _standing(book: Book, report: Report) -> Standing:
    standing = book.standing(report)
    if standing is None:
        raise CourseError(f"{report.student} has a report but no row in the gradebook; run "
                          f"`goodstart grade {report.assignment} --student {report.student}`")
    return standing


def _explanations(root: Path, assignment: str) -> dict[str, str]:
    """What to tell of each quiz item once it is graded; nothing for other assignments."""
    path = root / "source" / f"{assignment}.toml"
    return explanations(load_quiz(path)) if path.is_file() else {}


def _slip_names(root: Path) -> dict[str, str]:
    """A short name for every slip: the catalogue's, and the quiz's wrong options."""
    names = {key: slip.name for key, slip in SLIPS.items()}
    for path in sorted(root.glob("source/*.toml")):
        names |= slip_names(load_quiz(path))
    return names
