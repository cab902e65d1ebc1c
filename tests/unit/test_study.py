"""A learner's own folder holds the course, and nothing in it is ever touched."""

from __future__ import annotations

import json
import re
import shutil
from functools import cache
from pathlib import Path

import nbformat
import pytest
from test_build import SMALL
from typer.testing import CliRunner, Result

from autograder.authoring import study
from autograder.cli import app
from autograder.model import CourseError

ROOT = Path(__file__).parents[2]
LINK = re.compile(r"\]\(<?([^)#>]+)>?(?:#[^)]*)?\)")


@pytest.fixture
def course(tmp_path: Path) -> Path:
    (tmp_path / "source").mkdir()
    (tmp_path / "notebooks").mkdir()
    text = "# %% [markdown]\n# It goes with [lesson 01](../../notebooks/01_x.ipynb).\n\n"
    (tmp_path / "source" / "add.py").write_text(text + SMALL)
    (tmp_path / "notebooks" / "01_x.py").write_text("# %% [markdown]\n# # Adding up\n")
    shutil.copy(ROOT / "nbgrader_config.py", tmp_path)
    return tmp_path


def goodstart(*args: object) -> Result:
    return CliRunner().invoke(app, [str(one) for one in args])


def states(course: Path) -> dict[str, str]:
    return {one.path.name: one.state for one in study.lay(course, course / "study")}


def test_a_fresh_folder_gets_lessons_assignments_and_a_place_to_start(course: Path) -> None:
    assert states(course) == {"Start here.ipynb": "new", "01_x.ipynb": "new", "add.ipynb": "new"}
    cell, _, last = nbformat.read(course / "study/Start here.ipynb", 4).cells
    assert "initlab.progress()" in last.source
    assert "- **01** [Adding up](notebooks/01_x.ipynb)" in cell.source
    assert "  - assignment: [Adding](assignments/add/add.ipynb)" in cell.source
    released = (course / "study/assignments/add/add.ipynb").read_text()
    assert "your code here" in released
    assert "return a + b" not in released


def test_the_place_to_start_says_how_long_a_lesson_takes_what_for_and_where_to_begin(
    course: Path,
) -> None:
    about = (
        "About 25 minutes; the rest is optional.\n# Afterwards you can add\n# two numbers. Really."
    )
    (course / "notebooks" / "01_x.py").write_text(f"# %% [markdown]\n# # Adding up\n#\n# {about}\n")
    (course / "notebooks" / "start_here.md").write_text(
        "Everybody: [lesson 01](01_x.ipynb#Two), or [ask](#Find-it).\n\n"
        "## Find it\n\nThen [add](../assignments/add/add.ipynb).\n"
    )
    states(course)
    cell, _, _, more = nbformat.read(course / "study/Start here.ipynb", 4).cells
    row = "- **01** [Adding up](notebooks/01_x.ipynb) · about 25 minutes · afterwards you can add two numbers"
    assert row in cell.source.splitlines()
    begin = "Everybody: [lesson 01](notebooks/01_x.ipynb#Two), or [ask](#Find-it)."
    assert f"## Where to begin\n\n{begin}\n\n## Lessons" in cell.source
    assert more.source == "## Find it\n\nThen [add](assignments/add/add.ipynb)."


@cache
def lines_of_the_course_s_index() -> list[str]:
    cell = json.loads(study.course_of(ROOT)[study.INDEX])["cells"][0]
    return "".join(cell["source"]).splitlines()


@pytest.mark.parametrize(
    "number", sorted(path.stem.partition("_")[0] for path in ROOT.glob("notebooks/[0-9]*.py"))
)
def test_the_course_s_lessons_say_how_long_they_take_and_what_for(number: str) -> None:
    [row] = [one for one in lines_of_the_course_s_index() if one.startswith(f"- **{number}**")]
    assert re.search(r" · about \d+ minutes · afterwards you can \w", row)


def test_an_assignment_ends_with_the_verdict_and_a_lesson_with_what_comes_next(
    course: Path,
) -> None:
    states(course)
    study_copy = nbformat.read(course / "study/assignments/add/add.ipynb", 4)
    assert study_copy.cells[-1].source == "import initlab\n\ninitlab.check()"
    assert "Save the notebook" in study_copy.cells[-2].source
    lesson = nbformat.read(course / "study/notebooks/01_x.ipynb", 4)
    assert lesson.cells[-1].source == "import initlab\n\ninitlab.finished()"
    next_one = "Next:\n\n- the assignment [add](../assignments/add/add.ipynb)"
    assert lesson.cells[-2].source.endswith(next_one)


def test_what_a_learner_did_stays_whatever_the_course_does(course: Path) -> None:
    states(course)
    mine = course / "study/assignments/add/add.ipynb"
    mine.write_text("my solution")
    (course / "study/notebooks/notes.ipynb").write_text("my notes")
    assert states(course)["add.ipynb"] == "yours"
    text = course / "source/add.py"
    text.write_text(text.read_text().replace("Adding", "Sums"))
    assert states(course) == {
        "Start here.ipynb": "older",
        "01_x.ipynb": "same",
        "add.ipynb": "older",
    }
    assert mine.read_text() == "my solution"
    assert (course / "study/notebooks/notes.ipynb").read_text() == "my notes"


def test_the_command_names_what_is_older_and_takes_the_new_one_when_told(course: Path) -> None:
    states(course)
    mine = course / "study/assignments/add/add.ipynb"
    mine.write_text("my solution")
    text = course / "source/add.py"
    text.write_text(text.read_text().replace("Adding", "Sums"))
    said = goodstart("study", "--course", course).output
    assert f"older   {mine}" in said
    assert f"--take '{mine}'" in said
    assert mine.read_text() == "my solution"
    said = goodstart("study", "--course", course, "--take", mine).output
    assert "Sums" in mine.read_text()
    [copy] = course.glob("study/assignments/add/*kept-*")
    assert str(copy) in said
    assert copy.read_text() == "my solution"
    assert copy.suffix == ".ipynb"  # a learner opens it in JupyterLab
    assert f"older   {mine}" not in goodstart("study", "--course", course).output


def test_a_link_or_a_folder_in_the_way_is_left_alone(course: Path) -> None:
    (course / "study/notebooks").mkdir(parents=True)
    (course / "study/notebooks/01_x.ipynb").symlink_to(course / "nowhere")
    (course / "study/assignments/add/add.ipynb").mkdir(parents=True)
    found = states(course)
    assert (found["01_x.ipynb"], found["add.ipynb"]) == ("older", "older")
    assert (course / "study/notebooks/01_x.ipynb").is_symlink()
    assert not (course / "nowhere").exists()


def test_taking_what_the_course_does_not_have_is_one_line(course: Path) -> None:
    with pytest.raises(CourseError, match="the course has no such file"):
        study.take(course, course / "study", [Path("notebooks/99_x.ipynb")])
    with pytest.raises(CourseError, match="no course here"):
        study.lay(course / "source", course / "study")


def test_every_link_of_the_course_leads_to_a_file_of_the_folder() -> None:
    files = study.course_of(ROOT)
    assert len(files) > 10
    for name, data in files.items():
        if name.suffix != ".ipynb":
            continue
        for cell in json.loads(data)["cells"]:
            for target in LINK.findall("".join(cell["source"])):
                if "://" not in target and target.endswith(".ipynb"):
                    there = (Path("/") / name.parent / target).resolve().relative_to("/")
                    assert there.as_posix() in {one.as_posix() for one in files}, (name, target)
