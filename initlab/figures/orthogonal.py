"""Pictures for lesson 09: what products of matrices do to directions, and what keeps sizes.

Each function draws one figure, 10 inches wide, from arrays that the lesson has measured.

>>> figure = spectra({"": {"one net": np.array([1.0, 0.5])}}, "A message")
>>> [axes.get_ylabel() for axes in figure.axes]
['its singular value (no unit)']
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.figure import Figure

from initlab.figures.style import BLACK, CURVES, GREY, figure_panels, styled

__all__ = ["diagonals", "remaining", "spectra", "training", "variance_maps"]

DASHES = ["-", "--", "-.", ":"]
LOWEST = 1e-8  # singular values below are drawn here


@styled
def spectra(panels: Mapping[str, Mapping[str, np.ndarray]], message: str) -> Figure:
    """Singular values from the largest to the smallest, on a log scale, panel by panel.

    `panels` maps a title to its curves, name to singular values in descending order.
    """
    figure, places = figure_panels(message, len(panels), 4.3, sharey=True)
    for axes, (title, curves) in zip(places, panels.items(), strict=True):
        for (name, values), (_, colour), dash in zip(curves.items(), CURVES, DASHES, strict=False):
            share = 100 * (np.arange(len(values)) + 0.5) / len(values)
            axes.plot(share, np.maximum(values, LOWEST / 10), dash, color=colour, label=name)
        axes.axhline(0.01, color=GREY, lw=1, zorder=0)
        axes.set(
            yscale="log",
            ylim=(LOWEST, 300),
            title=title,
            xlabel="direction (%)"
            if len(panels) > 1
            else "direction, the most stretched first (%)",
            ylabel="its singular value (no unit)",
        )
        axes.label_outer()
    places[-1].text(99, 0.013, "a hundredth", ha="right", color=GREY)
    places[0].legend(frameon=False, loc="lower left")
    return figure


@styled
def remaining(n: int, measured: Sequence[float], expected: Sequence[float]) -> Figure:
    """The part of each direction that is at right angles to those before it, after one layer.

    `measured` and `expected` have one rms length for each of the n directions.
    """
    figure, (axes,) = figure_panels("The later a direction comes, the less room it finds", 1, 4.1)
    (marker, blue), (_, red) = CURVES[:2]
    k = np.arange(1, n + 1)
    axes.plot(k[::8], np.asarray(measured)[::8], marker, color=blue, label="measured")
    axes.plot(k, expected, "--", color=red, label="$\\sqrt{(n-k+1)/n}$")
    axes.set(
        xlabel="k: which direction (number)",
        ylabel="rms length that is new (no unit)",
        ylim=(0, 1.1),
    )
    figure.legend(loc="outside right center", frameon=False)
    return figure


@styled
def diagonals(means: Mapping[str, np.ndarray], error: float, message: str) -> Figure:
    """The mean of each diagonal entry over many matrices; grey, two standard errors about 0."""
    figure, (axes,) = figure_panels(message, 1, 4.1)
    for (name, values), (marker, colour) in zip(means.items(), CURVES, strict=False):
        places = np.arange(1, len(values) + 1)
        axes.plot(places, values, marker, color=colour, label=name)
    axes.axhspan(-2 * error, 2 * error, color=GREY, alpha=0.3, lw=0)
    axes.axhline(0, color=GREY, lw=1, zorder=0)
    axes.set(xlabel="k (number)", ylabel="mean of the entry $Q_{kk}$ (no unit)")
    figure.legend(loc="outside right center", frameon=False)
    return figure


@styled
def training(
    panels: Mapping[str, Mapping[str, Sequence[Sequence[float]]]], floor: float, message: str
) -> Figure:
    """Losses against steps, a panel for each activation, a line for each net of a kind."""
    figure, places = figure_panels(message, len(panels), 4.1, sharey=True)
    for axes, (title, kinds) in zip(places, panels.items(), strict=True):
        for (name, nets), (_, colour), dash in zip(kinds.items(), CURVES, DASHES, strict=False):
            for k, curve in enumerate(nets):
                axes.plot(curve, dash, color=colour, lw=2, label=None if k else name)
        axes.axhline(floor, color=GREY, lw=1, zorder=0)
        axes.set(
            title=title,
            xlabel="step of gradient descent (number)",
            ylabel="loss (nats)",
            ylim=(0, 1.7 * floor),
        )
        axes.label_outer()
        axes.legend(frameon=False, loc="upper right")
    return figure


@styled
def variance_maps(
    sizes: np.ndarray, maps: Mapping[str, np.ndarray], path: Sequence[float], message: str
) -> Figure:
    """What one layer makes of a mean square, against that mean square; black, a path of layers.

    `maps` maps a rule's name to the mean square after a layer, for each of `sizes`; `path` are the
    mean squares, layer after layer, under the first rule.
    """
    figure, (axes,) = figure_panels(message, 1, 4.6)
    for (name, values), (_, colour), dash in zip(maps.items(), CURVES, DASHES, strict=False):
        axes.plot(sizes, values, dash, color=colour, label=name)
    axes.plot(sizes, sizes, color=GREY, lw=1.5, label="no change")
    steps = np.repeat(np.asarray(path), 2)
    axes.plot(steps[:-1], steps[1:], color=BLACK, lw=1.2)
    axes.plot(1, 1, "o", color=BLACK)
    axes.set(
        xlabel="mean square before the layer (no unit)",
        ylabel="mean square after it (no unit)",
        xlim=(0, sizes[-1]),
        ylim=(0, sizes[-1]),
    )
    figure.legend(loc="outside right center", frameon=False)
    return figure
