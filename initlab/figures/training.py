"""Pictures of lesson 08: the digits, what scale does to the steps, and what the study measured."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from initlab.figures.style import (
    BLACK,
    BLUE,
    CURVES,
    GREY,
    LIGHT_SKY,
    ORANGE,
    PALE,
    VERMILLION,
    figure_panels,
    styled,
)

__all__ = ["chain_steps", "gallery", "learning", "rate_search", "ratios", "rerun", "study_table"]

MARKS = [*CURVES, ("v", ORANGE), ("P", BLACK)]
Interval = tuple[float, float, float]


@styled
def gallery(X: np.ndarray, y: np.ndarray, message: str, columns: int = 12) -> Figure:
    """Show two rows of pictures (n, 64) with their classes (n,); dark is ink."""
    figure, (axes,) = figure_panels(message, 1, 2.9)
    rows = [X[k : k + columns].reshape(-1, 8, 8) for k in (0, columns)]
    gap = np.full((8, 1), X.min())
    strips = [np.hstack([np.hstack([image, gap]) for image in row]) for row in rows]
    axes.imshow(np.vstack([strips[0], np.full((2, strips[0].shape[1]), X.min()), strips[1]]),
                cmap="Greys")  # fmt: skip
    for k in range(2 * columns):
        place = (9 * (k % columns) + 7.6, 10 * (k // columns) + 0.6)
        axes.text(*place, str(y[k]), color=VERMILLION, ha="right", va="center")
    axes.set(xticks=[], yticks=[], xlabel="in red: the class")
    axes.spines[:].set_visible(False)
    return figure


@styled
def chain_steps(
    starts: np.ndarray,
    measured: Mapping[int, Sequence[float]],
    predicted: Mapping[int, Sequence[float]],
    message: str,
) -> Figure:
    """Show the steps that a chain of factors needs against where each factor starts: points as
    counted, lines as derived; a curve for each number of layers."""
    figure, (axes,) = figure_panels(message, 1, 4.4)
    for (depth, counts), (marker, colour) in zip(measured.items(), CURVES, strict=False):
        axes.plot(starts, predicted[depth], color=colour, lw=1.5)
        axes.plot(starts, counts, marker, color=colour, label=f"{depth} layers")
    axes.set(
        xscale="log",
        yscale="log",
        xlabel="where each weight starts (no unit)",
        ylabel="steps to half of the way (number)",
    )
    figure.legend(loc="outside right center", frameon=False, title="● counted, — derived")
    return figure


@styled
def rate_search(
    searches: Mapping[str, tuple[Sequence[float], Sequence[float]]],
    message: str,
    top: float,
) -> Figure:
    """Show the mean training loss against the learning rate, a curve for each start, with its best
    rate ringed; what is above `top` or not finite is left out."""
    figure, (axes,) = figure_panels(message, 1, 4.4)
    for (name, (rates, losses)), (marker, colour) in zip(searches.items(), MARKS, strict=False):
        seen = np.array([np.nan if one is None else one for one in losses], dtype=float)
        seen[~(seen <= top)] = np.nan
        axes.plot(rates, seen, color=colour, marker=marker, label=name)
        best = int(np.nanargmin(seen))
        axes.plot(rates[best], seen[best], "o", ms=17, mfc="none", mec=colour, mew=2)
    axes.set(
        xscale="log",
        ylim=(0, 1.05 * top),
        xlabel="learning rate (no unit), log scale",
        ylabel="training loss, mean over\nthe 600 steps (nats)",
    )
    figure.legend(loc="outside right center", frameon=False, title="○ the best rate")
    return figure


@styled
def learning(
    steps: np.ndarray, losses: Mapping[str, np.ndarray], target: float, message: str
) -> Figure:
    """Show loss curves (runs, looks) of each start: the middle run of those that are finite, and
    a band from the best to the worst; a line marks the target."""
    figure, (axes,) = figure_panels(message, 1, 4.4)
    for (name, runs), (_, colour) in zip(losses.items(), MARKS, strict=False):
        axes.fill_between(
            steps, np.nanmin(runs, axis=0), np.nanmax(runs, axis=0), color=colour, alpha=0.2, lw=0
        )
        axes.plot(steps, np.nanmedian(runs, axis=0), color=colour, label=name)
    axes.axhline(target, color=BLACK, ls="--", lw=1.5)
    axes.text(steps[-1], target * 1.08, f"target {target:g}", ha="right", va="bottom")
    axes.set(
        xlabel="step (number)",
        ylabel="training loss (nats), log scale",
        yscale="log",
        ylim=(0.01, 5),
    )
    axes.set_yticks([0.01, 0.1, 1], ["0.01", "0.1", "1"])
    figure.legend(loc="outside right center", frameon=False, title="middle run, and all")
    return figure


@styled
def study_table(
    cells: Mapping[str, Mapping[str, Sequence[tuple[str, str, float]]]],
    columns: Sequence[int],
    message: str,
    note: str,
) -> Figure:
    """Show a table: a row for each start, a block of columns for each activation.

    `cells[activation][start]` has for each depth (number, its interval, shade from 0 to 1).
    """
    figure, panels = figure_panels(message, len(cells), 4.95, gridspec_kw={"wspace": 0.02})
    for k, (axes, (activation, rows)) in enumerate(zip(panels, cells.items(), strict=True)):
        for i, row in enumerate(rows.values()):
            for j, (number, interval, shade) in enumerate(row):
                colour = LIGHT_SKY if shade > 0.66 else PALE if shade > 0.33 else "white"
                axes.add_patch(_box(j - 0.5, i - 0.5, colour))
                axes.text(j, i - 0.17, number, ha="center", va="center", fontweight="bold")
                axes.text(j, i + 0.23, interval, ha="center", va="center", fontsize=12)
        axes.set(
            title=activation.replace("relu", "ReLU"),
            xlim=(-0.5, len(columns) - 0.5),
            ylim=(len(rows) - 0.5, -0.5),
            xticks=range(len(columns)),
            xticklabels=columns,
            yticks=range(len(rows)),
            yticklabels=list(rows) if k == 0 else [],
            xlabel="hidden layers",
        )
        axes.tick_params(length=0)
        axes.spines[:].set_visible(False)
    figure.text(0.5, -0.01, note, ha="center", va="top")
    return figure


def _box(x: float, y: float, colour: str) -> Rectangle:
    return Rectangle((x, y), 1, 1, fc=colour, ec="white", lw=2)


@styled
def ratios(
    panels: Mapping[str, Mapping[str, Mapping[str, Interval | str]]], message: str, x: str
) -> Figure:
    """Show ratios with their intervals, a panel for each group, a row for each name, a mark for
    each kind; a text stands for a ratio that is not known. Lines mark 1 and 2."""
    figure, axes_of = figure_panels(message, len(panels), 4.6)
    kinds = list(dict.fromkeys(k for rows in panels.values() for row in rows.values() for k in row))
    known = [r for rows in panels.values() for row in rows.values() for r in row.values()]
    low_end = min(r[1] for r in known if not isinstance(r, str)) / 1.2
    high_end = 2 * max(r[2] for r in known if not isinstance(r, str))  # room for "never"
    for axes, (title, rows) in zip(axes_of, panels.items(), strict=True):
        for i, row in enumerate(rows.values()):
            for k, (kind, value) in enumerate(row.items()):
                marker, colour = MARKS[kinds.index(kind)]
                place = i + 0.7 * ((k + 0.5) / len(row) - 0.5)
                if isinstance(value, str):
                    axes.text(
                        0.99, place, value, color=colour, va="center", ha="right",
                        transform=axes.get_yaxis_transform(),
                    )  # fmt: skip
                    continue
                middle, low, high = value
                axes.plot([low, high], [place, place], color=colour, lw=2.5)
                axes.plot(middle, place, marker, color=colour, ms=7)
        axes.axvline(1, color=BLACK, lw=1.2)
        axes.axvline(2, color=GREY, lw=1.5, ls="--")
        axes.set(
            title=title.replace("relu", "ReLU"),
            xscale="log",
            xlabel=x,
            ylim=(len(rows) - 0.5, -0.5),
            yticks=range(len(rows)),
            yticklabels=list(rows),
        )
        ticks = [tick for tick in (0.5, 1, 2, 5, 10, 20) if low_end <= tick <= high_end]
        axes.set_xlim(low_end, high_end)
        axes.set_xticks(ticks, [f"{tick:g}" for tick in ticks])
        axes.minorticks_off()
    handles = [
        axes_of[0].plot([], [], marker, color=colour, label=kind)[0]
        for kind, (marker, colour) in zip(kinds, MARKS, strict=False)
    ]
    figure.legend(handles=handles, loc="outside lower center", ncols=6, frameon=False)
    return figure


@styled
def rerun(pairs: Sequence[tuple[Interval, Interval]], message: str) -> Figure:
    """Show each network's steps in one set of seeds against another, with both intervals; where
    the intervals have no number in common, in another colour."""
    figure, (axes,) = figure_panels(message, 1, 4.7)
    ends = [min(min(pair[0][1], pair[1][1]) for pair in pairs) / 1.2,
            max(max(pair[0][2], pair[1][2]) for pair in pairs) * 1.2]  # fmt: skip
    axes.plot(ends, ends, color=GREY, lw=1, zorder=0)
    for one, other in pairs:
        apart = one[2] < other[1] or other[2] < one[1]
        colour = VERMILLION if apart else BLUE
        axes.plot(one[1:], [other[0]] * 2, color=colour, lw=1.5)
        axes.plot([one[0]] * 2, other[1:], color=colour, lw=1.5)
        axes.plot(one[0], other[0], "s" if apart else "o", color=colour, ms=5)
    for marker, colour, label in (("o", BLUE, "intervals overlap"), ("s", VERMILLION, "apart")):
        axes.plot([], [], marker, color=colour, label=label)
    axes.set(
        xscale="log",
        yscale="log",
        xlabel="steps to the target (number), seeds of the study",
        ylabel="the same, other seeds",
    )
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter("{x:g}")
    figure.legend(loc="outside right center", frameon=False)
    return figure
