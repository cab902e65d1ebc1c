"""The notebooks of nbgrader's own tests (they come with its package) get the rows of stock
nbgrader: unchanged, changed, cells of another type, attempts to cheat, hidden and instantiated
tests, tasks, files beside the notebook."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

import nbformat
import nbgrader as stock_nbgrader
import pytest
from foreign import CONFIG, rows

from autograder import grading
from tests.warm import nbgrader

FILES = Path(stock_nbgrader.__file__).parent / "tests"
APPS, STEPS = "apps/files", "preprocessors/files"
SUBMITTED = ("unchanged", "changed", "grade-cell-changed", "locked-cell-changed")
TYPES = ("answer-cell-type-changed", "grade-cell-type-changed")

# assignment -> (the master, what students hand in); both without ".ipynb"
CASES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "submitted": (
        f"{APPS}/submitted-unchanged",
        (
            *(f"{APPS}/submitted-{name}" for name in SUBMITTED),
            *(f"{STEPS}/submitted-{name}" for name in TYPES),
            f"{APPS}/submitted-cheat-attempt",
            f"{APPS}/submitted-cheat-attempt-alternative",
        ),
    ),
    **{
        f"autotest-{kind}": (
            f"{APPS}/autotest-{kind}",
            tuple(f"{APPS}/autotest-{kind}-{name}" for name in names),
        )
        for kind, names in {
            "simple": ("unchanged", "changed"),
            "hashed": ("unchanged", "changed"),
            "multi": ("unchanged", "changed"),
            "hidden": ("unchanged", "changed-right", "changed-wrong"),
        }.items()
    },
    "squares": (f"{APPS}/test", (f"{APPS}/test", f"{APPS}/test-with-output")),
    "hidden": (f"{APPS}/test-hidden-tests", (f"{APPS}/test-hidden-tests",)),
    "steps": (f"{STEPS}/test", (f"{STEPS}/test",)),
    "task": (f"{STEPS}/test_taskcell", (f"{STEPS}/test_taskcell",)),
    "by-hand": (
        f"{STEPS}/manually-graded-code-cell",
        (f"{STEPS}/manually-graded-code-cell",),
    ),
    "zero-points": (f"{APPS}/validation-zero-points", (f"{APPS}/validation-zero-points",)),
    "timeout": (f"{APPS}/timeout", (f"{APPS}/timeout",)),
    "file-beside": (f"{APPS}/open_relative_file", (f"{APPS}/open_relative_file",)),
    "validating": (
        f"{APPS}/validating-environment-variable",
        (f"{APPS}/validating-environment-variable",),
    ),
}


def who(path: str) -> str:
    """The student who hands that file in."""
    return path.replace("/files/", "-").replace("submitted-", "")


def copied(path: Path, to: Path) -> None:
    """Copy the notebook; where a cell is of another type than its master, in the newest format, for
    stock nbgrader stops at such a cell that has no id."""
    if path.stem.endswith("type-changed"):
        node = nbformat.read(path, 4)
        nbformat.write(nbformat.v4.upgrade(node, 4, node.nbformat_minor), to)
    else:
        shutil.copy(path, to)


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every case as an assignment of one course, released by nbgrader."""
    root = tmp_path_factory.mktemp("nbgrader") / "course"
    root.mkdir()
    (root / "nbgrader_config.py").write_text(CONFIG)
    shutil.copy(FILES / APPS / "autotests.yml", root)
    for assignment, (master, submitted) in CASES.items():
        folders = {root / "source" / assignment: master} | {
            root / "submitted" / who(one) / assignment: one for one in submitted
        }
        for folder, path in folders.items():
            folder.mkdir(parents=True)
            copied(FILES / f"{path}.ipynb", folder / "p1.ipynb")
            if assignment == "file-beside":
                shutil.copy(FILES / APPS / "data.txt", folder)
        nbgrader(root, "generate_assignment", assignment)
    return root


@pytest.fixture(scope="module")
def both(course: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The course graded here and the course graded by stock nbgrader."""
    root = tmp_path_factory.mktemp("graded")
    ours, theirs = (Path(shutil.copytree(course, root / name)) for name in ("a", "b"))
    for assignment in CASES:
        names = grading.students(ours, assignment, [])
        for _ in grading.grade_class(ours, assignment, names, seed=1, despite=True):
            pass
        nbgrader(theirs, "autograde", assignment)
    return ours, theirs


@pytest.mark.parametrize("assignment", CASES)
def test_every_row_is_that_of_stock_nbgrader(both: tuple[Path, Path], assignment: str):
    ours, theirs = (rows(root, assignment) for root in both)
    assert sorted({key[0] for key in theirs}) == sorted(map(who, CASES[assignment][1]))
    assert ours == theirs
