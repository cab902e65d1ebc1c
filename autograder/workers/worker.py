"""What runs in a worker of the pool: one item after the other, until the line to the pool closes.

Started as a file, so that nothing of ours is imported before `sys.path` is the pool's.
"""

from __future__ import annotations

import importlib
import json
import os
import queue
import signal
import sys
import threading
import time
from collections.abc import Callable
from multiprocessing.connection import Connection

__all__ = ["GRACE", "RAISED", "READY", "RESULT", "UNFIT"]

READY, UNFIT, RESULT, RAISED = b"r", b"u", b"=", b"!"  # the first byte of what it sends
GRACE = 10.0  # seconds to put things away in, once the line is closed


class _Leave(BaseException):
    """The line is closed: put things away and go."""


def _main(number: int) -> None:
    """Serve items until the line closes."""
    os.set_inheritable(number, False)
    line = Connection(number)
    about, setup = json.loads(line.recv_bytes()), line.recv_bytes()
    sys.path[:] = about["path"]
    waiting: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    signal.signal(signal.SIGTERM, _leave)
    threading.Thread(target=_read, args=(line, waiting), daemon=True).start()
    ready = False
    try:
        module, _, name = about["job"].partition(":")
        with getattr(importlib.import_module(module), name)(setup) as function:
            line.send_bytes(READY)
            ready = True
            while True:
                line.send_bytes(_answer(function, waiting.get()))
    except (_Leave, BrokenPipeError):
        return
    except Exception as error:
        if ready:
            raise
        line.send_bytes(UNFIT + _line_of(error))


def _leave(number: int, frame: object) -> None:
    raise _Leave


def _read(line: Connection, waiting: queue.SimpleQueue[bytes]) -> None:
    """Take in what comes, so that the other side is never kept waiting while a job runs. At the
    end of the line stop the main thread, whatever it is at; if that doesn't help, the process."""
    try:
        while True:
            waiting.put(line.recv_bytes())
    except (EOFError, OSError):
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGTERM)
    time.sleep(GRACE)
    os._exit(1)


def _answer(function: Callable[[bytes], bytes], data: bytes) -> bytes:
    try:
        return RESULT + function(data)
    except _Leave:
        raise
    except BaseException as error:  # SystemExit too: the job's, not ours
        return RAISED + _line_of(error)


def _line_of(error: BaseException) -> bytes:
    text = " ".join(f"{type(error).__name__}: {error}".split())
    return text[:500].encode(errors="backslashreplace")


if __name__ == "__main__":
    _main(int(sys.argv[1]))
