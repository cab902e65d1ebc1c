"""Pictures of lesson 11: residual branches, the spread between nets, and what width does to a step.

>>> figure = powers({"m = 2": {"plain": ([1, 4], [2.0, 8.0], 1.0)}}, "Grows", "branches", "move")
>>> figure.axes[0].get_xlabel()
'branches'
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.figure import Figure

from initlab.figures.style import (
    BLACK,
    BLUE,
    CURVES,
    GREY,
    LIGHT_SKY,
    ORANGE,
    VERMILLION,
    figure_panels,
    styled,
)

__all__ = ["powers", "rates", "spread", "streams"]

MARKS = [*CURVES, ("v", ORANGE), ("P", BLACK)]
Power = tuple[Sequence[float], Sequence[float], float]


@styled
def streams(
    measured: Mapping[str, Sequence[float]],
    derived: Mapping[str, Sequence[float]],
    message: str,
) -> Figure:
    """Show the rms of a sum after 0, 1, 2, … residual branches: points as measured, lines as
    derived."""
    figure, (axes,) = figure_panels(message, 1, 4.4)
    for (name, sizes), (marker, colour) in zip(measured.items(), MARKS, strict=False):
        axes.plot(derived[name], color=colour, lw=1.5)
        step = max(1, len(sizes) // 12)
        at = range(0, len(sizes), step)
        axes.plot(at, np.asarray(sizes)[::step], marker, color=colour, label=name)
    axes.set(yscale="log", xlabel="branches so far (number)", ylabel="rms of the sum (no unit)")
    figure.legend(loc="outside right center", frameon=False, title="● measured, — derived")
    return figure


@styled
def powers(panels: Mapping[str, Mapping[str, Power]], message: str, x: str, y: str) -> Figure:
    """Show quantities that should follow powers, one panel for each group: points as measured,
    lines with the derived exponent through the first point, on log scales.

    `panels` maps a title to {name: (where, values, exponent)}.
    """
    figure, axes_of = figure_panels(message, len(panels), 4.6, sharey=True)
    for axes, (title, curves) in zip(axes_of, panels.items(), strict=True):
        for (name, (where, values, exponent)), (marker, colour) in zip(
            curves.items(), MARKS, strict=False
        ):
            at = np.asarray(where, dtype=float)
            axes.plot(at, values[0] * (at / at[0]) ** exponent, color=colour, lw=1.5)
            axes.plot(at, values, marker, color=colour, label=name)
        axes.set_xscale("log", base=2)
        axes.set(yscale="log", title=title, xlabel=x)
        axes.set_xticks(list(where), [f"{one:g}" for one in where])
        axes.minorticks_off()
    axes_of[0].set_ylabel(y)
    handles, labels = axes_of[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside right center", frameon=False,
                  title="● measured, — derived")  # fmt: skip
    return figure


@styled
def spread(samples: Mapping[str, np.ndarray], message: str) -> Figure:
    """Show for each group of nets how log10 of their mean square is spread, with the mean over the
    nets and the median; nets whose mean square is 0 are left out of the bars."""
    figure, axes_of = figure_panels(message, len(samples), 4.2, sharey=True)
    bins = np.linspace(-6, 2.5, 52)
    for axes, (title, sizes) in zip(axes_of, samples.items(), strict=True):
        alive = sizes[sizes > 0]
        shares = np.full(len(alive), 1 / len(sizes))
        axes.hist(np.log10(alive), bins=list(bins), weights=shares, color=LIGHT_SKY)
        for value, colour, dash, word in (
            (np.median(sizes), BLUE, "-", "median"),
            (sizes.mean(), VERMILLION, "--", "mean"),
        ):
            axes.axvline(np.log10(value), color=colour, ls=dash, label=f"{word} {value:.2g}")
        axes.set_xticks([-6, -4, -2, 0, 2], ["$10^{-6}$", "$10^{-4}$", "0.01", "1", "100"])
        axes.set(title=title, xlabel="mean square of a net's last layer")
        axes.legend(loc="upper left", frameon=False)
    axes_of[0].set_ylabel("share of the nets")
    return figure


@styled
def rates(
    panels: Mapping[str, Mapping[str, tuple[Sequence[float], Sequence[float]]]],
    message: str,
    top: float = 2.5,
) -> Figure:
    """Show the mean loss against the learning rate, one panel for each rule and one curve for each
    width, the best rate ringed; what is above `top` or not finite is left out."""
    figure, axes_of = figure_panels(message, len(panels), 4.6, sharey=True)
    for axes, (title, curves) in zip(axes_of, panels.items(), strict=True):
        for (name, (at, losses)), (marker, colour) in zip(curves.items(), MARKS, strict=False):
            seen = np.asarray(losses, dtype=float)
            seen = np.where(seen <= top, seen, np.nan)
            best = int(np.nanargmin(seen))
            axes.plot(at, seen, marker=marker, ms=5, color=colour, label=name, lw=1.5)
            axes.plot(at[best], seen[best], "o", ms=15, mfc="none", mec=colour, mew=2)
        axes.set_xscale("log", base=2)
        axes.axhline(np.log(10), color=GREY, lw=1, ls="--", zorder=0, label="ln 10: a guess")
        axes.set(title=title, xlabel="learning rate (no unit)")
    axes_of[0].set(ylabel="mean loss of all steps (no unit)", yscale="log")
    handles, labels = axes_of[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside right center", frameon=False, title="○ best")
    return figure
