"""What must be done whole or not at all: an alarm that rings meanwhile waits until it is done, and
a stack that a test has nearly filled is made longer."""

from __future__ import annotations

import functools
import sys
import threading
from collections.abc import Callable
from typing import Any, TypeVar

__all__ = ["held", "whole"]

Function = TypeVar("Function", bound=Callable[..., Any])
ROOM = 200  # calls, one in the other, that it may take; by far the most is subprocess's
_doing = threading.local()  # a signal's handler runs in the main thread, and asks about that one


def whole(function: Function) -> Function:
    """The function, which is not interrupted: half of a cage is a process that nobody ends."""

    @functools.wraps(function)
    def run(*args: Any, **kwargs: Any) -> Any:
        _doing.depth = getattr(_doing, "depth", 0) + 1
        most = sys.getrecursionlimit()
        sys.setrecursionlimit(most + ROOM)
        try:
            return function(*args, **kwargs)
        finally:
            sys.setrecursionlimit(most)
            _doing.depth -= 1

    return run  # type: ignore[return-value]


def held() -> bool:
    """Whether this thread is doing such a thing: then a signal's handler must raise nothing."""
    return getattr(_doing, "depth", 0) > 0
