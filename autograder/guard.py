"""What a test may take of the examiner's process: it computes with what a student returned."""

from __future__ import annotations

import contextlib
import resource
import signal
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from autograder.cage import Limits

__all__ = ["Overtime", "roomy", "watched"]


class Overtime(BaseException):
    """A test took too long."""


@contextlib.contextmanager
def watched(limits: Limits) -> Iterator[None]:
    """Raise Overtime when a test takes too long, as one that counts up to a student's number
    might. Signals reach the main thread only; elsewhere the cage's limits hold."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def over(number: int, frame: Any) -> None:
        raise Overtime

    before = signal.signal(signal.SIGALRM, over)
    signal.setitimer(signal.ITIMER_REAL, limits.cell_seconds + 2 * limits.grace)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@contextlib.contextmanager
def roomy(limits: Limits) -> Iterator[None]:
    """MemoryError when this process takes as much again as a submission may: a test may make an
    array of the size that a student's number says, and a reply may be small but hold millions."""
    pages = int(Path("/proc/self/statm").read_text().split()[5])
    soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    most = pages * resource.getpagesize() + limits.memory
    resource.setrlimit(resource.RLIMIT_DATA, (
        most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))
