"""A course lays its hints beside its notebooks, or gives none; in grading they count for nothing."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from test_hints import TWO, small_course
from typer.testing import CliRunner

import initlab
from autograder import course_pages
from autograder.authoring import build as builder
from autograder.authoring import study
from autograder.cli import app
from autograder.intake import attachments
from autograder.model import BuildError

PLACES = ("source/add/hints.toml", "release/add/hints.toml")


@pytest.fixture
def course(tmp_path: Path) -> Path:
    return small_course(tmp_path)


def switch_off(course: Path) -> None:
    with (course / "nbgrader_config.py").open("a") as file:
        file.write("\nget_config().GoodStart.hints = False\n")


# ---- laying them beside the notebooks


def test_build_lays_hints_beside_both_notebooks(course: Path) -> None:
    for place in PLACES:
        assert (course / place).read_text().endswith(TWO)
    assert builder.build(course) == []
    assert builder.stale(course) == []


def test_hints_that_changed_are_laid_anew_in_a_fresh_clone_too(course: Path) -> None:
    shutil.rmtree(course / ".goodstart", ignore_errors=True)
    text = course / "source/add.hints.toml"
    text.write_text(TWO.replace("together", "as one"))
    assert {path.relative_to(course).as_posix() for path in builder.stale(course)} == {*PLACES}
    assert {one.done for one in builder.build(course)} == {"wrote"}
    assert "as one" in (course / PLACES[1]).read_text()


def test_with_hints_off_build_removes_what_it_had_laid(course: Path, monkeypatch, capsys) -> None:
    switch_off(course)
    assert {path.relative_to(course).as_posix() for path in builder.stale(course)} == {*PLACES}
    assert {(one.done, one.remark) for one in builder.build(course)} == {
        ("removed", "this course gives no hints")
    }
    assert not [*course.glob("*/add/hints.toml")]
    assert builder.stale(course) == []
    for variable in ("NBGRADER_EXECUTION", "JPY_SESSION_NAME"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.chdir(course / "release/add")
    initlab.hint("add")
    assert capsys.readouterr().out == (
        "hint: this course gives no hints: no hints.toml beside the notebook\n"
    )


@pytest.mark.parametrize("off", [False, True])
def test_hints_that_somebody_edited_stay_and_are_named(course: Path, off: bool) -> None:
    path = course / PLACES[1]
    path.write_text(path.read_text().replace("together", "and add them"))
    before = path.read_bytes()
    if off:
        switch_off(course)
    result = CliRunner().invoke(app, ["build", "--course", str(course)])
    assert result.exit_code == 1
    assert f"kept     {path}: edited since it was built" in result.output
    assert path.read_bytes() == before


def test_overwrite_lays_edited_hints_anew_and_keeps_a_copy_that_is_no_quiz(course: Path) -> None:
    for place in PLACES:
        (course / place).write_text("# mine\n" + TWO)
    assert {one.done for one in builder.build(course, overwrite=True)} == {"wrote"}
    assert len([*course.glob("*/hints.kept-*.toml")]) == 2
    assert builder.stale(course) == []


def test_a_file_of_that_name_that_is_a_courses_own_is_no_hint(course: Path) -> None:
    switch_off(course)
    builder.build(course)
    for place in PLACES:
        (course / place).write_text("[data]\n")
    assert builder.build(course) == []
    [file] = attachments.of_course(course / "source/add", course / "release/add")
    assert (file.name, file.given) == ("hints.toml", True)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (TWO.replace("[add]", "[ad]"), "[ad]: no solution= or manual= cell has this name"),
        (TWO.replace("[add]", "[setup]"), "[setup]: no solution= or manual= cell"),
        (TWO.replace("outline =", "code ="), "[why]: must hold question, idea, outline, and no"),
        (TWO.replace("'Why?'", "''"), "[why]: question: must be a text"),
        (TWO.replace("return ...", "retur ..."), "[add]: code: invalid syntax"),
        ("[add", "not TOML: "),
    ],
)
def test_a_mistake_in_the_hints_is_told_with_its_place(course: Path, text, says) -> None:
    (course / "source/add.hints.toml").write_text(text)
    with pytest.raises(BuildError) as error:
        builder.build(course)
    assert str(error.value).startswith(f"source/add.hints.toml: {says}")
    assert "\n" not in str(error.value)


def test_hints_without_an_assignment_are_refused(course: Path) -> None:
    (course / "source/sub.hints.toml").write_text(TWO)
    with pytest.raises(BuildError, match=r"sub\.hints\.toml: no assignment source/sub\.py"):
        builder.build(course)


# ---- handing them out, and taking work in


def test_a_learners_folder_and_a_handout_take_hints_along_or_not(
    course: Path, tmp_path: Path
) -> None:
    wheel, into = tmp_path / "x.whl", tmp_path / "handout"
    wheel.write_bytes(b"")
    study.lay(course, course / "study")
    course_pages.handout(course, into, wheel)
    for folder in (course / "study", into):
        assert (folder / "assignments/add/hints.toml").read_bytes() == (
            course / PLACES[1]
        ).read_bytes()
    index = json.loads((into / "Start here.ipynb").read_text())
    assert "hints.toml" not in "".join(index["cells"][0]["source"])
    assert "drop" in (page := (into / "START.html").read_text())
    assert page.count("hints.toml") == 1
    switch_off(course)
    course_pages.handout(course, into, wheel)
    assert not (into / "assignments/add/hints.toml").exists()
    assert "hints.toml" not in (into / "START.html").read_text()
    assert (course / "study/assignments/add/hints.toml").is_file()  # a learner's own copy


def test_a_handout_keeps_hints_that_somebody_changed(course: Path, tmp_path: Path) -> None:
    wheel, into = tmp_path / "x.whl", tmp_path / "handout"
    wheel.write_bytes(b"")
    course_pages.handout(course, into, wheel)
    changed = into / "assignments/add/hints.toml"
    changed.write_text("mine")
    switch_off(course)
    course_pages.handout(course, into, wheel)
    assert changed.read_text() == "mine"


def test_hints_go_into_no_cage_and_a_student_without_them_lacks_nothing(course: Path) -> None:
    assert attachments.of_course(course / "source/add", course / "release/add") == ()
    assert attachments.handed_in(course / "release/add", set()) == ((), ())
    (course / "release/add/hints.toml").unlink()
    assert attachments.handed_in(course / "release/add", set()) == ((), ())
    (course / "release/add/own.toml").write_text("")
    files, _ = attachments.handed_in(course / "release/add", set())
    assert [file.name for file in files] == ["own.toml"]


def test_nbgraders_own_release_takes_hints_along(course: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "nbgrader", "generate_assignment", "add", "--force"],
        cwd=course,
        check=True,
        capture_output=True,
        env={
            **os.environ,
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "PYTHONWARNINGS": "ignore",
        },
    )
    assert (course / PLACES[1]).read_bytes() == (course / PLACES[0]).read_bytes()
    assert builder.build(course) == []
