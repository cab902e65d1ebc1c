"""Checks for functions that draw orthogonal matrices: are the fewer of rows and columns
perpendicular, and are all such matrices equally likely?

The second is judged by what the symmetry of the uniform distribution says: turn a row or a column
round, and the matrix is as likely as before. So each entry has mean 0 and variance 1/max(shape),
and a square matrix has a determinant of either sign. Of N matrices of d entries,
N·max(shape)·|mean|² is close to a chi-square variable of d degrees of freedom. It exceeds
d + 2√(23 d) + 46 with a probability below exp(−23) = 10⁻¹⁰ (B. Laurent and P. Massart 2000). The
trace has the variance min/max(shape), and fourth powers of entries the mean 3/(n(n + 2)). What
differs less from uniform is not told apart: the Q of uniform numbers about 0, or eigenvectors of a
symmetric normal matrix.

>>> def first_attempt(shape, rng):
...     return np.linalg.qr(rng.normal(size=shape))[0]
>>> equally_likely(first_attempt, on=[call((3, 3), np.random.default_rng(1))])
Traceback (most recent call last):
    ...
initlab.notebook.CheckFailed: called:   first_attempt((3, 3), rng)
got:      120 matrices, all with determinant +1
expected: +1 and -1, half the time each
This is the slip “signs of R left as they come”. Multiply each column of Q by the sign of R's \
diagonal entry: without it the decomposition is not unique, and Q not uniform.
See lesson 09_orthogonal#uniform.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from initlab.checks import Call, call, failed
from initlab.notebook import cases, speaks

__all__ = ["call", "equally_likely", "perpendicular"]

DRAWS = 120
CLOSE = 1e-9  # how far a product of rows may be from what it should be, relative to gain²
SURE = 23.0  # exp(−23) = 10⁻¹⁰
ERRORS = 7.0
SPREAD = (0.35, 2.2)  # of a chi-square variable over its 120 degrees of freedom: 4·10⁻¹¹ beyond
MANY = 500  # weights, from which the variance of independent ones is known to ± 0.44


@speaks(lambda function, on, *_, **__: cases(len(on)))
def perpendicular(function: Callable[..., Any], on: Sequence[Call]) -> None:
    """Nothing, when on every call `function(shape, rng, gain=1.0)` returns an array of that shape
    whose rows or columns, whichever are fewer, have length gain and are perpendicular; else raises
    CheckFailed. A slip is named when it accounts for every array that came back."""
    got = [_taken(function, one) for one in on]
    for one, array in zip(on, got, strict=True):
        found = _products(array)
        wanted = _gain(one) ** 2 * np.eye(len(found))
        if not np.allclose(found, wanted, rtol=0, atol=CLOSE * _gain(one) ** 2):
            raise failed(function, one, _told(array), _asked(one), _slip(got, on))


@speaks(lambda function, on, *_, **__: "no direction is preferred")
def equally_likely(function: Callable[..., Any], on: Sequence[Call]) -> None:
    """Nothing, when matrices drawn one after another are as various as uniform ones; else raises
    CheckFailed. That each is perpendicular must have been checked."""
    drawn = []
    for one in on:
        mine = copy.deepcopy(one)
        _taken(function, one)
        matrices = np.array(
            [function(*mine.args, **mine.kwargs) for _ in range(DRAWS)], dtype=float
        )
        drawn.append(matrices / math.sqrt(float(np.mean(matrices**2)) * max(one.args[0])))
    # Mirrors onto the first axis, LAPACK's way, leave the first entry negative each time.
    mirrors = all((matrices[:, 0, 0] < 0).all() for matrices in drawn)
    for one, matrices in zip(on, drawn, strict=True):
        if problem := _uneven(matrices):
            slip = "orthogonal-signs" if mirrors else "orthogonal-not-uniform"
            raise failed(function, one, *problem, slip)


def _uneven(matrices: np.ndarray) -> tuple[str, str] | None:
    """What came back and what is expected, in words, where matrices are not uniform."""
    count, rows, columns = matrices.shape
    n, entries = max(rows, columns), rows * columns
    if rows == columns:
        up = np.linalg.det(matrices) > 0
        if up.all() or not up.any():
            sign = "+1" if up.all() else "-1"
            return (
                f"{count} matrices, all with determinant {sign}",
                "+1 and -1, half the time each",
            )
    mean = matrices.mean(axis=0)
    if count * n * np.sum(mean**2) > entries + 2 * math.sqrt(SURE * entries) + 2 * SURE:
        i, j = np.unravel_index(np.argmax(abs(mean)), mean.shape)
        return (
            f"{count} matrices whose entry [{i}, {j}] has mean {mean[i, j]:.2g}",
            f"mean 0 for each entry (chance allows about ± {3 / math.sqrt(n * count):.1g})",
        )
    trace = matrices.trace(axis1=1, axis2=2)
    spread = float(np.mean(trace**2)) * n / min(rows, columns)
    if min(rows, columns) >= 5 and not SPREAD[0] < spread < SPREAD[1]:
        return (
            f"{count} matrices with a trace of {spread:.2g} times the variance that it should have",
            "entries of the diagonal that know nothing of each other",
        )
    long = matrices if rows >= columns else matrices.transpose(0, 2, 1)
    fourth = np.mean(long**4, axis=(0, 1)) * n * (n + 2)  # 3 for each vector of a uniform matrix
    error = math.sqrt((105 * n * (n + 2) / (n + 4) / (n + 6) - 9) / (count * n))
    if n > 5 and (fourth.min() < 3 - 8 * error or fourth.mean() > 3 + 8 * error):
        kind = "alike" if fourth.min() < 3 - 8 * error else "near 0"
        return (
            f"{count} matrices with entries that are mostly {kind}",
            "entries spread like those of a random direction",
        )
    return None


def _taken(function: Callable[..., Any], one: Call) -> np.ndarray:
    """The array of one call. Raises CheckFailed unless it has the shape and the type."""
    shape, expected = tuple(one.args[0]), f"an array of shape {tuple(one.args[0])}"
    try:
        array = one.of(function)
    except NotImplementedError:
        array = None
    except Exception as error:
        raise failed(function, one, error, expected) from None
    if array is None or array is ...:
        raise failed(function, one, None, expected)
    if not isinstance(array, np.ndarray):
        raise failed(function, one, f"a value of type {type(array).__name__}", expected)
    if array.shape != shape:
        slip = {
            shape[::-1]: "orthogonal-transposed",
            (min(shape), min(shape)): "orthogonal-cut",
            (max(shape), max(shape)): "orthogonal-square",
        }.get(array.shape, "")
        raise failed(function, one, f"an array of shape {array.shape}", expected, slip)
    if array.dtype != np.float64:
        raise failed(function, one, f"dtype {array.dtype}", "dtype float64", "draw-dtype")
    if not np.isfinite(array).all():
        raise failed(function, one, "an array with NaN or infinity", "finite numbers")
    return array


def _gain(one: Call) -> float:
    return float(one.kwargs.get("gain", one.args[2] if len(one.args) > 2 else 1.0))


def _products(array: np.ndarray) -> np.ndarray:
    """The products of the fewer of rows and columns with each other."""
    rows = array if array.shape[0] <= array.shape[1] else array.T
    return np.asarray(rows @ rows.T)


def _told(array: np.ndarray) -> str:
    found = _products(array)
    which = "rows" if array.shape[0] <= array.shape[1] else "columns"
    lengths = np.sqrt(np.diag(found))
    off = np.abs(found - np.diag(np.diag(found))).max() / max(float(lengths.max()) ** 2, 1e-300)
    angle = "perpendicular" if off < CLOSE else f"not perpendicular (cosines up to {off:.2g})"
    low, high = float(lengths.min()), float(lengths.max())
    size = f"{low:.4g}" if high - low < CLOSE * high else f"{low:.4g} to {high:.4g}"
    return f"{len(found)} {which} of length {size}, {angle}"


def _asked(one: Call) -> str:
    rows, columns = one.args[0]
    which = "rows" if rows <= columns else "columns"
    return f"{min(rows, columns)} {which} of length {_gain(one):g}, perpendicular"


def _even(array: np.ndarray, gain: float) -> bool:
    """Whether the fewer of rows and columns, or one of them in a square, have length gain."""
    rows, columns = array.shape
    axes = [axis for axis, fewer in ((1, rows <= columns), (0, columns <= rows)) if fewer]
    return any(np.allclose(np.sum(array**2, axis=axis), gain**2, rtol=1e-7) for axis in axes)


def _slip(got: Sequence[np.ndarray], on: Sequence[Call]) -> str:
    """The slip that accounts for every array; "" if none does."""
    pairs = [
        (_products(array), array.shape, _gain(one)) for array, one in zip(got, on, strict=True)
    ]
    lengths: dict[str, Callable[[tuple[int, ...], float], float]] = {
        "orthogonal-no-gain": lambda shape, gain: 1.0,
        "orthogonal-gain-squared": lambda shape, gain: gain**2,
        "orthogonal-gain-root": lambda shape, gain: math.sqrt(gain),
        "orthogonal-unit-columns": lambda shape, gain: (
            gain * math.sqrt(max(1.0, shape[1] / shape[0]))
        ),
    }
    for key, length in lengths.items():
        if all(
            np.allclose(found, length(shape, gain) ** 2 * np.eye(len(found)), rtol=1e-7, atol=1e-9)
            for found, shape, gain in pairs
        ):
            return key
    if all(_even(array, _gain(one)) for array, one in zip(got, on, strict=True)):
        return "orthogonal-unit-only"
    scaled = np.concatenate(
        [
            np.ravel(array) * math.sqrt(max(array.shape)) / _gain(one)
            for array, one in zip(got, on, strict=True)
        ]
    )
    few = scaled.size < MANY or abs(np.mean(scaled**2) - 1) > ERRORS * math.sqrt(2 / scaled.size)
    return "" if few else "orthogonal-independent"
