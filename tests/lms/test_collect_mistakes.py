"""What a tired person does with the right command and the wrong file costs no student a point."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from as_lms import (
    PEOPLE,
    ROOT,
    canvas_name,
    canvas_table,
    course,
    moodle_folder,
    notebook,
    with_roster,
    worksheet,
    write_zip,
)
from typer.testing import CliRunner

from autograder import lms_desk
from autograder.cli import app
from autograder.model import CourseError
from autograder.results.grades_csv import Row

ADA, JOERG, ZOE, LI, ANNA, LUKASZ = PEOPLE
HE = (ROOT / "release/he/he.ipynb").read_bytes()


@pytest.fixture
def canvas(tmp_path: Path) -> Path:
    """A course of two assignments, whose roster is Canvas's."""
    return with_roster(
        course(tmp_path / "course", "fans", "he"), canvas_table(PEOPLE, {"fans (12345)": 24})
    )


@pytest.fixture
def moodle(tmp_path: Path) -> Path:
    """The same, of Moodle's."""
    return with_roster(course(tmp_path / "course", "fans", "he"), worksheet(PEOPLE))


def submitted(root: Path) -> dict[str, bytes]:
    files = (path for path in (root / "submitted").rglob("*") if path.is_file())
    return {str(path): path.read_bytes() for path in files}


def collect(root: Path, path: Path, *more: str, status: int = 0) -> str:
    words = ["collect", str(path), "fans", "--course", str(root), *more]
    result = CliRunner().invoke(app, words, env={"COLUMNS": "200"})
    assert result.exit_code == status, result.output + str(result.exception)
    return result.output


@pytest.mark.parametrize("file", ["he.ipynb", "fans.ipynb", "homework.ipynb.txt"])
def test_the_archive_of_another_assignment_is_refused_and_named(
    canvas: Path, tmp_path: Path, file: str
):
    own = {canvas_name(one, k): notebook(one.login) for k, one in enumerate(PEOPLE)}
    lms_desk.collect(canvas, write_zip(tmp_path / "fans.zip", own), "fans")
    before = submitted(canvas)
    files = {canvas_name(one, 50 + k, file): HE for k, one in enumerate(PEOPLE)}
    other = write_zip(tmp_path / "he.zip", files)
    with pytest.raises(
        CourseError, match=r"6 of 6 students handed in the notebook of he, not of fans; nothing"
    ):
        lms_desk.collect(canvas, other, "fans")
    assert submitted(canvas) == before
    lms_desk.collect(canvas, other, "he")
    assert len(list(canvas.glob("submitted/*/he"))) == len(PEOPLE)
    assert "he.ipynb is a notebook of he" in collect(canvas, other, "--despite", status=1) or (
        file != "he.ipynb"
    )


def test_one_student_with_the_wrong_notebook_is_taken_and_named(canvas: Path, tmp_path: Path):
    files = {canvas_name(one, 1, "fans.ipynb"): notebook(one.login) for one in PEOPLE[1:]}
    path = write_zip(tmp_path / "a.zip", {canvas_name(ADA, 2, "he.ipynb"): HE, **files})
    told = collect(canvas, path, status=1)
    assert "ada: he.ipynb is a notebook of he, not of fans" in told
    assert (canvas / "submitted/ada/fans/he.ipynb").read_bytes() == HE
    alone = write_zip(tmp_path / "b.zip", {canvas_name(JOERG, 9, "he.ipynb"): HE})
    assert "not of fans" in collect(canvas, alone, status=1)


def test_what_was_typed_into_moodles_form_makes_nobody_late(moodle: Path, tmp_path: Path):
    """Moodle gives a file its own time, and a text that it writes into the archive the present."""
    file, other = (f"{moodle_folder(one, '_file')}/fans.ipynb" for one in (ADA, JOERG))
    text, alone = (f"{moodle_folder(one, '_onlinetext')}/onlinetext.html" for one in (ADA, ZOE))
    early, later, now = (2026, 3, 1, 8, 0, 0), (2026, 3, 1, 20, 0, 0), (2026, 3, 9, 12, 0, 0)
    times = {file: early, other: later, text: now, alone: now}
    files = {name: notebook("x") if name.endswith(".ipynb") else b"<p>" for name in times}
    lms_desk.collect(moodle, write_zip(tmp_path / "a.zip", files, times), "fans")
    told = (moodle / "submitted/ada/fans/timestamp.txt").read_text()
    when = datetime.strptime(told, "%Y-%m-%d %H:%M:%S.%f %Z").replace(tzinfo=UTC)
    assert when.timestamp() == datetime(*early).timestamp()
    assert not (moodle / "submitted/zoe/fans/timestamp.txt").exists()


def test_who_handed_in_nothing_is_named(canvas: Path, tmp_path: Path):
    files = {canvas_name(one, 1): notebook(one.login) for one in PEOPLE[:4]}
    told = collect(canvas, write_zip(tmp_path / "a.zip", files))
    assert "in the roster, and nothing in it from them: 2: annab, lwojcik" in told
    assert "0 late" in told


def test_the_archive_of_a_second_group_names_nobody_whose_work_came_with_the_first(
    moodle: Path, tmp_path: Path
):
    """Two groups, two archives: nobody is told off for what is in submitted/ already."""
    groups = PEOPLE[:3], PEOPLE[3:5]
    for number, group in enumerate(groups):
        files = {f"{moodle_folder(one, '_file')}/fans.ipynb": notebook(one.login) for one in group}
        told = collect(moodle, write_zip(tmp_path / f"{number}.zip", files))
    [last] = [line for line in told.splitlines() if line.startswith("in the roster")]
    there = {path.parent.name for path in (moodle / "submitted").glob("*/fans")}
    assert len(there) == 5
    assert last.startswith("in the roster, and nothing in it from them: 1: ")
    assert not there & set(re.split(r"[ ,:]+", last))
    assert "not in it, and in submitted/ from before: 3: " in told


def test_moodle_does_not_say_who_is_late_and_nor_do_we(moodle: Path, tmp_path: Path):
    files = {f"{moodle_folder(one, '_file')}/fans.ipynb": notebook("x") for one in PEOPLE}
    assert " late" not in collect(moodle, write_zip(tmp_path / "a.zip", files))


def test_moodles_worksheet_of_another_assignment_is_refused(
    moodle: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """Its column is called Grade, whatever it is of; its numbers are one assignment's."""
    graded = [Row("ada", "fans", 20, 24), Row("ada", "he", 3, 24)]
    monkeypatch.setattr(
        "autograder.publish.rows", lambda root, names: [r for r in graded if r.assignment in names]
    )
    later = [replace(one, participant=one.participant + 500) for one in PEOPLE]
    for name, people in (("fans", PEOPLE), ("he", later)):
        table = tmp_path / f"{name}.csv"
        table.write_text(worksheet(people), "utf-8")
        lms_desk.read_roster(moodle, table)
        files = {f"{moodle_folder(one, '_file')}/x.txt": b"" for one in people}
        lms_desk.collect(moodle, write_zip(tmp_path / f"{name}.zip", files), name)
    for name, other in (("fans", "he"), ("he", "fans")):
        with pytest.raises(CourseError, match=f"this worksheet is of {other}, .* not of {name};"):
            lms_desk.export(moodle, [name], None, tmp_path / f"{other}.csv")
        _, filled = lms_desk.export(moodle, [name], None, tmp_path / f"{name}.csv")
        assert filled.written == 1


def test_a_folder_that_a_browser_unpacked_is_taken_as_the_archive_is(canvas: Path, tmp_path: Path):
    files = {canvas_name(one, 1): notebook(one.login) for one in PEOPLE}
    folder = tmp_path / "submissions"
    for name, data in files.items():
        folder.mkdir(exist_ok=True)
        (folder / name).write_bytes(data)
    lms_desk.collect(canvas, folder, "fans")
    before = submitted(canvas)
    assert sorted(before.values()) == sorted(files.values())
    lms_desk.collect(canvas, write_zip(tmp_path / "submissions.zip", files), "fans")
    assert submitted(canvas) == before


def test_a_folders_times_are_nobodys(moodle: Path, tmp_path: Path):
    for one in PEOPLE:
        path = tmp_path / "unpacked" / f"{moodle_folder(one, '_file')}" / "fans.ipynb"
        path.parent.mkdir(parents=True)
        path.write_bytes(notebook(one.login))
        os.utime(path, (one.participant * 10_000, one.participant * 10_000))
    lms_desk.collect(moodle, tmp_path / "unpacked", "fans")
    assert len(list(moodle.glob("submitted/*/fans/fans.ipynb"))) == len(PEOPLE)
    assert not list(moodle.glob("submitted/*/fans/timestamp.txt"))


def test_a_link_in_a_folder_is_refused(canvas: Path, tmp_path: Path):
    folder = tmp_path / "submissions"
    folder.mkdir()
    (folder / canvas_name(ADA, 1)).symlink_to("/etc/passwd")
    with pytest.raises(CourseError, match="a link or a device"):
        lms_desk.collect(canvas, folder, "fans")
    assert not submitted(canvas)


def test_who_gets_an_older_attempt_back_is_named(moodle: Path, tmp_path: Path):
    ada, joerg = (f"{moodle_folder(one, '_file')}/fans.ipynb" for one in (ADA, JOERG))
    first, second = (2026, 3, 1, 8, 0, 0), (2026, 3, 8, 8, 0, 0)
    old = write_zip(
        tmp_path / "old.zip",
        {ada: notebook("1"), joerg: notebook("j")},
        {ada: first, joerg: (2026, 3, 1, 10, 0, 0)},
    )
    new = write_zip(
        tmp_path / "new.zip",
        {ada: notebook("2"), joerg: notebook("j")},
        {ada: second, joerg: (2026, 3, 1, 10, 0, 0)},
    )
    assert "before the attempt" not in collect(moodle, old) + collect(moodle, new)
    told = collect(moodle, old, status=1)
    assert "ada: handed in 2026-03-01" in told
    assert "joerg.m: handed in" not in told
    assert "before the attempt" not in collect(moodle, new)
    assert (moodle / "submitted/ada/fans/fans.ipynb").read_bytes() == notebook("2")
