"""What must be done whole or not at all: an alarm that rings meanwhile waits until it is done."""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable
from typing import Any, TypeVar

__all__ = ["held", "whole"]

Function = TypeVar("Function", bound=Callable[..., Any])
_doing = threading.local()  # a signal's handler runs in the main thread, and asks about that one


def whole(function: Function) -> Function:
    """The function, which is not interrupted: half of a cage is a process that nobody ends."""

    @functools.wraps(function)
    def run(*args: Any, **kwargs: Any) -> Any:
        _doing.depth = getattr(_doing, "depth", 0) + 1
        try:
            return function(*args, **kwargs)
        finally:
            _doing.depth -= 1

    return run  # type: ignore[return-value]


def held() -> bool:
    """Whether this thread is doing such a thing: then a signal's handler must raise nothing."""
    return getattr(_doing, "depth", 0) > 0
