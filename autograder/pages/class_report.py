"""The lecturer's view of one assignment: who needs a person, how hard each exercise was, and which
slips the class made."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from autograder.model import Exam, Report
from autograder.pages import html
from autograder.pages.feedback import released
from autograder.pages.report_items import ENOUGH, RULES, Total, exercises, problem_of, slips
from autograder.pages.report_plots import histogram

__all__ = ["class_report"]


def class_report(
    exam: Exam,
    reports: Sequence[Report],
    *,
    totals: Mapping[str, Total] | None = None,
    slip_names: Mapping[str, str] | None = None,
    feedback_url: Callable[[str], str] | None = None,
    course_url: str = "",
    notes: Sequence[str] = (),
) -> str:
    """The class's page as one HTML text: same arguments, same bytes.

    `totals` are the gradebook's, by student (else the machine's points count); `feedback_url` gives
    the address of one student's page, `course_url` is that of the course's; `notes` are lines that
    stand on top. Submissions that could not be graded are listed, and left out of every statistic.
    """
    exam = released(exam)  # its titles are those of the students' pages
    names = slip_names or {}
    reports = sorted(reports, key=lambda report: report.student)
    totals = {one.student: Total.of(one) for one in reports} | dict(totals or {})
    graded = [report for report in reports if not problem_of(report)]
    scores = [totals[report.student].score for report in graded]
    most = max((one.max_score for one in totals.values()), default=exam.max_score())
    return html.render(
        "report.html.j2",
        exam=exam,
        reports=reports,
        graded=graded,
        students=[_student(report, totals[report.student], feedback_url) for report in reports],
        max_score=most,
        numbers=_numbers(scores),
        histogram=histogram(scores, most),
        exercises=exercises(exam, graded, names),
        slips=slips(exam, graded, names),
        notes=notes,
        discriminates=len(graded) >= ENOUGH,
        uncertain=len(graded) ** -0.5 if graded else 0.0,
        rules=RULES,
        course_url=html.link(course_url),
        attention=sum(
            bool(problem_of(report) or totals[report.student].waiting) for report in reports
        ),
        script=html.script("report.js"),
    )


@dataclass(frozen=True)
class _Student:
    name: str
    total: Total
    problem: str
    notes: int
    url: str

    @property
    def flags(self) -> str:
        """By which the table can be filtered."""
        on = {
            "person": self.problem or self.total.waiting,
            "late": self.total.late or self.total.late_penalty,
            "problem": self.problem,
        }
        return " ".join(name for name, is_on in on.items() if is_on)


def _student(report: Report, total: Total, feedback_url: Callable[[str], str] | None) -> _Student:
    return _Student(
        report.student,
        total,
        problem_of(report),
        len(report.answers.notes),
        html.link(feedback_url(report.student)) if feedback_url else "",
    )


def _numbers(scores: Sequence[float]) -> dict[str, float]:
    """Mean, median and quartiles (linear between neighbours); empty for no scores."""
    if not scores:
        return {}
    low, median, high = np.percentile(scores, [25, 50, 75])
    return {
        "mean": float(np.mean(scores)),
        "median": float(median),
        "low": float(low),
        "high": float(high),
    }
