"""What a test may take of the examiner's process: it computes with what a student returned."""

from __future__ import annotations

import contextlib
import gc
import resource
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

from autograder.sandbox import Limits, is_uninterrupted

__all__ = ["TimeLimitReached", "memory_limited", "time_limited"]

SOON = 0.01  # seconds until an alarm that came at a bad moment rings again


class TimeLimitReached(BaseException):
    """A test took too long."""


@contextlib.contextmanager
def time_limited(limits: Limits) -> Iterator[None]:
    """Raise TimeLimitReached when a test takes too long, as one that counts up to a student's
    number might; and again, should the test go on. Signals reach the main thread only; elsewhere
    the cage's limits hold."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    running = True

    def over(number: int, frame: FrameType | None) -> None:
        if running and (is_uninterrupted() or _deaf(frame)):
            signal.setitimer(signal.ITIMER_REAL, SOON)
        elif running:
            signal.setitimer(signal.ITIMER_REAL, limits.grace)
            raise TimeLimitReached

    before, began = signal.signal(signal.SIGALRM, over), time.monotonic()
    left, again = signal.setitimer(signal.ITIMER_REAL, limits.test_seconds + 2 * limits.grace)
    try:
        yield
    finally:
        running = False
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        if left:  # whoever calls has an alarm of its own
            left = max(SOON, left - (time.monotonic() - began))
            signal.setitimer(signal.ITIMER_REAL, left, again)


def _deaf(frame: FrameType | None) -> bool:
    """Whether the garbage collector called this: what is raised there reaches nobody."""
    codes = {getattr(callback, "__code__", None) for callback in gc.callbacks}
    while frame and codes:
        if frame.f_code in codes:
            return True
        frame = frame.f_back
    return False


@contextlib.contextmanager
def memory_limited(limits: Limits) -> Iterator[None]:
    """MemoryError when this process takes as much again as a submission may: a test may make an
    array of the size that a student's number says, and a reply may be small but hold millions."""
    pages = int(Path("/proc/self/statm").read_text().split()[5])
    soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    most = pages * resource.getpagesize() + limits.memory
    resource.setrlimit(
        resource.RLIMIT_DATA, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard)
    )
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))
