"""A quiz that changes after submissions are graded: what can be graded is graded by the item's key,
and what came, went or moved is named."""

from __future__ import annotations

import csv
import json
import re
import shutil
from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from typer.testing import CliRunner

from autograder.cli import app
from autograder.intake import exam as exams
from autograder.intake import submission

KINDS = ("choice", "truth", "number")


def goodstart(*words: object, status: int = 0) -> str:
    line = [str(word) for word in words]
    result = CliRunner().invoke(app, line, env={"COLUMNS": "400"})
    assert result.exit_code == status, result.output + str(result.exception)
    return " ".join(result.output.split())


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """Q1 to Q3, graded: ada handed in the course's own solution, ben what was handed out."""
    (tmp_path / "source").mkdir()
    for kind in KINDS:
        goodstart("new", "question", "--kind", kind, "--course", tmp_path)
    goodstart("build", "--course", tmp_path)
    for student, folder in (("ada", "source"), ("ben", "release")):
        place = tmp_path / "submitted" / student / "quiz"
        place.mkdir(parents=True)
        shutil.copy(tmp_path / folder / "quiz" / "quiz.ipynb", place)
    grade(tmp_path)
    return tmp_path


def grade(course: Path, *more: str, status: int = 0) -> str:
    return goodstart("grade", "quiz", "--course", course, "--workers", 1, *more, status=status)


def edit(course: Path, change) -> None:
    """Change the quiz's items, each a text, and build."""
    path = course / "source" / "quiz.toml"
    head, *items = re.split(r"(?m)^(?=\[\[item\]\])", path.read_text())
    path.write_text("".join([head, *change(items)]))
    goodstart("build", "--course", course)


def held(course: Path, student: str) -> tuple[dict[str, float | None], float]:
    """The points of each graded cell, and the maximum, by nbgrader's own API."""
    with Gradebook(f"sqlite:///{course}/gradebook.db") as book:
        found = book.find_submission_notebook("quiz", "quiz", student)
        return {one.name: one.auto_score for one in found.grades}, found.max_score


def test_an_item_that_is_gone_counts_for_nothing_and_is_named(course):
    edit(course, lambda items: [one for one in items if '"Q2"' not in one])
    said = grade(course, status=1)
    assert "its cells changed since it was first graded: gone: q2, q2-answer" in said
    assert "answers to no question of now, they count for nothing: 'q2'" in said
    assert held(course, "ada") == ({"q1-answer": 1.0, "q3-answer": 1.0}, 2.0)
    [kept] = course.glob(".goodstart/removed-quiz-*.csv")
    with kept.open() as file:
        rows = {(row["student"], row["cell"]): row for row in csv.DictReader(file)}
    assert rows["ada", "q2-answer"]["points_by_machine"] == "1"
    assert rows["ben", "q2-answer"]["points_by_machine"] == "0"
    # The test of the item that is gone is no work of the student's.
    report = json.loads((course / "reports/quiz/quiz/ada.json").read_text())
    extras = [one["source"] for one in report["answers"]["extras"]]
    assert not any("is_truth" in one for one in extras)
    assert any("q2 = (" in one for one in extras)
    assert "changed since" not in grade(course, status=1)  # it is told once


def test_a_marks_comment_on_a_cell_that_is_gone_is_kept(tmp_path):
    (tmp_path / "source").mkdir()
    goodstart("new", "assignment", "halves", "--course", tmp_path)
    goodstart("build", "--course", tmp_path)
    place = tmp_path / "submitted" / "ada" / "halves"
    place.mkdir(parents=True)
    shutil.copy(tmp_path / "source" / "halves" / "halves.ipynb", place)
    line = ("grade", "halves", "--course", tmp_path, "--workers", 1)
    goodstart(*line)
    with Gradebook(f"sqlite:///{tmp_path}/gradebook.db") as book:
        mark = book.find_grade("in-words", "halves", "halves", "ada")
        mark.manual_score = 1.5
        book.find_comment("in-words", "halves", "halves", "ada").manual_comment = "=nearly; +1"
        book.db.commit()
    text = tmp_path / "source" / "halves.py"
    text.write_text(text.read_text().partition('# %% [markdown] name="in-words-task"')[0])
    hints = tmp_path / "source" / "halves.hints.toml"
    hints.write_text(hints.read_text().partition("[in-words]")[0])
    goodstart("build", "--course", tmp_path)
    goodstart(*line, status=1)
    [kept] = tmp_path.glob(".goodstart/removed-halves-*.csv")
    with kept.open() as file:
        rows = list(csv.DictReader(file))
    assert [row["points_by_hand"] for row in rows if row["points_by_hand"]] == ["1.5"]
    assert [row["comment"] for row in rows if row["comment"]] == ["'=nearly; '+1"]
    assert not any(row["comment"].startswith("=") for row in rows)  # no formula of a spreadsheet


def test_a_new_item_scores_nothing_with_a_reason_and_is_named(course):
    goodstart("new", "question", "--course", course)
    goodstart("build", "--course", course)
    said = grade(course, status=1)
    assert "its cells changed since it was first graded: new: q4, q4-answer" in said
    assert said.count("not in this notebook, so newer or deleted: 'q4'; no points for it") == 2
    points = {"q1-answer": 1.0, "q2-answer": 1.0, "q3-answer": 1.0, "q4-answer": 0.0}
    assert held(course, "ada") == (points, 4.0)
    report = json.loads((course / "reports/quiz/quiz/ada.json").read_text())
    [reason] = [one["reason"] for one in report["scores"] if one["id"] == "q4-answer"]
    assert "not in the notebook that was handed in; it may be newer" in reason
    # A person may give the points, and they stay.
    with Gradebook(f"sqlite:///{course}/gradebook.db") as book:
        book.find_grade("q4-answer", "quiz", "quiz", "ada").manual_score = 1.0
        book.db.commit()
    said = grade(course, "--force", status=1)
    assert re.search(r"ada 4 4", said)
    assert re.search(r"ben 0 4", said)


def test_a_submission_that_is_not_graded_anew_has_a_blank_grade_for_a_new_item(course):
    goodstart("new", "question", "--course", course)
    goodstart("build", "--course", course)
    grade(course, "--student", "ada", status=1)
    points, maximum = held(course, "ben")
    assert points["q4-answer"] is None
    assert maximum == 4.0
    with Gradebook(f"sqlite:///{course}/gradebook.db") as book:
        assert book.find_comment("q4", "quiz", "quiz", "ben").manual_comment is None


def swapped(items: list[str]) -> list[str]:
    head, first, second, *rest = items[0].split("[[item.options]]\n")
    head = head.replace("answer = 1\n", "answer = 2\n")
    return ["[[item.options]]\n".join([head, second, first, *rest]), *items[1:]]


def test_options_that_changed_places_are_named(course):
    edit(course, swapped)
    said = grade(course, status=1)
    told = "the options of 'q1' have other numbers now, so look at its answer: 1 is 2, 2 is 1"
    assert said.count(told) == 2
    # The number counts as it stands: the text of a notebook is the student's to change.
    assert held(course, "ada")[0]["q1-answer"] == 0.0


def test_an_option_in_front_is_named_and_a_word_that_is_mended_is_not(course):
    def in_front(items):
        head, first, *rest = items[0].split("[[item.options]]\n")
        new = 'text = "Another"\nwhy = "Because it is new."\n\n'
        head = head.replace("answer = 1\n", "answer = 2\n")
        return ["[[item.options]]\n".join([head, new, first, *rest]), *items[1:]]

    def mended(items):
        return [items[0].replace("What is right", "What is quite right"), *items[1:]]

    edit(course, mended)
    assert "other numbers" not in grade(course)
    edit(course, in_front)
    assert "other numbers now, so look at its answer: 2 is 3, 3 is 4" in grade(course, status=1)


def test_everything_at_once_and_the_order_of_the_items_means_nothing(course):
    edit(course, lambda items: [items[2], swapped(items[:1])[0]])
    goodstart("new", "question", "--kind", "truth", "--course", course)
    goodstart("build", "--course", course)
    grade(course, status=1)
    assert held(course, "ada") == (
        {"q1-answer": 0.0, "q3-answer": 1.0, "q4-answer": 0.0},
        3.0,
    )
    for command in ("feedback", "report"):
        goodstart(command, "quiz", "--course", course)


def test_a_cell_that_was_only_deleted_is_called_missing(course):
    """Its test is there, so the question was handed out."""
    [exam] = exams.load(course, "quiz")
    path = course / "submitted" / "ada" / "quiz" / "quiz.ipynb"
    node = json.loads(path.read_text())
    node["cells"] = [one for one in node["cells"] if one["id"] != "q2"]
    path.write_text(json.dumps(node))
    answers = submission.read(path.parent, "ada", exam)
    assert answers.notes == ("cell 'q2' is missing",)
    assert answers.absent == ()
