"""A whole class, graded: every student's every cell earns what it should, with the reason.

The class is in tests/class: students as they are, with slips, half-done work, broken files, cells
of their own. What each graded cell should earn was written down by hand in student.toml.
"""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from seeds import ALL_SEEDS

from autograder.examine.examiner import examine
from autograder.intake import exam as exams
from autograder.intake import submission
from autograder.model import Exam, Report, from_json, to_json
from autograder.sandbox import ForkServer
from initlab.slips import SLIPS

ROOT = Path(__file__).parents[2]
_spec = importlib.util.spec_from_file_location("layout", ROOT / "tests" / "class" / "layout.py")
layout = importlib.util.module_from_spec(_spec)  # type: ignore[arg-type]
_spec.loader.exec_module(layout)  # type: ignore[union-attr]

CLASS: dict[str, dict[str, Any]] = layout.expected()
HANDED_IN = [
    (student, assignment)
    for student, about in CLASS.items()
    for assignment in layout.ASSIGNMENTS
    if assignment in about
]
everything_handed_in = pytest.mark.parametrize(
    ("student", "assignment"), HANDED_IN, ids=["-".join(one) for one in HANDED_IN]
)


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("course")
    layout.lay_out(ROOT, folder)
    return folder


class Grader:
    """Grades a student of the course, once for each seed."""

    def __init__(self, course: Path, fork_server: ForkServer) -> None:
        self.course, self.fork_server = course, fork_server
        self.exams: dict[str, Exam] = {
            name: exams.load(course, name)[0] for name in layout.ASSIGNMENTS
        }
        self.reports: dict[tuple[str, str, int], Report] = {}

    def __call__(self, student: str, assignment: str, seed: int = 0) -> Report:
        key = student, assignment, seed
        if key not in self.reports:
            exam = self.exams[assignment]
            answers = submission.read(
                self.course / "submitted" / student / assignment, student, exam
            )
            self.reports[key] = examine(exam, answers, self.fork_server, seed=seed)
        return self.reports[key]


@pytest.fixture(scope="module")
def grade(course: Path) -> Iterator[Grader]:
    with ForkServer() as fork_server:
        yield Grader(course, fork_server)


def points(wanted: Any) -> float | None:
    if wanted == "manual":
        return None
    return wanted["points"] if isinstance(wanted, dict) else wanted


def outputs(report: Report) -> list[dict[str, Any]]:
    return [output for result in report.results for output in result.outputs]


# ---- what they earn


@everything_handed_in
def test_every_cell_earns_what_it_should_with_its_reason(
    grade: Grader, student: str, assignment: str
) -> None:
    report, wanted = grade(student, assignment), CLASS[student][assignment]["scores"]
    assert {score.id: score.points for score in report.scores} == {
        ident: points(one) for ident, one in wanted.items()
    }
    for score in report.scores:
        one = wanted[score.id]
        if isinstance(one, dict):
            assert score.slip == one["slip"], score
            assert one["reason"] in score.reason
        elif score.id != "fans-oracle":
            assert (score.slip, score.reason) == ("", ""), score


@everything_handed_in
def test_what_a_person_should_know_is_said_and_nothing_else(
    grade: Grader, student: str, assignment: str
) -> None:
    report, about = grade(student, assignment), CLASS[student][assignment]
    if "problem" in about:
        assert about["problem"] in report.problem
        assert "\n" not in report.problem
    else:
        assert report.problem == ""
    fragments = about.get("notes", [])
    assert len(report.answers.notes) == len(fragments)
    assert all(part in note for part, note in zip(fragments, report.answers.notes, strict=True))


@everything_handed_in
def test_the_sum_is_the_sum_of_the_cells(grade: Grader, student: str, assignment: str) -> None:
    report, wanted = grade(student, assignment), CLASS[student][assignment]["scores"]
    assert report.score == pytest.approx(sum(points(one) or 0 for one in wanted.values()))
    assert report.max_score == grade.exams[assignment].max_score()
    assert report.waiting == tuple(ident for ident, one in wanted.items() if one == "manual")


@pytest.mark.parametrize("seed", [1, 2026] if ALL_SEEDS else [2026])
def test_no_score_depends_on_the_cases_that_were_drawn(grade: Grader, seed: int) -> None:
    for student, assignment in HANDED_IN:
        first, again = grade(student, assignment), grade(student, assignment, seed)
        assert [(one.id, one.points, one.slip) for one in again.scores] == [
            (one.id, one.points, one.slip) for one in first.scores
        ], student


def test_the_same_seed_gives_the_same_report_and_it_survives_json(
    grade: Grader, course: Path
) -> None:
    for student, assignment in HANDED_IN[:6]:
        first, exam = grade(student, assignment), grade.exams[assignment]
        again = examine(
            exam,
            submission.read(course / "submitted" / student / assignment, student, exam),
            grade.fork_server,
            seed=0,
        )
        assert to_json(again) == to_json(first)
        assert from_json(Report, to_json(first)) == first


# ---- what they did besides


def test_a_plot_of_the_students_own_is_kept(grade: Grader) -> None:
    assert any("image/png" in one.get("data", {}) for one in outputs(grade("bilal", "fans")))


def test_html_from_a_student_arrives_as_data_of_its_own_type(grade: Grader) -> None:
    html = [
        one["data"]["text/html"]
        for one in outputs(grade("jonas", "fans"))
        if "text/html" in one.get("data", {})
    ]
    assert any("<script>" in one for one in html)


def test_warnings_and_stderr_cost_nothing(grade: Grader) -> None:
    report = grade("priya", "fans")
    assert any(one.get("name") == "stderr" for one in outputs(report))
    assert report.score == 19


def test_a_cell_that_stops_is_told_and_what_it_defined_before_counts(grade: Grader) -> None:
    stopped = {one.id: one.stopped for one in grade("rosa", "fans").results if one.stopped}
    assert stopped["connections"] == "ModuleNotFoundError: No module named 'torch'"
    assert set(stopped) == {"connections", "compute_fans"}


def test_no_reason_holds_the_text_of_a_hidden_test(grade: Grader) -> None:
    for student, assignment in HANDED_IN:
        said = to_json(grade(student, assignment))
        assert "BEGIN HIDDEN" not in said
        assert "WRONG_FANS" not in said
        assert "key=" not in said


# ---- the class itself


def test_the_class_is_as_large_and_as_mixed_as_it_is_said_to_be() -> None:
    both = [one for one in CLASS.values() if set(layout.ASSIGNMENTS) <= set(one)]
    assert len(both) >= 18
    assert all(one["about"] and one["honest"] in (True, False) for one in CLASS.values())
    late = [name for name, one in CLASS.items() if one["submitted"] > layout.DUE]
    assert late == ["olamide"]
    assert len({one["about"] for one in CLASS.values()}) == len(CLASS)
    assert sum(one["honest"] for one in CLASS.values()) >= 15


def test_somebody_makes_each_slip_of_the_catalogue() -> None:
    made = {
        one["slip"]
        for about in CLASS.values()
        if "fans" in about
        for one in about["fans"]["scores"].values()
        if isinstance(one, dict)
    }
    assert set(SLIPS.of("fans")) <= made


def test_an_honest_student_hands_in_a_whole_notebook_under_its_own_name() -> None:
    for name, about in CLASS.items():
        for assignment in layout.ASSIGNMENTS:
            odd = {"file", "bytes", "missing", "duplicated", "problem"}
            assert not (about["honest"] and odd & set(about.get(assignment, {}))), name


def test_the_layout_is_the_same_each_time(course: Path, tmp_path: Path) -> None:
    layout.lay_out(ROOT, tmp_path)
    first = {
        path.relative_to(course): path.read_bytes() for path in course.rglob("*") if path.is_file()
    }
    again = {
        path.relative_to(tmp_path): path.read_bytes()
        for path in tmp_path.rglob("*")
        if path.is_file()
    }
    assert first == again


@everything_handed_in
def test_a_submission_is_a_notebook_saved_from_the_release(
    course: Path, student: str, assignment: str
) -> None:
    about = CLASS[student][assignment]
    if "bytes" in about:
        return
    name = about.get("file", f"{assignment}.ipynb")
    node = nbformat.read(course / "submitted" / student / assignment / name, as_version=4)
    nbformat.validate(node)
    release = json.loads((course / "release" / assignment / f"{assignment}.ipynb").read_text())
    known = {
        cell["metadata"]["nbgrader"]["grade_id"]: cell["metadata"]["nbgrader"]
        for cell in release["cells"]
        if "nbgrader" in cell["metadata"]
    }
    ids = [cell.metadata.nbgrader.grade_id for cell in node.cells if "nbgrader" in cell.metadata]
    twice = [one for one in known if ids.count(one) == 2]
    assert twice == about.get("duplicated", [])
    assert [one for one in known if one not in ids] == about.get("missing", [])
    assert all(
        dict(cell.metadata.nbgrader) == known[cell.metadata.nbgrader.grade_id]
        for cell in node.cells
        if "nbgrader" in cell.metadata
    )
    assert "BEGIN HIDDEN" not in nbformat.writes(node)


def test_each_submission_has_nbgraders_timestamp(course: Path) -> None:
    from nbgrader.utils import parse_utc

    for student, assignment in HANDED_IN:
        stamp = course / "submitted" / student / assignment / "timestamp.txt"
        assert (parse_utc(stamp.read_text()) > parse_utc(layout.DUE)) == (student == "olamide")
