"""Activation functions with their derivatives, by name.

>>> ACTIVATIONS["relu"].f(np.array([-2.0, 3.0]))
array([0., 3.])
>>> ACTIVATIONS["tanh"].df(np.array([0.0]))
array([1.])
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

__all__ = ["ACTIVATIONS", "Activation"]

Function = Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True)
class Activation:
    """A function f and its derivative df, both of float arrays, element by element.

    Where f has a kink, at 0, df gives the slope on the left.
    """

    name: str
    f: Function
    df: Function


def _sigmoid(z: np.ndarray) -> np.ndarray:
    return 0.5 + 0.5 * np.tanh(0.5 * z)  # 1/(1 + exp(-z)), and no overflow at either end


def _sigmoid_slope(z: np.ndarray) -> np.ndarray:
    return np.asarray(_sigmoid(z) * _sigmoid(-z))


_erf = np.frompyfunc(math.erf, 1, 1)  # NumPy has none of its own


def _normal_cdf(z: np.ndarray) -> np.ndarray:
    return 0.5 + 0.5 * np.asarray(_erf(z / math.sqrt(2)), dtype=float)


def _normal_pdf(z: np.ndarray) -> np.ndarray:
    return np.exp(-0.5 * z**2) / math.sqrt(2 * math.pi)


# Klambauer et al. 2017: the values for which mean 0, variance 1 is a fixed point.
_SCALE, _ALPHA = 1.0507009873554805, 1.6732632423543772


def _selu(z: np.ndarray) -> np.ndarray:
    return _SCALE * np.where(z > 0, z, _ALPHA * np.expm1(np.minimum(z, 0)))


def _selu_slope(z: np.ndarray) -> np.ndarray:
    return _SCALE * np.where(z > 0, 1.0, _ALPHA * np.exp(np.minimum(z, 0)))


ACTIVATIONS: dict[str, Activation] = {
    a.name: a
    for a in (
        Activation("linear", lambda z: np.asarray(z, dtype=float), np.ones_like),
        Activation("tanh", np.tanh, lambda z: 1 - np.tanh(z) ** 2),
        Activation("sigmoid", _sigmoid, _sigmoid_slope),
        Activation("relu", lambda z: np.maximum(z, 0.0), lambda z: np.where(z > 0, 1.0, 0.0)),
        Activation(
            "leaky_relu",
            lambda z: np.where(z > 0, z, 0.01 * z),
            lambda z: np.where(z > 0, 1.0, 0.01),
        ),
        # Hendrycks & Gimpel 2016: z·Φ(z), exact rather than by tanh
        Activation(
            "gelu", lambda z: z * _normal_cdf(z), lambda z: _normal_cdf(z) + z * _normal_pdf(z)
        ),
        Activation(
            "silu", lambda z: z * _sigmoid(z), lambda z: _sigmoid(z) + z * _sigmoid_slope(z)
        ),
        Activation("selu", _selu, _selu_slope),
        # LeCun et al. 1998, section 4.4: made so that f(±1) = ±1
        Activation(
            "lecun_tanh",
            lambda z: 1.7159 * np.tanh(2 * z / 3),
            lambda z: 1.7159 * 2 / 3 * (1 - np.tanh(2 * z / 3) ** 2),
        ),
    )
}
