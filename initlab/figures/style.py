"""The look of every figure: colours, sizes, and an empty figure with its panels.

Colours are those of Okabe and Ito, which colour-blind readers can tell apart; a word always stands
beside a colour.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, ParamSpec

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

__all__ = [
    "BLACK",
    "BLUE",
    "CURVES",
    "GREEN",
    "GREY",
    "LIGHT_SKY",
    "ORANGE",
    "PALE",
    "PURPLE",
    "SKY",
    "STYLE",
    "VERMILLION",
    "YELLOW",
    "figure_panels",
    "styled",
]

BLACK, ORANGE, SKY, GREEN = "#000000", "#E69F00", "#56B4E9", "#009E73"
YELLOW, BLUE, VERMILLION, PURPLE = "#F0E442", "#0072B2", "#D55E00", "#CC79A7"
PALE, LIGHT_SKY, GREY = "#ECECEC", "#BBDFF5", "#7F7F7F"
CURVES = [("o", BLUE), ("s", VERMILLION), ("^", GREEN), ("D", PURPLE)]
STYLE: Any = {
    "font.size": 13,
    "axes.titlesize": 14,
    "axes.labelsize": 13,
    "figure.titlesize": 16,
    "xtick.labelsize": 12,
    "ytick.labelsize": 12,
    "legend.fontsize": 12,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "figure.titleweight": "bold",
    "lines.linewidth": 2.5,
    "lines.markersize": 8,
    "figure.dpi": 100,
    "savefig.dpi": 100,
    "figure.constrained_layout.h_pad": 0.12,
    "figure.constrained_layout.w_pad": 0.1,
}
P = ParamSpec("P")


def styled(draw: Callable[P, Figure]) -> Callable[P, Figure]:
    """The same drawing in the course's style, closed so that a notebook shows it once."""

    @functools.wraps(draw)
    def drawn(*args: P.args, **kwargs: P.kwargs) -> Figure:
        with plt.rc_context(STYLE):
            figure = draw(*args, **kwargs)
        plt.close(figure)
        return figure

    return drawn


def figure_panels(
    message: str, columns: int, height: float, **kwargs: Any
) -> tuple[Figure, list[Axes]]:
    """Return a figure 10 inches wide with a row of panels, and the panels."""
    figure, axes = plt.subplots(
        1, columns, figsize=(10, height), squeeze=False, layout="constrained", **kwargs
    )
    figure.suptitle(message)
    return figure, list(axes[0])
