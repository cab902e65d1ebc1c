"""Figures that quiz questions are about. Each is measured when it is shown; none says the answer.

Every function returns a `Picture`, which draws itself when a notebook shows it: grading a quiz runs
these cells too, and must not spend its time on pictures that nobody looks at.
"""

from __future__ import annotations

import functools
import io
import sys
from collections.abc import Callable
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from initlab.data import digits, two_circles
from initlab.figures.style import BLACK, BLUE, CURVES, GREY, STYLE
from initlab.nets import (
    backward,
    descend,
    forward,
    layer_rms,
    logistic_loss,
    softmax_cross_entropy,
)

__all__ = [
    "PICTURES",
    "Picture",
    "depth_curves",
    "first_steps",
    "sizes_both_ways",
    "tanh_histograms",
    "two_trails",
    "weight_histograms",
]

PICTURES: list[str] = []  # the names of the functions below that draw


class Picture:
    """A figure that is drawn when it is asked for."""

    def __init__(self, draw: Callable[[], Figure]) -> None:
        self._draw = draw

    def figure(self) -> Figure:
        """The figure, drawn now."""
        with plt.rc_context(STYLE):
            return self._draw()

    def png(self) -> bytes:
        """The figure as a file."""
        shown = io.BytesIO()
        with plt.rc_context(STYLE):
            self._draw().savefig(shown, format="png", dpi=75)
        return shown.getvalue()

    def _repr_png_(self) -> bytes | None:
        """What a notebook shows; nothing where there is no notebook, as while grading."""
        return self.png() if "ipykernel" in sys.modules else None

    def __repr__(self) -> str:
        return "a figure, to be seen in the notebook"


def _picture(draw: Callable[[], Figure]) -> Callable[[], Picture]:
    PICTURES.append(draw.__name__)

    @functools.wraps(draw)
    def picture() -> Picture:
        return Picture(draw)

    picture.__annotations__["return"] = "Picture"
    return picture


def _panels(
    message: str, columns: int, height: float, right: float = 0.97, gap: float = 0.28
) -> tuple[Figure, list[Axes]]:
    """A figure without pyplot, and with fixed margins: both are quick."""
    figure = Figure(figsize=(10, height))
    figure.suptitle(message)
    figure.subplots_adjust(left=0.1, right=right, bottom=0.17, top=0.82, wspace=gap)
    return figure, [figure.add_subplot(1, columns, k + 1) for k in range(columns)]


def _net(
    widths: list[int], stds: list[float], activation: str, rng: np.random.Generator
) -> list[dict[str, Any]]:
    """Normal weights of these standard deviations, biases 0, a linear last layer."""
    return [
        {
            "W": rng.normal(0, std, (m, n)),
            "b": np.zeros(n),
            "activation": activation if k < len(stds) - 1 else "linear",
        }
        for k, (m, n, std) in enumerate(zip(widths[:-1], widths[1:], stds, strict=True))
    ]


@_picture
def depth_curves() -> Figure:
    """The size of the signal in three ReLU networks of width 100 that differ in their weights."""
    figure, (axes,) = _panels("Three ReLU networks, 100 units wide", 1, 4.3, 0.88)
    rng = np.random.default_rng(35)
    for (marker, colour), name, std in zip(CURVES, "ABC", (0.2, 0.1414, 0.1), strict=False):
        x = rng.normal(size=(300, 100))
        sizes = [np.sqrt(np.mean(x**2))]
        for _ in range(20):
            x = np.maximum(x @ rng.normal(0, std, (100, 100)), 0)
            sizes.append(np.sqrt(np.mean(x**2)))
        axes.semilogy(sizes, marker=marker, color=colour, label=name)
    axes.set(xlabel="layer (number)", ylabel="rms of the signal (no unit)", xticks=range(0, 21, 4))
    axes.grid(color=GREY, alpha=0.3)
    figure.legend(loc="center right", frameon=False)
    return figure


@_picture
def weight_histograms() -> Figure:
    """20 000 weights of each of three layers, all of the same standard deviation."""
    figure, panels = _panels(
        "The weights of three layers, standard deviation 0.1 each", 3, 3.9, gap=0.45
    )
    rng = np.random.default_rng(36)
    z = rng.normal(size=60_000)
    inner = z[np.abs(z) < 2][:20_000]
    drawn = {
        "A": rng.normal(0, 0.1, 20_000),
        "B": inner / 0.8796 * 0.1,
        "C": rng.uniform(-1, 1, 20_000) * np.sqrt(0.03),
    }
    for axes, (name, weights) in zip(panels, drawn.items(), strict=True):
        axes.hist(weights, bins=60, range=(-0.36, 0.36), color=BLUE, histtype="stepfilled")
        axes.set(
            title=name,
            xlabel="weight (no unit)",
            ylabel="count (weights)",
            xticks=[-0.3, 0, 0.3],
            ylim=(0, 1050),
        )
    return figure


@_picture
def first_steps() -> Figure:
    """The loss of three networks for ten classes in their first 60 steps."""
    figure, (axes,) = _panels("The first 60 steps of three networks for ten classes", 1, 4.3, 0.88)
    X, y = digits(300, np.random.default_rng(37))
    for (marker, colour), name, last in zip(CURVES, "ABC", (0.125, 0.0, 3.0), strict=False):
        rng = np.random.default_rng(4)
        first = 0.002 if name == "B" else np.sqrt(2 / 64)
        net = _net([64, 64, 64, 10], [first, first, last], "relu", rng)
        losses = []
        for _ in range(61):
            z, trace = forward(net, X)
            loss, grad = softmax_cross_entropy(z, y)
            losses.append(loss)
            net = descend(net, backward(net, trace, grad), 0.05)
        axes.plot(losses, marker=marker, color=colour, label=name, markevery=6)
        if losses[0] > 4:  # off the axis, which is for the two that lie close together
            axes.text(8.5, 3.6, f"{name} starts at {losses[0]:.0f}", color=colour)
    axes.set(xlabel="step (number)", ylabel="loss (nats)", ylim=(0, 4))
    axes.grid(color=GREY, alpha=0.3)
    figure.legend(loc="center right", frameon=False)
    return figure


@_picture
def two_trails() -> Figure:
    """How the units' incoming weights move in two networks that learn the same task."""
    figure, panels = _panels("Eight hidden units each, from ○ to ●", 2, 4.4)
    X, y = two_circles(200, np.random.default_rng(38))
    rng = np.random.default_rng(3)
    for axes, name in zip(panels, "AB", strict=True):
        net = _net([2, 8, 1], [0.5, 0.5], "tanh", rng)
        if name == "A":
            net[0]["W"], net[1]["W"] = np.full((2, 8), 0.5), np.full((8, 1), 0.5)
        trail = [net[0]["W"]]
        for _ in range(400):
            z, trace = forward(net, X)
            net = descend(net, backward(net, trace, logistic_loss(z, y)[1]), 0.5)
            trail.append(net[0]["W"])
        for unit in np.array(trail).transpose(2, 1, 0):
            axes.plot(*unit, color=GREY, lw=1.5)
            axes.plot(*unit[:, 0], "o", ms=9, mfc="white", mec=BLACK, mew=2)
            axes.plot(*unit[:, -1], "o", ms=8, color=BLUE)
        axes.set(
            title=name, xlabel="weight from $x_1$ (no unit)", ylabel="weight from $x_2$ (no unit)"
        )
        axes.margins(0.15)
    return figure


@_picture
def tanh_histograms() -> Figure:
    """What the units of layers 1, 3 and 5 of a tanh network give out, before any training."""
    figure, panels = _panels(
        "A tanh network before training: what its units give out", 3, 3.9, gap=0.45
    )
    rng = np.random.default_rng(39)
    net = _net([100] * 7, [0.4] * 6, "tanh", rng)
    _, trace = forward(net, rng.normal(size=(200, 100)))
    for axes, layer in zip(panels, (1, 3, 5), strict=True):
        axes.hist(
            trace[layer - 1]["a"].ravel(), bins=50, range=(-1, 1), color=BLUE, histtype="stepfilled"
        )
        axes.set(title=f"layer {layer}", xlabel="activation (no unit)", ylabel="count (values)")
    return figure


@_picture
def sizes_both_ways() -> Figure:
    """Sizes of z and of the error signal, layer by layer, in three networks before any step."""
    figure, panels = _panels("Three networks, ten hidden layers of 100 units", 3, 4.1, 0.95, 0.5)
    X, y = digits(100, np.random.default_rng(40))
    for axes, (title, activation, std) in zip(
        panels,
        (("A: ReLU", "relu", 0.1), ("B: tanh", "tanh", 0.6), ("C: ReLU", "relu", 0.1414)),
        strict=True,
    ):
        rng = np.random.default_rng(41)
        net = _net([64] + [100] * 10 + [10], [std * 1.25, *[std] * 9, 0.1], activation, rng)
        logits, trace = forward(net, X)
        grads = backward(net, trace, softmax_cross_entropy(logits, y)[1])
        for name, steps, (marker, colour) in zip(
            ("z", r"$\delta$"), (trace, grads), CURVES, strict=False
        ):
            sizes = layer_rms(steps[:10], "z")
            axes.semilogy(range(1, 11), sizes, marker=marker, color=colour)
            axes.annotate(name, (10, sizes[-1]), (8, 0), textcoords="offset points", color=colour)
        axes.set(title=title, xlabel="hidden layer (number)", xticks=[1, 4, 7, 10])
        axes.set_ylim(1e-6, 1e2)
        axes.grid(color=GREY, alpha=0.3)
        axes.set_ylabel("rms, log scale")
    return figure
