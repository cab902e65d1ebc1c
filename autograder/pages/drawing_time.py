"""How long drawing may take: what a student wrote can keep a highlighter busy for minutes."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from contextvars import ContextVar

from autograder.alarm import alarm

__all__ = ["TookTooLong", "page_limited", "part_limited"]

PART, PAGE = 1.0, 10.0  # seconds
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
    Outside the main thread what has begun is finished."""
    left = min(seconds, _until.get() - time.monotonic())
    if left <= 0:
        raise TookTooLong
    with alarm(left, TookTooLong):
        yield
