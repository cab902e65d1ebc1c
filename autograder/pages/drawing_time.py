"""How long drawing may take: what a student wrote can keep a highlighter busy for minutes."""

from __future__ import annotations

import contextlib
import signal
import threading
import time
import weakref
from collections.abc import Iterator
from contextvars import ContextVar
from types import FrameType

__all__ = ["TookTooLong", "page_limited", "part_limited"]

PART, PAGE = 1.0, 10.0  # seconds
AGAIN = 0.01
_until: ContextVar[float] = ContextVar("_until", default=float("inf"))


class TookTooLong(Exception):
    """What was to be drawn took longer than it may."""


@contextlib.contextmanager
def page_limited(seconds: float = PAGE) -> Iterator[None]:
    """Inside, the parts of a page may take so many seconds together."""
    token = _until.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        _until.reset(token)


@contextlib.contextmanager
def part_limited(seconds: float = PART) -> Iterator[None]:
    """Raise TookTooLong when what is inside takes longer than this, or than is left for the page.
    Signals reach the main thread only; elsewhere what has begun is finished."""
    left = min(seconds, _until.get() - time.monotonic())
    if left <= 0:
        raise TookTooLong
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    raised = False

    def over(number: int, frame: FrameType | None) -> None:
        nonlocal raised
        # What is raised while something is taken out of memory reaches nobody: a moment later.
        if not raised and not (frame and frame.f_code.co_filename == weakref.__file__):
            raised = True
            raise TookTooLong

    before = signal.signal(signal.SIGALRM, over)
    signal.setitimer(signal.ITIMER_REAL, left, AGAIN)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
