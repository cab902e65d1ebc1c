"""A class's way from the LMS and back, by the commands in docs/instructors.md and nothing else;
every name that comes back is one that was downloaded."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import zipfile
from pathlib import Path

import nbformat
import pytest
from as_lms import (
    PEOPLE,
    canvas_name,
    canvas_table,
    course,
    moodle_folder,
    worksheet,
    write_zip,
)
from sample import lay_out_class
from typer.testing import CliRunner

from autograder.cli import app

ROOT = Path(__file__).parents[2]
HANDED_IN = PEOPLE[:4]


def goodstart(*words: str | Path, status: int = 0):
    result = CliRunner().invoke(app, [str(word) for word in words], env={"COLUMNS": "200"})
    assert result.exit_code == status, result.output + str(result.exception)
    return result


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What four of the sample class handed in, which is right, wrong and in part blank."""
    top = tmp_path_factory.mktemp("class")
    lay_out_class(top)
    paths = sorted(top.glob("submitted/*/fans/fans.ipynb"))[1:5]
    return {one.login: path.read_bytes() for one, path in zip(HANDED_IN, paths, strict=True)}


@pytest.fixture(scope="module")
def canvas(work, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Canvas's term, up to the grades."""
    folder = tmp_path_factory.mktemp("canvas")
    root, down = course(folder / "course"), folder / "Downloads"
    down.mkdir()
    table, archive = down / "2026-03-02_Grades-Init.csv", down / "submissions.zip"
    table.write_text(canvas_table(PEOPLE, {"fans (12345)": maximum(root)}), "utf-8")
    shutil.copy(table, down / "2026-03-09_Grades-Init.csv")
    files = {
        canvas_name(one, 500 + k, "fans-1.ipynb" if k == 1 else "fans.ipynb", late=k == 2): work[
            one.login
        ]
        for k, one in enumerate(HANDED_IN)
    }
    write_zip(archive, files, flag=False)
    follow("A term with Canvas, step by step", root)
    return {"root": root, "table": table, "archive": archive}


@pytest.fixture(scope="module")
def moodle(work, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Moodle's term, up to the grades."""
    folder = tmp_path_factory.mktemp("moodle")
    root, down = course(folder / "course"), folder / "Downloads"
    down.mkdir()
    table, archive = down / "Grades-Init-fans-17.csv", down / "Init-fans-17.zip"
    table.write_text(worksheet(PEOPLE, f"{maximum(root):.2f}"), "utf-8")
    files = {f"{moodle_folder(one, '_file')}/fans.ipynb": work[one.login] for one in HANDED_IN}
    write_zip(archive, files)
    follow("A term with Moodle, step by step", root)
    return {"root": root, "table": table, "archive": archive}


def maximum(root: Path) -> float:
    node = json.loads((root / "source/fans/fans.ipynb").read_text("utf-8"))
    return sum(cell["metadata"].get("nbgrader", {}).get("points", 0) for cell in node["cells"])


def follow(title: str, root: Path) -> None:
    """Run each command of a section as it stands, in the course, with a home of its own."""
    text = (ROOT / "docs/instructors.md").read_text("utf-8")
    section = text.split(f"## {title}\n")[1].split("\n## ")[0]
    commands = re.findall(r"^ *goodstart (.+?)(?: +#.*)?$", section, re.MULTILINE)
    verbs = [command.split()[0] for command in commands]
    assert verbs == ["roster", "collect", "grade", "feedback", "export"]
    for command in commands:
        words = command.replace("~", str(root.parent)).split()
        result = CliRunner().invoke(app, [*words, "--course", str(root)])
        assert result.exit_code in (0, 1), result.output + str(result.exception)


def inside(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def scores(root: Path) -> dict[str, float]:
    """The points so far, as the long form has them."""
    goodstart("export", "--course", root)
    with (root / "goodstart-grades.csv").open(encoding="utf-8") as file:
        return {row["student"]: float(row["score"]) for row in csv.DictReader(file)}


def test_canvas_gets_the_names_that_it_gave(canvas: dict[str, Path]):
    root = canvas["root"]
    goodstart("feedback", "fans", "--zip", "canvas", "--course", root)
    back = inside(root / "goodstart-feedback-fans.zip")
    with zipfile.ZipFile(canvas["archive"]) as archive:
        given = {name.encode("cp437").decode("utf-8") for name in archive.namelist()}
    assert set(back) == given
    for name, data in back.items():
        numbers = [part for part in name.split("_") if re.fullmatch(r"\d+", part)][:2]
        [k] = [k for k, one in enumerate(HANDED_IN) if str(one.canvas_id) == numbers[0]]
        assert numbers[1] == str(500 + k), "infer_comment_context_from_filename"
        node = nbformat.reads(data.decode(), as_version=4)
        nbformat.validate(node)
        [cell] = node.cells
        assert cell.cell_type == "markdown"
        assert "compute\\_fans" in cell.source
    first = (root / "goodstart-feedback-fans.zip").read_bytes()
    goodstart("feedback", "fans", "--zip", "canvas", "--course", root)
    assert (root / "goodstart-feedback-fans.zip").read_bytes() == first


def test_moodle_gets_the_folders_that_it_gave(moodle: dict[str, Path]):
    root = moodle["root"]
    goodstart("feedback", "fans", "--zip", "moodle", "--course", root)
    back = inside(root / "goodstart-feedback-fans.zip")
    given = {name.rpartition("/")[0] for name in inside(moodle["archive"])}
    assert {name.rpartition("/")[0] for name in back} == given
    for name, data in back.items():
        # is_valid_filename_for_import of importziplib.php
        info = name.split("/")[0].split("_", 4)
        assert len(info) >= 4
        assert int(info[1]) in {one.participant for one in HANDED_IN}
        assert info[2:4] == ["assignsubmission", "file"]
        assert data.startswith(b"<!DOCTYPE html>")
        student = next(one for one in HANDED_IN if str(one.participant) == info[1])
        assert data == (root / "feedback" / student.login / "fans/fans.html").read_bytes()


def test_the_feedback_of_one_system_is_not_for_the_other(moodle: dict[str, Path]):
    from autograder import lms_desk
    from autograder.model import CourseError

    with pytest.raises(CourseError, match="collected from moodle; use --zip moodle"):
        lms_desk.feedback_archive(moodle["root"], "fans", "canvas")


def test_everybody_has_a_row_and_who_needs_a_mark_is_named(canvas: dict[str, Path]):
    root = canvas["root"]
    result = goodstart("export", "--for", "canvas", "--course", root, status=1)
    rows = list(csv.reader(io.StringIO((root / "goodstart-canvas.csv").read_text("utf-8"))))
    assert rows[0][5:] == ["fans (12345)"], "Canvas's own name, from the table of the roster"
    assert len(rows) == 2 + len(PEOPLE)
    assert "needs a mark, not in it: fans: " in result.output
    assert "nothing graded: fans: " in result.output
    so_far = goodstart(
        "export", "fans", "--for", "canvas", "--unmarked", "--course", root, status=1
    )
    assert "in it with the points so far" in so_far.output
    rows = list(csv.reader(io.StringIO((root / "goodstart-canvas-fans.csv").read_text("utf-8"))))
    known = scores(root)
    by_number = {str(one.canvas_id): one for one in PEOPLE}
    for row in rows[2:]:
        login = by_number[row[1]].login
        assert row[5] == (f"{known[login]:g}" if login in known else "")


@pytest.mark.parametrize("kind", ["canvas", "moodle"])
def test_the_lms_own_table_is_filled(kind: str, request: pytest.FixtureRequest):
    term = request.getfixturevalue(kind)
    root, into = term["root"], term["root"].parent / "filled.csv"
    goodstart(
        "export",
        "fans",
        "--template",
        term["table"],
        "--unmarked",
        "--into",
        into,
        "--course",
        root,
        status=1,
    )
    before = list(csv.reader(io.StringIO(term["table"].read_text("utf-8"))))
    after = list(csv.reader(io.StringIO(into.read_text("utf-8"))))
    column = before[0].index("fans (12345)" if kind == "canvas" else "Grade")
    known = scores(root)
    for old, new in zip(before, after, strict=True):
        assert old[:column] + old[column + 1 :] == new[:column] + new[column + 1 :]
        [login] = [one.login for one in PEOPLE if one.email in old] or [""]
        assert new[column] == (f"{known[login]:g}" if login in known else old[column])
    said = goodstart(
        "export",
        "fans",
        "--for",
        kind,
        "--template",
        term["table"],
        "--unmarked",
        "--into",
        term["table"],
        "--course",
        root,
        status=1,
    )
    assert "not written by goodstart" in str(said.exception)


def test_a_fault_in_the_options_is_one_line(canvas: dict[str, Path]):
    root = canvas["root"]
    for words, said in (
        (["--unmarked"], "add --for or --template"),
        (["--for", "csv", "--column", "fans"], "ASSIGNMENT=TITLE is expected"),
        (["--for", "csv", "--column", "hats=H"], "hats is not among what is exported"),
    ):
        result = goodstart("export", *words, "--course", root, status=1)
        assert said in str(result.exception)


@pytest.mark.parametrize("kind", ["canvas", "moodle"])
def test_feedback_says_who_still_needs_a_mark(kind: str, request: pytest.FixtureRequest):
    """Who reads the pages would take the points so far for the grade."""
    root = request.getfixturevalue(kind)["root"]
    told = goodstart("feedback", "fans", "--zip", kind, "--course", root).output
    goodstart("export", "--course", root)
    with (root / "goodstart-grades.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["needs_manual"] == "true"]
    names = ", ".join(sorted(row["student"] for row in rows))
    assert rows
    assert f"needs a mark, and the page says so: fans: {len(rows)}: {names}" in told


def test_the_report_counts_as_late_whom_canvas_calls_late(canvas: dict[str, Path]):
    root = canvas["root"]
    goodstart("report", "fans", "--course", root)
    page = (root / "reports/fans/fans.html").read_text("utf-8")
    rows = re.findall(r"<tr[^>]*data-flags=\"([^\"]*)\".*?</tr>", page, re.DOTALL)
    assert sum("late" in flags.split() for flags in rows) == 1
