"""Pictures for lesson 12, the source check: one form for every claim, and the board of verdicts.

>>> figure = panel("E6 · ReLU halves the variance", "false", {"Var a / Var z": [0.34, 0.35]},
...                "share kept (no unit)", claimed=0.5)
>>> [axes.get_xlabel() for axes in figure.axes]
['share kept (no unit)']
>>> verdict_of("holds only if the fans are equal")
'holds only if'
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from initlab.figures.style import (
    BLUE,
    GREEN,
    GREY,
    ORANGE,
    PALE,
    VERMILLION,
    figure_panels,
    styled,
)

__all__ = ["board", "panel", "verdict_of"]

VERDICTS = {"holds": GREEN, "holds only if": BLUE, "false": VERMILLION, "can't be told": GREY}
Numbers = float | Sequence[float]


def verdict_of(words: str) -> str:
    """Return which of the four verdicts the words begin with; ValueError for any other."""
    fitting = [verdict for verdict in VERDICTS if words.startswith(verdict)]
    if not fitting:
        raise ValueError(f"a verdict begins with one of {', '.join(VERDICTS)}: {words!r}")
    return max(fitting, key=len)


@styled
def panel(
    title: str,
    verdict: str,
    measured: Mapping[str, Sequence[float]],
    x: str,
    *,
    claimed: Numbers | Mapping[str, Numbers],
    derived: Mapping[str, float] | None = None,
    log: bool = False,
) -> Figure:
    """Claimed against measured, a row for each case: its runs, their range and their median.

    `claimed` is one number for all rows, several, or a number for each row it names; `derived` has
    the exact value where a formula gives one. The right margin says median and range in digits.
    """
    figure, (axes,) = figure_panels(title, 1, 2.0 + 0.45 * len(measured))
    axes.set_title(
        f"verdict: {verdict}",
        color="white",
        fontweight="bold",
        pad=12,
        bbox={"facecolor": VERDICTS[verdict_of(verdict)], "edgecolor": "none", "pad": 4},
    )
    for row, (name, values) in enumerate(measured.items()):
        runs = np.asarray(values, dtype=float)
        if row % 2 == 0:
            axes.axhspan(row - 0.5, row + 0.5, color=PALE, alpha=0.5, lw=0, zorder=0)
        _claims(axes, row, claimed.get(name, ()) if isinstance(claimed, Mapping) else claimed)
        axes.plot([runs.min(), runs.max()], [row, row], color=BLUE, lw=5, alpha=0.4)
        axes.plot(runs, np.full(runs.size, row), "|", color=BLUE, ms=9, mew=1)
        axes.plot(np.median(runs), row, "o", color=BLUE, ms=9)
        if derived and name in derived:
            axes.plot(derived[name], row, "D", mfc="none", mec="black", mew=1.8, ms=13)
        axes.annotate(
            _digits(runs), (1.02, row), xycoords=("axes fraction", "data"), va="center", fontsize=12
        )
    axes.set(
        yticks=range(len(measured)),
        yticklabels=list(measured),
        ylim=(len(measured) - 0.5, -0.5),
        xlabel=x,
        xscale="log" if log else "linear",
    )
    axes.margins(x=0.08)
    axes.tick_params(axis="y", length=0)
    _legend(figure, bool(derived))
    return figure


def _claims(axes: Axes, row: int, values: Numbers) -> None:
    """Mark what is claimed for a row, as high as the row."""
    for value in np.atleast_1d(np.asarray(values, dtype=float)):
        axes.plot([value, value], [row - 0.42, row + 0.42], color=ORANGE, lw=4, ls=(0, (1.5, 0.6)))


def _digits(runs: np.ndarray) -> str:
    """Return "median (smallest – largest)", or the number alone where all runs agree."""
    low, middle, high = (f"{number:.3g}" for number in (runs.min(), np.median(runs), runs.max()))
    return middle if low == high else f"{middle}  ({low} to {high})"


def _legend(figure: Figure, derived: bool) -> None:
    """Say below the panel what the marks are."""
    axes = figure.axes[0]
    marks = [
        *axes.plot([], [], color=ORANGE, lw=4, ls=(0, (1.5, 0.6)), label="claimed"),
        *axes.plot([], [], "o", color=BLUE, ms=9, label="measured: median and range of the runs"),
    ]
    if derived:
        marks += axes.plot(
            [], [], "D", mfc="none", mec="black", mew=1.8, ms=10, label="derived (exact)"
        )
    figure.legend(handles=marks, loc="outside lower center", frameon=False, ncols=3)


@styled
def board(verdicts: Mapping[str, str], message: str) -> Figure:
    """One tile for each claim, by its key, in the row of its verdict."""
    rows: dict[str, list[str]] = {verdict: [] for verdict in VERDICTS}
    for key, verdict in verdicts.items():
        rows[verdict_of(verdict)].append(key)
    figure, (axes,) = figure_panels(message, 1, 3.4)
    for row, (verdict, keys) in enumerate(rows.items()):
        for place, key in enumerate(sorted(keys, key=lambda key: int(key[1:]))):
            tile = Rectangle((place + 0.04, row - 0.4), 0.92, 0.8, color=VERDICTS[verdict])
            axes.add_patch(tile)
            axes.text(place + 0.5, row, key, ha="center", va="center", color="white", weight="bold")
    axes.set(
        yticks=range(len(rows)),
        yticklabels=list(rows),
        ylim=(len(rows) - 0.5, -0.5),
        xlim=(0, max(map(len, rows.values())) + 0.2),
        xlabel="claims (number)",
    )
    return figure
