"""What must be done whole or not at all: an alarm that rings meanwhile waits until it is done, and
a stack that a test has nearly filled is made longer."""

from __future__ import annotations

import functools
import sys
import threading
from collections.abc import Callable
from typing import Any, TypeVar

__all__ = ["is_uninterrupted", "uninterrupted"]

Function = TypeVar("Function", bound=Callable[..., Any])
ROOM = 200  # calls, one in the other, that it may take; by far the most is subprocess's


class _Doing(threading.local):
    """Of each thread; a signal's handler runs in the main thread, and asks about that one."""

    depth = 0  # such things under way, one in the other
    most = 0  # what Python allowed before, while it allows more


_doing = _Doing()


def uninterrupted(function: Function) -> Function:
    """The function, which is not interrupted: half of a cage is a process that nobody ends."""

    @functools.wraps(function)
    def run(*args: Any, **kwargs: Any) -> Any:
        depth = _doing.depth
        try:
            _doing.depth = depth + 1
            if not depth:
                _doing.most = _doing.most or sys.getrecursionlimit()
                sys.setrecursionlimit(_doing.most + ROOM)
            return function(*args, **kwargs)
        finally:
            try:
                if not depth and _doing.most:
                    sys.setrecursionlimit(_doing.most)
                    _doing.most = 0
            except RecursionError:  # this very call is the last that was allowed
                pass  # the next one, at the latest, comes back to it
            finally:
                _doing.depth = depth  # nothing is called after it, or an alarm took the value away

    return run  # type: ignore[return-value]


def is_uninterrupted() -> bool:
    """Whether this thread is doing such a thing: then a signal's handler must raise nothing."""
    return _doing.depth > 0
