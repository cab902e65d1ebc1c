"""A worker that is killed while a submission's cage is at work takes all of the cage with it, and
the submission is graded as if nothing had happened.

The student's cell starts a child that sleeps for ever, and a second one that it waits for: so it
is at work for as long as the test likes, which ends its waiting by ending that child.
"""

from __future__ import annotations

import contextlib
import os
import signal
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from support import SETUP, make_exam
from test_pool import children_of, running, wait_until

from autograder import grading_job
from autograder.model import Answers, Report
from autograder.packing import pack, split_pair, unpack
from autograder.results.autograded import masters
from autograder.sandbox import Limits, NoCage, supported
from autograder.workers import pool

EXAM = make_exam(
    SETUP, ("solution", "f", "def f(x):\n    return 2 * x"), ("test", "f-1", "assert f(2) == 4", 3)
)
SLEEPER, GATE = (f"{word}-{os.getpid()}" for word in ("sleeper", "gate"))
CELL = f"""import os, sys
children = []
for name in ("{SLEEPER}", "{GATE}"):
    children.append(os.fork())
    if children[-1] == 0:
        os.execv(sys.executable, [name, "-S", "-c", "import time; time.sleep(3600)"])
print("ended by", os.waitstatus_to_exitcode(os.waitpid(children[1], 0)[1]))

def f(x):
    return 2 * x
"""


def named(name: str) -> set[int]:
    """The living processes that go by the name, in whatever namespace."""
    found = set()
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            if path.read_bytes().startswith(name.encode() + b"\0"):
                found.add(int(path.parent.name))
    return set(filter(running, found))


def workers() -> list[int]:
    """The workers of the pool that this process runs."""
    found = []
    for pid in children_of(os.getpid()):
        with contextlib.suppress(OSError):
            if pool.inside.__file__.encode() in Path(f"/proc/{pid}/cmdline").read_bytes():
                found.append(pid)
    return found


def kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)


def graded(mode: str, meanwhile: Callable[[], None]) -> Report:
    """The report that a pool of one worker gives, while `meanwhile` happens to it."""
    setup = pack(grading_job.Setup((EXAM,), (masters(EXAM),), Limits(), 5, mode))
    task = pack(grading_job.Task(0, Answers("eve", {"f": CELL})))
    failed: list[BaseException] = []

    def act() -> None:
        try:
            meanwhile()
        except BaseException as error:
            failed.append(error)
            for pid in named(GATE):  # or the pool would wait for the cell's time limit
                kill(pid)

    other = threading.Thread(target=act)
    other.start()
    [done] = pool.run(grading_job.JOB, [("eve", task)], 1, setup)
    other.join()
    if failed:
        raise failed[0]
    assert done.failure == ""
    return unpack(Report, split_pair(done.data)[0])


def let_go_on() -> None:
    """End the child that the cell waits for."""
    assert wait_until(lambda: named(GATE) and named(SLEEPER), 60)
    [gate] = named(GATE)
    kill(gate)


@pytest.mark.parametrize("mode", ["sealed", "cold"])
def test_a_worker_killed_at_work_leaves_nothing_and_costs_nothing(mode, tmp_path, monkeypatch):
    try:
        best = supported()
    except NoCage as why:
        pytest.skip(str(why))
    if mode == "sealed" and best != mode:
        pytest.skip("namespaces can't be nested here")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    undisturbed = graded(mode, let_go_on)
    assert "ended by -9" in str(undisturbed.results)
    assert undisturbed.score == 3
    killed: list[int] = []

    def disturb() -> None:
        assert wait_until(lambda: named(GATE) and named(SLEEPER), 60)
        [worker] = workers()
        below = children_of(worker)
        killed.append(worker)
        assert named(GATE) | named(SLEEPER) <= below
        kill(worker)
        assert wait_until(lambda: not any(map(running, below)))
        let_go_on()

    assert graded(mode, disturb) == undisturbed
    assert killed
    assert wait_until(lambda: not named(GATE) | named(SLEEPER))
    assert list(tmp_path.iterdir()) == []
