"""Pictures for lesson 05: what ReLU and its relatives do to the size of a signal.

Each function draws one figure, 10 inches wide, from arrays that the lesson has measured.

>>> figure = losses({"2/n": [[0.7, 0.1]]}, level=np.log(2), note="guessing")
>>> [axes.get_ylabel() for axes in figure.axes]
['loss (nats)']
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

__all__ = ["after_layers", "factors", "losses", "second_moment", "through_depth"]

MANY = [*CURVES, ("v", ORANGE), ("P", BLACK)]
DASHES = ["-", "--", "-.", ":", (0, (5, 1)), (0, (1, 1))]


@styled
def losses(curves: Mapping[str, Sequence[Sequence[float]]], level: float, note: str) -> Figure:
    """The loss against training steps: several nets for each rule, and a level to compare with.

    `curves` maps a rule's name to one list of losses for each net.
    """
    figure, (axes,) = figure_panels(
        "Same data, same steps: one rule learns, the other stands still", 1, 4.1
    )
    for (name, nets), (_, colour), dash in zip(curves.items(), CURVES, DASHES, strict=False):
        for k, curve in enumerate(nets):
            axes.plot(curve, dash, color=colour, lw=2, label=None if k else name)
    axes.axhline(level, color=GREY, lw=1, zorder=0)
    axes.text(0, 2.4 * level, note, color=GREY)
    axes.annotate("", (0, level), (0, 2.4 * level), arrowprops={"arrowstyle": "->", "color": GREY})
    axes.set(xlabel="step of gradient descent (number)", ylabel="loss (nats)", ylim=(0, 3 * level))
    figure.legend(loc="outside right center", frameon=False)
    return figure


@styled
def second_moment(z: np.ndarray, density: np.ndarray) -> Figure:
    """Two panels: a symmetric density of z, and z² times it, whose area is the mean square.

    `density` holds the density at each of `z`; the half that ReLU keeps is blue.
    """
    figure, (left, right) = figure_panels(
        "ReLU keeps one of two equal halves of the mean square", 2, 4.1
    )
    for axes, height, title in (
        (left, density, "how often: p(z)"),
        (right, z**2 * density, "what counts: z² p(z)"),
    ):
        axes.plot(z, height, color=BLACK)
        axes.fill_between(z, height, where=z <= 0, color="#DDDDDD")
        axes.fill_between(z, height, where=z >= 0, color=LIGHT_SKY)
        axes.set(
            title=title,
            xlabel="pre-activation z (no unit)",
            ylabel="density (no unit)",
            ylim=(0, 1.25 * height.max()),
        )
        axes.text(-1.6, 1.08 * height.max(), "set to 0", ha="center", color=GREY)
        axes.text(1.6, 1.08 * height.max(), "kept", ha="center", color=BLUE)
    return figure


@styled
def factors(measured: Sequence[float], claims: Mapping[str, float]) -> Figure:
    """What each layer of one deep net multiplied Var z by, and what each claim says it should be.

    `measured` has one factor for each layer; `claims` maps a claim's name to its factor.
    """
    figure, (axes,) = figure_panels("The next layer sees the mean square, not the variance", 1, 4.1)
    axes.plot(range(1, len(measured) + 1), measured, "o", color=BLACK, label="measured")
    for (name, claim), colour, dash in zip(
        claims.items(), (BLUE, VERMILLION), DASHES, strict=False
    ):
        axes.axhline(claim, color=colour, ls=dash, label=f"{name}: {claim:.4f}")
    axes.set(xlabel="layer (number)", ylabel="Var z: this layer / the one before", ylim=(0.2, 0.7))
    figure.legend(loc="outside right center", frameon=False)
    return figure


@styled
def through_depth(
    panels: Mapping[str, Mapping[str, Sequence[float]]],
    message: str,
    expected: Mapping[str, Sequence[float]] | None = None,
    y: str = "rms of the signal (no unit)",
    x: str = "layer (number)",
) -> Figure:
    """Sizes against depth on a log scale, panel by panel; dashed, what was expected of a curve.

    `panels` maps a title to its curves, name to sizes at depth 0, 1, 2, …; `expected` maps a
    curve's name to the sizes that theory gives for it.
    """
    figure, places = figure_panels(message, len(panels), 4.4, sharey=True)
    sizes = np.concatenate([curve for curves in panels.values() for curve in curves.values()])
    for axes, (title, curves) in zip(places, panels.items(), strict=True):
        for (name, curve), (marker, colour), dash in zip(
            curves.items(), MANY, DASHES, strict=False
        ):
            shown = max(1, len(curve) // 10)
            axes.plot(
                curve,
                marker=marker,
                markevery=shown,
                color=colour,
                ls="" if name in (expected or {}) else dash,
                label=name,
            )
            if expected and name in expected:
                axes.plot(expected[name], color=colour, ls=dash, lw=1.5)
        axes.axhline(1, color=GREY, lw=1, zorder=0)
        axes.set(yscale="log", xlabel=x, ylabel=y, title=title)
        if sizes.max() < 50 * sizes.min():  # too narrow for powers of ten
            axes.set_yscale("log", base=2)
            axes.yaxis.set_major_formatter("{x:g}")
            axes.set_ylim(sizes.min() / 1.2, 2.2 * sizes.max())
        axes.label_outer()
        if len(panels) > 1:
            axes.legend(frameon=False)
    if len(panels) == 1:
        figure.legend(loc="outside right center", frameon=False)
    return figure


@styled
def after_layers(
    slopes: Sequence[float],
    measured: Mapping[str, Sequence[float]],
    expected: Mapping[str, tuple[np.ndarray, np.ndarray]],
    message: str,
) -> Figure:
    """The size of the signal at the end of a deep net, against the slope of its leaky ReLU.

    `measured` maps a rule to one size for each of `slopes`, `expected` a rule to a curve (x, y).
    """
    figure, (axes,) = figure_panels(message, 1, 4.1)
    for (name, sizes), (marker, colour), dash in zip(
        measured.items(), CURVES, DASHES, strict=False
    ):
        axes.plot(slopes, sizes, marker, color=colour, label=f"{name}, measured")
        axes.plot(*expected[name], color=colour, ls=dash, lw=1.5, label="expected")
    axes.set(
        yscale="log",
        xlabel="slope a of the negative half (no unit)",
        ylabel="rms after 30 layers (no unit)",
    )
    figure.legend(loc="outside right center", frameon=False)
    return figure
