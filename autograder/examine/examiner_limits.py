"""What a test may take of the examiner's process: it computes with what a student returned."""

from __future__ import annotations

import contextlib
import resource
from collections.abc import Iterator
from pathlib import Path

from autograder.alarm import alarm
from autograder.sandbox import Limits, is_uninterrupted

__all__ = ["TimeLimitReached", "memory_limited", "time_limited"]


class TimeLimitReached(BaseException):
    """A test took too long."""


def time_limited(limits: Limits) -> contextlib.AbstractContextManager[None]:
    """Raise TimeLimitReached when a test takes too long, as one that counts up to a student's
    number might; and again, should the test go on. Outside the main thread the cage's limits
    hold."""
    return alarm(
        limits.test_seconds + 2 * limits.grace, TimeLimitReached, limits.grace, is_uninterrupted
    )


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
