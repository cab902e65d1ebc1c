"""Notebooks that were not written for this grader: tests that delete, patch and read what is the
student's own. They are graded apart where that can be, else inside, and as stock nbgrader does."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import NamedTuple

import pytest
from foreign import lay_out
from test_nbgrader import fresh, scores

from autograder import grading
from autograder.examine.examiner import examine
from autograder.intake import exam as exams
from autograder.intake import submission
from autograder.model import Answers, Cell, CourseError, Exam
from autograder.sandbox import Limits
from tests.warm import nbgrader

PROBLEM1 = [
    ("", "", 0, "%matplotlib inline\nimport math\nimport numpy as np\nNAME = ''"),
    (
        "solution",
        "squares",
        0,
        """\
def squares(n):
    ### BEGIN SOLUTION
    if n < 1:
        raise ValueError("n is at least 1")
    return [k**2 for k in range(1, n + 1)]
    ### END SOLUTION""",
    ),
    ("test", "values", 1, "assert squares(1) == [1]\nassert squares(3) == [1, 4, 9]"),
    (
        "test",
        "invalid",
        1,
        """\
try:
    squares(0)
except ValueError:
    pass
else:
    raise AssertionError("squares(0) raised nothing")""",
    ),
    (
        "solution",
        "total",
        0,
        """\
def sum_of_squares(n):
    ### BEGIN SOLUTION
    return sum(squares(n))
    ### END SOLUTION""",
    ),
    ("test", "sums", 0.5, "assert np.isclose(sum_of_squares(10), 385) and math.pi > 3"),
    (
        "test",
        "relies",
        1,
        """\
kept = squares
del squares
try:
    sum_of_squares(1)
except NameError:
    pass
else:
    raise AssertionError("sum_of_squares does not use squares")
finally:
    squares = kept""",
    ),
    (
        "test",
        "patched",
        1,
        """\
kept = squares
squares = lambda n: [100] * n
try:
    assert sum_of_squares(2) == 200
finally:
    squares = kept
assert sum_of_squares(2) == 5""",
    ),
    ("test", "partial", 2, "sum(sum_of_squares(n) == w for n, w in ((1, 1), (2, 5)))"),
    ("manual", "proof", 2, "The sum is n(n+1)(2n+1)/6."),
]
PROBLEM2 = [  # its tests need the student's own objects
    ("", "", 0, "%matplotlib inline\nimport matplotlib.pyplot as plt"),
    (
        "solution",
        "plot",
        0,
        """\
def plot_squares(n):
    ### BEGIN SOLUTION
    plt.plot(range(1, n + 1), [k**2 for k in range(1, n + 1)])
    plt.xlabel("n")
    ### END SOLUTION""",
    ),
    (
        "test",
        "labelled",
        1,
        """\
plot_squares(4)
axes = plt.gcf().gca()
assert axes.get_xlabel() == "n"
assert list(axes.lines[0].get_ydata()) == [1, 4, 9, 16]""",
    ),
    (
        "solution",
        "stack",
        0,
        """\
class Stack:
    ### BEGIN SOLUTION
    def __init__(self):
        self.items = []
    def push(self, item):
        self.items.append(item)
    def pop(self):
        return self.items.pop()
    ### END SOLUTION""",
    ),
    (
        "test",
        "stacked",
        1,
        """\
stack = Stack()
stack.push(3)
stack.push(4)
assert isinstance(stack, Stack) and stack.pop() == 4 and stack.pop() == 3""",
    ),
    ("test", "magic", 1, "%precision 3\nnames = %who_ls\nassert 'Stack' in names"),
]
MASTERS = {"problem1": PROBLEM1, "problem2": PROBLEM2}

# student -> notebook -> the cells that differ from the solution
STUDENTS = {
    "ada": {},
    "ben": {
        "problem1": {  # right values, but no error, and a sum of its own
            "squares": "def squares(n):\n    return [k * k for k in range(1, n + 1)]",
            "total": "def sum_of_squares(n):\n    return n * (n + 1) * (2 * n + 1) // 6",
        },
        "problem2": {
            "plot": "def plot_squares(n):\n    plt.plot([1, 2], [1, 4])",
            "stack": "Stack = None",
        },
    },
    "cy": {
        "problem1": {"squares": "def squares(n):\n    print(n)", "total": "a syntax error("},
        "problem2": {
            "plot": "1 / 0",
            "stack": """\
class Stack(list):
    push = list.append""",
        },
    },
}
WANTED = {
    ("ada", "values"): 1,
    ("ada", "invalid"): 1,
    ("ada", "sums"): 0.5,
    ("ada", "relies"): 1,
    ("ada", "patched"): 1,
    ("ada", "partial"): 2,
    ("ben", "values"): 1,
    ("ben", "invalid"): 0,
    ("ben", "sums"): 0.5,
    ("ben", "relies"): 0,
    ("ben", "patched"): 0,
    ("ben", "partial"): 2,
    ("cy", "values"): 0,
    ("cy", "invalid"): 0,
    ("cy", "sums"): 0,
    ("cy", "relies"): 1,
    ("cy", "patched"): 0,
    ("cy", "partial"): 0,
}
WANTED_INSIDE = {
    ("ada", "labelled"): 1,
    ("ada", "stacked"): 1,
    ("ada", "magic"): 1,
    ("ben", "labelled"): 0,
    ("ben", "stacked"): 0,
    ("ben", "magic"): 1,
    ("cy", "labelled"): 0,
    ("cy", "stacked"): 1,
    ("cy", "magic"): 1,
}


class Graded(NamedTuple):
    """A course that was graded, how many rows were new, and (points, reason) of every cell."""

    course: Path
    fresh: int
    cells: dict[tuple[str, str], tuple[float | None, str]]


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course made with nbgrader alone, and what three students handed in."""
    return lay_out(tmp_path_factory.mktemp("foreign") / "course", MASTERS, STUDENTS)


@pytest.fixture(scope="module")
def apart(course: Path, tmp_path_factory: pytest.TempPathFactory) -> Graded:
    """A copy of the course, graded apart."""
    copy = shutil.copytree(course, tmp_path_factory.mktemp("apart") / "course")
    return graded(Path(copy), "apart")


@pytest.fixture(scope="module")
def inside(apart: Graded, tmp_path_factory: pytest.TempPathFactory) -> Graded:
    """A copy of that, graded inside."""
    copy = shutil.copytree(apart.course, tmp_path_factory.mktemp("inside") / "course")
    return graded(Path(copy), "inside")


def graded(course: Path, tests: str) -> Graded:
    """Grade all."""
    done = list(grading.grade_class(course, "ps1", sorted(STUDENTS), seed=3, tests=tests))
    assert {(one.report.tests, one.report.problem) for one in done} == {(tests, "")}
    cells = {
        (one.report.student, score.id): (score.points, score.reason)
        for one in done
        for score in one.report.scores
    }
    return Graded(course, sum(one.fresh for one in done), cells)


def exams_of(course: Path) -> list[tuple[str, Exam]]:
    return [(exam.notebook, exam) for exam in exams.load(course, "ps1")]


def test_notebooks_of_another_course_get_the_scores_of_stock_nbgrader(
    course: Path, apart: Graded, inside: Graded
):
    """Cell by cell, without a switch: of the second those tests run inside that must."""
    wanted = WANTED | WANTED_INSIDE
    assert {key: apart.cells[key][0] for key in wanted} == wanted
    assert {
        name: grading.load_reports(apart.course, one)[0].inside
        for name, one in exams_of(apart.course)
    } == {
        "problem1": (),
        "problem2": ("labelled", "stacked", "magic"),
    }
    assert {key: inside.cells[key][0] for key in wanted} == wanted
    fresh(course)
    nbgrader(course, "generate_assignment", "ps1", "--force")
    nbgrader(course, "autograde", "ps1")
    assert scores(course, "ps1") == scores(inside.course, "ps1")


def test_what_can_not_run_apart_says_so_and_names_the_switch(course: Path, fork_server):
    _, (_, exam) = exams_of(course)
    apart = {}
    for student in ("ada", "ben", "cy"):
        answers = submission.read(course / "submitted" / student / "ps1", student, exam)
        for score in examine(exam, answers, fork_server).scores:
            apart[student, score.id] = score.points, score.reason
    for student in ("ada", "ben", "cy"):
        points, reason = apart[student, "magic"]
        assert points == 0
        assert reason.startswith("cell 'magic' can't run apart from the student's kernel: '")
        assert "--tests inside" in reason
    points, reason = apart["ada", "stacked"]
    assert points == 0
    assert reason.startswith("Stack gave ")
    assert "--tests inside" in reason


def test_changing_where_tests_run_grades_again_and_back(
    apart: Graded, inside: Graded, tmp_path: Path
):
    assert graded(apart.course, "apart").fresh == 0
    assert inside.fresh == 6
    assert graded(inside.course, "inside").fresh == 0
    back = graded(Path(shutil.copytree(inside.course, tmp_path / "course")), "apart")
    assert back.fresh == 6
    assert back.cells == apart.cells


def test_a_test_inside_that_ends_the_process_or_the_time_costs_its_own_points(fork_server):
    cells = tuple(
        Cell(role, "code", source, ident, points)
        for role, ident, points, source in (
            ("solution", "f", 0.0, "def f(): return 1"),
            ("test", "one", 1.0, "assert f() == 1"),
            ("test", "gone", 1.0, "import os; os._exit(3)"),
            ("test", "late", 1.0, "while f(): pass"),
            ("test", "part", 4.0, "2.5"),
            ("test", "told", 1.0, "assert f() == 2, 'f gives 1'"),
            ("test", "two", 1.0, "assert f() == 1"),
            ("test", "nan", 1.0, "float('nan')"),
        )
    )
    exam = Exam("foreign", "foreign", cells)
    answers = Answers("ada", {"f": cells[0].source})
    report = examine(exam, answers, fork_server, Limits(cell_seconds=1), tests="inside")
    assert {score.id: (score.points, score.reason) for score in report.scores} == {
        "one": (1, ""),
        "gone": (0, "left early (exit status 3)"),
        "late": (0, "time limit 1 s"),
        "part": (2.5, ""),
        "told": (0, "f gives 1"),
        "two": (1, ""),
        "nan": (0, ""),
    }


def test_a_place_that_is_not_known_is_refused(course: Path, capsys):
    from autograder import cli

    with pytest.raises(CourseError, match="--tests outside: apart or inside is known"):
        cli.grade(["ps1"], course=course, tests="outside")
