"""An alarm that ends what takes too long in this process: a test, or a page that is drawn."""

from __future__ import annotations

import contextlib
import gc
import signal
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from types import FrameType

__all__ = ["alarm"]

SOON = 0.01  # seconds until an alarm that came at a bad moment rings again


@contextlib.contextmanager
def alarm(
    seconds: float, error: type[BaseException], again: float = 0.0, busy: Callable[[], bool] = bool
) -> Iterator[None]:
    """Raise `error` in what runs inside after so many seconds, and every `again` seconds from then
    on, if it goes on; while `busy()` says so, a moment later. An alarm of whoever calls goes on
    afterwards. Signals reach the main thread only: elsewhere nothing is raised."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    running = True

    def over(number: int, frame: FrameType | None) -> None:
        if running and (busy() or _deaf(frame)):
            signal.setitimer(signal.ITIMER_REAL, SOON)
        elif running:
            signal.setitimer(signal.ITIMER_REAL, again)
            raise error

    before, began = signal.signal(signal.SIGALRM, over), time.monotonic()
    left, repeat = signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        running = False
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        if left:
            left = max(SOON, left - (time.monotonic() - began))
            signal.setitimer(signal.ITIMER_REAL, left, repeat)


def _deaf(frame: FrameType | None) -> bool:
    """Whether something is being taken out of memory: what is raised then reaches nobody."""
    codes = {getattr(callback, "__code__", None) for callback in gc.callbacks}
    while frame:
        if frame.f_code in codes or frame.f_code.co_filename == weakref.__file__:
            return True
        frame = frame.f_back
    return False
