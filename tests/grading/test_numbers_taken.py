"""Whoever took a neighbor's number in the quiz is named when the class is graded, and in its
report."""

from __future__ import annotations

from pathlib import Path

import pytest
from sample import lay_out_class
from typer.testing import CliRunner

from autograder.cli import app

LINE = "for 2 students: wanjiru, zofia; they have the same questions"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("class")
    lay_out_class(root)
    return root


def run(root: Path, *words: str) -> str:
    return CliRunner().invoke(app, [*words, "--course", str(root)]).output


def test_after_grading_and_in_the_report(root: Path):
    three = ["--student", "wanjiru", "--student", "zofia", "--student", "xin"]
    assert run(root, "grade", "quiz", *three).count(LINE) == 1
    assert LINE in run(root, "grade", "quiz", *three), "unchanged submissions count too"
    run(root, "report", "quiz")
    assert (root / "reports/quiz/quiz.html").read_text("utf-8").count(LINE) == 1


def test_nobody_is_named_whose_number_is_their_own(root: Path):
    assert "my_number" not in run(root, "grade", "quiz", "--student", "xin", "--student", "zofia")
    assert "my_number" not in run(root, "grade", "fans", "--student", "xin", "--student", "zofia")
