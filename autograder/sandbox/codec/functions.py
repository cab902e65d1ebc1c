"""The grader's functions, seen from the cage, and what is said of the student's."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import numpy as np

__all__ = ["RemoteFunction", "is_short", "signature"]

SHORT = (bool, int, float, type(None), type(...))


class RemoteFunction:
    """A function of the grader's, that can be called from here."""

    def __init__(self, server: Any, number: int, name: str) -> None:
        self._server, self._number, self.__name__ = server, number, name

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._server.call_back(self._number, args, kwargs)

    def __deepcopy__(self, memo: dict[int, Any]) -> RemoteFunction:
        return self


def signature(function: Callable[..., Any]) -> list[tuple[str, int, tuple[Any, ...]]]:
    """Name, kind, and the default if there is one, of each parameter."""
    return [
        (one.name, int(one.kind), () if one.default is one.empty else (one.default,))
        for one in inspect.signature(function).parameters.values()
    ]


def is_short(value: Any) -> bool:
    """Whether a value is told unasked."""
    kind = type(value)
    if kind is list or kind is tuple:
        return len(value) < 20 and all(type(part) in SHORT for part in value)
    return kind in SHORT or (kind is str and len(value) < 1000) or isinstance(value, np.generic)
