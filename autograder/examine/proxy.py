"""What a test sees in the place of a function that the student defined."""

from __future__ import annotations

import inspect
from typing import Any, Protocol

__all__ = ["Caller", "Missing", "Proxy", "Refused"]

ASKED = ("__annotations__", "__defaults__", "__kwdefaults__", "__qualname__", "__wrapped__")


class Refused(Exception):
    """A value that can't pass the wire, and why."""

    says_all = True  # to a student this class's name says nothing


class Missing(Exception):
    """A name that the student did not define."""


class Caller(Protocol):
    """What a proxy asks: the client of the cage that holds the student's function."""

    def call(
        self, target: int, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> Any: ...

    def attribute(self, target: int, name: str, attribute: str) -> Any: ...


class Proxy:
    # A student's function, seen from a test: calling it runs it in the cage. What else a test asks
    # of it, its docstring too, is asked for there.

    def __init__(self, client: Caller, target: int, name: str) -> None:
        self._client, self._target, self.__name__ = client, target, name
        self._known = "the function"  # what a message calls it; its own name is the student's word

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._client.call(self._target, self._known, args, kwargs)

    def __getattr__(self, name: str) -> Any:
        if name[:2] == "__" and name not in ASKED:  # NumPy and others ask for dozens
            raise AttributeError(f"'function' object has no attribute {name!r}")
        return self._client.attribute(self._target, self._known, name)

    @property
    def __doc__(self) -> Any:  # type: ignore[override]
        return self._client.attribute(self._target, self._known, "__doc__")

    @property
    def __signature__(self) -> inspect.Signature:
        """What `inspect.signature` asks for. Annotations don't pass."""
        try:
            told = self._client.attribute(self._target, self._known, "__signature__")
            return inspect.Signature(
                [
                    inspect.Parameter(
                        name,
                        inspect._ParameterKind(kind),
                        default=(default[0] if default else inspect.Parameter.empty),
                    )
                    for name, kind, default in told
                ]
            )
        except (Refused, TypeError, ValueError):
            raise AttributeError("__signature__") from None

    def __deepcopy__(self, memo: dict[int, Any]) -> Proxy:
        return self

    def __repr__(self) -> str:
        return f"<function {self.__name__}>"
