"""Values of Python's and NumPy's own that are more than numbers, text and their lists, as plain
data: each as the name of its type and what makes it anew.

The list is closed: `docs/nbgrader.md` has it, and a test holds the two together. What is not on it
is refused by name, with the hint at `--tests inside`."""

from __future__ import annotations

import builtins
import collections
import functools
from collections.abc import Callable, Generator, Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np

__all__ = ["KINDS", "iterates", "made", "stepping", "steps", "taken"]

LONGEST = 10_000  # digits, of what takes long to reckon with
MOST = 10_000_000  # of a range: to sum more takes seconds that no signal can end
FIELDS = 100  # of a namedtuple, and letters of each one's name
PLAIN = (
    bool,
    int,
    float,
    complex,
    str,
    bytes,
    list,
    tuple,
    set,
    frozenset,
    dict,
    range,
    type(None),
    Fraction,
    Decimal,
)
# The types that may stand for themselves: `f(np.float32)`, `assert f(3) is int`.
TYPES: dict[str, type] = {
    **{kind.__name__: kind for kind in PLAIN},
    **{
        name: kind
        for name, kind in vars(builtins).items()
        if isinstance(kind, type) and issubclass(kind, Exception)
    },
    **{f"numpy.{kind.__name__}": kind for kind in np.sctypeDict.values()},
}
NAMES = {kind: name for name, kind in TYPES.items()}


def _range(start: int, stop: int, step: int) -> range:
    made = range(start, stop, step)
    if not made[:MOST] == made:  # its length may be no number that len() gives
        raise ValueError("long")
    return made


def _fraction(up: Any, down: Any) -> Fraction:
    if max(abs(up), abs(down)) > 10**LONGEST:
        raise ValueError("long")
    return Fraction(up, down)


def _decimal(text: str) -> Decimal:
    number = Decimal(text) if len(text) <= LONGEST else None
    if number is None or (number.is_finite() and abs(number.adjusted()) > LONGEST):
        raise ValueError("long")
    return number


# name -> the type, what a value is made of, the types of that (the last one's go on), and how it is
# made of that: given something else, as a range of 10**9, some would work for hours
KINDS: dict[
    str, tuple[type, Callable[[Any], tuple[Any, ...]], tuple[Any, ...], Callable[..., Any]]
] = {
    "range": (range, lambda v: (v.start, v.stop, v.step), (int,), _range),
    "Fraction": (Fraction, lambda v: (v.numerator, v.denominator), (int,), _fraction),
    "Decimal": (Decimal, lambda v: (str(v),), (str,), _decimal),
    "deque": (
        collections.deque,
        lambda v: (list(v), v.maxlen),
        (list, int | None),
        collections.deque,
    ),
    "Counter": (collections.Counter, lambda v: (dict(v),), (dict,), collections.Counter),
    "defaultdict": (
        collections.defaultdict,
        lambda v: (v.default_factory, dict(v)),
        (object, dict),
        collections.defaultdict,
    ),
    "keys": (type({}.keys()), lambda v: (dict.fromkeys(v),), (dict,), dict.keys),
    "values": (type({}.values()), lambda v: (dict(enumerate(v)),), (dict,), dict.values),
    "items": (type({}.items()), lambda v: (dict(v),), (dict,), dict.items),
}
BY_KIND = {kind: (name, parts) for name, (kind, parts, _, _) in KINDS.items()}


def taken(value: Any) -> tuple[str, tuple[Any, ...]] | None:
    """The name of a value's type and what it is made of; None for any other value. Raises
    ValueError for one that can't be taken apart."""
    kind = type(value)
    if kind in BY_KIND:
        name, parts = BY_KIND[kind][0], BY_KIND[kind][1](value)
        if kind in (range, Fraction, Decimal):
            KINDS[name][3](*parts)  # not one that is too long
        return name, parts
    if kind is type and value in NAMES:
        return "type", (NAMES[value],)
    if issubclass(kind, np.dtype) and value.kind in "biufcSU":
        return "dtype", (value.str,)
    fields = kind.__dict__.get("_fields")
    if issubclass(kind, tuple) and type(fields) is tuple and len(fields) == len(value):
        return "namedtuple", (kind.__name__, list(fields), list(tuple.__iter__(value)))
    return None


def made(name: str, parts: tuple[Any, ...]) -> Any:
    """The value that was taken apart. Raises many kinds for what could not have been."""
    if name == "type":
        return TYPES[parts[0]]
    if name == "dtype":
        if parts[0][1] not in "biufcSU" or not parts[0][2:].isdigit():
            raise ValueError("no plain dtype")
        return np.dtype(parts[0])
    if name == "namedtuple":
        title, fields, values = parts
        if type(fields) is not list or type(values) is not list:
            raise TypeError("no fields")
        return _named(title, tuple(fields))._make(values)
    _, _, types, make = KINDS[name]
    if not all(map(isinstance, parts, [*types, *[types[-1]] * len(parts)])):
        raise TypeError("made of something else")
    return make(*parts)


@functools.lru_cache(maxsize=256)
def _named(name: str, fields: tuple[str, ...]) -> Any:
    if len(fields) > FIELDS or not all(
        type(one) is str and len(one) <= FIELDS for one in (name, *fields)
    ):
        raise ValueError("no fields")
    return collections.namedtuple(name, fields)  # it checks that these are names


def iterates(kind: type) -> bool:
    """Whether it is a generator, map, zip or the like; a file yields its lines but is more."""
    return issubclass(kind, Iterator) and kind.__module__ in ("builtins", "itertools")


def steps(iterator: Iterator[Any]) -> Callable[..., tuple[Any, ...]]:
    """A function that gives (item,), one after the other, and () at the end; what it is called with
    is sent to a generator."""

    def step(*sent: Any) -> tuple[Any, ...]:
        if sent:
            try:
                return (iterator.send(*sent),)  # type: ignore[attr-defined]
            except StopIteration:
                return ()
        for item in iterator:
            return (item,)
        return ()

    return step


def stepping(step: Callable[..., Any]) -> Generator[Any, Any, None]:
    """The iterator whose `steps` these are, on the other side."""
    sent: tuple[Any, ...] = ()
    while type(item := step(*sent)) is tuple and len(item) == 1:
        given = yield item[0]
        sent = () if given is None else (given,)
