"""Pictures for lesson 04, LeCun and Xavier: each function draws one, from what was measured.

>>> figure = decay([1, 2, 4], [0.4, 0.2, 0.1])
>>> [axes.get_xlabel() for axes in figure.axes]
['depth (layers)']
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.figure import Figure

from initlab.activations import ACTIVATIONS
from initlab.figures.style import (
    BLACK,
    BLUE,
    CURVES,
    GREEN,
    GREY,
    SKY,
    VERMILLION,
    YELLOW,
    figure_panels,
    styled,
)

__all__ = ["decay", "lecun_curve", "per_layer", "same_std", "singular_values"]


@styled
def per_layer(
    panels: Mapping[str, Mapping[str, Sequence[float]]], message: str, y: str = "rms (no unit)"
) -> Figure:
    """Sizes in each layer on a log scale, a panel for each quantity, a curve for each net.

    `panels` maps a title to {name of the net: sizes in layer 1, 2, …}.
    """
    figure, axes = figure_panels(message, len(panels), 4.5, sharey=True)
    for one, (title, curves) in zip(axes, panels.items(), strict=True):
        for (name, curve), (marker, colour) in zip(curves.items(), CURVES, strict=False):
            one.plot(range(1, len(curve) + 1), curve, marker=marker, color=colour, label=name)
        longest = max(map(len, curves.values()))
        one.set(
            yscale="log",
            title=title,
            xlabel="layer (number)",
            xticks=range(1, longest + 1, max(1, longest // 5)),
        )
        one.margins(y=0.15)
    axes[0].set_ylabel(y)
    figure.legend(
        *axes[0].get_legend_handles_labels(), loc="outside lower center", frameon=False, ncols=3
    )
    return figure


@styled
def same_std(samples: Mapping[str, np.ndarray], std: float) -> Figure:
    """Histograms of weights of different laws and one std, which is marked in each."""
    figure, panels = figure_panels("Two shapes, one variance", len(samples), 4.0, sharey=True)
    reach = 1.1 * max(abs(sample).max() for sample in samples.values())
    for axes, (name, sample), colour in zip(panels, samples.items(), (SKY, YELLOW), strict=True):
        axes.hist(
            sample.ravel(),
            bins=np.linspace(-reach, reach, 61).tolist(),
            density=True,
            color=colour,
            edgecolor="white",
        )
        for side in (-std, std):
            axes.axvline(side, color=BLACK, lw=1.5, ls="--")
        axes.set(
            title=f"{name}\nstd {sample.std():.4f}, largest {abs(sample).max():.4f}",
            xlabel="weight (dashed: ± std)",
            yticks=[],
        )
    panels[0].set_ylabel("density")
    return figure


@styled
def singular_values(values: Mapping[str, np.ndarray], scales: Sequence[float]) -> Figure:
    """Histograms of singular values, the quarter circle of each scale, and the means."""
    figure, (axes,) = figure_panels(
        "Singular values fill a quarter circle: mean 8/(3π) of the rms", 1, 4.4
    )
    for (name, sample), scale, colour, line in zip(
        values.items(), scales, (SKY, YELLOW), (BLUE, VERMILLION), strict=True
    ):
        axes.hist(
            sample,
            bins=50,
            density=True,
            color=colour,
            edgecolor="white",
            alpha=0.8,
            label=f"{name}: mean {sample.mean():.3f}",
        )
        s = np.linspace(0, 2 * scale, 300)
        axes.plot(
            s,
            np.sqrt(4 - (s / scale) ** 2) / np.pi / scale,
            color=line,
            ls="-" if line == BLUE else "--",
            label=f"quarter circle: mean {8 / (3 * np.pi) * scale:.3f}",
        )
    axes.set(xlabel="singular value of one layer's Jacobian", ylabel="density", yticks=[])
    axes.legend(frameon=False)
    return figure


@styled
def decay(depths: Sequence[int], squares: Sequence[float]) -> Figure:
    """Mean squares of a tanh net against depth, both on log scales, and the line 1/(2·depth)."""
    figure, (axes,) = figure_panels(
        "No exponential: the mean square falls like 1/(2·depth)", 1, 4.2
    )
    axes.plot(depths, 1 / (2 * np.asarray(depths)), color=GREY, ls="--", label="1/(2·depth)")
    axes.plot(depths, squares, "o", color=BLUE, ms=7, label="measured, tanh, width 500")
    axes.set(xscale="log", yscale="log", xlabel="depth (layers)", ylabel="mean square (no unit)")
    axes.set_xticks([1, 3, 10, 30, 100], ["1", "3", "10", "30", "100"])
    axes.legend(frameon=False)
    return figure


@styled
def lecun_curve() -> Figure:
    """LeCun's 1.7159 tanh(2x/3), tanh and the diagonal; and the curvature of the first."""
    figure, (left, right) = figure_panels(
        "LeCun's tanh goes through (1, 1) and bends most there", 2, 4.3
    )
    x = np.linspace(-3, 3, 601)
    lecun = ACTIVATIONS["lecun_tanh"]
    left.plot(x, x, color=GREY, lw=1, ls=":", label="x")
    left.plot(x, np.tanh(x), color=VERMILLION, ls="--", label="tanh")
    left.plot(x, lecun.f(x), color=BLUE, label="1.7159 tanh(2x/3)")
    left.plot([-1, 1], [-1, 1], "o", color=BLACK)
    left.set(xlabel="x", ylabel="f(x)", ylim=(-2.2, 2.2))
    left.legend(frameon=False)
    curvature = np.gradient(lecun.df(x), x)
    peak = x[np.argmin(curvature)]
    right.plot(x, curvature, color=GREEN)
    right.plot(peak, curvature.min(), "o", color=BLACK)
    right.annotate(
        f"x = {peak:.2f}", (peak, curvature.min()), (10, 0), textcoords="offset points", va="center"
    )
    right.set(xlabel="x", ylabel="second derivative")
    return figure
