"""No command deletes or writes over what a person made: it stays, byte for byte, and is named."""

from __future__ import annotations

import errno
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from test_build import SMALL
from typer.testing import CliRunner, Result

from autograder import files, ownership
from autograder.authoring import build as builder
from autograder.authoring.build import build
from autograder.cli import app
from autograder.model import CourseError
from autograder.ownership import InTheWay, Ledger, keep_copy
from tests.warm import nbgrader, processes

ROOT = Path(__file__).parents[2]
LESSON = "# %% [markdown]\n# # X\n\n# %%\n1 + 1\n"


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A small course, built."""
    (tmp_path / "source").mkdir()
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "source" / "add.py").write_text(SMALL)
    (tmp_path / "notebooks" / "01_x.py").write_text(LESSON)
    shutil.copy(ROOT / "nbgrader_config.py", tmp_path)
    build(tmp_path)
    return tmp_path


def goodstart(*args: object) -> Result:
    return CliRunner().invoke(app, [str(one) for one in args])


def solve(path: Path, old: str = "...  # your code here", new: str = "return a + b") -> None:
    """Edit a notebook as JupyterLab would."""
    node = nbformat.read(path, 4)
    assert any(old in cell.source for cell in node.cells)
    for cell in node.cells:
        cell.source = cell.source.replace(old, new)
    nbformat.write(node, path)


def change_the_texts(course: Path) -> None:
    """After this every notebook of the course is to be written anew."""
    text = course / "source/add.py"
    text.write_text(text.read_text().replace("Adding", "Sums"))
    lesson = course / "notebooks/01_x.py"
    lesson.write_text(lesson.read_text().replace("1 + 1", "1 + 2"))


# ---- build


def solved_release(course: Path) -> str:
    solve(course / "release/add/add.ipynb")
    return "release/add/add.ipynb"


def copied_lesson(course: Path) -> str:
    shutil.copy(course / "notebooks/01_x.ipynb", course / "notebooks/01_x-Copy1.ipynb")
    return "notebooks/01_x-Copy1.ipynb"


def copied_release(course: Path) -> str:
    shutil.copy(course / "release/add/add.ipynb", course / "release/add/add-mine.ipynb")
    return "release/add/add-mine.ipynb"


def new_assignment(course: Path) -> str:
    (course / "source/ps9").mkdir()
    shutil.copy(course / "source/add/add.ipynb", course / "source/ps9/ps9.ipynb")
    return "source/ps9/ps9.ipynb"


def edits_not_adopted(course: Path) -> str:
    solve(course / "source/add/add.ipynb", "return a + b", "return b + a")
    return "source/add/add.ipynb"


def edited_lesson(course: Path) -> str:
    solve(course / "notebooks/01_x.ipynb", "1 + 1", "1 + 1  # mine")
    return "notebooks/01_x.ipynb"


def added_cell(course: Path) -> str:
    path = course / "notebooks/01_x.ipynb"
    node = nbformat.read(path, 4)
    node.cells.append(nbformat.v4.new_markdown_cell("my notes"))
    nbformat.write(node, path)
    return "notebooks/01_x.ipynb"


def deleted_cell(course: Path) -> str:
    path = course / "release/add/add.ipynb"
    node = nbformat.read(path, 4)
    node.cells.pop(0)
    nbformat.write(node, path)
    return "release/add/add.ipynb"


def cells_in_another_order(course: Path) -> str:
    path = course / "notebooks/01_x.ipynb"
    node = nbformat.read(path, 4)
    node.cells.reverse()
    nbformat.write(node, path)
    return "notebooks/01_x.ipynb"


def points_set_with_the_toolbar(course: Path) -> str:
    path = course / "source/add/add.ipynb"
    node = nbformat.read(path, 4)
    node.cells[3].metadata.nbgrader.points = 9
    nbformat.write(node, path)
    return "source/add/add.ipynb"


def pasted_picture(course: Path) -> str:
    path = course / "notebooks/01_x.ipynb"
    node = nbformat.read(path, 4)
    node.cells[0]["attachments"] = {"a.png": {"image/png": "iVBORw0KGgo="}}
    nbformat.write(node, path)
    return "notebooks/01_x.ipynb"


def renamed_lesson(course: Path) -> str:
    (course / "notebooks/01_x.ipynb").rename(course / "notebooks/my lesson.ipynb")
    return "notebooks/my lesson.ipynb"


def a_link_to_a_file_elsewhere(course: Path) -> str:
    (course / "mine.ipynb").write_bytes((course / "notebooks/01_x.ipynb").read_bytes())
    (course / "notebooks/01_x.ipynb").unlink()
    (course / "notebooks/01_x.ipynb").symlink_to(course / "mine.ipynb")
    return "notebooks/01_x.ipynb"


def a_link_that_leads_nowhere(course: Path) -> str:
    (course / "release/add/add.ipynb").unlink()
    (course / "release/add/add.ipynb").symlink_to(course / "gone.ipynb")
    return "release/add/add.ipynb"


def write_protected(course: Path) -> str:
    (course / "release/add/add.ipynb").chmod(0o444)
    return "release/add/add.ipynb"


def half_a_notebook(course: Path) -> str:
    path = course / "release/add/add.ipynb"
    path.write_bytes(path.read_bytes()[:500])
    return "release/add/add.ipynb"


def not_a_notebook(course: Path) -> str:
    (course / "notebooks/01_x.ipynb").write_text("my notes, no JSON at all")
    return "notebooks/01_x.ipynb"


def an_empty_file(course: Path) -> str:
    (course / "notebooks/01_x.ipynb").write_text("")
    return "notebooks/01_x.ipynb"


def json_of_another_shape(course: Path) -> str:
    (course / "notebooks/01_x.ipynb").write_text('{"metadata": {"goodstart": 3}, "cells": [[]]}')
    return "notebooks/01_x.ipynb"


def a_copy_of_another_lesson_over_this_one(course: Path) -> str:
    shutil.copy(course / "source/add/add.ipynb", course / "notebooks/01_x.ipynb")
    return "notebooks/01_x.ipynb"


def a_folder_in_its_place(course: Path) -> str:
    (course / "release/add/add.ipynb").unlink()
    (course / "release/add/add.ipynb").mkdir()
    (course / "release/add/add.ipynb/notes.txt").write_text("mine")
    return "release/add/add.ipynb/notes.txt"


def a_file_beside_the_notebook(course: Path) -> str:
    (course / "release/add/notes.txt").write_text("mine")
    return "release/add/notes.txt"


def a_forged_mark(course: Path) -> str:
    path = course / "release/add/add.ipynb"
    node = json.loads(path.read_text())
    node["cells"][2]["source"] = ["return 7"]
    path.write_text(json.dumps(node))
    return "release/add/add.ipynb"


PERSONS: list[Callable[[Path], str]] = [
    solved_release,
    copied_lesson,
    copied_release,
    new_assignment,
    edits_not_adopted,
    edited_lesson,
    added_cell,
    deleted_cell,
    cells_in_another_order,
    points_set_with_the_toolbar,
    pasted_picture,
    renamed_lesson,
    a_link_to_a_file_elsewhere,
    a_link_that_leads_nowhere,
    write_protected,
    half_a_notebook,
    not_a_notebook,
    an_empty_file,
    json_of_another_shape,
    a_copy_of_another_lesson_over_this_one,
    a_folder_in_its_place,
    a_file_beside_the_notebook,
    a_forged_mark,
]


def seen(path: Path) -> tuple[bytes, str, int]:
    return (
        path.read_bytes() if path.exists() else b"",
        os.readlink(path) if path.is_symlink() else "",
        os.lstat(path).st_mode,
    )


@pytest.mark.parametrize("persons", PERSONS, ids=lambda one: one.__name__)
def test_build_leaves_a_persons_work_as_it_is_and_names_it(course: Path, persons):
    path = course / persons(course)
    before = seen(path)
    for text_changed in (False, True):
        if text_changed:
            change_the_texts(course)
        result = goodstart("build", "--course", course)
        assert seen(path) == before
        named = [line for line in result.output.splitlines() if line.startswith("kept")]
        if path.suffix == ".ipynb" and text_changed:
            assert [line for line in named if path.name in line], result.output
        assert "wrote    " + str(path) not in result.output
        in_the_way = (
            path in builder.expected(course)
            and (path.read_bytes() if path.is_file() else b"") != builder.expected(course)[path]
        )
        assert result.exit_code == (1 if in_the_way or "a_folder" in persons.__name__ else 0)


@pytest.mark.parametrize("persons", PERSONS, ids=lambda one: one.__name__)
def test_overwrite_writes_the_notebook_and_keeps_a_copy_that_nbgrader_does_not_release(
    course: Path, persons
):
    name = persons(course)
    path = course / name
    change_the_texts(course)
    wanted = builder.expected(course)
    if path not in wanted:
        pytest.skip("nothing is to be written there")
    before = seen(path)
    result = goodstart("build", "--overwrite", "--course", course)
    assert result.exit_code == 0, result.output
    assert path.read_bytes() == wanted[path]
    copies = [one for one in course.rglob("*kept-*") if seen(one)[:2] == before[:2]]
    assert len(copies) == 1
    assert str(copies[0]) in result.output
    for folder in (course / "source/add", course / "release/add"):
        assert copies[0].parent != folder


def test_what_was_only_run_is_written_anew_and_its_outputs_are_kept(course: Path):
    path = course / "notebooks/01_x.ipynb"
    node = nbformat.read(path, 4)
    node.cells[1].outputs = [nbformat.v4.new_output("stream", text="after an hour")]
    node.cells[1].metadata["collapsed"] = True
    nbformat.write(node, path)
    there = path.read_bytes()
    change_the_texts(course)
    outcomes = {one.path: one for one in build(course)}
    assert outcomes[path].done == "wrote"
    copy = course / ".goodstart/outputs/notebooks/01_x.ipynb"
    assert copy.read_bytes() == there
    assert str(copy) in outcomes[path].remark


def test_what_was_adopted_is_in_the_text_and_is_written_anew(course: Path):
    name = edits_not_adopted(course)
    assert "goodstart build" in goodstart("adopt", course / name).output
    assert "return b + a" in (course / "source/add.py").read_text()
    assert goodstart("build", "--course", course).exit_code == 0
    assert builder.stale(course) == []


def test_a_notebook_from_before_notebooks_bore_a_mark_is_ours_if_it_says_the_same(course: Path):
    for path in course.rglob("*.ipynb"):
        node = json.loads(path.read_text())
        del node["metadata"]["goodstart"]
        path.write_text(json.dumps(node))
    assert {one.done for one in build(course)} == {"wrote"}
    assert builder.stale(course) == []


def test_a_release_that_nbgrader_made_is_one_of_ours(course: Path):
    before = (course / "release/add/add.ipynb").read_bytes()
    nbgrader(course, "generate_assignment", "add", "--force")
    assert (course / "release/add/add.ipynb").read_bytes() == before
    assert build(course) == []


def build_until_killed(course: str, count: int) -> None:
    """Build, and die in place of giving so many a file its name."""
    real = os.replace

    def replace(*args) -> None:
        nonlocal count
        count -= 1
        if not count:
            os.kill(os.getpid(), signal.SIGKILL)
        real(*args)

    files.os.replace = replace
    build(Path(course))


def test_a_build_that_is_killed_leaves_each_notebook_old_or_new_and_a_persons_alone(course: Path):
    name = solved_release(course)
    persons = (course / name).read_bytes()
    old = {path: path.read_bytes() for path in builder.expected(course) if path.is_file()}
    change_the_texts(course)
    new = builder.expected(course)
    for count in (1, 2):
        run = processes().Process(target=build_until_killed, args=(str(course), count))
        run.start()
        run.join()
        assert run.exitcode == -signal.SIGKILL
        assert (course / name).read_bytes() == persons
        for path, data in new.items():
            if path != course / name:
                assert path.read_bytes() in (old[path], data)
    build(course)
    assert (course / name).read_bytes() == persons
    assert not list(course.rglob("*.part"))


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EDQUOT, errno.EACCES])
def test_a_disk_that_takes_nothing_costs_a_line_and_no_file(course: Path, number: int, monkeypatch):
    change_the_texts(course)
    before = {path: path.read_bytes() for path in course.rglob("*") if path.is_file()}

    def full(handle: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(files.os, "fsync", full)
    with pytest.raises(CourseError) as caught:
        build(course)
    assert "\n" not in str(caught.value)
    assert "is as it was" in str(caught.value)
    assert {path: path.read_bytes() for path in course.rglob("*") if path.is_file()} == before


# ---- adopt


def test_adopt_does_not_write_over_a_text_that_was_edited_too(course: Path):
    notebook = course / edits_not_adopted(course)
    text = course / "source/add.py"
    text.write_text(text.read_text().replace("Adding", "Sums"))
    before = text.read_bytes()
    result = goodstart("adopt", notebook)
    assert isinstance(result.exception, InTheWay)
    assert "edited since" in str(result.exception)
    assert text.read_bytes() == before
    assert goodstart("adopt", notebook, "--overwrite").exit_code == 0
    assert b"return b + a" in text.read_bytes()
    assert [one.read_bytes() for one in course.glob("source/*kept-*")] == [before]


def test_a_new_notebook_is_adopted_again_and_again_as_it_grows(course: Path):
    notebook = course / copied_lesson(course)
    text = notebook.with_suffix(".py")
    for number in (1, 2, 3):
        solve(notebook, "1 + 1", f"1 + 1 + {number}")
        assert goodstart("adopt", notebook).exit_code == 0
        assert f"1 + 1 + {number}" in text.read_text()
    text.write_text("# %%\nmine\n")
    assert isinstance(goodstart("adopt", notebook).exception, InTheWay)
    assert text.read_text() == "# %%\nmine\n"


# ---- the ledger, which all other commands write with


def test_the_ledger_replaces_what_it_wrote_and_nothing_else(tmp_path: Path):
    ledger = Ledger(tmp_path)
    ledger.write(tmp_path / "a/b.html", b"one")
    ledger.write(tmp_path / "a/b.html", b"two")
    Ledger(tmp_path).write(tmp_path / "a/b.html", b"three")
    (tmp_path / "a/b.html").write_bytes(b"mine")
    for fresh in (ledger, Ledger(tmp_path)):
        with pytest.raises(InTheWay, match=r"b\.html: not written by goodstart, or changed since"):
            fresh.write(tmp_path / "a/b.html", b"four")
        with pytest.raises(InTheWay):
            fresh.check([tmp_path / "new", tmp_path / "a/b.html"])
    assert (tmp_path / "a/b.html").read_bytes() == b"mine"
    over = Ledger(tmp_path, overwrite=True)
    over.write(tmp_path / "a/b.html", b"four")
    [(path, copy)] = over.kept
    assert (path.read_bytes(), copy.read_bytes()) == (b"four", b"mine")
    assert copy.suffix == ".html"  # it can be opened
    ledger.write(tmp_path / "feedback/ada/fans/fans.html", b"one")
    (tmp_path / "feedback/ada/fans/fans.html").write_bytes(b"mine")
    over.write(tmp_path / "feedback/ada/fans/fans.html", b"two")
    assert over.kept[1][1].suffix != ".html"  # nbgrader would give it to the student


def test_a_course_that_moved_keeps_its_ledger(tmp_path: Path):
    Ledger(tmp_path / "old").write(tmp_path / "old/x", b"one")
    (tmp_path / "old").rename(tmp_path / "new")
    Ledger(tmp_path / "new").write(tmp_path / "new/x", b"two")
    assert (tmp_path / "new/x").read_bytes() == b"two"


def test_a_file_outside_the_course_is_known_by_its_whole_path(tmp_path: Path):
    ledger = Ledger(tmp_path / "course")
    ledger.write(tmp_path / "elsewhere/x", b"one")
    Ledger(tmp_path / "course").write(tmp_path / "elsewhere/x", b"two")
    (tmp_path / "elsewhere/x").write_bytes(b"mine")
    with pytest.raises(InTheWay):
        Ledger(tmp_path / "course").write(tmp_path / "elsewhere/x", b"three")


def test_a_ledger_that_grew_is_shortened_and_knows_as_much(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(ownership, "ROOMY", 1000)
    for number in range(200):
        Ledger(tmp_path).write(tmp_path / "x", str(number).encode())
        Ledger(tmp_path).write(tmp_path / "y\u00e9", str(number).encode())
    assert (tmp_path / ".goodstart/written").stat().st_size < 2000
    Ledger(tmp_path).write(tmp_path / "x", b"new")
    (tmp_path / "x").write_bytes(b"mine")
    with pytest.raises(InTheWay):
        Ledger(tmp_path).write(tmp_path / "x", b"newer")


def test_two_commands_at_once_lose_no_line_of_the_ledger(tmp_path: Path, monkeypatch):
    code = (
        "import sys; from pathlib import Path; from autograder import ownership\n"
        "ownership.ROOMY = 500\n"
        "root, name = Path(sys.argv[1]), sys.argv[2]\n"
        "for k in range(150):\n"
        "    ownership.Ledger(root).write(root / f'{name}{k % 3}', f'{k}'.encode())\n"
    )
    runs = [
        subprocess.Popen([sys.executable, "-c", code, str(tmp_path), name], cwd=ROOT)
        for name in "abc"
    ]
    assert [run.wait() for run in runs] == [0, 0, 0]
    ledger = Ledger(tmp_path)
    assert all(ledger.ours(tmp_path / f"{name}{k}") for name in "abc" for k in range(3))


def test_a_lost_ledger_makes_every_file_a_persons(tmp_path: Path):
    Ledger(tmp_path).write(tmp_path / "x", b"one")
    (tmp_path / ".goodstart/written").unlink()
    with pytest.raises(InTheWay):
        Ledger(tmp_path).write(tmp_path / "x", b"two")
    Ledger(tmp_path).write(tmp_path / "x", b"one")  # the same bytes are in nobody's way
    Ledger(tmp_path).write(tmp_path / "x", b"two")


def test_copies_of_one_file_never_meet(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(time, "strftime", lambda form: "kept-20260301-000000")
    (tmp_path / "x.csv").write_text("mine")
    assert len({keep_copy(tmp_path / "x.csv") for _ in range(12)}) == 12


# ---- every command that writes into a course


@pytest.fixture(scope="module")
def graded(tmp_path_factory) -> Path:
    """A course of two students, graded, with feedback, report, grades and slides."""
    root = tmp_path_factory.mktemp("graded")
    for folder in ("source/fans", "release/fans"):
        shutil.copytree(ROOT / folder, root / folder)
    shutil.copy(ROOT / "nbgrader_config.py", root)
    (root / "notebooks").mkdir()
    node = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_markdown_cell("# A lesson")],
        metadata={
            "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}
        },
    )
    nbformat.write(node, root / "notebooks/01_x.ipynb")
    for student in ("ada", "ben"):
        (root / f"submitted/{student}/fans").mkdir(parents=True)
        shutil.copy(root / "release/fans/fans.ipynb", root / f"submitted/{student}/fans")
    for command in COMMANDS.values():
        assert goodstart(*command, "--course", root).exit_code == 0
    return root


COMMANDS = {
    "grade": ["grade", "fans", "--force", "--sandbox", "none", "--workers", "1"],
    "feedback": ["feedback", "fans", "--workers", "1"],
    "report": ["report", "fans"],
    "export": ["export"],
    "slides": ["slides"],
}
WRITTEN = {
    "grade": "autograded/ada/fans/fans.ipynb",
    "feedback": "feedback/ada/fans/fans.html",
    "report": "reports/fans/fans.html",
    "export": "goodstart-grades.csv",
    "slides": "slides/01_x.html",
}


@pytest.mark.parametrize("verb", COMMANDS)
def test_a_file_that_somebody_changed_is_named_and_stays(graded: Path, tmp_path: Path, verb: str):
    course = tmp_path / "course"
    shutil.copytree(graded, course)
    path = course / WRITTEN[verb]
    assert goodstart(*COMMANDS[verb], "--course", course).exit_code == 0  # its own is replaced
    path.write_bytes(path.read_bytes() + b"\n<!-- a note of mine -->")
    mine = path.read_bytes()
    result = goodstart(*COMMANDS[verb], "--course", course)
    assert path.read_bytes() == mine
    said = "".join((result.output + str(result.exception)).split())  # a table breaks lines
    assert path.name in said
    assert "--overwrite" in said
    assert result.exit_code == 1  # main() makes it 2 where it is a CourseError
    result = goodstart(*COMMANDS[verb], "--overwrite", "--course", course)
    assert result.exit_code in (0, 1), result.output
    assert path.read_bytes() != mine
    assert [
        one
        for one in path.parent.iterdir()
        if one != path and one.is_file() and one.read_bytes() == mine
    ]
    assert goodstart(*COMMANDS[verb], "--course", course).exit_code == 0


def test_one_changed_page_costs_the_others_nothing(graded: Path, tmp_path: Path):
    course = tmp_path / "course"
    shutil.copytree(graded, course)
    for student in ("ada", "ben"):
        (course / f"feedback/{student}/fans/fans.html").unlink()
    (course / "feedback/ada/fans/fans.html").write_text("mine")
    result = goodstart(*COMMANDS["feedback"], "--course", course)
    assert "the other pages are written" in str(result.exception)
    assert (course / "feedback/ada/fans/fans.html").read_text() == "mine"
    assert (course / "feedback/ben/fans/fans.html").is_file()


def test_a_changed_graded_notebook_costs_its_student_no_row(graded: Path, tmp_path: Path):
    course = tmp_path / "course"
    shutil.copytree(graded, course)
    path = course / WRITTEN["grade"]
    path.write_text("mine")
    (course / "reports/fans/fans/ada.json").unlink()
    result = goodstart(*COMMANDS["grade"], "--course", course)
    assert path.read_text() == "mine"
    assert (course / "reports/fans/fans/ada.json").is_file()
    assert "2 rows in the gradebook, 2 graded now, 1 need" in result.output


def test_the_sample_class_is_laid_out_again_around_what_somebody_changed(tmp_path: Path):
    from sample import _layout

    _layout().lay_out(ROOT, tmp_path)
    mine = tmp_path / "submitted/aiko/fans/fans.ipynb"
    solve(mine, "def compute_fans", "# mine\ndef compute_fans")
    (tmp_path / "submitted/zoe/fans").mkdir(parents=True)
    (tmp_path / "submitted/zoe/fans/fans.ipynb").write_text("hers")
    before = mine.read_bytes()
    _layout().lay_out(ROOT, tmp_path)
    assert mine.read_bytes() == before
    assert (tmp_path / "submitted/zoe/fans/fans.ipynb").read_text() == "hers"
