"""Figures that several lessons use. Each function draws one, from what the lesson has measured."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.figure import Figure

from initlab.figures.style import BLACK, BLUE, CURVES, GREY, ORANGE, figure_panels, styled

__all__ = ["gain_bars", "sizes"]


@styled
def gain_bars(gains: Mapping[str, tuple[float, float]], message: str) -> Figure:
    """Bars in pairs: what each rule does to the signal's variance, forward and backward.

    `gains` maps a rule's name to (forward gain, backward gain); a line marks 1, size kept.
    """
    figure, (axes,) = figure_panels(message, 1, 4.1)
    place = np.arange(len(gains))
    for side, (name, colour, hatch) in enumerate(
        (("forward", BLUE, ""), ("backward", ORANGE, "//"))
    ):
        bars = axes.bar(
            place + 0.4 * side - 0.2,
            [pair[side] for pair in gains.values()],
            0.36,
            color=colour,
            hatch=hatch,
            edgecolor="white",
            label=name,
        )
        axes.bar_label(bars, fmt="%.2f", padding=2)
    axes.axhline(1, color=BLACK, lw=1.5, ls="--")
    axes.text(len(gains) - 0.45, 1.05, "size kept", ha="right")
    axes.set(
        xticks=place,
        xticklabels=list(gains),
        xlabel="variance given to each weight",
        ylabel="variance out / variance in",
        ylim=(0, 1.25 * max(map(max, gains.values()))),
    )
    axes.legend(loc="upper right", frameon=False, ncols=2)
    return figure


@styled
def sizes(curves: Mapping[str, Sequence[float]], message: str, x: str, y: str) -> Figure:
    """Sizes of a signal against depth, on a log scale, each curve with its marker.

    `curves` maps a name to the sizes at depth 0, 1, 2, …; `x` and `y` label the axes.
    """
    figure, (axes,) = figure_panels(message, 1, 4.1)
    for (name, curve), (marker, colour) in zip(curves.items(), CURVES, strict=False):
        axes.plot(range(len(curve)), curve, marker=marker, color=colour, label=name)
    values = np.concatenate([np.asarray(curve) for curve in curves.values()])
    axes.set(yscale="log", xlabel=x, ylabel=y, xticks=range(max(map(len, curves.values()))))
    if values.max() < 50 * values.min():  # too narrow for powers of ten
        axes.set_yscale("log", base=2)
        axes.yaxis.set_major_formatter("{x:g}")
    axes.axhline(1, color=GREY, lw=1, ls="--", zorder=0)
    axes.margins(y=0.1)
    figure.legend(loc="outside right center", frameon=False)
    return figure
