"""A check for numbers that are found by averaging: it tells a rough answer from a wrong one.

>>> def third(x):
...     return 0.3331 * x
>>> accurate(third, on=[call(3.0)], expected=[1.0], rtol=1e-5, slips={"gain-squared": [2.0]})
Traceback (most recent call last):
    ...
initlab.notebook.CheckFailed: called:   third(3.0)
got:      0.9993
expected: 1.0
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from initlab import checks
from initlab.checks import Call, call

__all__ = ["accurate", "call"]

NOTHING = "nothing that a function of numbers gives"
NEAR = 0.05  # a rough answer is off by less than this; any other slip by more, somewhere


def accurate(
    function: Callable[..., Any],
    on: Sequence[Call],
    expected: Callable[..., Any] | Sequence[Any],
    rtol: float,
    slips: Mapping[str, Any] | None = None,
    rough: str = "",
) -> None:
    """Nothing, when the function gives what is expected, within `rtol`, on every call; else raises
    CheckFailed. `rough` is the slip of an answer that is near on every call, but not so near:
    too few points of a quadrature, or random draws, which would differ at a second call."""
    once = _Once(function)
    wanted = [one.of(expected) for one in on] if callable(expected) else list(expected)
    table = dict(slips or {})
    if rough:
        table[rough] = [_near(once, one, value) for one, value in zip(on, wanted, strict=True)]
    checks.agree(once, on=on, expected=wanted, slips=table, rtol=rtol)


class _Once:
    """A function that remembers what it returned."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function, self.__name__ = function, getattr(function, "__name__", "the function")
        self.seen: dict[Any, Any] = {}

    def __call__(self, *arguments: Any) -> Any:
        if arguments not in self.seen:
            self.seen[arguments] = self.function(*arguments)
        return self.seen[arguments]


def _near(once: _Once, one: Call, value: float) -> Any:
    try:
        got = one.of(once)
    except Exception:  # the check itself will say what was raised
        return NOTHING
    return got if checks.same(got, value, rtol=NEAR) else NOTHING
