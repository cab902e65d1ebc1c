"""Checks that say what was called, what came back, what was expected, and which slip that is.

The same checks serve the visible tests, the hidden tests and the feedback:

>>> def double(x):
...     return x + 2
>>> agree(double, on=[call(2), call(5)], expected=[4, 10])
Traceback (most recent call last):
    ...
initlab.notebook.CheckFailed: called:   double(5)
got:      7
expected: 10
"""

from __future__ import annotations

import copy
import itertools
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from initlab.notebook import CheckFailed, NotAnswered, cases, speaks
from initlab.slips import SLIPS

__all__ = [
    "Call",
    "CheckFailed",
    "NotAnswered",
    "Score",
    "agree",
    "call",
    "failed",
    "fresh_rng",
    "require_slips",
    "same",
    "use_seed",
]

_seeds: dict[str, Any] = {"seed": None, "drawn": itertools.count()}


class Score(float):
    """Part of a test's points, with the reason for the rest. A test cell ends with one of these;
    it prints as its number, which is what nbgrader reads."""

    reason: str
    slip: str

    def __new__(cls, points: float, reason: str = "", slip: str = "") -> Score:
        score = super().__new__(cls, points)
        score.reason, score.slip = reason, slip
        return score


@dataclass(frozen=True)
class Call:
    """The arguments of one call, in order and by name."""

    args: tuple[Any, ...]
    kwargs: Mapping[str, Any] = field(default_factory=dict)

    def of(self, function: Callable[..., Any]) -> Any:
        """What the function returns for these arguments. It gets copies: a function that changes
        an argument in place must not change what the next one is asked."""
        return function(*copy.deepcopy(self.args), **copy.deepcopy(dict(self.kwargs)))

    def text(self, name: str) -> str:
        parts = [_show(arg) for arg in self.args]
        parts += [f"{key}={_show(value)}" for key, value in self.kwargs.items()]
        return f"{name}({', '.join(parts)})"


def call(*args: Any, **kwargs: Any) -> Call:
    """The arguments of one call, written as the call itself would be."""
    return Call(args, kwargs)


def use_seed(seed: int | None) -> None:
    """Make `fresh_rng` repeatable from here on; None makes it fresh again."""
    _seeds.update(seed=seed, drawn=itertools.count())


def fresh_rng() -> np.random.Generator:
    """A generator for a test's cases: a new seed at each grading, so that no table of answers can
    be learnt by heart; the grader sets and records the seed, so that a grade can be repeated."""
    if _seeds["seed"] is None:
        return np.random.default_rng(secrets.randbits(128))
    return np.random.default_rng([_seeds["seed"], next(_seeds["drawn"])])


@speaks(lambda function, on, *_, **__: cases(len(on)))
def agree(
    function: Callable[..., Any],
    on: Sequence[Call],
    expected: Callable[..., Any] | Sequence[Any],
    slips: Mapping[str, Callable[..., Any] | Sequence[Any]] | None = None,
    rtol: float = 1e-9,
    atol: float | Sequence[float] = 1e-12,
) -> None:
    """Nothing, when the function gives what is expected on every call; else raises CheckFailed
    for the first call that differs.

    `expected` and each of `slips` is the list of values for the calls, or a function that gives
    them. A slip is named when it accounts for every value that came back, right ones included;
    one slip can come in several forms, as keys "name/form". `atol` may be a list, one for each
    call: a result that hangs on chance is given its standard errors.
    """
    require_slips(slips)
    near = [atol] * len(on) if isinstance(atol, int | float) else list(atol)
    wanted = _values(expected, on)
    got = [_outcome(function, one) for one in on]
    wrong = [k for k in range(len(on)) if not _agrees(got[k], wanted[k], rtol, near[k])]
    if not wrong:
        return
    first = wrong[0]
    slip = _slip(got, on, slips or {}, rtol, near)
    raise _failed(
        function,
        on[first],
        got[first],
        _show(wanted[first]),
        slip,
        f"One number came back where {len(wanted[first])} are expected."
        if isinstance(wanted[first], list | tuple) and _is_number(got[first])
        else "",
    )


def require_slips(slips: Mapping[str, Any] | None) -> None:
    """Raise LookupError for a slip that no catalogue has, and ValueError for one that is not
    complete, where a seed is set, as in grading: the author's own solution is the first to be
    graded, and so the author learns of it before any student does."""
    if slips and _seeds["seed"] is not None:
        SLIPS.require(slips)


def failed(
    function: Callable[..., Any], one: Call, got: Any, expected: str, slip: str = ""
) -> CheckFailed:
    """The error of a check that judges in its own way. `got` is what to say of what came back, an
    exception that was raised, or None when nothing came back."""
    if isinstance(got, Exception):
        got = _Raised(_error_text(got))
    return _failed(function, one, got, expected, slip, words=isinstance(got, str))


def same(got: Any, expected: Any, rtol: float = 1e-9, atol: float = 1e-12) -> bool:
    """Whether two plain values are equal: numbers and arrays to within rounding, lists and tuples
    alike, and each number a real number (no text, no True for 1)."""
    if isinstance(expected, bool | np.bool_):
        return isinstance(got, bool | np.bool_) and bool(got) == bool(expected)
    if isinstance(expected, int | float | np.number):
        return _is_number(got) and _close(got, expected, rtol, atol)
    if isinstance(expected, np.ndarray):
        return _same_array(got, expected, rtol, atol)
    if isinstance(expected, list | tuple):
        got = got.tolist() if isinstance(got, np.ndarray) else got
        return (
            isinstance(got, list | tuple)
            and len(got) == len(expected)
            and all(same(g, e, rtol, atol) for g, e in zip(got, expected, strict=True))
        )
    if isinstance(expected, dict):
        return (
            isinstance(got, dict)
            and got.keys() == expected.keys()
            and all(same(got[key], expected[key], rtol, atol) for key in expected)
        )
    return type(got) is type(expected) and bool(got == expected)


def _close(got: Any, expected: Any, rtol: float, atol: float) -> bool:
    try:
        return bool(np.isclose(float(got), float(expected), rtol=rtol, atol=atol))
    except OverflowError:  # an int beyond every float
        return bool(got == expected)


def _same_array(got: Any, expected: np.ndarray, rtol: float, atol: float) -> bool:
    if not isinstance(got, np.ndarray | list | tuple):
        return False
    try:
        got = np.asarray(got)
    except ValueError:  # rows of different lengths
        return False
    if got.shape != expected.shape:
        return False
    if expected.dtype == bool:  # a table of 0 and 1 says the same as one of False and True
        return got.dtype.kind in "biuf" and bool((got == expected).all())
    return got.dtype.kind in "iuf" and bool(np.allclose(got, expected, rtol=rtol, atol=atol))


def _is_number(value: Any) -> bool:
    if isinstance(value, np.ndarray) and value.shape == ():
        value = value[()]
    return (
        isinstance(value, int | float | np.number)
        and not isinstance(value, bool | np.bool_)
        and not isinstance(value, np.complexfloating)
        and bool(value == value)
    )  # no NaN


@dataclass(frozen=True)
class _Raised:
    """The outcome of a call that raised."""

    text: str


def _outcome(function: Callable[..., Any], one: Call) -> Any:
    try:
        return one.of(function)
    except NotImplementedError:
        return None
    except Exception as error:
        return _Raised(_error_text(error))


def _error_text(error: Exception) -> str:
    """The type and the message; of an error whose message says all ("crashed (SIGSEGV)"), as those
    of what runs the check do, the message alone."""
    if getattr(error, "says_all", False):
        return str(error)
    return f"{type(error).__name__}: {error}".rstrip(": ")


def _agrees(got: Any, expected: Any, rtol: float, atol: float) -> bool:
    return not isinstance(got, _Raised) and same(got, expected, rtol, atol)


def _values(source: Callable[..., Any] | Sequence[Any], on: Sequence[Call]) -> list[Any]:
    return [one.of(source) for one in on] if callable(source) else list(source)


def _slip(
    got: list[Any], on: Sequence[Call], slips: Mapping[str, Any], rtol: float, near: list[float]
) -> str:
    for key, source in slips.items():
        values = _values(source, on)
        pairs = zip(got, values, near, strict=True)
        if all(_agrees(g, v, rtol, atol) or (_is_nan(g) and _is_nan(v)) for g, v, atol in pairs):
            return key.split("/")[0]
    return ""


def _is_nan(value: Any) -> bool:
    """Whether a value is NaN, which a slip may give and no right answer does."""
    return isinstance(value, float | np.floating) and bool(value != value)


def _failed(
    function: Callable[..., Any],
    one: Call,
    got: Any,
    expected: str,
    slip: str,
    hint: str = "",
    words: bool = False,
) -> CheckFailed:
    lines = [f"called:   {one.text(getattr(function, '__name__', 'the function'))}"]
    if isinstance(got, _Raised):
        lines.append(f"raised:   {got.text}")
    elif got is None or got is ...:
        lines.append("got:      None (nothing is returned yet)")
    else:
        lines.append(f"got:      {got if words else _show(got)}")
    lines.append(f"expected: {expected}")
    if slip:
        lines += [
            f"This is the slip “{SLIPS[slip].name}”. {SLIPS[slip].sentence}",
            f"See lesson {SLIPS[slip].lesson}.",
        ]
    elif hint:
        lines.append(hint)
    blank = got is None or got is ...
    return (NotAnswered if blank else CheckFailed)("\n".join(lines), slip)


def _show(value: Any) -> str:
    """A value as a reader would type it, short enough for one line."""
    text = _text(value)
    return text if len(text) <= 120 else text[:117] + "…"


def _text(value: Any) -> str:
    """A value as a reader would type it; no address in memory, and the same each time."""
    if callable(value):
        return str(getattr(value, "__name__", "a function"))
    if isinstance(value, np.random.Generator):
        return "rng"
    if isinstance(value, np.ndarray):
        return (
            f"an array of shape {value.shape}"
            if value.size > 12
            else f"array({_text(value.tolist())})"
        )
    if type(value) is list:
        return f"[{', '.join(map(_text, value))}]"
    if type(value) is tuple:
        return f"({', '.join(map(_text, value))}{',' * (len(value) == 1)})"
    if type(value) is dict:
        return f"{{{', '.join(f'{_text(key)}: {_text(part)}' for key, part in value.items())}}}"
    if type(value) is set and value:
        return f"{{{', '.join(sorted(map(_text, value)))}}}"
    try:
        return repr(value.item() if isinstance(value, np.generic) else value)
    except ValueError:  # Python writes out no int of more than 4300 digits
        return "a number of thousands of digits"
