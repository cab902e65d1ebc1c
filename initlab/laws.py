"""Laws that weights are drawn from, and how far a sample may be from one.

A sample is judged by its mean, its standard deviation, its bounds, its Kolmogorov–Smirnov distance
and the shares of its weights far from the mean, each with a tolerance that a right sample exceeds
less than once in 10¹⁰ times. `initlab.independence` asks whether they were drawn independently.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np

__all__ = ["ERRORS", "Law", "apart", "misfit", "normal", "truncated", "uniform"]

ERRORS = 7.0  # standard errors: a right mean or std is farther off with probability 2.6·10⁻¹²
KS = 3.5  # D·√N: a right sample exceeds it with probability 2·exp(−2·3.5²) = 4.6·10⁻¹¹
SURE = 30.0  # exp(−30) = 9·10⁻¹⁴
POINTS = 1000  # where the two distribution functions are compared
STEPS = tuple(k / 4 for k in range(2, 17))  # distances from the mean, in standard deviations


@dataclass(frozen=True)
class Law:
    """A law of one weight: `words` name it; `fourth` is E[(w − mean)⁴] / std⁴."""

    words: str
    mean: float
    std: float
    fourth: float
    low: float
    high: float
    below: Callable[[float], float]  # the probability of a smaller value

    def error_of_mean(self, count: int) -> float:
        """The standard error of the mean of so many weights."""
        return self.std / math.sqrt(count)

    def error_of_std(self, count: int) -> float:
        """The standard error of their standard deviation; σ/√(2N) for a normal law."""
        return self.std * math.sqrt((self.fourth - 1) / (4 * count))


def normal(std: float, mean: float = 0.0) -> Law:
    """The normal law."""
    return Law("normal", mean, std, 3.0, -math.inf, math.inf, lambda w: _phi((w - mean) / std))


def uniform(low: float, high: float) -> Law:
    """The uniform law between two bounds."""
    return Law(
        "uniform",
        (low + high) / 2,
        (high - low) / math.sqrt(12),
        1.8,
        low,
        high,
        lambda w: min(max((w - low) / (high - low), 0.0), 1.0),
    )


def truncated(sigma: float) -> Law:
    """Return a normal law of deviation `sigma`, redrawn until it lies within 2 deviations of 0. Its
    moments are integrals, taken by Gauss–Legendre quadrature."""
    second, fourth = _moments_within_two()
    tail = _phi(-2.0)
    return Law(
        "truncated normal",
        0.0,
        sigma * math.sqrt(second),
        fourth / second**2,
        -2 * sigma,
        2 * sigma,
        lambda w: min(max((_phi(w / sigma) - tail) / (1 - 2 * tail), 0.0), 1.0),
    )


# For no other cut: an exercise asks for the variance of any, and this is in a student's reach.
@cache  # the nodes take longer to find than most samples to judge
def _moments_within_two() -> tuple[float, float]:
    """Return the second and the fourth moment of a standard normal law within 2 of 0."""
    nodes, weights = np.polynomial.legendre.leggauss(80)
    z = 2 * nodes
    density = weights * np.exp(-z * z / 2)
    density /= density.sum()
    return float(density @ z**2), float(density @ z**4)


def misfit(sample: np.ndarray, law: Law) -> str:
    """Return what is farther from the law than chance allows: "mean", "std", "bounds", "shape" or
    "tails"; "" when nothing is. The mean is judged by the law's own std; without it nothing else
    can be."""
    count = sample.size
    if abs(sample.std() - law.std) > ERRORS * law.error_of_std(count) + 1e-12 * law.std:
        return "std"
    if abs(sample.mean() - law.mean) > ERRORS * law.error_of_mean(count):
        return "mean"
    slack = 1e-12 * law.std
    if sample.min() < law.low - slack or sample.max() > law.high + slack:
        return "bounds"
    if distance(sample, law) * math.sqrt(count) > KS:
        return "shape"
    return "tails" if unlikeliest(sample, law)[0] > SURE else ""


def distance(sample: np.ndarray, law: Law) -> float:
    """The Kolmogorov–Smirnov distance, at no more than `POINTS` of the sample's own values."""
    ordered = np.sort(sample, axis=None)
    places = np.unique(np.linspace(0, ordered.size - 1, POINTS).astype(int))
    below = np.array([law.below(float(w)) for w in ordered[places]])
    return float(
        np.max(np.maximum((places + 1) / ordered.size - below, below - places / ordered.size))
    )


def unlikeliest(sample: np.ndarray, law: Law) -> tuple[float, float, float, float]:
    """Return (evidence, distance, share, expected) for the distance from the mean, in standard
    deviations, at which the share of weights beyond it is least likely.

    So many weights beyond, or more, have a probability of at most exp(−evidence): it is N times the
    Kullback–Leibler divergence of the two shares (H. Chernoff 1952). This tells a sum of three
    uniform numbers, which has no tails, from a normal one; the Kolmogorov–Smirnov distance does
    not.
    """
    distances = np.abs(sample - law.mean)
    found = []
    for step in STEPS:
        expected = law.below(law.mean - step * law.std) + 1 - law.below(law.mean + step * law.std)
        share = np.count_nonzero(distances > step * law.std) / sample.size
        found.append((sample.size * _divergence(share, expected), step, share, expected))
    return max(found)


def _divergence(share: float, expected: float) -> float:
    """Return the Kullback–Leibler divergence of two coins that show heads with these shares."""
    pairs = ((share, expected), (1 - share, 1 - expected))
    return sum(p * math.log(p / max(q, 1e-300)) for p, q in pairs if p > 0)


def apart(truth: Law, slip: Law, count: int) -> float:
    """How surely so many weights of the law `slip` are told from the law `truth`, in standard
    errors: above 2·`ERRORS` they are never taken for it, as neither strays more than `ERRORS`.

    It is the best of what tells them: std, mean, distance, and weights beyond the truth's bounds,
    of which there are none with probability exp(−count·outside)."""
    std = abs(truth.std - slip.std) / max(truth.error_of_std(count), slip.error_of_std(count))
    mean = abs(truth.mean - slip.mean) / max(truth.error_of_mean(count), slip.error_of_mean(count))
    reach = 3 * max(truth.std, slip.std)
    places = np.linspace(
        min(truth.mean, slip.mean) - reach, max(truth.mean, slip.mean) + reach, 2001
    )
    shape = max(abs(truth.below(float(w)) - slip.below(float(w))) for w in places)
    outside = slip.below(truth.low) + 1 - slip.below(truth.high)
    return float(
        max(std, mean, shape * math.sqrt(count) * ERRORS / KS, outside * count * 2 * ERRORS / SURE)
    )


def _phi(z: float) -> float:
    return 0.5 * math.erfc(-z / math.sqrt(2))
