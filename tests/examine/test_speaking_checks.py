"""In a notebook a check says something when it passes, and a blank answer stops nothing; a grader
hears none of it and sees every failure."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from support import make_exam, sit

from autograder.sandbox import ForkServer
from tests.warm import kernels

ROOT = Path(__file__).parents[2]
RELEASES = sorted(path.stem for path in ROOT.glob("release/*/*.ipynb"))


def run(node: nbformat.NotebookNode, monkeypatch: pytest.MonkeyPatch, execution: str = "") -> None:
    """Run a notebook in a kernel as JupyterLab does, or as nbgrader does."""
    for name, value in kernels().items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    if execution:
        monkeypatch.setenv("NBGRADER_EXECUTION", execution)
    NotebookClient(node, timeout=120, kernel_name="python3", allow_errors=bool(execution)).execute()


def printed(node: nbformat.NotebookNode) -> str:
    return "".join(
        out.text
        for cell in node.cells
        if cell.cell_type == "code"
        for out in cell.outputs
        if out.output_type == "stream"
    )


def errors(node: nbformat.NotebookNode) -> list[str]:
    return [
        out.ename
        for cell in node.cells
        if cell.cell_type == "code"
        for out in cell.outputs
        if out.output_type == "error"
    ]


@pytest.mark.parametrize("name", RELEASES)
def test_run_all_of_a_blank_assignment_goes_on_to_the_end_and_names_each_blank(name, monkeypatch):
    node = nbformat.read(ROOT / "release" / name / f"{name}.ipynb", 4)
    run(node, monkeypatch)  # raises at the first error
    tests = [
        cell
        for cell in node.cells
        if cell.metadata.get("nbgrader", {}).get("points")
        and cell.cell_type == "code"
        and cell.source.strip()
    ]
    said = [printed(nbformat.v4.new_notebook(cells=[cell])).splitlines() for cell in tests]
    assert all(said)
    for line in itertools.chain(*said):
        assert re.fullmatch("○ .*: not answered yet", line)


@pytest.mark.parametrize("execution", ["validate", "autograde"])
def test_nbgrader_sees_every_blank_as_a_failure(execution, monkeypatch):
    node = nbformat.read(ROOT / "release/fans/fans.ipynb", 4)
    run(node, monkeypatch, execution)
    assert len(errors(node)) == 7
    assert "not answered yet" not in printed(node)


def test_a_check_that_passes_says_what_it_tried(monkeypatch):
    node = nbformat.v4.new_notebook(
        cells=[
            nbformat.v4.new_code_cell(source)
            for source in (
                "from initlab.checks import agree, call\nfrom initlab.quiz import is_choice",
                "def twice(x):\n    return 2 * x",
                "agree(twice, on=[call(1), call(2)], expected=[2, 4])",
                "is_choice('q1', 2, 3)",
                "is_choice('q2', ..., 3)",
            )
        ]
    )
    run(node, monkeypatch)
    assert printed(node) == (
        "✓ twice: 2 cases; more at grading\n"
        "✓ q1: of the right form; whether it is right comes with the grade\n"
        "○ q2: not answered yet\n"
    )


def test_a_wrong_answer_still_stops_the_notebook(monkeypatch):
    node = nbformat.v4.new_notebook(
        cells=[
            nbformat.v4.new_code_cell(
                "from initlab.checks import agree, call\n"
                "agree(lambda x: x, on=[call(1)], expected=[2])"
            )
        ]
    )
    with pytest.raises(Exception, match="called:"):
        run(node, monkeypatch)


@pytest.mark.parametrize("tests", ["apart", "inside"])
def test_a_blank_answer_earns_nothing_from_the_grader(fork_server: ForkServer, tests):
    from autograder.examine.examiner import examine
    from autograder.model import Answers

    exam = make_exam(
        ("locked", "setup", "from initlab.checks import *"),
        ("solution", "f", "def f(x): return 2 * x"),
        ("test", "t", "agree(f, on=[call(1)], expected=[2])", 3),
    )
    report = examine(exam, Answers("ada", {"f": "def f(x): ..."}), fork_server, tests=tests)
    [score] = report.scores
    assert score.points == 0
    assert "nothing is returned yet" in score.reason


def test_tests_are_told_that_they_are_graded(fork_server: ForkServer):
    ask = "import os; print(os.environ['NBGRADER_EXECUTION'])"
    exam = make_exam(
        ("solution", "f", "f = 1"),
        ("test", "t", "import os; assert os.environ['NBGRADER_EXECUTION'] == 'autograde'", 1),
    )
    report = sit(fork_server, exam, {"f": ask})
    assert report.scores[0].full
    assert report.results[0].outputs[0]["text"] == "autograde\n"
