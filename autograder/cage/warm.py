"""The warm process: loads IPython, NumPy and matplotlib once, then forks a cage when told.

It is started with an empty environment and holds nothing of any submission or of the exam. Over
its control socket come the ends of a cage's pipes; back goes the new process's number.
"""

from __future__ import annotations

import base64
import contextlib
import gc
import importlib
import json
import os
import pkgutil
import random
import signal
import socket
import sys
import time
from typing import Any

from autograder.cage import namespaces
from autograder.cage.inside import serve
from autograder.cage.shell import new_shell

__all__ = ["main"]


def main(control: int, mode: str, uid: int, packages: list[str]) -> None:
    """Serve fork and wait requests until the control socket closes. `mode` is "sealed" or "cold"
    behind bubblewrap, else "none"; `uid` is who root becomes; `packages` are lent to notebooks."""
    if mode != "none" and os.getuid() == 0:
        namespaces.drop(uid)
    shell = new_shell()
    _preload(packages)
    shell.run_cell("pass", store_history=False)  # what IPython loads with its first cell
    gc.collect()
    gc.freeze()  # a fork would copy each page that its collector only looks at
    line = socket.socket(fileno=control)
    while True:
        data, ends, _, _ = socket.recv_fds(line, 65536, 2)
        if not data:
            return
        request = json.loads(data)
        if "end" in request:
            reply = _end(request["end"], request["patience"])
        else:
            number = os.fork()
            if number == 0:
                line.close()
                _become_cage(ends, request, mode, shell)
            for end in ends:
                os.close(end)
            reply = {"pid": number}
        line.sendall(json.dumps(reply).encode())


def _preload(packages: list[str]) -> None:
    """Import what most notebooks use, so that a fork has it at once."""
    import matplotlib.pyplot  # noqa: F401
    import matplotlib_inline.backend_inline  # noqa: F401
    import numpy.random  # noqa: F401

    for name in packages:
        package = importlib.import_module(name)
        for module in pkgutil.iter_modules(package.__path__, f"{name}."):
            importlib.import_module(module.name)


def _seed() -> None:
    """Seed what draws without a seed of its own, so that the same notebook gives the same report.
    In the fork: Python's own generator takes a new seed at each."""
    import numpy.random

    random.seed(0)
    numpy.random.seed(0)


def _end(number: int, patience: float) -> dict[str, Any]:
    """How a cage ended, after killing what is left of it. One that is dying by itself gets
    `patience` seconds, so that its own end is what is told."""
    last = time.monotonic() + patience
    with contextlib.suppress(ChildProcessError):
        while not (ended := os.waitpid(number, os.WNOHANG))[0] and time.monotonic() < last:
            time.sleep(0.001)
        for kill in (os.killpg, os.kill):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                if kill is os.killpg or not ended[0]:
                    kill(number, signal.SIGKILL)
        return {"status": ended[1] if ended[0] else os.waitpid(number, 0)[1]}
    return {"status": 0}


def _become_cage(ends: list[int], request: dict[str, Any], mode: str, shell: Any) -> None:
    """Become the process that runs one submission; never returns."""
    code = 1
    try:
        os.setsid()
        nothing = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(nothing, stream)
        if mode != "none":
            namespaces.enter(request["limits"], mode == "sealed", [*ends, nothing])
        for end in ends:  # else what a cell starts would hold them open
            os.set_inheritable(end, False)
        os.chdir(request["folder"])
        os.environ.update(HOME=request["folder"], TMPDIR=request["folder"])
        _seed()
        sys.path[:] = [path for path in sys.path if path]
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
    main(int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), sys.argv[4:])
