"""The fork server: loads IPython, NumPy and, if it is for notebooks that draw, matplotlib once,
then forks a cage when told.

It is started with an empty environment and holds nothing of any submission or of the exam. Over
its control socket come the ends of a cage's pipes; back goes the new process's number.
"""

from __future__ import annotations

import base64
import contextlib
import ctypes
import gc
import importlib
import io
import json
import os
import pkgutil
import random
import signal
import socket
import sys
from typing import Any

from autograder.sandbox import namespaces
from autograder.sandbox.processes import ended
from autograder.sandbox.server import serve
from autograder.sandbox.shell import leave_alone, new_shell

__all__ = ["main"]


LARGE, COLLAPSE = 2**21, 25  # bytes of a large page, and madvise's number for making them


def main(control: int, mode: str, uid: int, drawing: bool, packages: list[str]) -> None:
    """Serve fork and end requests until the control socket closes. `mode` is "sealed" or "cold"
    behind bubblewrap, else "none"; `uid` is who root becomes; `drawing` says whether notebooks
    draw; `packages` are lent to them."""
    _usual_signals()
    if mode != "none" and os.getuid() == 0:
        namespaces.drop(uid)
    shell = new_shell()
    leave_alone()
    _preload(packages, drawing)
    shell.run_cell("pass", store_history=False)  # what IPython loads with its first cell
    gc.collect()
    gc.freeze()  # a fork would copy each page that its collector only looks at
    if mode != "cold":  # which forks once only, and has no /proc
        _gather()
    line = socket.socket(fileno=control)
    kept: dict[int, namespaces.CageProcesses] = {}  # the cages that are open
    while True:
        data, ends, _, _ = socket.recv_fds(line, 65536, 2)
        if not data:
            return
        request = json.loads(data)
        if "end" in request:
            reply = _end(request["end"], request["patience"], kept.pop(request["end"], None))
        else:
            number = _start(line, ends, request, mode, shell, kept)
            for end in ends:
                os.close(end)
            reply = {"pid": number}
        if "quiet" not in request:
            line.sendall(json.dumps(reply).encode())


def _usual_signals() -> None:
    """Let each signal do what it does in a terminal: started by nohup or in the background, a
    grader ignores some, and a notebook must not run otherwise for it."""
    signal.pthread_sigmask(signal.SIG_SETMASK, [])
    for number in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}:
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for number in (signal.SIGPIPE, signal.SIGXFSZ):  # Python's own choice
        signal.signal(number, signal.SIG_IGN)


def _gather() -> None:
    """Move the memory to large pages, where the kernel can (Linux 6.1): a fork then copies a list
    of dozens of pages, not of thousands."""
    with open("/proc/self/maps") as file:
        parts = [line.split() for line in file]
    for where, rights, *_, name in (part for part in parts if part[4] == "0"):
        first, last = (int(end, 16) for end in where.split("-"))
        if rights == "rw-p" and name in ("0", "[heap]"):
            for start in range(-(-first // LARGE) * LARGE, last - LARGE + 1, LARGE):
                namespaces.libc.madvise(ctypes.c_void_p(start), ctypes.c_size_t(LARGE), COLLAPSE)


def _start(
    line: socket.socket,
    ends: list[int],
    request: dict[str, Any],
    mode: str,
    shell: Any,
    kept: dict[int, namespaces.CageProcesses],
) -> int:
    """The number of a new cage's process, which is kept if the student's is another."""
    nested, owner = mode == "sealed", (os.getuid(), os.getgid())
    reader, writer = os.pipe()
    number = os.fork() if mode == "none" else namespaces.split(nested)
    if number == 0:
        line.close()
        os.close(reader)
        for other in kept.values():
            os.close(other.reader)
        _become_cage(ends, request, mode, owner, writer, shell)
    os.close(writer)
    if mode == "cold":
        namespaces.hide()
    if mode == "none":
        os.close(reader)
    else:
        kept[number] = namespaces.CageProcesses(number, reader)
    return number


def _preload(packages: list[str], drawing: bool) -> None:
    """Import what most notebooks use, and every module of the packages; where notebooks don't draw,
    without those that need matplotlib."""
    import numpy.random  # noqa: F401

    if drawing:
        _preload_drawing()
    else:
        sys.modules["matplotlib"] = None  # type: ignore[assignment]  # to import it fails for now
    for name in packages:
        package = importlib.import_module(name)
        for module in pkgutil.walk_packages(package.__path__, f"{name}."):
            with contextlib.nullcontext() if drawing else contextlib.suppress(ImportError):
                importlib.import_module(module.name)
    if not drawing:
        del sys.modules["matplotlib"]


def _preload_drawing() -> None:
    """Import matplotlib and save an empty figure, so that a fork has at once what that loads. (With
    text in it, it would leave the fonts' files open for every fork.)"""
    import matplotlib.pyplot as plt
    import matplotlib_inline.backend_inline  # noqa: F401

    plt.uninstall_repl_displayhook()  # would draw what is drawn again when it is shown
    plt.figure().savefig(io.BytesIO())
    plt.close("all")


def _seed() -> None:
    """Seed what draws without a seed of its own, so that the same notebook gives the same report.
    In the fork: Python's own generator takes a new seed at each."""
    import numpy.random

    random.seed(0)
    numpy.random.seed(0)


def _end(number: int, patience: float, kept: namespaces.CageProcesses | None) -> dict[str, Any]:
    """How a cage ended, after killing what is left of it. One that is dying by itself gets
    `patience` seconds, so that its own end is what is told."""
    if kept is None:
        return _end_alone(number, patience)
    if not ended(number, patience):
        kept.kill()
    return {"status": kept.bury()}


def _end_alone(number: int, patience: float) -> dict[str, Any]:
    """The same without walls: its process, and those of its group."""
    try:
        alone = ended(number, patience)
        for kill in (os.killpg, os.kill):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                if kill is os.killpg or not alone:
                    kill(number, signal.SIGKILL)
        return {"status": os.waitpid(number, 0)[1]}
    except (ChildProcessError, ProcessLookupError):
        return {"status": 0}


def _become_cage(
    ends: list[int],
    request: dict[str, Any],
    mode: str,
    owner: tuple[int, int],
    writer: int,
    shell: Any,
) -> None:
    """Become the process that runs one submission; never returns."""
    code = 1
    try:
        os.setsid()
        nothing = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(nothing, stream)
        if mode == "none":
            os.close(writer)
        else:
            namespaces.enter(owner, request["limits"], mode == "sealed", writer, [*ends, nothing])
        for end in ends:  # else what a cell starts would hold them open
            os.set_inheritable(end, False)
        os.chdir(request["folder"])
        os.environ.update(
            HOME=request["folder"], TMPDIR=request["folder"], USER="student", LOGNAME="student"
        )
        _seed()
        sys.path[:] = ["", *filter(None, sys.path)]  # modules beside the notebook, as in Jupyter
        if mode == "none":
            namespaces.bound(request["limits"])
        else:
            namespaces.lock(request["limits"], base64.b64decode(request["filter"]))
        serve(ends[0], ends[1], request["limits"], shell)
        code = 0
    except BaseException:
        code = 1
    finally:
        with contextlib.suppress(BaseException):
            signal.setitimer(signal.ITIMER_REAL, 0)
        os._exit(code)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), bool(sys.argv[4]), sys.argv[5:])
