"""Nothing of the grader is in a cage, and nothing of a cage is left when it is closed."""

from __future__ import annotations

import os
import signal
import time
from contextlib import closing
from pathlib import Path

import pytest
from support import HASTY, alive, open_wire, texts

from autograder.cage import Cage, CageLost, Warm
from autograder.wire import Missing, Wire


def test_nothing_of_the_graders_environment_is_in_it(monkeypatch):
    monkeypatch.setenv("CANARY_TOKEN", "canary-5f1c")
    with Warm() as warm, closing(warm.cage(HASTY)) as cage:
        told = Wire(cage, lambda: (5, "")).run("""
import os, subprocess
print(dict(os.environ), open('/proc/self/environ').read(), os.environb)
print(subprocess.run(['env'], capture_output=True).stdout)""", "c")
        parent = Path(f"/proc/{warm.process.pid}/environ").read_bytes()
    assert told[1] == ""
    assert "PATH" in str(told)
    assert "CANARY" not in str(told)
    assert b"canary" not in parent


def test_each_cage_has_an_empty_folder_of_its_own_that_goes_with_it(warm):
    folders = []
    for _ in range(2):
        wire = open_wire(warm)
        with closing(wire.cage):
            wire.run("import os, tempfile", "c")
            assert texts(wire.run("print(os.listdir())", "c")[0]) == "[]\n"
            wire.run("open('left.txt', 'w').write('mine')", "c")
            wire.run("tempfile.NamedTemporaryFile(delete=False).write(b'x')", "c")
            assert len(os.listdir(wire.cage.folder)) == 2
            folders.append(wire.cage.folder)
    assert folders[0] != folders[1]
    assert not any(map(os.path.exists, folders))


def running(pid: int) -> bool:
    """Whether a process is there and not merely waiting for init to take its status."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_what_a_cell_started_in_the_background_ends_with_the_cage(wire):
    outputs, _ = wire.run("import subprocess, os\np = subprocess.Popen(['sleep', '60'])\n"
                          "os.system('sleep 60 &')\nprint(p.pid)", "c")
    pid = int(texts(outputs))
    assert running(pid)
    wire.cage.close()
    for _ in range(100):
        if not running(pid):
            break
        time.sleep(0.02)
    assert not running(pid)
    assert not alive(wire.cage.pid)


def test_cages_leave_no_process_no_file_and_nothing_unreaped(warm):
    def state() -> tuple[int, list[str], str]:
        children = Path(f"/proc/{warm.process.pid}/task/{warm.process.pid}/children").read_text()
        return len(os.listdir("/proc/self/fd")), os.listdir(warm.folder), children

    before = state()
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


def test_the_warm_process_goes_with_its_folder():
    with Warm() as warm:
        pass
    assert warm.process.returncode == 0
    assert not os.path.exists(warm.folder)


def test_a_warm_process_that_is_gone_is_named():
    with Warm() as warm:
        os.kill(warm.process.pid, signal.SIGKILL)
        with pytest.raises(CageLost, match="the warm process is gone"):
            Cage(warm, HASTY)


def test_a_cage_never_sees_what_another_defined(warm):
    one, other = open_wire(warm), open_wire(warm)
    with closing(one.cage), closing(other.cage):
        one.run("import builtins, numpy\nsecret = builtins.secret = numpy.secret = 1", "c")
        assert other.run("import numpy\nhasattr(numpy, 'secret') or 'secret' in dir()", "c")[0][0][
            "data"]["text/plain"] == "False"
        with pytest.raises(Missing):
            other.look("secret")


def test_the_same_cells_give_the_same_outputs_in_another_warm_process(warm):
    source = "import random, numpy\nprint(random.random(), numpy.random.rand(), set('abcdef'))"
    told = set()
    for _ in range(2):
        with Warm() as fresh, closing(fresh.cage(HASTY)) as cage:
            told.add(str(Wire(cage, lambda: (5, "")).run(source, "c")))
    assert len(told) == 1


