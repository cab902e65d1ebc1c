"""A grading run may be killed at any moment: the next completes it, nothing lost or doubled."""

from __future__ import annotations

import contextlib
import functools
import json
import multiprocessing
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
from seeds import ALL_SEEDS
from test_pool import children_of, running, wait_until

from autograder import grading
from autograder.intake import exam as exams
from autograder.model import CourseError, Report, from_json
from tests.pool_jobs import grade_all
from tests.sample import lay_out_class
from tests.warm import processes

ROOT = Path(__file__).parents[2]
QUICK, CAGED = "tests.pool_jobs:quick_grader", "autograder.grading_job:grader"
# Of a grader that takes no time, so that they meet the writer; 3 of the real one.
KILLS = 17 if ALL_SEEDS else 9


def small_class(root: Path, right: int, bare: int, gradebook: bool = True) -> list[str]:
    """A course with so many copies of the solution and of the bare release; the students."""
    shutil.copytree(_bare_course().name, root)
    if not gradebook:
        (root / "gradebook.db").unlink()
    names = []
    for word, source, count in (("right", "source", right), ("bare", "release", bare)):
        for k in range(count):
            names.append(f"{word}-{k}")
            folder = root / "submitted" / names[-1] / "fans"
            folder.mkdir(parents=True)
            shutil.copy(root / source / "fans/fans.ipynb", folder)
            (folder / "timestamp.txt").write_text("2026-02-01 10:00:00 UTC")
    return names


@functools.cache
def _bare_course() -> tempfile.TemporaryDirectory:
    """The sample class's course without its submissions, and with one assignment."""
    folder = tempfile.TemporaryDirectory()
    root = Path(folder.name)
    lay_out_class(root)
    shutil.rmtree(root / "submitted")
    for kind in ("source", "release"):
        for path in (root / kind).iterdir():
            if path.is_dir() and path.name != "fans":
                shutil.rmtree(path)
    return folder


def reports(root: Path) -> dict[str, bytes]:
    return {path.stem: path.read_bytes() for path in root.glob("reports/fans/fans/*.json")}


def check_whole(root: Path, names: list[str]) -> None:
    """Every submission has all of its rows once, with the scores that such work earns, a report
    and a graded notebook; and nothing else lies about."""
    [exam] = exams.load(root, "fans")
    with contextlib.closing(sqlite3.connect(root / "gradebook.db")) as database:
        assert database.execute("pragma integrity_check").fetchall() == [("ok",)]
        assert database.execute("select count(*) from alembic_version").fetchone() == (1,)
        rows = database.execute(
            "select s.student_id, c.name, g.auto_score, g.needs_manual_grade from grade g "
            "join base_cell c on c.id = g.cell_id join submitted_notebook n on n.id = g.notebook_id"
            " join submitted_assignment s on s.id = n.assignment_id "
            "join assignment a on a.id = s.assignment_id where a.name = 'fans'"
        ).fetchall()
        [comments] = database.execute("select count(*) from comment").fetchone()
    wanted = []
    for name in names:
        for cell in exam.graded():
            right = name.startswith("right")
            by_hand = cell.role == "manual" and (right or quick(root))
            wanted.append((name, cell.id, None if by_hand else cell.points * right, by_hand))
    assert sorted(rows, key=repr) == sorted(wanted, key=repr)
    assert comments == len(names) * sum(cell.role in ("solution", "manual") for cell in exam.cells)
    assert set(reports(root)) == set(names)
    for name, text in reports(root).items():
        report = from_json(Report, text.decode())
        assert (report.student, report.problem) == (name, "")
        assert json.loads((root / f"autograded/{name}/fans/fans.ipynb").read_text())["cells"]
        assert (root / f"autograded/{name}/fans/timestamp.txt").read_text()
    assert [
        path
        for path in root.rglob("*")
        if (path.name.startswith(".") and path.name != ".goodstart")
        or path.suffix == ".part"
        or path.name.endswith("-journal")
    ] == []


def quick(root: Path) -> bool:
    return root.name.startswith("quick")


@pytest.fixture(scope="module")
def forks() -> multiprocessing.context.ForkServerContext:
    """Runs start warm, so that kills fall into grading."""
    return processes()


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for temporary files, of this test and of the runs that it starts."""
    folder = tmp_path / "scratch"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def killed_after(
    context: multiprocessing.context.ForkServerContext,
    root: Path,
    job: str,
    seconds: float,
    first: bool = False,
) -> tuple[float, float, set[int]]:
    """Kill a run after so many seconds, counted from its start or from its first report. How long
    it took to the first report and in all, and the processes that were below it at the end."""
    run = context.Process(target=grade_all, args=(str(root), job, 2, tempfile.gettempdir()))
    run.start()
    started = time.monotonic()
    if first:
        assert wait_until(lambda: bool(reports(root)), 60)
    began = time.monotonic() - started
    run.join(seconds)
    below = children_of(run.pid)
    run.kill()
    run.join()
    return began, time.monotonic() - started, below


@pytest.mark.parametrize(
    ("job", "kills", "right", "bare"), [(QUICK, KILLS, 18, 4), (CAGED, 3, 2, 2)]
)
def test_runs_killed_at_random_moments_are_completed_by_the_next(
    forks, scratch, tmp_path, monkeypatch, job, kills, right, bare
):
    kind = "quick" if job == QUICK else "caged"
    monkeypatch.setattr("autograder.grading_job.JOB", job)
    root = tmp_path / f"{kind}-whole"
    names = small_class(root, right, bare)
    before, whole, _ = killed_after(forks, root, job, 60, first=True)
    check_whole(root, names)
    untouched = reports(root)
    rng, stopped = random.Random(7), []
    for k in range(kills):
        root = tmp_path / f"{kind}-{k}"
        small_class(root, right, bare, gradebook=k % 6 > 0)
        writing = k % 2 == 0  # every other kill meets the writer, which comes last and is quick
        _, _, below = killed_after(
            forks, root, job, rng.uniform(0, whole - before if writing else whole), writing
        )
        stopped.append(len(reports(root)))
        grade_all(str(root), job, 1, str(scratch))
        check_whole(root, names)
        assert reports(root) == untouched
        assert wait_until(lambda below=below: not any(map(running, below)))
        shutil.rmtree(root)
    assert all(stopped[::2]), "a run that had written its first report"
    left = [path.name for path in scratch.iterdir() if path.name.startswith("goodstart-")]
    assert left == []


def test_the_reports_are_the_same_bytes_whatever_the_number_of_workers(tmp_path):
    root = tmp_path / "course"
    lay_out_class(root)
    names = grading.students(root, "fans", [])[:8]
    for k, workers in enumerate((1, 3)):
        done = list(grading.grade_class(root, "fans", names, 5, True, workers=workers))
        assert sorted(one.report.student for one in done) == names
        if k == 0:
            alone = reports(root)
    assert reports(root) == alone
    assert len(alone) == 8


def test_ctrl_c_says_how_far_it_came_and_the_next_run_does_the_rest(tmp_path):
    root = tmp_path / "course"
    names = small_class(root, 12, 12)
    command = [
        sys.executable,
        "-m",
        "autograder.cli",
        "grade",
        "fans",
        "--course",
        str(root),
        "--workers",
        "2",
    ]
    run = subprocess.Popen(
        command,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        assert wait_until(lambda: len(reports(root)) > 0, 60)
        below = children_of(run.pid)
        os.killpg(run.pid, signal.SIGINT)  # as a terminal does
        _, said = run.communicate(timeout=30)
    finally:
        run.kill()
    assert run.returncode == 130
    done = len(reports(root))
    assert 0 < done < len(names)
    assert said.strip() == (
        f"stopped: fans: {done} of {len(names)} done; run the same command again for the rest"
    )
    assert not any(map(running, below))
    again = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert again.returncode == 0, again.stderr
    assert f"{len(names)} rows in the gradebook, {len(names) - done} graded now" in again.stdout
    lines = [line.split()[0] for line in again.stdout.splitlines() if line.startswith(("r", "b"))]
    assert lines == sorted(names)
    check_whole(root, names)


def test_a_second_run_on_the_course_is_told_to_wait(tmp_path, scratch, monkeypatch):
    monkeypatch.setattr("autograder.grading_job.JOB", QUICK)
    root = tmp_path / "quick"
    names = small_class(root, 3, 0)
    first = grading.grade_class(root, "fans", names, 1, sandbox="none")
    next(first)
    with pytest.raises(CourseError, match="another `goodstart grade` is at work"):
        next(grading.grade_class(root, "fans", names, 1, sandbox="none"))
    first.close()
    assert len(list(grading.grade_class(root, "fans", names, 1, sandbox="none"))) == 3


def test_a_job_that_fails_is_a_row_that_says_so_and_is_graded_again(tmp_path, scratch, monkeypatch):
    monkeypatch.setattr("autograder.grading_job.JOB", "tests.pool_jobs:failing_grader")
    root = tmp_path / "quick"
    names = small_class(root, 2, 1)
    done = {
        one.report.student: one.report
        for one in grading.grade_class(root, "fans", names, 1, sandbox="none")
    }
    told = "the grader failed on this submission: RuntimeError: bare of all"
    assert {name: report.problem for name, report in done.items()} == {
        "right-0": "",
        "right-1": "",
        "bare-0": told,
    }
    assert {score.reason for score in done["bare-0"].scores} == {told}
    monkeypatch.setattr("autograder.grading_job.JOB", QUICK)
    again = {
        one.report.student: one.fresh
        for one in grading.grade_class(root, "fans", names, 1, sandbox="none")
    }
    assert again == {"right-0": False, "right-1": False, "bare-0": True}
    check_whole(root, names)


@pytest.mark.parametrize("what", ["words", "bytes", "pipe", "folder", "link", "huge", "far away"])
def test_a_timestamp_that_tells_no_time_ends_no_run(tmp_path, scratch, monkeypatch, what):
    """The file lies in the student's folder, and a student can write it."""
    monkeypatch.setattr("autograder.grading_job.JOB", QUICK)
    root = tmp_path / "quick"
    names = small_class(root, 3, 0)
    stamp = root / "submitted/right-1/fans/timestamp.txt"
    stamp.unlink()
    {
        "words": lambda: stamp.write_text("never"),
        "bytes": lambda: stamp.write_bytes(b"\xff\xfe"),
        "pipe": lambda: os.mkfifo(stamp),
        "folder": stamp.mkdir,
        "link": lambda: stamp.symlink_to("/dev/zero"),
        "huge": lambda: (stamp.touch(), os.truncate(stamp, 2**40)),
        "far away": lambda: stamp.write_text("0001-01-01 00:00:00 +9999"),
    }[what]()
    done = {
        one.report.student: one.late_seconds
        for one in grading.grade_class(root, "fans", names, 1, sandbox="none")
    }
    assert set(done) == set(names)
    assert done["right-1"] == 0
    assert done["right-0"] == done["right-2"]
