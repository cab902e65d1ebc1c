"""Nothing of the grader is in a cage, and nothing of a cage is left when it is closed."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from support import HASTY, family, open_wire, texts

from autograder.cage import Cage, CageLost, Limits, Warm, supported
from autograder.cage.processes import ended
from autograder.wire import Missing, Wire


def settled(process: subprocess.Popen, wanted: set[int]) -> set[int]:
    """The family, once it is what is wanted or two seconds have gone."""
    for _ in range(100):
        if family(process) == wanted:
            break
        time.sleep(0.02)
    return family(process)


@pytest.mark.parametrize("sandbox", ["auto", "none"])
def test_nothing_of_the_graders_environment_is_in_it(monkeypatch, sandbox):
    monkeypatch.setenv("CANARY_TOKEN", "canary-5f1c")
    with Warm(sandbox) as warm, closing(warm.cage(HASTY)) as cage:
        told = Wire(cage, lambda: (5, "")).run(
            "import os\nprint(dict(os.environ), os.environb)", "c")
        around = [Path(f"/proc/{pid}/environ").read_bytes() for pid in family(warm.process)]
    assert told[1] == ""
    assert "PATH" in str(told)
    assert "CANARY" not in str(told)
    assert len(around) >= 2
    assert not any(b"canary" in one for one in around)


def test_an_interpreter_that_was_called_by_a_roundabout_path_is_found_inside(tmp_path):
    python = os.path.relpath(sys.executable, tmp_path.resolve())
    script = ("from autograder.cage import Limits, Warm\n"
              "with Warm() as warm:\n    warm.cage(Limits()).close()\n    print(warm.mode)")
    told = subprocess.run([python, "-c", script], cwd=tmp_path, capture_output=True, text=True,
                          check=False)
    assert python.startswith("../")
    assert told.stdout.strip() == supported(), told.stderr


@pytest.mark.parametrize("sandbox", ["auto", "none"])
def test_each_cage_has_an_empty_folder_of_its_own_that_goes_with_it(sandbox):
    with Warm(sandbox) as warm:
        open_wire(warm).cage.close()
        before = os.listdir(warm.folder)
        for _ in range(2):
            wire = open_wire(warm)
            with closing(wire.cage):
                wire.run("import os, tempfile", "c")
                assert texts(wire.run("print(os.listdir())", "c")[0]) == "[]\n"
                wire.run("open('left.txt', 'w').write('mine')", "c")
                wire.run("tempfile.NamedTemporaryFile(delete=False).write(b'x')", "c")
                assert texts(wire.run("print(len(os.listdir()))", "c")[0]) == "2\n"
            assert os.listdir(warm.folder) == before


def test_what_a_cell_started_in_the_background_ends_with_the_cage(warm):
    wire = open_wire(warm)
    wire.run("1", "c")
    wire.cage.close()
    before = settled(warm.process, set())
    wire = open_wire(warm)
    wire.run("import os, time\nif os.fork() == 0:\n    os.setsid()\n    if os.fork() == 0:\n"
             "        time.sleep(60)\n    os._exit(0)", "c")
    assert len(family(warm.process) - before) >= 3  # the cage's two, and the daemon
    wire.cage.close()
    assert settled(warm.process, before) == before


def test_cages_leave_no_process_no_file_and_nothing_unreaped(warm):
    def state() -> tuple[int, list[str]]:
        return len(os.listdir("/proc/self/fd")), os.listdir(warm.folder)

    open_wire(warm).cage.close()
    before, family_before = state(), settled(warm.process, set())
    for source in ("1", "import os; os._exit(1)", "import os; os.kill(os.getpid(), 11)", "1"):
        wire = open_wire(warm)
        with closing(wire.cage):
            try:
                wire.run(source, "c")
            except CageLost:
                continue
        wire.cage.close()  # twice does no harm
        with pytest.raises(CageLost, match="gone"):
            wire.run("1", "c")
    assert state() == before
    assert settled(warm.process, family_before) == family_before


def test_the_warm_process_goes_with_its_folder():
    with Warm() as warm:
        process = warm.process
    assert process.returncode == 0
    assert not os.path.exists(warm.folder)


def test_a_warm_process_that_is_gone_is_named():
    with Warm() as warm:
        os.kill(warm.process.pid, signal.SIGKILL)
        with pytest.raises(CageLost, match="the warm process is gone"):
            Cage(warm, HASTY)
        with closing(warm.cage(HASTY)) as cage:  # which starts another
            assert Wire(cage, lambda: (5, "")).run("1 + 1", "c")[1] == ""


def test_a_bubblewrap_that_is_killed_as_it_starts_leaves_nothing_and_keeps_nobody_waiting():
    """It may just have split off a process, which then waits for it for ever, and holds open what
    it would have written errors to."""
    left = 0
    for k in range(40):
        warm = Warm()
        time.sleep(0.0002 * k)
        group = warm.process.pid
        os.kill(group, signal.SIGKILL)
        ended(group, 5)
        left += len(members(group)) > 0
        with pytest.raises(CageLost, match="the warm process is gone"):
            warm.request({})
        warm.close()
        until = time.monotonic() + 5
        while members(group) and time.monotonic() < until:  # what is killed still has to die
            time.sleep(0.01)
        assert members(group) == set()
    print(left, "of 40 left a process behind")


def members(group: int) -> set[int]:
    """The living processes of a group."""
    found = set()
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            number, _, after = path.read_text().partition(" ")
            state, _, its, *_ = after.rpartition(")")[2].split()
            if state != "Z" and int(its) == group:
                found.add(int(number))
    return found


@pytest.mark.parametrize("sandbox", ["auto", "none"])
def test_signals_that_the_grader_ignores_do_in_a_notebook_what_they_always_do(sandbox):
    cell = ("import signal\nfor one in sorted(signal.valid_signals()):\n"
            "    print(one, signal.getsignal(one))\nprint(signal.pthread_sigmask(0, []))")

    def seen() -> str:
        with Warm(sandbox) as warm, closing(warm.cage(HASTY)) as cage:
            return texts(Wire(cage, lambda: (5, "")).run(cell, "c")[0])

    usual = seen()
    ignored = [signal.SIGHUP, signal.SIGINT, signal.SIGUSR1]
    before = [signal.signal(one, signal.SIG_IGN) for one in ignored]
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM])
    try:
        assert seen() == usual
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGTERM])
        for one, was in zip(ignored, before, strict=True):
            signal.signal(one, was)
    assert f"{signal.SIGPIPE:d} {signal.SIG_IGN:d}\n" in usual  # as Python has it


def test_a_cage_never_sees_what_another_defined(warm):
    one, other = open_wire(warm), open_wire(warm)
    with closing(one.cage), closing(other.cage):
        one.run("import builtins, numpy\nsecret = builtins.secret = numpy.secret = 1", "c")
        assert other.run("import numpy\nhasattr(numpy, 'secret') or 'secret' in dir()", "c")[0][0][
            "data"]["text/plain"] == "False"
        with pytest.raises(Missing):
            other.look("secret")


def test_the_same_cells_give_the_same_outputs_in_another_warm_process(warm):
    source = ("import random, numpy\nprint(random.random(), numpy.random.rand(), set('abcdef'))\n"
              "print(object())\nlambda: 1")
    told = set()
    for _ in range(2):
        with Warm() as fresh, closing(fresh.cage(HASTY)) as cage:
            told.add(str(Wire(cage, lambda: (5, "")).run(source, "c")))
    assert len(told) == 1




def test_sockets_of_the_machine_are_not_counted_as_a_submissions_without_a_cage():
    with Warm("none") as warm, contextlib.ExitStack() as held:
        for _ in range(200):
            held.enter_context(closing(socket.socket(socket.AF_INET, socket.SOCK_STREAM))).listen()
        cage = held.enter_context(closing(warm.cage(Limits(memory=512 * 2**20))))
        Wire(cage, lambda: (10.0, "")).run("import time; time.sleep(0.3)", "c")
        assert not cage.watch.over
