"""A test that takes too long is stopped, wherever it is; what must be done whole is not."""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import socket
import sys
import time
from contextlib import closing
from typing import Any

import pytest
from support import HASTY, SETUP, family, make_exam, open_wire, sit

from autograder.examine.client import Client
from autograder.examine.examiner_limits import TimeLimitReached, time_limited
from autograder.sandbox import Cage, CageLost, ForkServer, Limits, is_uninterrupted, supervisor
from autograder.sandbox.uninterrupted import uninterrupted

BRIEF = Limits(cell_seconds=0.1, grace=0.05)  # an alarm after 0.2 s, and each 0.05 s then
ALARM = BRIEF.cell_seconds + 2 * BRIEF.grace


def go_on(seconds: float) -> None:
    """Compute for so long; an alarm that rings is heard at once."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        pass


def test_what_takes_too_long_is_stopped_and_nothing_rings_after_it():
    with pytest.raises(TimeLimitReached), time_limited(BRIEF):
        go_on(30)
    go_on(2 * BRIEF.grace)
    with time_limited(BRIEF):
        go_on(ALARM / 10)
    go_on(2 * ALARM)


@pytest.mark.parametrize("own", [0.0, 0.5 * ALARM, 100.0])
def test_an_alarm_that_the_caller_had_set_rings_after_it(own):
    rung = []
    theirs = signal.signal(signal.SIGALRM, lambda *_: rung.append(time.monotonic()))
    kept, began = signal.setitimer(signal.ITIMER_REAL, own), time.monotonic()
    try:
        with pytest.raises(TimeLimitReached), time_limited(BRIEF):
            go_on(30)
        ended = time.monotonic()
        go_on(2 * ALARM)
        left = signal.setitimer(signal.ITIMER_REAL, 0)[0]
    finally:
        signal.signal(signal.SIGALRM, theirs)
        signal.setitimer(signal.ITIMER_REAL, *kept)
    if own == 0.5 * ALARM:
        assert [one >= ended for one in rung] == [True]
    else:
        assert rung == []
        assert left == pytest.approx(own and own - (time.monotonic() - began), abs=1)


def test_a_test_that_catches_all_and_goes_on_is_stopped_again():
    heard = []

    def stubborn() -> None:
        for _ in range(3):
            try:
                go_on(30)
            except BaseException as error:
                heard.append(type(error))
        go_on(30)

    with pytest.raises(TimeLimitReached), time_limited(BRIEF):
        stubborn()
    assert heard == [TimeLimitReached] * 3


def test_an_alarm_that_rings_while_the_garbage_collector_calls_waits_until_it_is_done():
    calls = []  # what is raised there is only written to stderr, which pytest takes for a failure

    def callback(phase: str, info: dict[str, int]) -> None:
        calls.append(phase)
        go_on(1.5 * ALARM)

    def collect() -> None:
        gc.collect()
        go_on(30)

    gc.collect()
    gc.callbacks.append(callback)
    try:
        with pytest.raises(TimeLimitReached), time_limited(BRIEF):
            collect()
    finally:
        gc.callbacks.remove(callback)
    assert calls == ["start", "stop"]


def test_what_must_be_done_whole_is_done_whole_and_the_alarm_is_heard_after_it():
    done = []

    @uninterrupted
    def write() -> None:
        assert is_uninterrupted()
        uninterrupted(go_on)(2 * ALARM)
        assert is_uninterrupted()
        go_on(ALARM)
        done.append("all of it")

    def work() -> None:
        write()
        go_on(30)

    with pytest.raises(TimeLimitReached), time_limited(BRIEF):
        work()
    assert done == ["all of it"]
    assert not is_uninterrupted()
    with pytest.raises(ZeroDivisionError):
        uninterrupted(lambda: 1 / 0)()
    assert not is_uninterrupted()


@pytest.mark.parametrize("sandbox", ["auto", "cold", "none"])
def test_an_alarm_that_rings_while_a_cage_is_made_leaves_half_of_none(sandbox, monkeypatch):
    class Slow(supervisor.MemoryWatchdog):
        def __init__(self, *args: object) -> None:
            go_on(limits.cell_seconds + 2 * limits.grace + 0.5)
            monkeypatch.undo()
            super().__init__(*args)

    limits = Limits(cell_seconds=1, grace=0.25)
    exam = make_exam(
        SETUP,
        ("solution", "f", "def f(x):\n    return 2 * x"),
        ("test", "first", "assert f(1) == 2", 1),
        ("test", "second", "assert f(2) == 4", 1),
    )
    with ForkServer(sandbox) as fork_server:
        open_wire(fork_server).cage.close()
        before = _left(fork_server)
        asked = Cage.ask

        def ask(cage, message, *more):  # the cage that the second test needs is slow to come
            if message["op"] == "call":
                monkeypatch.setattr(Cage, "ask", asked)
                monkeypatch.setattr(supervisor, "MemoryWatchdog", Slow)
            return asked(cage, message, *more)

        monkeypatch.setattr(Cage, "ask", ask)
        ends = "import os, time\ndef f(x):\n    time.sleep(30 * (x == 2))\n    os._exit(1)"
        report = sit(fork_server, exam, {"f": ends}, limits=limits)
        assert [one.reason for one in report.scores] == [
            "left early (exit status 1)",
            "time limit 1 s for this test",
        ]
        assert [one.points for one in sit(fork_server, exam).scores] == [1, 1]
        assert _settled(fork_server, before) == before


@pytest.mark.parametrize("sandbox", ["auto", "none"])
def test_a_request_that_was_interrupted_is_not_answered_in_the_place_of_the_next(sandbox):
    class Interrupted:
        def __init__(self, line: socket.socket) -> None:
            self.line = line

        def __getattr__(self, name: str) -> Any:
            return getattr(self.line, name)

        def recv(self, size: int) -> bytes:
            raise MemoryError  # as it is where a test has taken all

    with ForkServer(sandbox) as fork_server:
        open_wire(fork_server).cage.close()
        before = _left(fork_server)
        fork_server.line = Interrupted(fork_server.line)
        with pytest.raises(MemoryError):
            fork_server.cage(HASTY)
        with closing(fork_server.cage(HASTY)) as cage:
            assert Client(cage, lambda: (5, "")).run("print(6 * 7)", "c")[1] == ""
        assert _settled(fork_server, before) == before


def test_a_question_that_was_interrupted_ends_its_cage(fork_server):
    open_wire(fork_server).cage.close()
    before = _left(fork_server)
    wire = open_wire(fork_server)
    with pytest.raises(TimeLimitReached), time_limited(BRIEF):
        wire.run("import time\ntime.sleep(30)", "c")
    assert not wire.cage.open
    with pytest.raises(CageLost, match="the process that it ran in is gone"):
        wire.run("pass", "d")
    assert _settled(fork_server, before) == before


def test_at_the_very_end_of_the_stack_nothing_stays_as_it_was_meanwhile():
    limit, done = sys.getrecursionlimit(), []
    note = uninterrupted(done.append)

    def go(more: int) -> None:
        if more:
            go(more - 1)
        else:
            note("done")

    for deep in range(limit):
        with contextlib.suppress(RecursionError):
            go(deep)
        assert not is_uninterrupted(), deep
    assert len(done) > 100
    note("done")
    assert sys.getrecursionlimit() == limit


def test_a_cage_is_ended_whole_where_a_test_has_called_itself_as_often_as_python_allows(
    fork_server,
):
    exam = make_exam(
        SETUP,
        ("solution", "f", "def f(x):\n    return x"),
        (
            "test",
            "deep",
            "def go(n):\n    try:\n        go(n + 1)\n    finally:\n        f(n)\ngo(0)",
            1,
        ),
        ("test", "flat", "assert f(3) == 3", 1),
    )
    open_wire(fork_server).cage.close()
    before = _left(fork_server)
    leaves = "import os\ndef f(x):\n    if x > 800: os._exit(1)\n    return x"
    report = sit(fork_server, exam, {"f": leaves})
    assert [one.points for one in report.scores] == [0, 1], report.scores
    assert _settled(fork_server, before) == before


def _left(fork_server: ForkServer) -> tuple[int, list[str], int]:
    """How many processes, which folders and how many descriptors there are."""
    processes = len(family(fork_server.process)) if fork_server.process else 0
    return processes, os.listdir(fork_server.folder), len(os.listdir("/proc/self/fd"))


def _settled(
    fork_server: ForkServer, wanted: tuple[int, list[str], int]
) -> tuple[int, list[str], int]:
    """The same, once it is what is wanted or two seconds have gone."""
    for _ in range(100):
        if _left(fork_server) == wanted:
            break
        time.sleep(0.02)
    return _left(fork_server)
