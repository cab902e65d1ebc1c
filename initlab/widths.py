"""Nets of two hidden layers, 64 pixels → n → n → 10 classes, trained by Adam: what lesson 11 does
with nets of different widths. How large the weights begin, and each layer's rate, is given; nothing
here says how to choose them.

>>> data = {"X": np.eye(4), "y": np.arange(4)}
>>> losses = train_adam(draw_net((4, 8, 8, 4), (0.5, 0.5, 0.1), seed=1), data, [0.01] * 3, steps=30)
>>> bool(losses[-1] < losses[0])
True
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

__all__ = ["Weights", "draw_net", "gradients", "loss_and_delta", "read_widths", "train_adam"]

Weights = list[np.ndarray]
F: dict[str, tuple[Callable[[np.ndarray], Any], Callable[[np.ndarray], Any]]] = {
    "relu": (lambda z: np.maximum(z, 0), lambda a: a > 0),  # the slope, from what came out
    "tanh": (np.tanh, lambda a: 1 - a * a),
}


def draw_net(widths: Sequence[int], stds: Sequence[float], seed: int) -> Weights:
    """Return the weights of a net without biases, normal with the given standard deviations."""
    rng = np.random.default_rng([seed, 0])
    return [rng.normal(0, s, shape) for s, shape in zip(stds, pairwise(widths), strict=True)]


def loss_and_delta(logits: np.ndarray, y: np.ndarray) -> tuple[float, np.ndarray]:
    """Return the mean cross-entropy and its gradient for the logits (batch, classes)."""
    rows = np.arange(len(y))
    z = logits - logits.max(axis=1, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    delta = np.exp(log_p)
    delta[rows, y] -= 1
    return float(-log_p[rows, y].mean()), delta / len(y)


def gradients(net: Weights, outputs: Weights, delta: np.ndarray, activation: str) -> Weights:
    """Return the gradient of each weight. outputs: the inputs (batch, n_in) and what each hidden
    layer gave out; delta: the gradient for the last layer's sums."""
    slope, found = F[activation][1], [outputs[-1].T @ delta]
    for W, a, below in zip(net[:0:-1], outputs[:0:-1], outputs[-2::-1], strict=True):
        delta = (delta @ W.T) * slope(a)
        found.append(below.T @ delta)
    return found[::-1]


def train_adam(
    net: Weights,
    data: Mapping[str, np.ndarray],
    rates: Sequence[float],
    steps: int = 150,
    batch: int = 64,
    activation: str = "relu",
    seed: int = 0,
) -> np.ndarray:
    """Return the loss of each step's batch before the step, (steps,); the net is trained in place.

    rates: one for each layer. Adam as published: 0.9, 0.999, 1e-8, both moments corrected. A run
    that overflows ends in NaN.
    """
    order, f = np.random.default_rng([seed, 1]), F[activation][0]
    first, second = ([np.zeros_like(W) for W in net] for _ in range(2))
    losses = np.full(steps, np.nan)
    with np.errstate(over="ignore", invalid="ignore"):
        for t in range(steps):
            rows = order.integers(len(data["y"]), size=batch)
            outputs = [data["X"][rows]]
            for W in net[:-1]:
                outputs.append(f(outputs[-1] @ W))
            losses[t], delta = loss_and_delta(outputs[-1] @ net[-1], data["y"][rows])
            if not np.isfinite(losses[t]):
                break
            grads = gradients(net, outputs, delta, activation)
            for W, g, m, v, rate in zip(net, grads, first, second, rates, strict=True):
                m += 0.1 * (g - m)
                v += 0.001 * (g * g - v)
                size = np.sqrt(v / (1 - 0.999 ** (t + 1)))
                size += 1e-8
                W -= rate / (1 - 0.9 ** (t + 1)) * m / size
    return losses


def read_widths(
    path: Path | str = "width_study",
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return the header of the study of widths (command, rates, seeds, versions), and its rows:
    "rule", "activation", "width", "batch", and "loss", for each seed the mean loss over all steps
    at each rate (None where it overflowed). `python -m benchmarks.width_study` writes such a file.

    `path`: a file, or the name of one that the course ships. Raises FileNotFoundError.
    """
    if isinstance(path, str):
        path = Path(__file__).with_name("datasets") / f"{path}.jsonl"
    header, *rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return header, rows
