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

import initlab
from autograder.class_files import require_out_of_sight
from autograder.examine.client import Client, Missing
from autograder.model import CourseError
from autograder.sandbox import Cage, CageLost, ForkServer, Limits, bwrap, supported
from autograder.sandbox.processes import ended


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
    with ForkServer(sandbox) as fork_server, closing(fork_server.cage(HASTY)) as cage:
        told = Client(cage, lambda: (5, "")).run(
            "import os\nprint(dict(os.environ), os.environb)", "c"
        )
        around = [Path(f"/proc/{pid}/environ").read_bytes() for pid in family(fork_server.process)]
    assert told[1] == ""
    assert "PATH" in str(told)
    assert "CANARY" not in str(told)
    assert len(around) >= 2
    assert not any(b"canary" in one for one in around)


def test_an_interpreter_that_was_called_by_a_roundabout_path_is_found_inside(tmp_path):
    python = os.path.relpath(sys.executable, tmp_path.resolve())
    script = (
        "from autograder.sandbox import Limits, ForkServer\n"
        "with ForkServer() as fork_server:\n    fork_server.cage(Limits()).close()\n    print(fork_server.mode)"
    )
    told = subprocess.run(
        [python, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert python.startswith("../")
    assert told.stdout.strip() == supported(), told.stderr


def test_of_the_interpreters_prefix_only_libraries_are_seen(tmp_path, monkeypatch):
    """A virtual environment in the course's folder, and the course in the environment's."""
    own = Path(sys.prefix)
    prefix = tmp_path / "env"
    prefix.mkdir()
    for name in ("lib", "lib64", "pyvenv.cfg"):
        if (own / name).exists():
            (prefix / name).symlink_to(own / name)
    (prefix / "bin").mkdir()
    (prefix / "bin/python").symlink_to(os.path.realpath(sys.executable))
    (prefix / "source").mkdir()
    (prefix / "source/fans.ipynb").write_text("SECRET")
    (tmp_path / "source.py").write_text("SECRET")
    tmp_path.chmod(0o755)
    monkeypatch.setattr(sys, "prefix", str(prefix))
    monkeypatch.setattr(sys, "executable", str(prefix / "bin/python"))
    shown = [path for path, _ in bwrap._interpreter()]
    assert f"{prefix}/lib" in shown
    for secret in (prefix / "source/fans.ipynb", tmp_path / "source.py"):
        assert not any(secret.is_relative_to(path) for path in shown)
    with ForkServer() as fork_server, closing(open_wire(fork_server).cage) as cage:
        told = Client(cage, lambda: (20, "")).run(
            "import os, numpy\n"
            f"print([os.path.exists(p) for p in ('{prefix}/source', '{tmp_path}/source.py')])\n"
            f"print(sorted(os.listdir('{prefix}')))",
            "c",
        )
    [output] = told.outputs
    assert output["text"].splitlines()[0] == "[False, False]"
    assert "source" not in output["text"]


def test_what_is_compiled_while_a_cage_lives_is_not_seen_in_it(fork_server):
    cache = Path(initlab.__file__).parent / "__pycache__"
    left = cache / f"reference.test-{os.getpid()}.pyc"
    with closing(open_wire(fork_server).cage) as cage:
        left.write_bytes(b"delta")
        try:
            told = Client(cage, lambda: (20, "")).run(
                "import initlab, os\n"
                "print(os.listdir(os.path.join(os.path.dirname(initlab.__file__), '__pycache__')))",
                "c",
            )
        finally:
            left.unlink()
    assert texts(told.outputs) == "[]\n"


@pytest.mark.parametrize("module", ["mean_field", "reference", "stacked", "widths"])
def test_what_a_lent_package_keeps_back_is_not_among_the_installed_ones_either(monkeypatch, module):
    """As where the course's package is installed beside NumPy."""
    shown = bwrap._interpreter()
    folder = Path(initlab.__file__).parent
    monkeypatch.setattr(bwrap, "_interpreter", lambda: [*shown, (str(folder), str(folder))])
    with ForkServer() as fork_server, closing(open_wire(fork_server).cage) as cage:
        told = Client(cage, lambda: (20, "")).run(
            f"text = open({str(folder / 'nets.py')!r}).read()\n"
            f"kept = open({str(folder / f'{module}.py')!r}).read()\n"
            "print('def ' in text, 'def ' in kept)",
            "c",
        )
    assert texts(told.outputs) == "True False\n"


def test_a_course_among_pythons_libraries_is_refused_by_name(tmp_path, monkeypatch):
    monkeypatch.setattr(bwrap, "_interpreter", lambda: [(str(tmp_path), str(tmp_path))])
    (tmp_path / "course/submitted").mkdir(parents=True)
    (tmp_path / "elsewhere").mkdir()
    with pytest.raises(CourseError, match="which every submission can read"):
        require_out_of_sight(tmp_path / "course", "sealed")
    monkeypatch.setattr(bwrap, "_interpreter", lambda: [(str(tmp_path / "elsewhere"), "/x")])
    require_out_of_sight(tmp_path / "course", "sealed")
    (tmp_path / "elsewhere/handed-in").mkdir()
    (tmp_path / "course/submitted").rmdir()
    (tmp_path / "course/submitted").symlink_to(tmp_path / "elsewhere/handed-in")
    with pytest.raises(CourseError, match=r"submitted lies in .*elsewhere"):
        require_out_of_sight(tmp_path / "course", "sealed")


@pytest.mark.parametrize("sandbox", ["auto", "none"])
def test_each_cage_has_an_empty_folder_of_its_own_that_goes_with_it(sandbox):
    with ForkServer(sandbox) as fork_server:
        open_wire(fork_server).cage.close()
        before = os.listdir(fork_server.folder)
        for _ in range(2):
            wire = open_wire(fork_server)
            with closing(wire.cage):
                wire.run("import os, tempfile", "c")
                assert texts(wire.run("print(os.listdir())", "c")[0]) == "[]\n"
                wire.run("open('left.txt', 'w').write('mine')", "c")
                wire.run("tempfile.NamedTemporaryFile(delete=False).write(b'x')", "c")
                assert texts(wire.run("print(len(os.listdir()))", "c")[0]) == "2\n"
            assert os.listdir(fork_server.folder) == before


def test_what_a_cell_started_in_the_background_ends_with_the_cage(fork_server):
    wire = open_wire(fork_server)
    wire.run("1", "c")
    wire.cage.close()
    before = settled(fork_server.process, set())
    wire = open_wire(fork_server)
    wire.run(
        "import os, time\nif os.fork() == 0:\n    os.setsid()\n    if os.fork() == 0:\n"
        "        time.sleep(60)\n    os._exit(0)",
        "c",
    )
    assert len(family(fork_server.process) - before) >= 3  # the cage's two, and the daemon
    wire.cage.close()
    assert settled(fork_server.process, before) == before


def test_cages_leave_no_process_no_file_and_nothing_unreaped(fork_server):
    def state() -> tuple[int, list[str]]:
        return len(os.listdir("/proc/self/fd")), os.listdir(fork_server.folder)

    open_wire(fork_server).cage.close()
    before, family_before = state(), settled(fork_server.process, set())
    for source in ("1", "import os; os._exit(1)", "import os; os.kill(os.getpid(), 11)", "1"):
        wire = open_wire(fork_server)
        with closing(wire.cage):
            try:
                wire.run(source, "c")
            except CageLost:
                continue
        wire.cage.close()  # twice does no harm
        with pytest.raises(CageLost, match="gone"):
            wire.run("1", "c")
    assert state() == before
    assert settled(fork_server.process, family_before) == family_before


def test_the_warm_process_goes_with_its_folder():
    with ForkServer() as fork_server:
        process = fork_server.process
    assert process.returncode == 0
    assert not os.path.exists(fork_server.folder)


def test_a_warm_process_that_is_gone_is_named():
    with ForkServer() as fork_server:
        os.kill(fork_server.process.pid, signal.SIGKILL)
        with pytest.raises(CageLost, match="the fork server is gone"):
            Cage(fork_server, HASTY)
        with closing(fork_server.cage(HASTY)) as cage:  # which starts another
            assert Client(cage, lambda: (5, "")).run("1 + 1", "c")[1] == ""


def test_a_bubblewrap_that_is_killed_as_it_starts_leaves_nothing_and_keeps_nobody_waiting():
    """It may just have split off a process, which then waits for it for ever, and holds open what
    it would have written errors to."""
    left = 0
    for k in range(40):
        fork_server = ForkServer()
        time.sleep(0.0002 * k)
        group = fork_server.process.pid
        os.kill(group, signal.SIGKILL)
        ended(group, 5)
        left += len(members(group)) > 0
        with pytest.raises(CageLost, match="the fork server is gone"):
            fork_server.request({})
        fork_server.close()
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
    cell = (
        "import signal\nfor one in sorted(signal.valid_signals()):\n"
        "    print(one, signal.getsignal(one))\nprint(signal.pthread_sigmask(0, []))"
    )

    def seen() -> str:
        with ForkServer(sandbox) as fork_server, closing(fork_server.cage(HASTY)) as cage:
            return texts(Client(cage, lambda: (5, "")).run(cell, "c")[0])

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


def test_a_cage_never_sees_what_another_defined(fork_server):
    one, other = open_wire(fork_server), open_wire(fork_server)
    with closing(one.cage), closing(other.cage):
        one.run("import builtins, numpy\nsecret = builtins.secret = numpy.secret = 1", "c")
        assert (
            other.run("import numpy\nhasattr(numpy, 'secret') or 'secret' in dir()", "c")[0][0][
                "data"
            ]["text/plain"]
            == "False"
        )
        with pytest.raises(Missing):
            other.look("secret")


def test_the_same_cells_give_the_same_outputs_in_another_warm_process(fork_server):
    source = (
        "import random, numpy\nprint(random.random(), numpy.random.rand(), set('abcdef'))\n"
        "print(object())\nlambda: 1"
    )
    told = set()
    for _ in range(2):
        with ForkServer() as fresh, closing(fresh.cage(HASTY)) as cage:
            told.add(str(Client(cage, lambda: (5, "")).run(source, "c")))
    assert len(told) == 1


def test_sockets_of_the_machine_are_not_counted_as_a_submissions_without_a_cage():
    with ForkServer("none") as fork_server, contextlib.ExitStack() as held:
        for _ in range(200):
            held.enter_context(closing(socket.socket(socket.AF_INET, socket.SOCK_STREAM))).listen()
        cage = held.enter_context(closing(fork_server.cage(Limits(memory=512 * 2**20))))
        Client(cage, lambda: (10.0, "")).run("import time; time.sleep(0.3)", "c")
        assert not cage.watch.over
