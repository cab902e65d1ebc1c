"""Pictures for lesson 10: how far a signal reaches, in theory and in real nets.

Each function draws one figure, 10 inches wide, from arrays that the lesson has computed.

>>> figure = variance_maps(np.array([0.0, 1.0]), {"1.2": np.array([0.5, 0.8])}, {"1.2": 0.7})
>>> [axes.get_ylabel() for axes in figure.axes]
['variance of z in the next layer (no unit)']
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

from initlab.figures.relu import DASHES
from initlab.figures.style import (
    BLACK,
    BLUE,
    CURVES,
    GREY,
    LIGHT_SKY,
    PURPLE,
    VERMILLION,
    figure_panels,
    styled,
)

__all__ = ["correlations", "phase_diagram", "size_and_likeness", "trained", "variance_maps"]

Curve = Sequence[float] | np.ndarray


@styled
def size_and_likeness(
    sizes: Mapping[str, Curve], likeness: Mapping[str, Curve], message: str
) -> Figure:
    """Two panels against depth: the rms of z, and the correlation of two inputs' z.

    Both map a net's name to one number for each layer.
    """
    figure, panels = figure_panels(message, 2, 4.4)
    labels = ("rms of z (no unit)", "correlation of two inputs (no unit)")
    for axes, curves, label in zip(panels, (sizes, likeness), labels, strict=True):
        for (name, curve), (marker, colour) in zip(curves.items(), CURVES, strict=False):
            shown = max(1, len(curve) // 8)
            axes.plot(curve, marker=marker, markevery=shown, color=colour, label=name)
        axes.set(xlabel="layer (number)", ylabel=label)
    panels[0].set_ylim(0, 1.6)
    panels[1].set_ylim(0, 1.05)
    panels[0].legend(loc="lower right", frameon=False)
    return figure


@styled
def variance_maps(
    q: np.ndarray, maps: Mapping[str, np.ndarray], fixed: Mapping[str, float]
) -> Figure:
    """The variance of the next layer's z against that of this one, with its fixed point.

    `maps` maps a name to the next variance at each of `q`, `fixed` to where it equals q.
    """
    figure, (axes,) = figure_panels("The variance settles where its map meets the diagonal", 1, 4.4)
    axes.plot(q, q, color=GREY, lw=1)
    axes.text(0.97 * q[-1], 0.92 * q[-1], "no change", color=GREY, ha="right", va="top")
    for (name, curve), (marker, colour), dash in zip(maps.items(), CURVES, DASHES, strict=False):
        axes.plot(q, curve, color=colour, ls=dash)
        place = fixed[name]
        axes.plot(place, place, marker, color=colour, label=f"{name}: q* = {place:.2f}")
    axes.set(
        xlabel="variance of z in this layer (no unit)",
        ylabel="variance of z in the next layer (no unit)",
        xlim=(0, q[-1]),
        ylim=(0, q[-1]),
    )
    figure.legend(loc="outside right center", frameon=False)
    return figure


@styled
def correlations(
    measured: Mapping[str, tuple[Curve, Curve]],
    theory: Mapping[str, Curve],
    message: str,
    every: int = 3,
) -> Figure:
    """The correlation of two inputs against depth: lines for the theory, and means of real nets
    with bars of two standard errors.

    `measured` maps a name to (means, standard errors), one for each layer, of which every third is
    shown, `theory` to one number for each layer.
    """
    figure, (axes,) = figure_panels(message, 1, 4.4)
    for (name, (mean, error)), (marker, colour), dash in zip(
        measured.items(), CURVES, DASHES, strict=False
    ):
        shown = np.arange(0, len(mean), every)
        axes.plot(theory[name], color=colour, ls=dash, lw=1.5)
        axes.errorbar(
            shown,
            np.asarray(mean)[shown],
            2 * np.asarray(error)[shown],
            fmt=marker,
            color=colour,
            capsize=4,
            label=name,
        )
    axes.axhline(1, color=GREY, lw=1, zorder=0)
    axes.set(xlabel="layer (number)", ylabel="correlation of two inputs (no unit)")
    figure.legend(loc="outside right center", frameon=False)
    return figure


@styled
def phase_diagram(
    lines: Mapping[float, tuple[np.ndarray, np.ndarray]],
    points: Mapping[str, tuple[float, float]],
    message: str = "One line parts order from chaos; near it a signal reaches far",
) -> Figure:
    """The plane of the two variances: the critical line, and lines of equal chi_1 on both sides.

    `lines` maps chi_1 to (sigma_b2, sigma_w2), two arrays; `points` maps a name to one such pair.
    """
    figure, (axes,) = figure_panels(message, 1, 4.8)
    right, top = 0.5, 3.6
    below, critical = lines[1.0]
    axes.fill_between(below, 0, critical, color=LIGHT_SKY, lw=0)
    axes.fill_between(below, critical, top, color="#FBE3D3", lw=0)
    for chi, (sigma_b2, sigma_w2) in lines.items():
        colour = BLACK if chi == 1 else BLUE if chi < 1 else VERMILLION
        reach = "∞" if chi == 1 else f"{1 / abs(np.log(chi)):.0f}"
        dash = "-" if chi == 1 else "--" if chi < 1 else ":"
        axes.plot(sigma_b2, sigma_w2, color=colour, ls=dash, lw=3 if chi == 1 else 1.5)
        height = float(np.interp(right, sigma_b2, sigma_w2))
        if height < top:
            axes.text(1.01 * right, height, f"ξ = {reach}", color=colour, va="center")
        else:
            exit_at = float(np.interp(top, sigma_w2, sigma_b2))
            axes.text(exit_at, 1.01 * top, f"ξ = {reach}", color=colour, ha="center")
    axes.text(0.3, 0.55, "ordered: differences die out", color=BLUE, ha="center")
    axes.text(0.24, 3.08, "chaotic: small differences grow", color=VERMILLION, ha="center")
    for name, place in points.items():
        axes.plot(*place, "D", color=PURPLE, clip_on=False, zorder=5)
        axes.annotate(name, place, (8, -5), textcoords="offset points")
    axes.set(
        xlabel="variance of a bias, $\\sigma_b^2$ (no unit)",
        ylabel="$n$ times the variance\nof a weight, $\\sigma_w^2$ (no unit)",
        xlim=(0, right),
        ylim=(0, top),
    )
    return figure


@styled
def trained(
    sigma_w2: Curve,
    depths: Sequence[int],
    accuracy: np.ndarray,
    reach: Curve,
    message: str,
    times: float = 6,
) -> Figure:
    """Accuracy after training as a table, with a line at `times` the depth scale.

    `accuracy`: (depths, sigma_w2), 0 to 1; `reach`: the depth scale of each of `sigma_w2`.
    """
    figure, (axes,) = figure_panels(message, 1, 4.6)
    shades = LinearSegmentedColormap.from_list("reached", ["white", LIGHT_SKY, BLUE])
    axes.imshow(accuracy, cmap=shades, vmin=0, vmax=1, aspect="auto", origin="lower")
    for (row, column), share in np.ndenumerate(accuracy):
        colour = "white" if share > 0.75 else BLACK
        axes.text(column, row, f"{share:.2f}", ha="center", va="center", color=colour)
    rows = np.interp(
        np.log(np.multiply(times, reach)),
        np.log(depths),
        np.arange(len(depths)),
        left=np.nan,
        right=np.nan,
    )
    axes.plot(rows, "o--", color=VERMILLION, label=f"{times:g} times the depth scale")
    axes.set(
        xticks=range(len(sigma_w2)),
        xticklabels=[f"{value:g}" for value in sigma_w2],
        yticks=range(len(depths)),
        yticklabels=list(depths),
        xlabel="$\\sigma_w^2$ (no unit)",
        ylabel="hidden layers (number)",
    )
    figure.legend(loc="outside lower center", frameon=False)
    return figure
