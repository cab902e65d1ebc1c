"""Pictures for lesson 01, signals: each function draws one, from what the lesson has measured.

>>> figure = growth([1, 4, 16], [1.0, 2.0, 4.0])
>>> [axes.get_ylabel() for axes in figure.axes]
['std of z (std of x is 1)']
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator

from initlab.figures.style import (
    BLACK,
    BLUE,
    CURVES,
    GREEN,
    GREY,
    ORANGE,
    SKY,
    VERMILLION,
    figure_panels,
    styled,
)

__all__ = ["by_depth", "growth", "log_lengths", "losses", "rms_and_median", "variance_terms"]


@styled
def by_depth(curves: Mapping[str, Sequence[float]], message: str, y: str) -> Figure:
    """Sizes after each layer of a deep stack, on a log scale, the name of a curve at its end.

    `curves` maps a name to the sizes at layer 0 (the input), 1, 2, …
    """
    figure, (axes,) = figure_panels(message, 1, 4.6)
    for (name, curve), (marker, colour) in zip(curves.items(), CURVES, strict=False):
        layers = np.arange(len(curve))
        axes.plot(layers, curve, marker=marker, color=colour, markevery=5)
        axes.annotate(
            name,
            (layers[-1], curve[-1]),
            (10, 0),
            textcoords="offset points",
            color=colour,
            va="center",
            weight="bold",
            bbox={"fc": "white", "ec": "none", "pad": 2},
        )
    axes.set(yscale="log", xlabel="layer (number; 0 is the input)", ylabel=y)
    axes.yaxis.set_major_locator(LogLocator(10.0**20))
    axes.set_xlim(0, 1.28 * (max(map(len, curves.values())) - 1))
    axes.axhline(1, color=GREY, lw=1, ls="--", zorder=0)
    return figure


@styled
def variance_terms(cases: Mapping[str, Sequence[float]], measured: Sequence[float]) -> Figure:
    """The three terms of Var Σwx, stacked, and beside them what was measured.

    `cases` maps a name to the three terms' shares; `measured` has one variance for each case.
    """
    figure, (axes,) = figure_panels("Three terms, and the measurement lands on their sum", 1, 4.3)
    place, floor = np.arange(len(cases)), np.zeros(len(cases))
    shares = np.array(list(cases.values())).T
    names = (r"$n\,E[w]^2\,Var\,x$", r"$n\,E[x]^2\,Var\,w$", r"$n\,Var\,w\,Var\,x$")
    for name, share, colour, hatch in zip(
        names, shares, (SKY, ORANGE, GREEN), ("", "//", ".."), strict=True
    ):
        axes.bar(place, share, 0.5, floor, color=colour, hatch=hatch, edgecolor="white", label=name)
        floor += share
    axes.plot(place, measured, "D", color=BLACK, ms=9, label="measured")
    for x, value in zip(place, measured, strict=True):
        axes.annotate(f"{value:.1f}", (x, value), (0, 9), textcoords="offset points", ha="center")
    axes.set(
        xticks=place,
        xticklabels=list(cases),
        xlabel="how x and w are drawn",
        ylabel="Var z (no unit)",
        ylim=(0, 1.2 * floor.max()),
    )
    figure.legend(loc="outside right center", frameon=False)
    return figure


@styled
def growth(fans: Sequence[int], stds: Sequence[float]) -> Figure:
    """The std of a weighted sum against its number of terms, both on log scales, and √n."""
    figure, (axes,) = figure_panels("With N(0, 1) weights the sum grows like √n", 1, 4.2)
    axes.plot(fans, np.sqrt(fans), color=GREY, ls="--", label=r"$\sqrt{n}$")
    axes.plot(fans, stds, "o", color=BLUE, ms=10, label="measured")
    axes.set_xscale("log", base=2)
    axes.set(
        yscale="log", xlabel="n, inputs of the unit (count)", ylabel="std of z (std of x is 1)"
    )
    axes.set_xticks(fans, [str(n) for n in fans])
    axes.annotate(
        f"n = {fans[-1]}: {stds[-1]:.1f}",
        (fans[-1], stds[-1]),
        (-16, 2),
        textcoords="offset points",
        ha="right",
        va="bottom",
        color=BLUE,
    )
    axes.legend(frameon=False)
    return figure


@styled
def rms_and_median(nets: Mapping[str, tuple[Sequence[float], Sequence[float]]]) -> Figure:
    """The error signal on its way back, a panel for each net: its rms, and the median unit's.

    `nets` maps a title to (rms, median), each from the first layer to the last.
    """
    figure, panels = figure_panels(
        "Too large: most units get little error signal, a few too much", len(nets), 4.6, sharey=True
    )
    for axes, (title, (rms, median)) in zip(panels, nets.items(), strict=True):
        layers = range(1, len(rms) + 1)
        axes.plot(layers, rms, marker="o", color=VERMILLION, label="root mean square")
        axes.plot(layers, median, marker="s", color=BLUE, ls="--", label="median unit")
        axes.set(yscale="log", title=title, xlabel="layer, from last to first", xticks=layers[::3])
        axes.axhline(1, color=GREY, lw=1, ls=":", zorder=0)
        axes.invert_xaxis()
    panels[0].set_ylabel(r"size of $\delta$ (no unit)")
    for axes in panels[1:]:
        axes.spines["left"].set_visible(False)
    panels[0].legend(frameon=False, loc="lower left")
    return figure


@styled
def log_lengths(lengths: np.ndarray, mean: float, std: float, of_rms: float) -> Figure:
    """A histogram of ln‖v‖ after a product of random matrices, the normal curve of theory, and the
    logarithm of the root mean square of ‖v‖."""
    figure, (axes,) = figure_panels(
        "A hundred random matrices: most products are far below the rms", 1, 4.3
    )
    axes.hist(lengths, bins=40, density=True, color=SKY, edgecolor="white", label="measured")
    grid = np.linspace(mean - 4 * std, mean + 4 * std, 200)
    axes.plot(
        grid,
        np.exp(-(((grid - mean) / std) ** 2) / 2) / std / np.sqrt(2 * np.pi),
        color=BLUE,
        label=f"theory: mean {mean:.1f}, std {std:.1f}",
    )
    axes.axvline(of_rms, color=VERMILLION, ls="--", label=f"root mean square: {of_rms:.1f}")
    axes.set(xlabel=r"$\ln \|v\|$ after 100 matrices", ylabel="density", yticks=[])
    figure.legend(loc="outside right center", frameon=False)
    return figure


@styled
def losses(curves: Mapping[str, Sequence[float]], floor: float) -> Figure:
    """Losses against the number of steps, and the loss of a net that knows nothing, ln C."""
    figure, (axes,) = figure_panels("Too small: flat. Right size: falls. Too large: jumps", 1, 4.4)
    for (name, curve), (marker, colour) in zip(curves.items(), CURVES, strict=False):
        axes.plot(curve, marker=marker, color=colour, markevery=6, label=name)
    axes.axhline(floor, color=GREY, lw=1.5, ls=":", label=f"knows nothing: {floor:.2f}")
    axes.set(xlabel="step of gradient descent (number)", ylabel="loss (nats)", ylim=(0, None))
    figure.legend(loc="outside right center", frameon=False)
    return figure
