"""Pictures for lesson 06: the laws that libraries draw weights from.

Each function draws one figure, 10 inches wide, from arrays that the lesson has drawn or worked out.

>>> figure = histograms({"uniform": np.linspace(-1, 1, 100)}, "One law")
>>> [axes.get_xlabel() for axes in figure.axes]
['weight (no unit)']
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
    VERMILLION,
    figure_panels,
    styled,
)

__all__ = ["cut_normal", "histograms", "laws_compared", "price_of_a_cut"]

DASHES = ["-", "--", "-.", ":"]


@styled
def histograms(samples: Mapping[str, np.ndarray], message: str) -> Figure:
    """One panel for each sample, on common axes, with its std and its bounds marked.

    `samples` maps a title to weights of any shape.
    """
    figure, panels = figure_panels(message, len(samples), 4.3, sharex=True, sharey=True)
    reach = 1.1 * max(np.abs(sample).max() for sample in samples.values())
    for axes, (title, sample) in zip(panels, samples.items(), strict=True):
        std, bound = sample.std(), np.abs(sample).max()
        axes.hist(
            sample.ravel(),
            bins=[float(edge) for edge in np.linspace(-reach, reach, 71)],
            density=True,
            color=LIGHT_SKY,
        )
        for k, sign in enumerate((-1, 1)):
            axes.axvline(sign * std, color=BLUE, label=None if k else f"std {std:.4f}")
            axes.axvline(
                sign * bound, color=VERMILLION, ls="--", label=None if k else f"bound {bound:.4f}"
            )
        axes.set(
            title=title, xlabel="weight (no unit)", ylabel="density (no unit)", xlim=(-reach, reach)
        )
        axes.label_outer()
        axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.24), frameon=False)
    return figure


@styled
def cut_normal(z: np.ndarray, normal: np.ndarray, cut: float, share: float, std: float) -> Figure:
    """A normal density, the same cut off at ±`cut` and filled up again, and how far each spreads.

    `normal` is the density at each of `z`; `share` is the probability within the cut, `std` the
    standard deviation of what is left.
    """
    figure, (axes,) = figure_panels("Cutting the tails takes from the spread", 1, 4.0)
    inside = np.abs(z) <= cut
    axes.plot(z, normal, color=BLUE, label="normal, std 1")
    axes.fill_between(
        z, normal, where=~inside, color=VERMILLION, alpha=0.5, label=f"drawn again: {1 - share:.1%}"
    )
    axes.plot(
        z[inside],
        normal[inside] / share,
        "--",
        color=BLACK,
        label=f"cut at ±{cut:g}, std {std:.4f}",
    )
    axes.vlines([-cut, cut], 0, normal[np.argmin(np.abs(z - cut))] / share, color=BLACK, ls="--")
    axes.set(xlabel="weight / σ (no unit)", ylabel="density (no unit)", ylim=(0, None))
    figure.legend(loc="outside right center", frameon=False)
    return figure


@styled
def laws_compared(samples: Mapping[str, np.ndarray], message: str) -> Figure:
    """Outlines of several samples' histograms in one panel, to compare laws of one std.

    `samples` maps a name to weights of any shape.
    """
    figure, (axes,) = figure_panels(message, 1, 4.1)
    reach = max(np.quantile(np.abs(sample), 0.9995) for sample in samples.values())
    for (name, sample), (_, colour), dash in zip(samples.items(), CURVES, DASHES, strict=False):
        heights, edges = np.histogram(sample, bins=np.linspace(-reach, reach, 61), density=True)
        axes.stairs(
            heights,
            edges,
            color=colour,
            ls=dash,
            lw=2,
            label=f"{name}\nstd {sample.std():.4f}, largest {np.abs(sample).max():.3f}",
        )
    axes.set(xlabel="weight (no unit)", ylabel="density (no unit)")
    figure.legend(loc="outside right center", frameon=False)
    return figure


@styled
def price_of_a_cut(cuts: Sequence[float], stds: Sequence[float]) -> Figure:
    """The std of a normal law that is cut off, against where it is cut, with ±2 marked."""
    figure, (axes,) = figure_panels(
        "Cut at ±2: 12 % less spread. Cut at ±4: none to speak of", 1, 4.1
    )
    axes.plot(cuts, stds, color=BLUE)
    at_two = float(np.interp(2, cuts, stds))
    axes.plot(2, at_two, "o", color=VERMILLION)
    axes.annotate(f"±2: {at_two:.4f}", (2, at_two), (2.15, at_two - 0.1), color=VERMILLION)
    axes.axhline(1, color=GREY, lw=1, ls="--")
    axes.set(xlabel="where it is cut (in σ)", ylabel="std of what is left (in σ)", ylim=(0, 1.1))
    return figure
