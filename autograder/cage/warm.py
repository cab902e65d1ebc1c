"""The warm process: loads IPython, NumPy and matplotlib once, then forks a cage when told.

It is started with an empty environment and holds nothing of any submission or of the exam. Over
its control socket come the ends of a cage's pipes; back goes the new process's number.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import resource
import signal
import socket
import sys
import time
from typing import Any

from autograder.cage.inside import serve
from autograder.cage.shell import new_shell

__all__ = ["main"]


def main(control: int) -> None:
    """Serve fork and wait requests until the control socket closes."""
    shell = new_shell()
    _preload()
    line = socket.socket(fileno=control)
    while True:
        data, ends, _, _ = socket.recv_fds(line, 65536, 2)
        if not data:
            return
        request = json.loads(data)
        if "wait" in request:
            reply = _wait(request["wait"], request.get("patience"))
        else:
            number = os.fork()
            if number == 0:
                line.close()
                _become_cage(ends, request, shell)
            for end in ends:
                os.close(end)
            reply = {"pid": number}
        line.sendall(json.dumps(reply).encode())


def _preload() -> None:
    """Import what most notebooks use, so that a fork has it at once."""
    import matplotlib.pyplot  # noqa: F401
    import matplotlib_inline.backend_inline  # noqa: F401
    import numpy.random  # noqa: F401


def _seed() -> None:
    """Seed what draws without a seed of its own, so that the same notebook gives the same report.
    In the fork: Python's own generator takes a new seed at each."""
    import numpy.random

    random.seed(0)
    numpy.random.seed(0)


def _wait(number: int, patience: float | None) -> dict[str, Any]:
    """How a cage ended; None when it is still there after `patience` seconds."""
    last = None if patience is None else time.monotonic() + patience
    try:
        while last is not None:
            ended, status = os.waitpid(number, os.WNOHANG)
            if ended:
                return {"status": status}
            if time.monotonic() >= last:
                return {"status": None}
            time.sleep(0.005)
        return {"status": os.waitpid(number, 0)[1]}
    except ChildProcessError:
        return {"status": 0}


def _become_cage(ends: list[int], request: dict[str, Any], shell: Any) -> None:
    """Become the process that runs one submission; never returns."""
    code = 1
    try:
        os.setsid()
        _limit(request["limits"])
        os.chdir(request["folder"])
        os.environ.update(HOME=request["folder"], TMPDIR=request["folder"])
        for end in ends:  # else what a cell starts would hold them open
            os.set_inheritable(end, False)
        _seed()
        sys.path[:] = [path for path in sys.path if path]
        nothing = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(nothing, stream)
        serve(ends[0], ends[1], request["limits"], shell)
        code = 0
    except BaseException:
        code = 1
    finally:
        with contextlib.suppress(BaseException):
            signal.setitimer(signal.ITIMER_REAL, 0)
        os._exit(code)


def _limit(limits: dict[str, Any]) -> None:
    """Resource limits of the process. NumPy with matplotlib maps about 1 GiB before it does
    anything, so that much comes on top of the memory limit."""
    room = limits["memory"] + 2**30
    resource.setrlimit(resource.RLIMIT_AS, (room, room))
    resource.setrlimit(resource.RLIMIT_FSIZE, (limits["files"], limits["files"]))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main(int(sys.argv[1]))
