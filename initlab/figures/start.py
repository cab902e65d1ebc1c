"""Pictures of where a network starts: lessons 00 (first loss) and 02 (symmetry).

Every function returns a closed figure, 10 inches wide, in the style of `initlab.figures.fans`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from initlab.figures.style import (
    BLACK,
    BLUE,
    CURVES,
    GREY,
    ORANGE,
    SKY,
    VERMILLION,
    figure_panels,
    styled,
)

__all__ = ["curves", "first_losses", "hikers", "maps", "unit_trails"]


@styled
def hikers(
    w: np.ndarray,
    v: np.ndarray,
    height: np.ndarray,
    walks: Mapping[str, np.ndarray],
    heights: Mapping[str, np.ndarray],
    message: str,
) -> Figure:
    """A map of the loss over two weights with the way of each hiker, and their heights by step.

    `w`, `v` and `height` are grids of one shape; `walks` maps a name to places (steps + 1, 2),
    `heights` to the loss at each of them.
    """
    figure, (chart, race) = figure_panels(message, 2, 4.7)
    shades = chart.contourf(w, v, height, levels=16, cmap="Greys", vmax=1.7 * height.max())
    chart.contour(w, v, height, levels=16, colors="white", linewidths=0.5)
    figure.colorbar(shades, ax=chart, label="height = loss (no unit)")
    for (name, places), (marker, colour) in zip(walks.items(), CURVES, strict=False):
        chart.plot(*places.T, color=colour, marker=".", ms=5, lw=2)
        chart.plot(*places[0], marker=marker, ms=12, color=colour, mec="white", mew=1.5)
        chart.plot(*places[-1], marker="x", ms=11, mew=3, color=colour)
        up = places[0][1] > 0.5
        chart.annotate(
            name,
            places[0],
            xytext=(-8, 10 if up else -10),
            color=colour,
            ha="right",
            textcoords="offset points",
            va="bottom" if up else "top",
            bbox={"boxstyle": "round", "fc": "white", "ec": "none", "alpha": 0.85},
        )
        race.plot(heights[name], color=colour, marker=marker, markevery=10)
        race.annotate(
            name,
            (len(places) - 1, heights[name][-1]),
            xytext=(0, 9 + 18 * up),
            textcoords="offset points",
            color=colour,
            ha="right",
        )
    chart.set(
        title="the map: ● start, × end",
        xlabel="weight $w$ (no unit)",
        ylabel="weight $v$ (no unit)",
        aspect="equal",
    )
    race.set(
        title="the race",
        xlabel="step (number)",
        ylabel="height = loss (no unit)",
        ylim=(-0.2, 1.2 * max(map(max, heights.values()))),
    )
    return figure


@styled
def curves(
    runs: Mapping[str, Sequence[float]],
    message: str,
    x: str,
    y: str,
    log: bool = True,
    top: float = np.inf,
) -> Figure:
    """A value at step 0, 1, 2, … of several runs, cut at the height `top`; a run that becomes NaN
    says at which step."""
    figure, (axes,) = figure_panels(message, 1, 4.3)
    for (name, run), (marker, colour) in zip(runs.items(), CURVES, strict=False):
        values = np.asarray(run, dtype=float)
        axes.plot(
            values, color=colour, marker=marker, markevery=max(1, len(values) // 10), label=name
        )
        if np.isnan(values).any():
            last = int(np.flatnonzero(values < top)[-1])
            axes.plot(last, values[last], marker=marker, color=colour)
            axes.annotate(
                f"NaN at step {np.isnan(values).argmax()}",
                (last, values[last]),
                xytext=(16, -4),
                textcoords="offset points",
                color=colour,
            )
    axes.set(xlabel=x, ylabel=y, yscale="log" if log else "linear")
    axes.margins(y=0.1)
    if np.isfinite(top):
        lowest = min(np.nanmin(run) for run in runs.values())
        axes.set_ylim(lowest / 2 if log else lowest - 0.1 * (top - lowest), top)
    figure.legend(loc="outside right center", frameon=False)
    return figure


@styled
def first_losses(
    std: np.ndarray, loss: np.ndarray, nets: np.ndarray, classes: int, message: str
) -> Figure:
    """The mean first loss against the logits' std, and real networks as points.

    `std` and `loss` are the curve; `nets` is (networks, 2): each one's logit std and first loss.
    The right panel is the left one's corner, with the estimate for small logits.
    """
    figure, panels = figure_panels(message, 2, 4.6)
    corner = 2.0
    fine = np.linspace(0, corner, 101)
    for axes, far in zip(panels, (std.max(), corner), strict=True):
        inside = nets[nets[:, 0] <= far]
        axes.plot(std, loss, color=BLUE, label="independent normal logits", zorder=2)
        axes.plot(*inside.T, "o", color=VERMILLION, ms=6, mec="white", label="networks", zorder=3)
        axes.axhline(np.log(classes), color=BLACK, lw=1.5, ls="--", zorder=1)
        axes.set(
            xlim=(0, far),
            xlabel="standard deviation of the logits (no unit)",
            ylabel="first loss (nats)",
        )
    panels[0].set(title="the whole range", ylim=(0, 1.08 * max(loss.max(), nets[:, 1].max())))
    panels[0].text(0.4 * std.max(), np.log(classes) + 0.8, f"ln {classes}")
    panels[1].plot(
        fine,
        np.log(classes) + fine**2 / 2 * (1 - 1 / classes),
        color=ORANGE,
        ls=":",
        label="small logits: ln C + ½σ²(1 − 1/C)",
    )
    panels[1].set(title="the corner at the lower left", ylim=(np.log(classes) - 0.3, 4.3))
    panels[1].legend(loc="upper left", frameon=False)
    return figure


@styled
def maps(
    X: np.ndarray,
    y: np.ndarray,
    outputs: Mapping[str, Callable[[np.ndarray], np.ndarray]],
    message: str,
) -> Figure:
    """For each network, which places it takes for class 1, and the points (n, 2) it learned from.

    `outputs` maps a name to a function from places (m, 2) to outputs (m,), above 0 for class 1.
    """
    figure, panels = figure_panels(message, len(outputs), 4.1)
    across, up = np.meshgrid(*[np.linspace(-1.5, 1.5, 151)] * 2)
    for axes, (name, output) in zip(panels, outputs.items(), strict=True):
        inside = output(np.column_stack([across.ravel(), up.ravel()])).reshape(across.shape) > 0
        axes.contourf(across, up, inside, levels=[-0.5, 0.5, 1.5], colors=["white", SKY], alpha=0.5)
        axes.plot(*X[y == 0].T, "s", ms=4, color=VERMILLION, label="outer ring")
        axes.plot(*X[y == 1].T, "o", ms=4, color=BLUE, label="inner ring")
        axes.set(
            title=name,
            xlabel="$x_1$ (no unit)",
            ylabel="$x_2$ (no unit)",
            aspect="equal",
            xticks=[-1, 0, 1],
            yticks=[-1, 0, 1],
        )
    handles, labels = panels[0].get_legend_handles_labels()
    figure.legend(
        [*handles, Patch(color=SKY, alpha=0.5)],
        [*labels, "taken for inner"],
        loc="outside lower center",
        ncols=3,
        frameon=False,
    )
    return figure


@styled
def unit_trails(trails: Mapping[str, np.ndarray], message: str) -> Figure:
    """The way of each unit's two incoming weights during training, a panel for each start.

    `trails` maps a name to an array (times, 2, units).
    """
    figure, panels = figure_panels(message, len(trails), 4.6)
    for axes, (name, trail) in zip(panels, trails.items(), strict=True):
        for unit in range(trail.shape[2]):
            axes.plot(*trail[:, :, unit].T, color=GREY, lw=1.5, zorder=1)
        axes.plot(*trail[0], "o", ms=9, mfc="white", mec=BLACK, mew=2, ls="", label="start")
        axes.plot(*trail[-1], "D", ms=8, color=BLUE, mec="white", ls="", label="end")
        ends = len(np.unique(trail[-1].round(6), axis=1).T)
        axes.set(
            title=f"{name} start: {trail.shape[2]} units, {ends} place{'s' * (ends > 1)}",
            xlabel="weight from $x_1$ (no unit)",
            ylabel="weight from $x_2$ (no unit)",
        )
        axes.margins(0.15)
    panels[0].legend(loc="upper left", frameon=False)
    return figure
