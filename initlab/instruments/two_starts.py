"""The trainer: what it begins with, trained in Python, as a picture."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from initlab.figures.style import BLUE, GREY, VERMILLION, figure_panels, styled
from initlab.figures.widgets import Html
from initlab.instruments.frame import frame
from initlab.instruments.stream import STRIDE, normals, uniforms
from initlab.nets import backward, descend, forward, logistic_loss

__all__ = ["STARTS", "begin", "circles", "instrument", "train"]

POINTS, UNITS, STEPS = 120, 16, 400
STARTS = {
    "zeros": "all zero",
    "constant": "all ½",
    "small": "N(0, 0.01²)",
    "large": "N(0, 1)",
    "xavier": "Xavier",
    "he": "He",
}
CHOICES, HIDDEN = ("tanh", "relu", "sigmoid"), (1, 2, 4, 6)


def instrument(left: str, right: str, activation: str, hidden: int) -> Html:
    """Return the instrument, begun with these two starts. Raises ValueError."""
    for start in (left, right):
        if start not in STARTS:
            raise ValueError(f"start {start!r} is none of {', '.join(STARTS)}")
    if activation not in CHOICES:
        raise ValueError(f"activation {activation!r} is none of {', '.join(CHOICES)}")
    if hidden not in HIDDEN:
        raise ValueError(f"{hidden!r} hidden layers; choose 1, 2, 4 or 6")
    begun = {"left": left, "right": right, "activation": activation, "hidden": hidden, "rate": 0.1}
    curves = {start: train(begin(start, activation, hidden), 0.1)[1] for start in (left, right)}
    return frame("Trainer", "trainer.html", ["trainer.js"], begun, _still(curves))


def circles() -> tuple[np.ndarray, np.ndarray]:
    """Return the points (120, 2), and 1 for each on the inner ring, 0 for the others."""
    y = np.arange(POINTS) % 2
    angle, noise = np.pi * uniforms(POINTS, 0), normals(2 * POINTS, STRIDE).reshape(-1, 2)
    ring = np.where(y == 1, 0.5, 1.0)[:, None]
    return ring * np.column_stack([np.cos(angle), np.sin(angle)]) + 0.08 * noise, y


def begin(start: str, activation: str, hidden: int) -> list[dict[str, Any]]:
    """Return the net as a start draws it, 16 units in each hidden layer, biases 0."""
    widths, net = [2, *[UNITS] * hidden, 1], []
    for k, (n_in, n_out) in enumerate(itertools.pairwise(widths)):
        std = {
            "zeros": 0.0,
            "constant": 0.0,
            "small": 0.01,
            "large": 1.0,
            "xavier": (2 / (n_in + n_out)) ** 0.5,
            "he": (2 / n_in) ** 0.5,
        }[start]
        W = std * normals(n_in * n_out, (k + 2) * STRIDE).reshape(n_in, n_out)
        W = np.full_like(W, 0.5) if start == "constant" else W
        kind = activation if k < hidden else "linear"
        net.append({"W": W, "b": np.zeros(n_out), "activation": kind})
    return net


def train(
    net: list[dict[str, Any]], rate: float, steps: int = STEPS
) -> tuple[list[dict[str, Any]], list[float]]:
    """Return the net after gradient descent on the circles, and the loss before each step."""
    X, y = circles()
    losses = []
    for _ in range(steps):
        output, trace = forward(net, X)
        loss, grad = logistic_loss(output, y)
        losses.append(loss)
        net = descend(net, backward(net, trace, grad), rate)
    return net, losses


@styled
def _still(curves: dict[str, list[float]]) -> Figure:
    """The points of two circles, and the loss from each start."""
    figure, (left, right) = figure_panels("Two circles, and the loss from two starts", 2, 4.4)
    X, y = circles()
    for inner, marker, colour, name in ((0, "o", BLUE, "outside"), (1, "^", VERMILLION, "inside")):
        left.plot(*X[y == inner].T, marker, color=colour, ms=6, label=name)
    left.set(aspect="equal", xlabel="x1 (no unit)", ylabel="x2 (no unit)")
    left.legend(frameon=False, loc="lower center", bbox_to_anchor=(0.5, 1), ncols=2)
    looks = (("-", BLUE), ("--", VERMILLION))
    for (start, losses), (line, colour) in zip(curves.items(), looks, strict=False):
        right.plot(losses, line, color=colour, label=STARTS[start])
    right.axhline(np.log(2), color=GREY, lw=1, ls=":", label="knows nothing: ln 2")
    most = min(2.0, 1.1 * float(np.nanmax(list(curves.values()))))  # the page cuts at 2 too
    right.set(xlabel="step of gradient descent (number)", ylabel="loss (nats)", ylim=(0, most))
    right.legend(frameon=False)
    return figure
