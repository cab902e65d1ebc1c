"""Pictures for lesson 05b: the gain of an activation, and the sizes that it holds for.

>>> figure = gain_curves(np.array([0.5, 1.0, 2.0]), {"relu": np.full(3, np.sqrt(2))})
>>> [axes.get_ylabel() for axes in figure.axes]
['gain that keeps it (no unit)']
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from matplotlib.figure import Figure

from initlab.figures.relu import DASHES
from initlab.figures.style import (
    BLACK,
    BLUE,
    GREEN,
    GREY,
    ORANGE,
    PURPLE,
    VERMILLION,
    figure_panels,
    styled,
)

__all__ = ["gain_curves"]


@styled
def gain_curves(stds: np.ndarray, gains: Mapping[str, np.ndarray]) -> Figure:
    """The gain that keeps the size of a signal, against that size; flat means: any size.

    `gains` maps an activation's name to the gain needed at each of `stds`.
    """
    figure, (axes,) = figure_panels("ReLU has one gain for every size; the others do not", 1, 4.6)
    colours = [BLUE, VERMILLION, GREEN, PURPLE, ORANGE, BLACK]
    for (name, curve), colour, dash in zip(gains.items(), colours, DASHES, strict=False):
        axes.plot(stds, curve, color=colour, ls=dash, label=name)
        axes.plot(1, np.interp(1, stds, curve), "o", color=colour)
    axes.axvline(1, color=GREY, lw=1, zorder=0)
    axes.set(
        xscale="log",
        xlabel="std of z (no unit)",
        ylabel="gain that keeps it (no unit)",
        ylim=(0, 3.2),
    )
    axes.set_xticks([0.1, 0.3, 1, 3, 10], ["0.1", "0.3", "1", "3", "10"])
    figure.legend(loc="outside right center", frameon=False)
    return figure
