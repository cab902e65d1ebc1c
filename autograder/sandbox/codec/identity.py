"""What is lent for a call into the other process. It gets a copy; what the call does to the copy is
done to the lent thing too, and a part of it that comes back is that part, not a copy of it.

Both sides number the parts alike, as they stand before the call: {"r": 2} is part 2, and
{"v": [2, offset, strides, array]} an array that is a view of it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from autograder.sandbox.codec.values import NotPlain, advanced, decode, encode, follow_spawns

__all__ = ["CalleeArguments", "CallerArguments"]

INNER = (list, dict, set, np.ndarray, np.random.Generator)


def parts(values: Iterable[Any]) -> list[Any]:
    """Of these values and what they hold all that can change in place, in order."""
    found: list[Any] = []
    waiting = [iter(values)]
    while waiting:
        for value in waiting[-1]:
            kind = type(value)
            if issubclass(kind, INNER):
                found.append(value)
            if issubclass(kind, list | tuple):
                waiting.append((list if issubclass(kind, list) else tuple).__iter__(value))
                break
            if issubclass(kind, dict):
                waiting.append(iter(dict.values(value)))
                break
        else:
            waiting.pop()
    return found


class CallerArguments:
    """What a call is lent, on the side that it comes from; `far` is that of `decode`."""

    def __init__(self, values: Iterable[Any], far: Callable[[Any], Any]) -> None:
        self.parts, self.far = parts(values), far
        self.told: set[int] = set()  # numbers of parts that stand somewhere already
        self.after = -1  # only parts after this one may stand here

    def change(self, changes: Any) -> None:
        """Do what `CalleeArguments.changes` says. Raises NotPlain; and LookupError, TypeError or
        ValueError for what it could not have said."""
        for number, form in changes:
            part = self._part(number)
            self.after = number
            _become(part, decode(form, self._find))
        self.after, self.told = -1, set()

    def value(self, form: Any) -> Any:
        """What `CalleeArguments.form` says. Raises NotPlain."""
        return decode(form, self._find)

    def _find(self, what: Any) -> Any:
        """A function, or a part. Each part but once, and in a part only a later one: what holds
        itself, or another a million times over, would keep a test busy for ever."""
        if "part" not in what:
            return self.far(what)
        number, part = what["part"], self._part(what["part"])
        if "view" in what:
            return _view(part, *what["view"])
        if number <= self.after or number in self.told:
            raise LookupError(number)
        self.told.add(number)
        return part

    def _part(self, number: Any) -> Any:
        if type(number) is not int or not 0 <= number < len(self.parts):
            raise LookupError(number)
        return self.parts[number]


class CalleeArguments:
    """The copies that a call is given, before it begins; `handle` is that of `encode`."""

    def __init__(self, values: Iterable[Any], handle: Callable[[Any], Any]) -> None:
        self.parts, self.handle = parts(values), handle
        self.known = {id(part): k for k, part in enumerate(self.parts)}
        left = dict(self.known)
        self.before = [self._mark(part, left)[0] for part in self.parts]

    def changes(self) -> list[Any]:
        """[number, new form] of each part that is another now. One that can't pass, or can't become
        so in place, the lender keeps as it was."""
        changed, left = [], dict(self.known)
        for k, (part, before) in enumerate(zip(self.parts, self.before, strict=True)):
            try:
                mark, form = self._mark(part, left)
                if mark == before:
                    continue
                if type(part) is np.ndarray and mark[:2] != before[:2]:
                    raise NotPlain("another shape")
                changed.append([k, encode(part, self.handle) if form is None else form])
            except NotPlain:
                del self.known[id(part)]  # it is not what the lender has
        return changed

    def form(self, value: Any) -> Any:
        """The JSON form of what the call gives, once the changes are known."""
        return encode(value, self.handle, known=dict(self.known))

    def _mark(self, part: Any, left: dict[int, int]) -> tuple[Any, Any]:
        """What tells whether a part has changed, and its form, in which later parts are told by
        their numbers."""
        left.pop(id(part), None)
        if type(part) is np.ndarray:  # its bytes are quicker than its form
            return (part.dtype, part.shape, part.tobytes()), None
        form = encode(part, self.handle, known=left)
        return repr(form), form  # == would take True for 1


def _become(ours: Any, theirs: Any) -> None:
    """Make our part what the call made of its copy, in place."""
    if type(ours) is np.ndarray and type(theirs) is np.ndarray:
        if (ours.shape, ours.dtype) == (theirs.shape, theirs.dtype) and ours.flags.writeable:
            ours[...] = theirs
    elif isinstance(ours, list) and isinstance(theirs, list):
        ours[:] = theirs
    elif any(isinstance(ours, kind) and isinstance(theirs, kind) for kind in (dict, set)):
        ours.clear()
        ours.update(theirs)
    elif isinstance(ours, np.random.Generator) and isinstance(theirs, np.random.Generator):
        if not (
            advanced(ours, theirs) and follow_spawns(ours, theirs)
        ):  # what a test draws next is not the student's to choose
            raise NotPlain("a Generator in a state that drawing does not lead to")
        ours.bit_generator.state = theirs.bit_generator.state


def _view(ours: Any, offset: Any, strides: Any, array: Any) -> Any:
    """The view of our array that `array` is a copy of, where there can be one."""
    steps = (offset, *strides)
    if (
        type(ours) is np.ndarray
        and type(array) is np.ndarray
        and ours.dtype == array.dtype
        and ours.flags.c_contiguous
        and all(type(step) is int and step % ours.itemsize == 0 for step in steps)
    ):
        with contextlib.suppress(ValueError, TypeError, OverflowError):  # it would leave our array
            return np.ndarray(array.shape, array.dtype, ours, offset, tuple(strides))
    return array
