"""Whether the weights of a sample were drawn independently: their distribution can't show it.

Each weight of a symmetric distribution gives two fair coins: on which side of the mean it lies, and
whether it lies farther from the mean than half of all weights do. For independent weights all coins
are independent, and so is the agreement of two coins, over any set of pairs that closes no circle.
The number of agreements in N pairs then strays from N/2 by more than `DEVIATIONS`·√N/2 with a
probability below 2·exp(−DEVIATIONS²/2) = 2.5·10⁻¹⁴ (W. Hoeffding, *Probability inequalities for
sums of bounded random variables*, 1963, theorem 2). An array has fewer than 50 such sets of pairs.

>>> from initlab.laws import normal
>>> rng = np.random.default_rng(0)
>>> dependence(rng.normal(size=(100, 200)), normal(1.0))
''
>>> dependence(np.sort(rng.normal(size=(100, 200)), axis=0), normal(1.0))
'neighbours along axis 0 lie on the same side of the mean in 99% of the pairs'
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from initlab.laws import Law

__all__ = ["dependence", "dependence_between"]

DEVIATIONS = 8.0
DIGITS = 12  # of a distance from the mean, to which two distances count as the same
SIDE = "lie on the same side of the mean"
FAR = "are both near the mean or both far from it"


def dependence(sample: np.ndarray, law: Law) -> str:
    """Return what shows that the weights of an array were not drawn independently, in words; ""
    when nothing does. The sample must have passed `laws.misfit` with the same law."""
    coins = _coins(sample, law)
    for words, coin in coins.items():
        for pairs, one, other in _pairs(coin):
            if found := _told(pairs, words, one, other):
                return found
    for words, coin in coins.items():
        for axis in range(coin.ndim):
            if found := _trend(coin, axis, words):
                return found
    distances = np.abs(np.ravel(sample) - law.mean) / law.std
    if np.unique(np.round(distances, DIGITS)).size < 0.9 * sample.size:
        return "many weights are mirror images of others"
    return ""


def dependence_between(one: np.ndarray, other: np.ndarray, laws: tuple[Law, Law]) -> str:
    """Return what shows that the weights `one`, of shape (n, m) or (m, n), and the biases `other`,
    of shape (n,), were not drawn independently, in words; "" when nothing does."""
    flat = [
        np.round(np.abs(np.ravel(part) - law.mean) / law.std, DIGITS)
        for part, law in zip((one, other), laws, strict=True)
    ]
    if np.isin(flat[1], flat[0]).mean() > 0.1:
        return "many biases are weights over again"
    rows = one if one.shape[0] == other.size else one.T
    for words, weights in _coins(rows, laws[0]).items():
        biases = _coins(other, laws[1])[words]
        for column in range(rows.shape[1]):
            if found := _told(
                "a unit's bias and a weight of it", words, weights[:, column], biases
            ):
                return found
    return ""


def _coins(sample: np.ndarray, law: Law) -> dict[str, np.ndarray]:
    """Return the two coins of each weight, by the words that say when two of them agree."""
    far = np.abs(sample - law.mean) > _median_distance(law)
    return {SIDE: sample > law.mean, FAR: far}


def _median_distance(law: Law) -> float:
    """Return the distance from the mean that half of all weights exceed, by halving an interval."""
    low, high = 0.0, 3 * law.std
    for _ in range(50):
        middle = (low + high) / 2
        within = law.below(law.mean + middle) - law.below(law.mean - middle)
        low, high = (middle, high) if within < 0.5 else (low, middle)
    return high


def _pairs(coin: np.ndarray) -> Iterator[tuple[str, np.ndarray, np.ndarray]]:
    """Yield sets of pairs without a circle, along each axis: (their name, one side, the other)."""
    for axis in range(coin.ndim):
        along = np.moveaxis(coin, axis, 0)
        half = len(along) // 2
        yield f"neighbours along axis {axis}", along[:-1], along[1:]
        yield f"weights half of axis {axis} apart", along[:half], along[half : 2 * half]
        yield f"mirrored weights of axis {axis}", along[:half], along[::-1][:half]
    flat = np.ravel(coin)
    half = flat.size // 2
    yield "weights half of the array apart", flat[:half], flat[half : 2 * half]
    yield "mirrored weights", flat[:half], flat[::-1][:half]
    if coin.ndim == 2 and coin.shape[0] == coin.shape[1]:
        above = np.triu_indices(len(coin), 1)
        yield "a weight and its transposed one", coin[above], coin.T[above]


def _told(pairs: str, words: str, one: np.ndarray, other: np.ndarray) -> str:
    """Return a sentence when the coins of these pairs agree too often, or too seldom."""
    agree = int(np.count_nonzero(one == other))
    if abs(2 * agree - one.size) <= DEVIATIONS * math.sqrt(one.size):
        return ""
    return f"{pairs} {words} in {agree / one.size:.0%} of the pairs"


def _trend(coin: np.ndarray, axis: int, words: str) -> str:
    """Return a sentence when one half of an axis has more of one side of the coin than the other
    half has: each coin of the second half is turned over, and half of all should show heads."""
    along = np.moveaxis(coin, axis, 0)
    half = len(along) // 2
    count = 2 * along[:half].size
    heads = int(np.count_nonzero(along[:half])) + int(np.count_nonzero(~along[half : 2 * half]))
    if abs(2 * heads - count) <= DEVIATIONS * math.sqrt(max(count, 1)):
        return ""
    kind = "higher" if words == SIDE else "farther from the mean"
    return f"the weights of one half of axis {axis} lie {kind} than those of the other"
