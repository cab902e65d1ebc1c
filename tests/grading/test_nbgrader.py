"""Stock nbgrader works on the course, and gives the same scores as we do, cell by cell."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook
from nbgrader.utils import determine_grade
from seeds import ALL_SEEDS

from autograder import grading
from autograder.authoring.config import course_config
from autograder.intake import exam as exams
from autograder.results.gradebook import CourseGradebook
from autograder.roles import expand
from tests.sample import lay_out_class
from tests.warm import nbgrader

ROOT = Path(__file__).parents[2]
Scores = dict[tuple[str, str], float | None]


def scores(course: Path, assignment: str) -> Scores:
    """Every cell's score in the gradebook, by (student, cell)."""
    with Gradebook(f"sqlite:///{course}/gradebook.db", "good_start") as book:
        return {
            (submission.student.id, grade.name): grade.auto_score
            for submission in book.assignment_submissions(assignment)
            for notebook in submission.notebooks
            for grade in notebook.grades
        }


def fresh(course: Path) -> None:
    """Forget all grading. The new gradebook is ours, which stock nbgrader takes for its own: to
    make one itself it starts a program that takes two seconds."""
    (course / "gradebook.db").unlink(missing_ok=True)
    with CourseGradebook(course, course_config(course)):
        pass
    for folder in ("autograded", "feedback", "reports"):
        shutil.rmtree(course / folder, ignore_errors=True)


@pytest.fixture
def honest(tmp_path: Path) -> Path:
    """A course with the submissions of those students whom nbgrader grades right by itself."""
    students = lay_out_class(tmp_path / "course")
    for name, about in students.items():
        if not about["honest"]:
            shutil.rmtree(tmp_path / "course" / "submitted" / name, ignore_errors=True)
    return tmp_path / "course"


@pytest.mark.parametrize("assignment", ["fans", "quiz"])
def test_three_ways_of_grading_give_every_honest_cell_the_same_score(honest, assignment):
    students = grading.students(honest, assignment, [])
    if not ALL_SEEDS:
        count = {"fans": 6, "quiz": 4}[assignment]  # stock takes six seconds for each quiz
        some = students[:: len(students) // count]
        for name in set(students) - set(some):
            shutil.rmtree(honest / "submitted" / name)
        students = some
    assert len(students) >= 4
    graded = list(grading.grade_class(honest, assignment, students, seed=11))
    assert {one.report.student for one in graded} == set(students)
    ours = scores(honest, assignment)
    fresh(honest)
    nbgrader(honest, "generate_assignment", assignment, "--force")
    nbgrader(honest, "autograde", assignment)
    within = scores(honest, assignment)
    fresh(honest)
    nbgrader(honest, "generate_assignment", assignment, "--force")
    nbgrader(honest, "autograde", assignment, stock=True)
    by_itself = scores(honest, assignment)
    [exam] = exams.load(honest, assignment)
    assert len(ours) == len(students) * len(exam.graded())
    assert within == ours
    assert by_itself == ours


def test_generate_assignment_gives_the_committed_release(honest: Path):
    for assignment in ("fans", "quiz"):
        nbgrader(honest, "generate_assignment", assignment, "--force")
        name = f"release/{assignment}/{assignment}.ipynb"
        assert (honest / name).read_bytes() == (ROOT / name).read_bytes()


def test_validate_passes_the_master_and_tells_what_is_missing_in_the_release(honest: Path):
    assert "Success" in nbgrader(honest, "validate", "source/fans/fans.ipynb")
    assert "VALIDATION FAILED" in nbgrader(honest, "validate", "release/fans/fans.ipynb")


def test_nbgraders_own_feedback_and_export_work_on_our_results(honest: Path):
    students = grading.students(honest, "fans", [])[:3]
    list(grading.grade_class(honest, "fans", students, seed=1))
    nbgrader(honest, "generate_feedback", "fans")
    nbgrader(honest, "export", "--to", "all.csv")
    rows = [row for row in (honest / "all.csv").read_text().splitlines() if row[:5] == "fans,"]
    assert len(rows) == len(students)
    for student in students:
        page = (honest / "feedback" / student / "fans" / "fans.html").read_text()
        assert "compute_fans" in page
        assert "layer_with" not in page, "a hidden test's source in a student's feedback"


def output(kind: str, text: str) -> dict:
    if kind == "value":
        return nbformat.v4.new_output("execute_result", data={"text/plain": text})
    return nbformat.v4.new_output("stream", name=kind, text=text)


@pytest.mark.parametrize(
    ("outputs", "stock"),
    [
        ([output("stderr", "UserWarning")], 0.0),
        ([output("value", "7")], ValueError),
        ([output("value", "-1")], 3.0),
        ([output("value", "nan")], 3.0),
        ([output("value", "np.float64(2.0)")], 3.0),
        ([], 3.0),
    ],
)
def test_stock_nbgrader_scores_as_the_readme_says_it_does(outputs, stock):
    cell = nbformat.v4.new_code_cell(
        "test", outputs=outputs, metadata=expand({"test": "t", "points": 3})
    )
    if stock is ValueError:
        with pytest.raises(ValueError, match="partial credit"):
            determine_grade(cell)
    else:
        assert determine_grade(cell)[0] == stock


def test_a_new_gradebook_is_what_nbgrader_itself_makes(tmp_path: Path) -> None:
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    for course in (ours, theirs):
        course.mkdir()
        shutil.copy(ROOT / "nbgrader_config.py", course)
    fresh(ours)
    nbgrader(theirs, "db", "assignment", "list", warm=False)

    def schema(course: Path) -> tuple[list[str], list[tuple[str]]]:
        with contextlib.closing(sqlite3.connect(course / "gradebook.db")) as database:
            tables = database.execute("select sql from sqlite_master where sql is not null")
            lines = sorted(" ".join(sql.split()) for (sql,) in tables)
            return lines, database.execute("select version_num from alembic_version").fetchall()

    assert schema(ours) == schema(theirs)
