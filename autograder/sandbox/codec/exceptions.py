"""An exception as plain data, and back: a built-in one, or one that is called as the one that was
raised and is of the nearest built-in kind."""

from __future__ import annotations

import builtins
import functools
from typing import Any

import numpy as np

from autograder.sandbox.codec.values import NotPlain, decode, encode
from autograder.sandbox.redact import redact

__all__ = ["exception_form", "exception_from"]

KNOWN: dict[str, type] = {"LinAlgError": np.linalg.LinAlgError}
SIMPLE = (str, int, float, bool, bytes, type(None))
MOST = 2000  # characters of a message


def exception_form(error: BaseException, text: str, most: int = MOST) -> list[Any]:
    """[the nearest built-in type, the message, the type's own name, the arguments if they are
    simple] of an error that says `text`; of either at most so many characters."""
    kind = next(
        (kind for kind in type(error).__mro__ if getattr(builtins, kind.__name__, None) is kind),
        Exception,
    )
    return [kind.__name__, text[:most], type(error).__name__[:80], _arguments(error, kind, most)]


def _arguments(error: BaseException, kind: type, most: int) -> Any:
    """None where the message must do: an OSError's number would be this process's own."""
    args = error.args
    if (
        issubclass(kind, OSError)
        or type(error).__str__ is not kind.__str__
        or not all(type(arg) in SIMPLE for arg in args)
    ):
        return None
    try:
        form = [encode(redact(arg) if type(arg) is str else arg, _none) for arg in args]
    except NotPlain:
        return None
    return form if len(str(form)) <= most else None


def exception_from(form: Any, ends: bool = False) -> Exception:
    """The exception that was told. Raises TypeError or ValueError for what tells none. `ends` says
    whether it may be StopIteration, which would end a test's own map() or zip() without a word, and
    its checks with it."""
    kind, text, name, arguments = form
    if not all(isinstance(one, str) for one in (kind, text, name)):
        raise TypeError("no exception")
    made = _kind(kind, name, ends)
    if made is None:
        return RuntimeError(f"{name[:80]}: {text[:MOST]}")
    args = [text[:MOST]]
    if isinstance(arguments, list) and len(str(arguments)) <= MOST:
        try:
            args = [decode(one, _none) for one in arguments]
        except NotPlain:
            raise ValueError("no arguments of an exception") from None
    try:
        return made(*args)
    except Exception:  # UnicodeDecodeError and its kin want more than a message
        return RuntimeError(f"{kind}: {text[:MOST]}")


@functools.lru_cache(maxsize=256)
def _kind(kind: str, name: str, ends: bool) -> type[Exception] | None:
    """The class to raise; None where there is none."""
    base = getattr(builtins, kind, None)
    if not (isinstance(base, type) and issubclass(base, Exception)) or (
        issubclass(base, StopIteration | StopAsyncIteration) and not ends
    ):
        return None
    if name in KNOWN and issubclass(KNOWN[name], base):
        return KNOWN[name]
    own = name != kind and name.isidentifier() and name.isascii() and len(name) <= 80
    return type(name, (base,), {"__module__": "__main__"}) if own else base


def _none(_: Any) -> Any:
    raise NotPlain("a function")
