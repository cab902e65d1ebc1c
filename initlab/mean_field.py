"""What mean-field theory says of wide random nets: sizes, likeness and small differences, layer by
layer (lesson 10). A weight has variance sigma_w2/n, a bias variance sigma_b2.

The assignment `mean_field` asks for these numbers, so the cage that runs graded work does not have
this file (autograder/sandbox/bwrap.py).

>>> round(size_map("tanh", 1.0, 1.2, 0.05), 4)
0.5232
>>> round(critical("tanh", 0.05), 4)
1.761
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from initlab.activations import ACTIVATIONS, Activation

__all__ = ["ERF", "FIELDS", "chi_1", "critical", "line", "pair_map", "settled", "size_map"]

# A trapezoid rule, of an error below 1e-12 (tests/pages/test_phase_diagram.py).
U = np.arange(-64, 65) / 8
SHARE = np.exp(-(U**2) / 2) / (8 * math.sqrt(2 * math.pi))
ERF = Activation(
    "erf",
    lambda z: np.vectorize(math.erf, otypes=[float])(z),
    lambda z: 2 / math.sqrt(math.pi) * np.exp(-(np.asarray(z) ** 2)),
)


@dataclass(frozen=True)
class Field:
    """The averages of an activation over z ~ N(0, q), and z' that has the correlation c with z.

    `square`: E[f(z)²]; `product`: E[f(z) f(z')]; `slope`: E[f'(z)²]. `homogeneous` is E[f(u)²] of
    an f with f(kz) = k f(z) for k > 0, else None. `steepest`: f'(0)².
    """

    square: Callable[[float], float]
    product: Callable[[float, float], float]
    slope: Callable[[float], float]
    homogeneous: float | None = None
    steepest: float = 1.0


def _by_strips(activation: Activation) -> Field:
    """The averages of a smooth activation, by quadrature."""

    def product(q: float, c: float) -> float:
        other = math.sqrt(q) * (c * U[:, None] + math.sqrt(max(0.0, 1 - c * c)) * U)  # (u, v)
        return float((activation.f(math.sqrt(q) * U) * SHARE) @ activation.f(other) @ SHARE)

    return Field(
        lambda q: float(activation.f(math.sqrt(q) * U) ** 2 @ SHARE),
        product,
        lambda q: float(activation.df(math.sqrt(q) * U) ** 2 @ SHARE),
    )


def _arc_cosine(c: float) -> float:
    """E[relu(u) relu(u')] (Cho and Saul 2009)."""
    return (math.sqrt(max(0.0, 1 - c * c)) + (math.pi - math.acos(min(c, 1.0))) * c) / math.tau


FIELDS = {
    "tanh": _by_strips(ACTIVATIONS["tanh"]),
    # Williams 1998
    "erf": Field(
        lambda q: 2 / math.pi * math.asin(2 * q / (1 + 2 * q)),
        lambda q, c: 2 / math.pi * math.asin(2 * q * c / (1 + 2 * q)),
        lambda q: 4 / math.pi / math.sqrt(1 + 4 * q),
        steepest=4 / math.pi,
    ),
    "linear": Field(lambda q: q, lambda q, c: q * c, lambda _: 1.0, homogeneous=1.0),
    "relu": Field(lambda q: q / 2, lambda q, c: q * _arc_cosine(c), lambda _: 0.5, homogeneous=0.5),
}


def size_map(kind: str, q: float, sigma_w2: float, sigma_b2: float) -> float:
    """Return the variance of the next layer's z."""
    return sigma_w2 * FIELDS[kind].square(q) + sigma_b2


def pair_map(
    kind: str, q: float, c: float, sigma_w2: float, sigma_b2: float
) -> tuple[float, float]:
    """Return the variance and the correlation of two inputs' z in the next layer."""
    q_next = size_map(kind, q, sigma_w2, sigma_b2)
    return q_next, min(1.0, (sigma_w2 * FIELDS[kind].product(q, c) + sigma_b2) / q_next)


def settled(kind: str, sigma_w2: float, sigma_b2: float) -> float:
    """Return q*: inf where the variance grows without bound, nan where every variance is kept."""
    field = FIELDS[kind]
    if field.homogeneous is not None:
        factor = field.homogeneous * sigma_w2
        if factor < 1:
            return sigma_b2 / (1 - factor)
        return math.nan if factor == 1 and sigma_b2 == 0 else math.inf
    if sigma_b2 == 0 and sigma_w2 * field.steepest <= 1:
        return 0.0
    low, high = max(sigma_b2, 1e-14), sigma_w2 + sigma_b2  # as |f| < 1
    for _ in range(80):
        q = (low + high) / 2
        low, high = (q, high) if size_map(kind, q, sigma_w2, sigma_b2) > q else (low, q)
    return (low + high) / 2


def chi_1(kind: str, sigma_w2: float, sigma_b2: float) -> float:
    """Return the factor by which a layer multiplies the mean square of a small difference."""
    field = FIELDS[kind]
    if field.homogeneous is not None:
        return sigma_w2 * field.homogeneous
    return sigma_w2 * field.slope(settled(kind, sigma_w2, sigma_b2))


def line(kind: str, factor: float, points: int = 120) -> np.ndarray:
    """Return points (points, 2) of the line chi_1 = factor, each (sigma_b2, sigma_w2); sigma_b2 may
    be negative, where there is no net."""
    field = FIELDS[kind]
    if field.homogeneous is not None:
        return np.array([(b, factor / field.homogeneous) for b in np.linspace(-1, 2, points)])
    found = []
    for k in range(points):
        q = 6 * (k / (points - 1)) ** 3
        sigma_w2 = factor / field.slope(q)
        found.append((q - sigma_w2 * field.square(q), sigma_w2))
    return np.array(found)


def critical(kind: str, sigma_b2: float) -> float:
    """Return the sigma_w2 at which chi_1 is 1."""
    field = FIELDS[kind]
    if field.homogeneous is not None:
        return 1 / field.homogeneous
    low, high = 0.0, 10.0
    for _ in range(80):
        q = (low + high) / 2
        bias = q - field.square(q) / field.slope(q)
        low, high = (q, high) if bias < sigma_b2 else (low, q)
    return 1 / field.slope((low + high) / 2)
