"""A fault of the disk, of the database or of one submission is one line that says which it is and
what to do; nothing that was graded is lost, and nobody else is without a row."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy
from nbgrader.api import Gradebook

from autograder import cli, grading, publish
from autograder.authoring.config import course_config
from autograder.intake import submission
from autograder.model import CourseError
from autograder.results.gradebook import CourseGradebook
from tests.sample import lay_out_class

QUICK = "tests.pool_jobs:quick_grader"
NAMES = ("right-1", "right-2", "bare-1")


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course of one assignment, three submissions and an empty gradebook."""
    root = tmp_path_factory.mktemp("course") / "course"
    lay_out_class(root)
    shutil.rmtree(root / "submitted")
    for name in NAMES:
        folder = root / "submitted" / name / "fans"
        folder.mkdir(parents=True)
        kind = "source" if name.startswith("right") else "release"
        shutil.copy(root / kind / "fans/fans.ipynb", folder)
    return root


@pytest.fixture
def course(template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("autograder.grading_job.JOB", QUICK)
    return Path(shutil.copytree(template, tmp_path / "course"))


def grade(course: Path, **options: Any) -> dict[str, grading.Graded]:
    names = grading.students(course, "fans", [])
    done = grading.grade_class(course, "fans", names, 1, sandbox="none", **options)
    return {one.report.student: one for one in done}


def rows(course: Path) -> set[str]:
    with CourseGradebook(course, course_config(course)) as book:
        [exam] = grading.exams.load(course, "fans")
        return set(book.standings(exam))


# ---- the database


@pytest.fixture(autouse=True)
def no_traceback(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """nbgrader logs one for each fault of its database."""
    yield
    logged = [one for when in ("setup", "call") for one in caplog.get_records(when)]
    assert not [one.getMessage() for one in logged if one.exc_info]


def told(course: Path, words: str) -> None:
    """Grading says this in one line, which names the gradebook."""
    with pytest.raises(CourseError) as error:
        grade(course)
    line = str(error.value)
    assert words in line
    assert "gradebook.db" in line
    assert "\n" not in line
    assert "db upgrade" not in line


@contextlib.contextmanager
def each_connection(pragma: str) -> Iterator[None]:
    """Whoever opens the gradebook inside finds it so."""

    def set_it(connection: Any, record: object) -> None:
        connection.execute(pragma).close()

    sqlalchemy.event.listen(sqlalchemy.Engine, "connect", set_it, insert=True)
    try:
        yield
    finally:
        sqlalchemy.event.remove(sqlalchemy.Engine, "connect", set_it)


def test_a_locked_database_is_waited_for_and_then_named(course: Path):
    other = sqlite3.connect(course / "gradebook.db", isolation_level=None)
    other.execute("begin exclusive")
    try:
        with each_connection("pragma busy_timeout = 500"):  # milliseconds; SQLite's own is 5 s
            told(course, "another program is writing to it")
    finally:
        other.rollback()
        other.close()
    assert grade(course).keys() == set(NAMES)


def test_a_full_disk_under_the_database_is_named_and_the_rest_comes_later(course: Path):
    with contextlib.closing(sqlite3.connect(course / "gradebook.db")) as base:
        [pages] = base.execute("pragma page_count").fetchone()
    with each_connection(f"pragma max_page_count = {pages}"):
        told(course, "no room is left on the disk")
    assert grade(course).keys() == rows(course) == set(NAMES)


def test_a_database_that_can_not_be_written_is_named(course: Path):
    config = course / "nbgrader_config.py"
    url = f"sqlite:///file:{course}/gradebook.db?mode=ro&uri=true"
    config.write_text(config.read_text() + f"\nget_config().CourseDirectory.db_url = {url!r}\n")
    told(course, "it can't be opened or written to")


def test_a_command_on_a_read_only_disk_says_it_in_one_line_with_status_2(
    course: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setattr(
        "sys.argv", ["goodstart", "grade", "fans", "--sandbox", "none", "--course", str(course)]
    )
    with each_connection("pragma query_only = on"), pytest.raises(SystemExit) as end:
        cli.main()
    assert end.value.code == 2
    [line] = capsys.readouterr().err.strip().splitlines()
    assert "gradebook.db: it can't be written to; make the file and its folder writable" in line


def test_a_damaged_database_is_named(course: Path):
    path = course / "gradebook.db"
    data = bytearray(path.read_bytes())
    data[100:] = os.urandom(len(data) - 100)
    path.write_bytes(data)
    told(course, "the file is damaged")
    path.write_text("these are my grades, in a text file" * 30)
    told(course, "the file is no database")


def test_a_database_that_goes_away_in_the_middle_is_named(course: Path):
    steps = grading.grade_class(
        course, "fans", list(NAMES), 1, sandbox="none",
        says=lambda *_: (course / "gradebook.db").rename(course / "elsewhere.db"),
    )  # fmt: skip
    with pytest.raises(CourseError, match="moved or deleted meanwhile"):
        list(steps)
    assert not list((course / "reports").rglob("*.json"))
    (course / "elsewhere.db").rename(course / "gradebook.db")
    assert grade(course).keys() == rows(course) == set(NAMES)


# ---- the disk


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EROFS, errno.EDQUOT, errno.EIO])
def test_a_fault_of_the_disk_is_one_line_with_status_2(
    course: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], code: int
):
    real = os.replace

    def replace(source: str, target: str) -> None:
        if "reports" in str(target):
            raise OSError(code, os.strerror(code), str(target))
        real(source, target)

    monkeypatch.setattr(os, "replace", replace)
    monkeypatch.setattr(
        "sys.argv",
        ["goodstart", "grade", "fans", "--sandbox", "none", "--workers", "1", "--course", str(course)],
    )  # fmt: skip
    with pytest.raises(SystemExit) as end:
        cli.main()
    said = capsys.readouterr().err.strip().splitlines()[-1]
    assert end.value.code == 2
    assert re.search(r"/reports/fans/fans/[\w-]+\.json: not written: ", said)
    monkeypatch.setattr(os, "replace", real)
    assert grade(course).keys() == rows(course) == set(NAMES)


# ---- the master


def test_a_master_whose_solution_does_not_end_is_told(course: Path):
    path = course / "source/fans/fans.ipynb"
    path.write_text(path.read_text().replace("### END SOLUTION", "", 1))
    with pytest.raises(CourseError, match="found; mend it and make the release again"):
        grade(course)


# ---- one submission


NAMES_OF_FOLDERS = {
    b"M\xfcller": "its name is not UTF-8",
    b"x" * 201: "its name has more than 200 bytes",
    b"a\x1b[31mb": "characters in its name that can't be printed",
    b"two\nlines": "characters in its name that can't be printed",
}


def test_a_folder_of_an_impossible_name_is_named_and_costs_nobody_else_a_row(course: Path):
    top = os.fsencode(course / "submitted")
    for name in NAMES_OF_FOLDERS:
        shutil.copytree(top + b"/right-1", top + b"/" + name)
    for name in ("-rf", "a b", "Zoë", "y" * 200):
        shutil.copytree(course / "submitted/right-1", course / "submitted" / name)
    assert grade(course).keys() == {*NAMES, "-rf", "a b", "Zoë", "y" * 200} == rows(course)
    lines = grading.misplaced(course, "fans")
    assert len(lines) == len(NAMES_OF_FOLDERS)
    for why in NAMES_OF_FOLDERS.values():
        assert any(why in line for line in lines)
    assert all(line.isprintable() for line in lines)
    assert publish.export(course, ["fans"])


@pytest.mark.parametrize("where", ["autograder.grading.submission.read", "write"])
def test_what_goes_wrong_with_one_submission_costs_that_one_alone(
    course: Path, monkeypatch: pytest.MonkeyPatch, where: str
):
    real: Callable[..., Any] = submission.read if where != "write" else CourseGradebook.write

    def read(folder: Path, student: str, exam: Any) -> Any:
        if student == "right-2":
            raise ValueError("what nobody thought of\n")
        return real(folder, student, exam)

    def write(book: Any, exam: Any, report: Any, *more: Any) -> float:
        if report.student == "right-2" and not report.problem:
            raise ValueError("what nobody thought of\n")
        return float(real(book, exam, report, *more))

    with monkeypatch.context() as patch:
        if where == "write":
            patch.setattr(CourseGradebook, "write", write)
        else:
            patch.setattr(where, read)
        done = grade(course)
    assert done.keys() == rows(course) == set(NAMES)
    assert "what nobody thought of" in done["right-2"].report.problem
    assert done["right-2"].report.problem.isprintable()
    assert [done[name].report.problem for name in ("right-1", "bare-1")] == ["", ""]
    assert grade(course)["right-2"].report.problem == ""  # it is not taken for settled


# ---- lateness


POLICY = """
from nbgrader.plugins import BasePlugin
class Half(BasePlugin):
    def late_submission_penalty(self, student, score, late):
        return score / 2
get_config().AssignLatePenalties.plugin_class = Half
"""


def test_a_changed_due_date_or_policy_takes_effect_without_grading_again(course: Path):
    for name in NAMES:
        path = course / "submitted" / name / "fans/timestamp.txt"
        path.write_text("2026-03-02 12:00:00 UTC")

    def due(when: str) -> None:
        with CourseGradebook(course, course_config(course)) as book:
            book.due("fans", when)

    def score(name: str) -> tuple[float, float]:
        publish.export(course, ["fans"])
        [line] = [
            line.split(",")
            for line in (course / "goodstart-grades.csv").read_text().splitlines()
            if line.startswith(name)
        ]
        with Gradebook(f"sqlite:///{course}/gradebook.db", "good_start") as book:
            [notebook] = book.find_submission("fans", name).notebooks
            penalty = notebook.late_submission_penalty or 0.0
        return float(line[2]), penalty

    config = course / "nbgrader_config.py"
    given = config.read_text()
    config.write_text(f"{given}\nget_config().LateSubmissionPlugin.penalty_method = 'zero'\n")
    due("2026-03-03 12:00:00 UTC")
    full = grade(course)["right-1"].report.score
    assert score("right-1") == (full, 0)
    due("2026-03-01 12:00:00 UTC")
    assert score("right-1") == (0, full)
    config.write_text(given + POLICY)
    done = grade(course)
    assert not done["right-1"].fresh
    assert done["right-1"].late_seconds == 24 * 3600
    assert score("right-1") == (full / 2, full / 2)
    due("2026-03-03 12:00:00 UTC")
    assert score("right-1") == (full, 0)
