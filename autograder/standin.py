"""What stands in a test for a function that the student defined."""

from __future__ import annotations

from typing import Any

__all__ = ["Missing", "Refused", "StandIn"]


class Refused(Exception):
    """A value that can't pass the wire, and why."""

    says_all = True  # to a student this class's name says nothing


class Missing(Exception):
    """A name that the student did not define."""


class StandIn:
    """A student's function, seen from a test: calling it runs it in the cage."""

    def __init__(self, wire: Any, target: int, name: str) -> None:
        self._wire, self._target, self.__name__ = wire, target, name
        self._known = "the function"  # what a message calls it; its own name is the student's word

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._wire.call(self._target, self._known, args, kwargs)

    def __deepcopy__(self, memo: dict) -> StandIn:
        return self

    def __repr__(self) -> str:
        return f"<function {self.__name__}>"
