"""The teacher's own solution is the first submission: what it passes only in the student's process
runs there for everybody, cell by cell, and what it does not pass at all is said before the class is
graded."""

from __future__ import annotations

import json
import math
from pathlib import Path
from unittest import mock

import nbformat
import pytest
from foreign import Row, handed_in, notebook
from support import lines_of

from autograder import grading
from autograder.intake import exam as exams
from autograder.model import CourseError, Finding, MasterCheck, Report

PLAIN: list[Row] = [
    ("", "", 0, "import math\nRATIO = 3"),
    ("solution", "triple", 0, "def triple(x):\n    ### BEGIN SOLUTION\n    return RATIO * x\n"
     "    ### END SOLUTION"),
    ("test", "triple-test", 2, "assert triple(2) == 2 * RATIO\nassert math.isclose(triple(.5), 1.5)"),
]  # fmt: skip
GLOBAL: list[Row] = [
    ("solution", "shift", 0, "def shift(x):\n    ### BEGIN SOLUTION\n    return x + step\n"
     "    ### END SOLUTION"),
    ("test", "shift-helper", 0, "def near(a, b):\n    return abs(a - b) < 1e-9"),
    ("test", "shift-test", 3, "step = 4\nassert near(shift(1), 5)"),
]  # fmt: skip
OBJECT: list[Row] = [
    ("solution", "box", 0, "### BEGIN SOLUTION\nclass Box:\n    def __init__(self):\n"
     "        self.size = 2\n### END SOLUTION"),
    ("test", "box-test", 1, "assert isinstance(Box(), Box)\nassert Box().size == 2"),
]  # fmt: skip
WRONG: list[Row] = [
    ("test", "never", 1, "assert triple(2) == 7, 'seven is expected'"),
]
FREE: list[Row] = [("test", "always", 1, "assert True")]


def course(root: Path, cells: list[Row], students: dict[str, dict[str, str | None]]) -> Path:
    """A course at `root` with the assignment ps1, its release, and what students handed in."""
    source = notebook(cells)
    released = nbformat.from_dict(json.loads(json.dumps(source)))
    for cell in released.cells:
        head, cut, tail = cell.source.partition("### BEGIN SOLUTION")
        if cut:
            cell.source = f"{head}raise NotImplementedError{tail.partition('### END SOLUTION')[2]}"
    for top, node in (("source", source), ("release", released)):
        (root / top / "ps1").mkdir(parents=True)
        nbformat.write(node, root / top / "ps1/ps1.ipynb")
    for name, changed in students.items():
        folder = root / "submitted" / name / "ps1"
        folder.mkdir(parents=True)
        nbformat.write(handed_in(released, cells, changed), folder / "ps1.ipynb")
    (root / "nbgrader_config.py").write_text("c = get_config()\n")
    return root


def from_top_to_bottom(cells: list[Row], changed: dict[str, str | None]) -> dict[str, float]:
    """What each test earns where all cells run in one namespace, as in a notebook."""
    names: dict[str, object] = {}
    earned = {}
    for role, ident, points, source in cells:
        if role in ("", "solution"):
            exec(changed.get(ident) or source, names)
        elif role == "test":
            try:
                exec(source, names)
                earned[ident] = points
            except Exception:
                earned[ident] = 0.0
    return earned


def graded(root: Path, **options: bool) -> tuple[dict[str, Report], list[MasterCheck]]:
    checks: list[MasterCheck] = []
    done = grading.grade_class(
        root,
        "ps1",
        grading.students(root, "ps1", []),
        seed=3,
        says=lambda exam, check: checks.append(check),
        **options,  # type: ignore[arg-type]
    )
    return {one.report.student: one.report for one in done}, checks


def points(report: Report) -> dict[str, float | None]:
    return {score.id: score.points for score in report.scores}


STUDENTS: dict[str, dict[str, str | None]] = {
    "right": {},
    "wrong": {"shift": "def shift(x):\n    return x - step", "box": "class Box:\n    size = 3"},
}


def test_what_the_solution_passes_only_inside_is_judged_inside_for_everybody(tmp_path: Path):
    cells = [*PLAIN, *GLOBAL, *OBJECT]
    root = course(tmp_path, cells, STUDENTS)
    reports, [check] = graded(root)
    inside = {one.id: one.why for one in check.inside}
    assert list(inside) == ["shift-helper", "shift-test", "box-test"]
    assert inside["shift-helper"] == ""  # it stands by the test that uses it
    assert "step" in inside["shift-test"]
    assert not check.failing
    for name, changed in STUDENTS.items():
        assert points(reports[name]) == from_top_to_bottom(cells, changed), name
        assert reports[name].inside == tuple(inside)
        assert reports[name].protection.endswith("inside: shift-helper shift-test box-test")


def test_a_course_whose_solution_passes_apart_keeps_its_tests_out_of_reach(tmp_path: Path):
    root = course(tmp_path, PLAIN, {"a": {}, "b": {"triple": "def triple(x): return 6"}})
    reports, [check] = graded(root)
    assert (check.inside, check.failing, check.unearned) == ((), (), ())
    assert [report.inside for report in reports.values()] == [(), ()]
    assert [points(reports[name])["triple-test"] for name in "ab"] == [2, 0]


def test_a_test_that_replaces_what_a_module_has_is_judged_inside(tmp_path: Path):
    cells: list[Row] = [
        ("", "", 0, "import math"),
        ("solution", "norm", 0, "def norm(x, y):\n    ### BEGIN SOLUTION\n"
         "    return (x * x + y * y) ** 0.5\n    ### END SOLUTION"),
        ("test", "norm-test", 2, "assert norm(3, 4) == 5"),
        ("test", "by-hand", 3, "want = math.hypot(6, 8)\nmath.hypot = None\n"
         "assert norm(6, 8) == want"),
    ]  # fmt: skip
    students: dict[str, dict[str, str | None]] = {
        "first": {},
        "second": {},  # whose turn comes after a test that replaced it
        "uses it": {"norm": "def norm(x, y): return math.hypot(x, y)"},
    }
    root = course(tmp_path, cells, students)
    reports, [check] = graded(root)
    assert check.inside == (Finding("by-hand", "it replaces math.hypot", lost=False),)
    for name, changed in students.items():
        with mock.patch.object(math, "hypot", math.hypot):
            assert points(reports[name]) == from_top_to_bottom(cells, changed), name
    assert [sum(points(reports[name]).values()) for name in students] == [5, 5, 2]  # type: ignore[arg-type]
    status, said = lines_of(root, "try", "ps1")
    assert status == 0
    assert "it replaces math.hypot, which no answer would notice from apart" in " ".join(
        said.split()
    )


def test_no_more_tests_run_inside_than_must(tmp_path: Path):
    cells: list[Row] = [
        *GLOBAL[:1],
        ("test", "imports", 1, "from math import isclose as near\nassert near(1, 1)"),
        ("test", "above", 1, "total = 3\nassert near(total, 3)"),
        ("", "", 0, "import math"),
        ("solution", "total", 0, "### BEGIN SOLUTION\ntotal = 5\n### END SOLUTION"),
        ("test", "shift-test", 3, "step = 4\nassert near(shift(1), total)"),
        ("test", "below", 1, "near = None\nassert total == 5"),
    ]
    root = course(tmp_path, cells, {"a": {}, "b": {"total": "total = 6"}})
    reports, [check] = graded(root)
    assert [one.id for one in check.inside] == ["shift-test"]
    assert points(reports["a"]) == from_top_to_bottom(cells, {})
    assert points(reports["b"]) == from_top_to_bottom(cells, {"total": "total = 6"})


def test_a_test_that_the_solution_passes_nowhere_stops_the_run_before_anybody_is_graded(
    tmp_path: Path,
):
    root = course(tmp_path, [*PLAIN, *WRONG, *GLOBAL], STUDENTS)
    with pytest.raises(CourseError, match=r"does not pass 'never': seven is expected; .*--despite"):
        graded(root)
    assert not list(root.glob("reports/**/*.json"))
    reports, [check] = graded(root, despite=True)
    assert check.failing == (Finding("never", "seven is expected"),)
    assert [one.id for one in check.inside] == [
        "shift-helper",
        "shift-test",
    ]  # no more than need be
    assert points(reports["right"]) == {
        "triple-test": 2, "never": 0, "shift-helper": 0, "shift-test": 3
    }  # fmt: skip


def test_the_solution_sits_once_for_each_exam(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    root = course(tmp_path, [*PLAIN, *GLOBAL], STUDENTS)
    _, first = graded(root)
    with monkeypatch.context() as patch:
        patch.setattr("autograder.master_checks.task_of", lambda *_: pytest.fail("sat again"))
        assert graded(root)[1] == first
    [exam] = exams.load(root, "ps1")
    mended = [(*row[:3], row[3].replace("abs(a - b)", "abs(b - a)")) for row in (*PLAIN, *GLOBAL)]
    for top in ("source", "release"):
        nbformat.write(notebook(mended), root / top / "ps1/ps1.ipynb")
    _, [changed] = graded(root)
    assert first[0].exam == exam.digest() != changed.exam


def test_a_solution_that_failed_sits_again_since_what_it_lacked_may_be_there_now(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """A package that was missing, a slip that the catalogue did not have: the exam is the same."""
    lacking: list[Row] = [*PLAIN, ("test", "late", 1, "import arrived_late")]
    root = course(tmp_path, lacking, {"ada": {}})
    with pytest.raises(CourseError, match="the teacher's own solution does not pass 'late'"):
        graded(root)
    (tmp_path / "site").mkdir()
    (tmp_path / "site/arrived_late.py").write_text("")
    monkeypatch.syspath_prepend(tmp_path / "site")
    reports, [check] = graded(root)
    assert not check.failing
    assert points(reports["ada"])["late"] == 1


def test_what_is_passed_without_an_answer_is_told(tmp_path: Path):
    root = course(tmp_path, [*PLAIN, *FREE], {"a": {}})
    _, [check] = graded(root)
    assert check.unearned == ("always",)


def test_try_tells_all_of_it_and_enters_nothing(tmp_path: Path):
    root = course(tmp_path, [*PLAIN, *WRONG, *GLOBAL, *FREE], STUDENTS)
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    status, said = lines_of(root, "try", "ps1")
    assert status == 1
    assert "ps1/ps1: the teacher's own solution passes 4 tests" in said
    assert "INSIDE: 'shift-test' runs in the submission's own process" in said
    assert "fails: 'never': seven is expected" in said
    assert "free: 'always' (1 points) is passed without an answer" in said
    after = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    new = {path.relative_to(root).parts[0] for path in after.keys() - before.keys()}
    assert new == {".goodstart"}
    assert before.items() <= after.items()


def test_try_is_content_with_a_sound_assignment(tmp_path: Path):
    status, said = lines_of(course(tmp_path, PLAIN, {}), "try", "ps1")
    assert (status, said.strip()) == (0, "ps1/ps1: the teacher's own solution passes 1 test")


@pytest.mark.parametrize(
    ("marks", "line"),
    [
        ({"points": None}, r"ps1\.ipynb, cell 3: the points of 'triple-test' are not a number$"),
        ({"points": "many"}, r"the points of 'triple-test' are not a number$"),
        ({"points": "2"}, r"ps1\.ipynb: nbgrader can't read its marks: .* Points must be numbers"),
        ({"schema_version": 1}, r"marks are those of an older nbgrader; run `nbgrader update sou"),
    ],
)
def test_marks_that_nbgrader_can_not_read_are_named_in_one_line(
    tmp_path: Path, marks: dict[str, object], line: str
):
    root = course(tmp_path, PLAIN, {"a": {}})
    for top in ("source", "release"):
        path = root / top / "ps1/ps1.ipynb"
        node = json.loads(path.read_text())
        node["cells"][2]["metadata"]["nbgrader"].update(marks)
        path.write_text(json.dumps(node))
    with pytest.raises(CourseError, match=line) as told:
        graded(root)
    assert "\n" not in str(told.value)
