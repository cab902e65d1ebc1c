"""`goodstart new`: what it lays builds, is tried and is graded as it stands, and it writes over
nothing."""

from __future__ import annotations

import re
import shutil
import tomllib
from pathlib import Path

import pytest
from typer.testing import CliRunner

from autograder.authoring import quiz_file
from autograder.cli import app

ROOT = Path(__file__).parents[2]
KINDS = ("choice", "truth", "number")


def goodstart(*words: str | Path, status: int = 0):
    line = [str(word) for word in words]
    result = CliRunner().invoke(app, line, env={"COLUMNS": "200"})
    if status != 2:
        assert result.exit_code == status, result.output + str(result.exception)
    else:  # main() prints these
        assert result.exception is not None
        assert len(str(result.exception).splitlines()) == 1
    return result


@pytest.fixture
def course(tmp_path: Path) -> Path:
    (tmp_path / "source").mkdir()
    return tmp_path


def hand_in(course: Path, name: str) -> None:
    """Ada hands in the course's own solution, Ben what was handed out."""
    for student, folder in (("ada", "source"), ("ben", "release")):
        place = course / "submitted" / student / name
        place.mkdir(parents=True)
        shutil.copy(course / folder / name / f"{name}.ipynb", place)


def test_a_new_assignment_goes_the_whole_way_as_it_stands(course):
    goodstart("new", "assignment", "halves", "--course", course)
    laid = sorted(path.name for path in (course / "source").iterdir())
    assert laid == ["halves.hints.toml", "halves.py"]
    goodstart("build", "--course", course)
    tried = goodstart("try", "halves", "--course", course)
    assert "the teacher's own solution passes 1 test" in tried.output
    assert "free" not in tried.output
    released = (course / "release/halves/halves.ipynb").read_text()
    for secret in ("np.square(z)", "slowly", "HIDDEN", "four times as large"):
        assert secret not in released
    assert (course / "release/halves/hints.toml").is_file()
    hand_in(course, "halves")
    graded = goodstart("grade", "halves", "--course", course, "--workers", "1")
    assert re.search(r"ada +3 +5 +1\b", graded.output)
    assert re.search(r"ben +0 +5\b", graded.output)
    # and what it holds is what the documents say that a start holds
    text = (course / "source/halves.py").read_text()
    for part in ('locked="setup"', "solution=", "BEGIN HIDDEN TESTS", "manual=", "# Halves"):
        assert part in text
    assert set(tomllib.loads((course / "source/halves.hints.toml").read_text())) == {
        "mean_square",
        "in-words",
    }


def test_new_questions_of_each_kind_go_the_whole_way_in_a_course_without_a_quiz(course):
    for kind in KINDS:
        goodstart("new", "question", "--kind", kind, "--course", course)
    quiz = quiz_file.load(course / "source/quiz.toml")
    assert [(item.key, item.kind) for item in quiz.items] == [
        ("Q1", "choice"),
        ("Q2", "truth"),
        ("Q3", "number"),
    ]
    goodstart("build", "--course", course)
    tried = goodstart("try", "quiz", "--course", course)
    assert "the teacher's own solution passes 3 tests" in tried.output
    hand_in(course, "quiz")
    graded = goodstart("grade", "quiz", "--course", course, "--workers", "1")
    assert re.search(r"ada +3 +3\b", graded.output)
    assert re.search(r"ben +0 +3\b", graded.output)


@pytest.mark.parametrize("kind", KINDS)
def test_a_new_question_leaves_every_byte_before_it_as_it_was(course, kind):
    path = course / "source" / "quiz.toml"
    before = (ROOT / "source" / "quiz.toml").read_bytes()
    path.write_bytes(before)
    (course / "notebooks").mkdir()
    (course / "notebooks" / "12_source_check.ipynb").write_text("{}")
    said = goodstart("new", "question", "--kind", kind, "--course", course).output
    after = path.read_bytes()
    assert after.startswith(before)
    keys = [int(re.sub(r"\D", "", one["key"])) for one in tomllib.loads(before.decode())["item"]]
    new = tomllib.loads(after.decode())["item"][len(keys) :]
    assert [one["key"] for one in new] == [f"Q{max(keys) + 1}"]
    assert new[0]["key"] in said
    assert new[0]["lesson"] == "12_source_check"
    assert len(quiz_file.load(path).items) == len(keys) + 1


def test_a_file_without_a_last_line_break_and_gaps_among_the_keys(course):
    path = course / "source" / "quiz.toml"
    goodstart("new", "question", "--course", course)
    text = path.read_text().replace('"Q1"', '"Q40b"').rstrip("\n")
    path.write_text(text)
    goodstart("new", "question", "--course", course)
    assert path.read_text().startswith(text + "\n")
    assert [item.key for item in quiz_file.load(path).items] == ["Q40b", "Q41"]


def test_nothing_is_written_over(course):
    source = course / "source"
    (source / "a.py").write_text("mine")
    (source / "b.hints.toml").write_text("mine")
    (source / "c").mkdir()
    (source / "d.toml").write_text("mine")
    (course / "release" / "e").mkdir(parents=True)
    for name in ("a", "b", "c", "d", "e"):
        result = goodstart("new", "assignment", name, "--course", course, status=2)
        assert "is there already" in str(result.exception)
    assert (source / "a.py").read_text() == "mine"
    assert not (source / "b.py").exists()


def test_an_invalid_quiz_a_link_and_odd_names_are_refused_and_stay(course, tmp_path_factory):
    path = course / "source" / "quiz.toml"
    path.write_text("title = 1\n")
    goodstart("new", "question", "--course", course, status=2)
    assert path.read_text() == "title = 1\n"
    path.unlink()
    other = tmp_path_factory.mktemp("other") / "mine.toml"
    shutil.copy(ROOT / "source" / "quiz.toml", other)
    path.symlink_to(other)
    result = goodstart("new", "question", "--course", course, status=2)
    assert "a link" in str(result.exception)
    assert other.read_bytes() == (ROOT / "source" / "quiz.toml").read_bytes()
    for name in ("../up", "Große", "a b", "a.b", "1st", "-x"):
        goodstart("new", "assignment", "--course", course, "--", name, status=2)
    goodstart("new", "assignment", "--course", course, status=2)
    goodstart("new", "assignment", "x", "--course", course / "nowhere", status=2)
    assert sorted(one.name for one in course.iterdir()) == ["source"]
