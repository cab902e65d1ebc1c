"""Pictures for lesson 07, debugging: each function draws one, from what the lesson has measured.

>>> figure = line_up({"A": {"as found": [2.3, 2.3]}}, 2.3026, "A message")
>>> [axes.get_title() for axes in figure.axes]
['A']
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from initlab.figures.style import (
    BLACK,
    BLUE,
    CURVES,
    GREEN,
    GREY,
    LIGHT_SKY,
    ORANGE,
    PALE,
    SKY,
    VERMILLION,
    figure_panels,
    styled,
)

__all__ = ["amplification", "dashboard", "first_losses", "line_up", "rates", "spikes"]


@styled
def line_up(
    nets: Mapping[str, Mapping[str, Sequence[float]]], floor: float, message: str
) -> Figure:
    """Losses against steps, a small panel for each net, and the loss of equal logits, ln C.

    `nets` maps a title to {name of the run: its losses}; a second run is drawn dashed.
    """
    columns = min(3, len(nets))
    rows = -(-len(nets) // columns)
    figure, grid = plt.subplots(
        rows,
        columns,
        figsize=(10, 1.2 + 1.9 * rows),
        sharex=True,
        sharey=True,
        squeeze=False,
        layout="constrained",
    )
    figure.suptitle(message)
    for axes, (title, runs) in zip(grid.flat, nets.items(), strict=False):
        for (name, curve), colour, line in zip(
            runs.items(), (VERMILLION, BLUE), ("-", "--"), strict=False
        ):
            axes.plot(curve, line, color=colour, label=name)
        axes.axhline(floor, color=GREY, lw=1.5, ls=":", label=f"ln C = {floor:.2f}")
        axes.set(title=title, ylim=(0, 3.6))
        axes.set_xlabel("step (number)")
        if (start := next(iter(runs.values()))[0]) > 3.6:
            axes.annotate(f"starts at {start:.1f}", (45, 2.85), color=VERMILLION)
    for axes in grid[:, 0]:
        axes.set_ylabel("loss (nats)")
    for axes in grid.flat[len(nets) :]:
        axes.remove()
    figure.legend(
        *grid[0, 0].get_legend_handles_labels(),
        loc="outside lower center",
        frameon=False,
        ncols=3,
    )
    return figure


@styled
def first_losses(losses: Mapping[str, float], floor: float) -> Figure:
    """The first loss of each net as a bar, and ln C as a line."""
    figure, (axes,) = figure_panels("One forward pass accuses one net of six", 1, 3.6)
    bars = axes.barh(list(losses), list(losses.values()), color=SKY, edgecolor="white")
    axes.bar_label(bars, fmt="%.3f", padding=4)
    axes.axvline(floor, color=BLACK, lw=1.5, ls="--", label=f"ln C = {floor:.3f}")
    axes.invert_yaxis()
    axes.set(
        xlabel="first loss (nats)", ylabel="net", xlim=(0, 1.15 * max(*losses.values(), floor))
    )
    axes.legend(frameon=False, loc="lower right")
    return figure


@styled
def dashboard(seen: Mapping[str, Any], floor: float, message: str) -> Figure:
    """Six readings of a net before a step: its loss, what its units give out, its error signals,
    the sizes, the flat and dead units, and the update-to-weight ratios.

    `seen`: "loss", a float; "a" and "delta", lists of arrays, one for each hidden layer; "rms", a
    dict of names and lists; "flat" and "dead", lists of shares; "ratio", a list. What is 0 can't
    stand on a log scale: a word says so.
    """
    with plt.rc_context({"axes.titlesize": 13, "lines.markersize": 6, "lines.linewidth": 2}):
        figure, grid = plt.subplots(2, 3, figsize=(10, 5.2), layout="constrained")
    figure.suptitle(message)
    (loss, activations, errors), (sizes, shares, ratios) = grid
    _first_loss(loss, seen["loss"], floor)
    reach = max(np.quantile(np.abs(a), 0.995) for a in seen["a"]) or 1.0
    _ridges(activations, seen["a"], (-1.05 * reach, 1.05 * reach), SKY)
    activations.set(title="activations", xlabel="activation a (no unit)")
    _ridges(errors, [_powers(delta) for delta in seen["delta"]], None, ORANGE)
    errors.set(title="error signals", xlabel=r"$\log_{10}|\delta|$")
    layers = range(1, len(seen["flat"]) + 1)
    for (name, values), (marker, colour) in zip(seen["rms"].items(), CURVES, strict=False):
        sizes.plot(range(1, len(values) + 1), _positive(values), marker, ls="-", color=colour)
        _name_line(sizes, name, values, colour)
    sizes.set(title="sizes", xlabel="layer (number)", ylabel="rms, log scale", yscale="log")
    sizes.set_xlim(0.5, 1.45 * len(seen["flat"]))
    shares.bar(layers, seen["flat"], 0.8, color=LIGHT_SKY, label="flat (pairs)")
    shares.bar(layers, seen["dead"], 0.4, color=VERMILLION, hatch="//", label="dead (units)")
    shares.set(title="no slope", xlabel="hidden layer (number)", ylabel="share", ylim=(0, 1.7))
    shares.set_yticks([0, 0.5, 1])
    if not any(seen["flat"]):
        shares.text(0.5, 0.1, "none", transform=shares.transAxes, ha="center")
    shares.legend(frameon=False, loc="upper center", borderpad=0)
    _ratios(ratios, seen["ratio"])
    for axes in (sizes, shares, ratios):
        axes.set_xticks([1, 4, 7, 10] if len(seen["flat"]) == 10 else list(layers))
    return figure


def _first_loss(axes: Axes, loss: float, floor: float) -> None:
    axes.bar(["this net", "ln C"], [loss, floor], color=[BLUE, PALE], edgecolor=GREY)
    for place, value in enumerate((loss, floor)):
        axes.annotate(
            f"{value:.3f}", (place, value), (0, 4), textcoords="offset points", ha="center"
        )
    axes.set(title="first loss", ylabel="loss (nats)", ylim=(0, 1.25 * max(loss, floor)))


def _ridges(
    axes: Axes, arrays: Sequence[np.ndarray], between: tuple[float, float] | None, colour: str
) -> None:
    """Histograms one above the other, layer 1 at the top, each as tall as its largest bin that
    does not hold 0: what a ReLU switched off would dwarf all else."""
    some = [array for array in arrays if array.size]
    if between is None:
        ends = [np.quantile(array, [0.005, 0.995]) for array in some] or [np.array([-1.0, 0.0])]
        between = (min(e[0] for e in ends) - 0.5, max(e[1] for e in ends) + 0.5)
    edges = np.linspace(*between, 61)
    for k, array in enumerate(arrays, 1):
        counts, _ = np.histogram(array, edges)
        if counts.any():
            others = counts[np.digitize(0.0, edges) - 1 != np.arange(len(counts))].max()
            top = k - 0.9 * np.minimum(1, counts / (others or counts.max()))
            axes.fill_between(
                edges[:-1], k, top, step="post", color=colour, ec=BLACK, lw=0.6, zorder=k
            )
    if empty := len(arrays) - len(some):
        axes.text(
            0.04, 0.5, f"exactly 0\nin {empty} of {len(arrays)} layers", transform=axes.transAxes
        )
    axes.set(ylabel="hidden layer", xlim=between, ylim=(len(arrays) + 0.2, -0.1))
    axes.set_yticks(range(1, len(arrays) + 1, 3))


def _powers(values: np.ndarray) -> np.ndarray:
    """The decimal logarithms of the sizes; zeros have none and are left out."""
    sizes = np.abs(values[values != 0])
    return np.asarray(np.log10(sizes))


def _positive(values: Sequence[float]) -> np.ndarray:
    return np.array([value if 0 < value < np.inf else np.nan for value in values])


def _name_line(axes: Axes, name: str, values: Sequence[float], colour: str) -> None:
    """The name of a line at its end; or, where nothing can be drawn, that all is 0."""
    shown = _positive(values)
    there = np.flatnonzero(np.isfinite(shown))
    if there.size:
        k = there[-1]
        axes.annotate(
            name,
            (float(k + 1), float(shown[k])),
            (8, 0),
            textcoords="offset points",
            color=colour,
            va="center",
        )
    if there.size < len(shown):
        taken = sum("= 0" in text.get_text() for text in axes.texts)
        where = f"{len(shown) - there.size} of {len(shown)}"
        axes.text(
            0.03,
            0.04 + 0.13 * taken,
            f"{name} = 0: {where}",
            color=colour,
            transform=axes.transAxes,
        )


def _ratios(axes: Axes, ratios: Sequence[float]) -> None:
    shown = _positive(ratios)
    axes.plot(range(1, len(shown) + 1), shown, "o", color=GREEN)
    axes.axhline(1e-3, color=GREY, lw=1.5, ls="--")
    axes.text(len(shown) + 0.4, 9e-4, "0.001", color=GREY, ha="right", va="top")
    axes.set(title="update / weight", xlabel="layer (number)", ylabel="ratio, log scale")
    low, high = np.nanmin([*shown, 1e-4]), np.nanmax([*shown, 1e-2])
    axes.set(yscale="log", ylim=(low / 3, high * 3), xlim=(0.5, len(shown) + 0.5))
    if not np.isfinite(shown).all():
        missing = np.count_nonzero(~np.isfinite(shown))
        axes.text(
            0.97,
            0.9,
            f"no update, or no weight,\nin {missing} of {len(shown)} layers",
            transform=axes.transAxes,
            ha="right",
            va="top",
        )


@styled
def amplification(
    factors: Mapping[int, Mapping[str, Sequence[float]]], message: str, highest: Mapping[int, float]
) -> Figure:
    """How much more z changes than the weights, layer by layer, a panel for each width.

    `factors` maps a width to {batch: factor in layer 1, 2, …}; `highest` to the bound √n.
    """
    figure, panels = figure_panels(message, len(factors), 4.3, sharey=True)
    for axes, (width, curves) in zip(panels, factors.items(), strict=True):
        for (name, curve), (marker, colour) in zip(curves.items(), CURVES, strict=False):
            axes.plot(range(2, len(curve) + 2), curve, marker=marker, color=colour, label=name)
        axes.axhline(highest[width], color=BLACK, lw=1.5, ls="--", label=r"$\sqrt{n}$")
        axes.set(title=f"width {width}", xlabel="hidden layer (number)")
        axes.set_ylim(0, 1.2 * max(highest.values()))
    panels[0].set_ylabel("change of z / change of W\n(both relative)")
    figure.legend(
        *panels[0].get_legend_handles_labels(), loc="outside lower center", frameon=False, ncols=4
    )
    return figure


@styled
def rates(nets: Mapping[str, Sequence[tuple[float, float]]], message: str) -> Figure:
    """Losses after a fixed number of steps against the update-to-weight ratio, a curve for each
    net; `nets` maps a name to (ratio, loss) for rising learning rates."""
    figure, (axes,) = figure_panels(message, 1, 4.5)
    for (name, points), (marker, colour) in zip(nets.items(), CURVES, strict=False):
        axes.plot(*zip(*points, strict=True), marker=marker, color=colour, label=name)
    axes.axvline(1e-3, color=GREY, lw=1.5, ls="--")
    axes.annotate("0.001", (1e-3, 2.35), (5, 4), textcoords="offset points", color=GREY)
    axes.set(
        xscale="log",
        yscale="log",
        xlabel="update / weight, median of 20 first steps and of layers (no unit)",
        ylabel="loss after 100 steps (nats)",
    )
    figure.legend(loc="outside right center", frameon=False)
    return figure


@styled
def spikes(runs: Mapping[str, tuple[Sequence[float], Sequence[float]]], message: str) -> Figure:
    """Losses and largest update-to-weight ratios, step by step, of several runs.

    `runs` maps a name to (losses, ratios); a curve ends where its numbers do.
    """
    figure, (left, right) = figure_panels(message, 2, 4.3)
    for (name, (losses, ratios)), (marker, colour) in zip(runs.items(), CURVES, strict=False):
        for axes, curve in ((left, losses), (right, ratios)):
            axes.plot(curve, marker=marker, markevery=10, color=colour, label=name)
        if max(losses) > 1e4:
            left.annotate(
                f"{name}: NaN after step {len(losses) - 1}", (len(losses) + 3, 2e3), color=colour
            )
    left.set(yscale="log", xlabel="step (number)", ylabel="loss (nats)", ylim=(1e-2, 1e4))
    right.set(yscale="log", xlabel="step (number)", ylabel="largest update / weight (no unit)")
    right.set_ylim(1e-3, 1e2)
    right.axhline(1, color=GREY, lw=1.5, ls="--")
    right.annotate(
        "as large as the weights", (118, 1), (0, 5), textcoords="offset points", ha="right"
    )
    figure.legend(
        *left.get_legend_handles_labels(), loc="outside lower center", frameon=False, ncols=3
    )
    return figure
