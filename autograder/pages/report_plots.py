"""The figures of the reports, as SVG in the page's own colours, each with its numbers as rows."""

from __future__ import annotations

import io
import itertools
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import matplotlib
import numpy as np
from markupsafe import Markup
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from autograder.pages import html
from autograder.pages.decks.figures import lean_svg

__all__ = ["Plot", "histogram", "progress"]

STEPS = (0.1, 0.25, 0.5, 1, 2, 3, 4, 5, 10, 20, 25, 50)  # widths of a histogram's bins, in points
BINS = 10  # at most, so that each can carry its count
INK, BAR = "#010203", "#040506"  # stand for the page's own colours, light and dark


@dataclass(frozen=True)
class Plot:
    """A figure, and its numbers: the heads of the columns, then the rows."""

    svg: Markup
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def __bool__(self) -> bool:
        return bool(self.svg)


NONE = Plot(Markup(""), (), ())


def _look() -> Any:
    look: dict[str, Any] = {
        "svg.hashsalt": "good-start",
        "svg.fonttype": "none",
        "font.size": 10,
    }
    for part in ("text.color", "axes.edgecolor", "axes.labelcolor", "xtick.color", "ytick.color"):
        look[part] = INK
    return look


def _edges(scores: Sequence[float], most: float) -> np.ndarray:
    """Bins of equal width that hold equally many possible scores: whole scores stand inside their
    bins (0 and 1, 2 and 3, …), others start at 0."""
    whole = all(score == round(score) for score in scores)
    step = next((w for w in STEPS if most / w <= BINS and (w >= 1 or not whole)), most / BINS)
    if whole and step == round(step):
        return np.arange(-0.5, most + step, step)
    return np.arange(math.ceil(round(most / step, 6)) + 1) * step


def _bin_names(edges: np.ndarray) -> list[str]:
    """The scores in each bin, in words."""
    if edges[0] >= 0:
        last = len(edges) - 2
        return [
            f"{html.number(a)} to {'' if k == last else 'below '}{html.number(b)}"
            for k, (a, b) in enumerate(itertools.pairwise(edges))
        ]
    low, high = np.ceil(edges[:-1]).astype(int), np.floor(edges[1:]).astype(int)
    return [f"{a}–{b}" if b > a else f"{a}" for a, b in zip(low, high, strict=True)]


def histogram(scores: Sequence[float], max_score: float) -> Plot:
    """Return how many students have which score; an empty plot when there is none to show."""
    if not scores or max_score <= 0:
        return NONE
    edges = _edges(scores, max(max_score, *scores))
    counts, _ = np.histogram(scores, edges)
    median = float(np.median(scores))
    with matplotlib.rc_context(_look()):
        figure = Figure(figsize=(5.2, 2.5), layout="constrained")
        axes = figure.add_subplot()
        bars = axes.bar(
            edges[:-1],
            counts,
            np.diff(edges),
            align="edge",
            color=BAR,
            edgecolor="white",
            linewidth=0.8,
        )
        axes.bar_label(bars, [str(n) if n else "" for n in counts], padding=2)
        axes.plot(
            median, 1, marker="v", color=INK, transform=axes.get_xaxis_transform(), clip_on=False
        )
        axes.annotate(
            f"median {html.number(median)}",
            (median, 1),
            (7, 0),
            va="center",
            annotation_clip=False,
            xycoords=("data", "axes fraction"),
            textcoords="offset points",
        )
        axes.set(
            xlabel=f"score (points, of {html.number(max_score)})",
            ylabel="students",
            xlim=(edges[0], edges[-1]),
            ylim=(0, counts.max() * 1.25),
        )
        names = _bin_names(edges)
        if edges[0] < 0 and edges[-1] < 100:  # bins of whole scores, named by them
            axes.set_xticks((edges[:-1] + edges[1:]) / 2, names)
        axes.yaxis.set_major_locator(MaxNLocator(nbins=6, integer=True))
        axes.spines[["top", "right"]].set_visible(False)
        told = f"Histogram of {len(scores)} scores, median {html.number(median)}"
        rows = tuple((name, str(n)) for name, n in zip(names, counts, strict=True))
        return Plot(_svg(figure, told), ("Score", "Students"), rows)


def progress(
    names: Sequence[str],
    quartiles: Sequence[tuple[float, float, float]],
    own: Sequence[float | None] = (),
) -> Plot:
    """Return how a class did over the term: for each assignment in order, the middle half of the
    class and its median, as percentages of the points; `own` is one student's. An empty plot for
    none."""
    if not names:
        return NONE
    x = np.arange(len(names))
    low, median, high = np.array(quartiles, float).T
    with matplotlib.rc_context(_look()):
        figure = Figure(
            figsize=(min(9.0, max(5.4, 2 + 0.7 * len(names))), 2.9), layout="constrained"
        )
        axes = figure.add_subplot()
        bars = axes.bar(x, high - low, 0.5, low, color=BAR, alpha=0.45)
        bars.set_label("middle half of the class")
        axes.plot(x, median, color=INK, linewidth=1, marker="_", ms=16, mew=2.5, label="median")
        if own:
            mine = np.array([np.nan if one is None else one for one in own])
            axes.plot(x, mine, color=INK, linestyle="", marker="o", ms=8, label="this student")
        many = len(names) > 4
        axes.set_xticks(x, names, rotation=30 if many else 0, ha="right" if many else "center")
        axes.set(ylabel="score (% of the points)", ylim=(-3, max(103, high.max() + 3)))
        axes.set_xlim(-0.6, len(names) - 0.4)
        axes.spines[["top", "right"]].set_visible(False)
        figure.legend(loc="outside upper left", frameon=False, ncols=3)
        told = "; ".join(f"{n}: median {m:.0f} %" for n, m in zip(names, median, strict=True))
        heads: tuple[str, ...] = ("Assignment", "Quarter below", "Median", "Quarter above")
        rows = [(n, *(f"{v:.0f} %" for v in q)) for n, q in zip(names, quartiles, strict=True)]
        if own:
            heads += ("This student",)
            shown = ["–" if one is None else f"{one:.0f} %" for one in own]
            rows = [(*row, one) for row, one in zip(rows, shown, strict=True)]
        return Plot(_svg(figure, f"Scores over the term; {told}"), heads, tuple(rows))


def _svg(figure: Figure, label: str) -> Markup:
    """The figure as inline SVG in the page's own colours and font, without dates or loose ids."""
    figure.patch.set_visible(False)
    for axes in figure.axes:
        axes.patch.set_visible(False)
    file = io.StringIO()
    FigureCanvasSVG(figure).print_svg(file, metadata={"Date": None, "Creator": None})
    svg = file.getvalue()
    svg = svg[svg.index("<svg") :].replace(INK, "currentColor").replace(BAR, "var(--bar)")
    svg = lean_svg(svg)
    used = set(re.findall(r"#([\w.-]+)", svg))
    svg = re.sub(r' id="([\w.-]+)"', lambda m: m[0] if m[1] in used else "", svg)
    head = Markup('<svg role="img" aria-label="{}"').format(label)
    return Markup(svg.replace("<svg", str(head), 1))
