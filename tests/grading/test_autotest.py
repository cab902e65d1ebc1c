"""Tests that nbgrader writes itself (AUTOTEST, HASHED AUTOTEST) give the scores of stock nbgrader,
on the notebooks of nbgrader's own documentation."""

from __future__ import annotations

import shutil
from pathlib import Path

import nbformat
import nbgrader as stock_nbgrader
import pytest
from foreign import CONFIG, rows

from autograder import grading
from autograder.intake import exam as exams
from autograder.intake.autotest import with_tests
from autograder.model import ExamError
from tests.warm import nbgrader

GUIDE = Path(stock_nbgrader.__file__).parent / "docs/source/user_guide"
WRONG = {
    "wrong": (
        "return [i ** 2 for i in range(1, n + 1)]",
        "return [i * 2 for i in range(1, n + 1)]",
    ),
    "no-error": ("raise ValueError", "return []  # "),
}


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """nbgrader's own assignment with instantiated tests, and what four students handed in."""
    root = tmp_path_factory.mktemp("autotest") / "course"
    shutil.copytree(GUIDE / "source/ps1_autotest", root / "source/ps1")
    shutil.copy(GUIDE / "autotests.yml", root)
    (root / "nbgrader_config.py").write_text(CONFIG)
    nbgrader(root, "generate_assignment", "ps1")
    shutil.copytree(root / "source/ps1", root / "submitted/right/ps1")
    shutil.copytree(root / "release/ps1", root / "submitted/blank/ps1")
    for name, (old, new) in WRONG.items():
        folder = shutil.copytree(root / "source/ps1", root / "submitted" / name / "ps1")
        node = nbformat.read(folder / "problem1.ipynb", 4)
        [cell] = [cell for cell in node.cells if old in cell.source]
        cell.source = cell.source.replace(old, new)
        nbformat.write(node, folder / "problem1.ipynb")
    return root


def test_every_row_is_that_of_stock_nbgrader(course: Path, tmp_path: Path):
    ours, theirs = (Path(shutil.copytree(course, tmp_path / name)) for name in ("a", "b"))
    names = grading.students(ours, "ps1", [])
    assert len(names) == 4
    done = list(grading.grade_class(ours, "ps1", names, 1))
    assert not [one.report.problem for one in done if one.report.problem]
    nbgrader(theirs, "autograde", "ps1")
    auto = [
        {
            key: row[1]
            for key, row in rows(root).items()
            if len(key) == 3 and key[-1] != "comment" and row[0] == "GradeCell"
        }
        for root in (ours, theirs)
    ]
    assert auto[0] == auto[1]
    scores = {
        name: sum(points or 0 for key, points in auto[0].items() if key[0] == name)
        for name in names
    }
    assert scores["right"] > scores["no-error"] > scores["wrong"]
    assert not any(one.report.inside for one in done)


def test_the_tests_that_students_get_are_those_that_are_scored(course: Path):
    one, _ = exams.load(course, "ps1")
    [cell] = [cell for cell in one.cells if cell.id == "correct_squares"]
    assert "AUTOTEST" not in cell.source
    assert "sha1(" in cell.source
    assert cell.source.split() == cell.released.split()
    source = course / "source/ps1/problem1.ipynb"
    made = with_tests(source)
    assert made == with_tests(source) != source
    before = made.stat().st_mtime_ns
    exams.load(course, "ps1")
    assert made.stat().st_mtime_ns == before  # no kernel was started again
    assert with_tests(course / "source/ps1/problem2.ipynb").is_relative_to(course)


def test_without_templates_or_with_a_solution_that_fails_it_says_so(course: Path, tmp_path: Path):
    root = Path(shutil.copytree(course, tmp_path / "course"))
    shutil.rmtree(root / ".goodstart", ignore_errors=True)
    (root / "autotests.yml").unlink()
    with pytest.raises(ExamError, match=r"there is no autotests\.yml"):
        exams.load(root, "ps1")
    shutil.copy(course / "autotests.yml", root)
    path = root / "source/ps1/problem1.ipynb"
    node = nbformat.read(path, 4)
    [cell] = [
        cell
        for cell in node.cells
        if cell.metadata.get("nbgrader", {}).get("grade_id") == "squares"
    ]
    cell.source = "def squares(n):\n    return nothing"
    nbformat.write(node, path)
    with pytest.raises(ExamError, match=r"the tests that nbgrader is to write: .*nothing"):
        exams.load(root, "ps1")
