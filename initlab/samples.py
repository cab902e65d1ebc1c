"""Checks for functions that draw weights. A right answer may draw in any order and by any method:
what counts is the shape, the use of the generator, the law, and that weights are independent.

>>> def standard(shape, rng):
...     return 2 * rng.normal(size=shape)
>>> drawn(standard, on=[call((100, 200), np.random.default_rng(1))], law=normal(1.0))
Traceback (most recent call last):
    ...
initlab.notebook.CheckFailed: called:   standard((100, 200), rng)
got:      20000 values of std 1.99
expected: std 1 (normal; chance allows ± 0.035)
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from initlab.checks import Call, call, failed, require_slips
from initlab.independence import dependence
from initlab.laws import ERRORS, Law, misfit, normal, truncated, uniform, unlikeliest
from initlab.notebook import cases, speaks

__all__ = ["Law", "call", "drawn", "normal", "truncated", "uniform", "uses_rng"]

Laws = Law | Sequence[Any] | Callable[..., Any]


@speaks(lambda function, on, *_, **__: cases(len(on)))
def drawn(
    function: Callable[..., Any],
    on: Sequence[Call],
    law: Laws,
    slips: Mapping[str, Laws] | None = None,
) -> None:
    """Nothing, when the function draws as it should on every call; else raises CheckFailed.

    `law` and each of `slips` is one law for all calls, a list with one for each call, or a function
    of a call's arguments that gives it. A call's law is a Law for an array of the shape that is
    the call's first argument, or a tuple of pairs (shape, Law) for a function that returns several
    arrays; in a table a law may stand as {normal = std}, {uniform = [low, high]} or
    {truncated = sigma}. Slips of every sampler (shape, dtype, generator, mean, repeated values)
    need not be listed."""
    require_slips(slips)
    wanted = [_parts(one, each) for one, each in zip(on, _laws(law, on), strict=True)]
    got = [_taken(function, one, parts) for one, parts in zip(on, wanted, strict=True)]
    every = [
        (one, k, array, each)
        for one, arrays, parts in zip(on, got, wanted, strict=True)
        for k, (array, (_, each)) in enumerate(zip(arrays, parts, strict=True))
    ]
    for one, _, array, _ in every:
        if (many := np.unique(array).size) < 0.9 * array.size:  # a right sample hardly ever repeats
            raise failed(
                function,
                one,
                f"{array.size} values, {many} of them different",
                "each weight drawn for itself",
                "draw-repeated",
            )
    uses_rng(function, on)
    for one, k, array, each in every:
        if problem := misfit(array, each):
            name = _slip(got, on, slips or {}) or _any_slip(every, problem)
            which = f"in part {k + 1}, " if len(got[0]) > 1 else ""
            raise failed(
                function,
                one,
                which + _told(array, problem, each),
                _asked(each, problem, array),
                name,
            )
        if np.isfinite(each.high) and _standardised(array, each):
            raise failed(
                function,
                one,
                f"an array of std {each.std:.6g} to the last digit",
                "the distribution's std, about which an array's own strays",
                "draw-standardised",
            )
        if sign := dependence(array, each):
            raise failed(
                function,
                one,
                f"{array.size} values that depend on each other: {sign}",
                "each weight drawn for itself",
                "draw-dependent",
            )


@speaks(lambda *_, **__: "all chance comes from the generator that is passed")
def uses_rng(function: Callable[..., Any], on: Sequence[Call]) -> None:
    """Nothing, when on every call all chance comes from the generator that is passed, and moves it
    on; else raises CheckFailed. The calls must be known to return something."""
    for one in on:
        mine = copy.deepcopy(one)
        first, second = (function(*mine.args, **mine.kwargs) for _ in range(2))
        again = one.of(function)
        if first is None or first is ...:
            raise failed(function, one, None, "a value that is drawn from the generator")
        if _equal(first, second):
            raise failed(
                function,
                one,
                "the same values at a second call with the same generator",
                "other values: the generator has moved on",
                "draw-same-values",
            )
        if not _equal(first, again):
            raise failed(
                function,
                one,
                "other values from a generator in the same state",
                "the same values: all chance comes from rng",
                "draw-rng-ignored",
            )


def _laws(source: Laws, on: Sequence[Call]) -> list[Any]:
    if isinstance(source, Law | Mapping):
        return [source] * len(on)
    return [one.of(source) for one in on] if callable(source) else list(source)


def _parts(one: Call, law: Any) -> list[tuple[tuple[int, ...], Law]]:
    if isinstance(law, tuple):
        return [(tuple(shape), _law(each)) for shape, each in law]
    return [(tuple(one.args[0]), _law(law))]


def _law(law: Any) -> Law:
    if isinstance(law, Law):
        return law
    [(kind, value)] = law.items()
    if kind == "uniform":
        return uniform(*value)
    return normal(value) if kind == "normal" else truncated(value)


def _taken(
    function: Callable[..., Any], one: Call, parts: list[tuple[tuple[int, ...], Law]]
) -> list[np.ndarray]:
    """The arrays of one call. Raises CheckFailed unless they have the shapes and the type."""
    try:
        value = one.of(function)
    except NotImplementedError:
        value = None
    except Exception as error:
        raise failed(function, one, error, _shapes(parts)) from None
    if value is None or value is ...:
        raise failed(function, one, None, _shapes(parts))
    arrays = [value] if len(parts) == 1 else value
    if not isinstance(arrays, list | tuple) or len(arrays) != len(parts):
        raise failed(function, one, _kind(value), _shapes(parts))
    for array, (shape, _) in zip(arrays, parts, strict=True):
        if not isinstance(array, np.ndarray):
            raise failed(function, one, _kind(array), _shapes(parts))
        if array.shape != shape:
            slip = "draw-transposed" if array.shape == shape[::-1] else ""
            raise failed(function, one, f"an array of shape {array.shape}", _shapes(parts), slip)
        if array.dtype != np.float64:
            raise failed(
                function, one, f"an array of dtype {array.dtype}", "dtype float64", "draw-dtype"
            )
        if not np.isfinite(array).all():
            raise failed(function, one, "an array with NaN or infinity", "finite numbers")
    return list(arrays)


def _slip(got: list[list[np.ndarray]], on: Sequence[Call], slips: Mapping[str, Laws]) -> str:
    """The slip whose laws account for every array that came back."""
    for key, source in slips.items():
        laws = [_parts(one, each) for one, each in zip(on, _laws(source, on), strict=True)]
        if all(
            not misfit(array, law)
            for arrays, parts in zip(got, laws, strict=True)
            for array, (_, law) in zip(arrays, parts, strict=True)
        ):
            return key.split("/")[0]
    return ""


def _any_slip(every: Sequence[tuple[Call, int, np.ndarray, Law]], problem: str) -> str:
    """Return the slip of any sampler that explains every array, of those that show in the law."""
    judged = [(array, law) for _, _, array, law in every]
    if all(np.isfinite(law.high) and _standardised(array, law) for array, law in judged):
        return "draw-standardised"
    bells = [(array, law) for array, law in judged if law.words == "normal" and law.mean == 0]
    for sigma in (1.0, 1 / truncated(1.0).std):
        if bells and not any(misfit(array, truncated(sigma * law.std)) for array, law in bells):
            return "draw-cut"
    return "draw-mean" if problem == "mean" else ""


def _standardised(array: np.ndarray, law: Law) -> bool:
    """Return whether an array was divided by its own std: its std is the law's to the last digits,
    which the std of a right one meets with a probability below 10⁻¹⁰."""
    return abs(float(array.std()) / law.std - 1) < 1e-13


def _told(array: np.ndarray, problem: str, law: Law) -> str:
    if problem == "tails":
        _, step, share, _ = unlikeliest(array, law)
        return (
            f"{array.size} values of the right mean and std, but {share:.2%} of them beyond "
            f"{step:g} std"
        )
    facts = {
        "mean": f"mean {array.mean():.3g} (std {array.std():.3g})",
        "std": f"std {array.std():.3g}",
        "bounds": f"bounds {array.min():.3g} to {array.max():.3g}",
        "shape": f"the right mean and std, but {_spread(array)}",
    }
    return f"{array.size} values of {facts[problem]}"


def _asked(law: Law, problem: str, array: np.ndarray) -> str:
    count = array.size
    if problem == "tails":
        _, step, _, expected = unlikeliest(array, law)
        return f"{law.words}, std {law.std:.3g}: {expected:.2%} beyond {step:g} std"
    chance = {"mean": law.error_of_mean(count), "std": law.error_of_std(count)}
    if problem in chance:
        value = law.mean if problem == "mean" else law.std
        room = ERRORS * chance[problem]
        return f"{problem} {value:.3g} ({law.words}; chance allows ± {room:.2g})"
    if problem == "bounds" or np.isfinite(law.high):
        return f"{law.words}, {law.low:.3g} to {law.high:.3g}, std {law.std:.3g}"
    return f"{law.words}, std {law.std:.3g}"


def _spread(array: np.ndarray) -> str:
    share = float(np.mean(np.abs(array - array.mean()) < array.std()))
    return f"{share:.0%} of them within one std"


def _shapes(parts: list[tuple[tuple[int, ...], Law]]) -> str:
    return " and ".join(f"an array of shape {shape}" for shape, _ in parts)


def _kind(value: Any) -> str:
    return f"a value of type {type(value).__name__}"


def _equal(some: Any, other: Any) -> bool:
    if isinstance(some, list | tuple) and isinstance(other, list | tuple):
        return len(some) == len(other) and all(map(_equal, some, other))
    return bool(np.array_equal(some, other))
