"""The lecturer's view of one assignment: who needs a person, how hard each exercise was, and which
slips the class made."""

from __future__ import annotations

import io
import math
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import matplotlib
import numpy as np
from markupsafe import Markup
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from autograder.model import GRADED, Cell, Exam, Report
from autograder.pages import html
from autograder.pages.decks.figures import lean_svg
from autograder.pages.feedback import released

__all__ = ["Total", "class_report"]

STEPS = (0.1, 0.25, 0.5, 1, 2, 3, 4, 5, 10, 20, 25, 50)  # widths of a histogram's bins, in points
BINS = 10  # at most, so that each can carry its count
NAMES_SHOWN = 8  # of the students who made one slip
SLIPS_SHOWN = 20
ENOUGH_TO_DISCRIMINATE = 8  # students, below which a correlation is noise
INK, BAR = "#010203", "#040506"  # stand for the page's own colours, light and dark


def class_report(
    exam: Exam,
    reports: Sequence[Report],
    *,
    totals: Mapping[str, Total] | None = None,
    slip_names: Mapping[str, str] | None = None,
    feedback_url: Callable[[str], str] | None = None,
    notes: Sequence[str] = (),
) -> str:
    """The class's page as one HTML text: same arguments, same bytes.

    `totals` are the gradebook's, by student (else the machine's points count); `feedback_url` gives
    the address of one student's page; `notes` are lines that stand on top. Submissions that could
    not be graded are listed, and left out of every statistic.
    """
    exam = released(exam)  # its titles are those of the students' pages
    slip_names = slip_names or {}
    reports = sorted(reports, key=lambda report: report.student)
    totals = {one.student: Total.of(one) for one in reports} | dict(totals or {})
    graded = [report for report in reports if not _problem(report)]
    scores = [totals[report.student].score for report in graded]
    most = max((one.max_score for one in totals.values()), default=exam.max_score())
    return html.render(
        "report.html.j2",
        exam=exam,
        reports=reports,
        graded=graded,
        students=[_student(report, totals[report.student], feedback_url) for report in reports],
        max_score=most,
        numbers=_numbers(scores),
        histogram=_histogram(scores, most),
        exercises=_exercises(exam, graded, slip_names),
        slips=_slips(exam, graded, slip_names),
        notes=notes,
        discriminates=len(graded) >= ENOUGH_TO_DISCRIMINATE,
        attention=sum(
            bool(_problem(report) or totals[report.student].waiting) for report in reports
        ),
    )


@dataclass(frozen=True)
class Total:
    """What a submission counts: `score` after `late_penalty`, and how many cells are `waiting` for
    a person."""

    score: float
    max_score: float
    late_penalty: float = 0.0
    waiting: int = 0

    @classmethod
    def of(cls, report: Report) -> Total:
        """From the machine's points alone."""
        return cls(report.score, report.max_score, 0.0, len(report.waiting))


def _problem(report: Report) -> str:
    return report.problem or report.answers.problem


@dataclass(frozen=True)
class _Student:
    name: str
    score: float
    waiting: int
    late: float
    problem: str
    notes: int
    url: str


def _student(
    report: Report,
    total: Total,
    feedback_url: Callable[[str], str] | None,
) -> _Student:
    return _Student(
        report.student,
        total.score,
        total.waiting,
        total.late_penalty,
        _problem(report),
        len(report.answers.notes),
        html.link(feedback_url(report.student)) if feedback_url else "",
    )


def _numbers(scores: Sequence[float]) -> dict[str, float]:
    """Mean, median and quartiles (linear between neighbours); empty for no scores."""
    if not scores:
        return {}
    low, median, high = np.percentile(scores, [25, 50, 75])
    return {
        "mean": float(np.mean(scores)),
        "median": float(median),
        "low": float(low),
        "high": float(high),
    }


@dataclass(frozen=True)
class _Exercise:
    """full + part + none students were marked; share is the mean part of the points earned."""

    title: str
    max_points: float
    full: int
    part: int
    none: int
    waiting: int
    share: float | None
    discrimination: float | None
    slip: str


def _exercises(exam: Exam, reports: Sequence[Report], names: Mapping[str, str]) -> list[_Exercise]:
    titles = exam.exercises()
    earned = np.array([[_share(report, cells) for _, cells in titles] for report in reports])
    earned = earned.reshape(len(reports), len(titles))  # (students, exercises)
    points = np.array([sum(cell.points for cell in _graded(cells)) for _, cells in titles])
    rows = []
    for k, (title, cells) in enumerate(titles):
        known = earned[:, k][~np.isnan(earned[:, k])]
        rows.append(
            _Exercise(
                title,
                float(points[k]),
                int(np.sum(known >= 1)),
                int(np.sum((known > 0) & (known < 1))),
                int(np.sum(known <= 0)),
                len(reports) - len(known),
                float(np.mean(known)) if len(known) else None,
                _discrimination(earned, points, k),
                _commonest(cells, reports, names),
            )
        )
    return rows


def _commonest(cells: Sequence[Cell], reports: Sequence[Report], names: Mapping[str, str]) -> str:
    """The slip that most students made in these cells, and how many did; "" where none did."""
    ids = {cell.id for cell in _graded(cells)}
    made = Counter(
        slip
        for report in reports
        for slip in sorted(
            {score.slip for score in report.scores if score.id in ids and score.slip}
        )
    )
    if not made:
        return ""
    slip, count = min(made.items(), key=lambda item: (-item[1], item[0]))
    return f"{names.get(slip, slip)} ({count})"


def _graded(cells: Sequence[Cell]) -> list[Cell]:
    return [cell for cell in cells if cell.role in GRADED]


def _share(report: Report, cells: Sequence[Cell]) -> float:
    """Points earned over points marked so far in these cells; NaN when none is marked."""
    ids = {cell.id for cell in _graded(cells)}
    marked = [score for score in report.scores if score.id in ids and score.points is not None]
    most = sum(score.max_points for score in marked)
    return sum(score.points or 0.0 for score in marked) / most if most else math.nan


def _discrimination(earned: np.ndarray, points: np.ndarray, k: int) -> float | None:
    """Corrected item-total correlation: of exercise k with the points of all the others; None
    where it is undefined (few students, or no spread)."""
    rest = np.nansum(np.delete(earned * points, k, axis=1), axis=1)
    known = ~np.isnan(earned[:, k])
    x, y = earned[known, k], rest[known]
    # The tolerance takes what is constant but for rounding as constant.
    if len(x) < ENOUGH_TO_DISCRIMINATE or np.ptp(x) < 1e-9 or np.ptp(y) < 1e-9:
        return None
    return float(np.corrcoef(x, y)[0, 1])


@dataclass(frozen=True)
class _Slip:
    key: str
    words: str
    exercises: tuple[str, ...]
    students: tuple[str, ...]
    sample: str

    @property
    def where(self) -> str:
        """The exercises' titles; what several have in common, before a colon, stands once."""
        parts: dict[str, list[str]] = {}
        for title in self.exercises:
            upper, _, lower = title.partition(": ")
            parts.setdefault(upper, []).extend([lower] if lower else [])
        return "; ".join(
            f"{upper}: {', '.join(lower)}" if lower else upper for upper, lower in parts.items()
        )

    @property
    def names(self) -> str:
        more = len(self.students) - NAMES_SHOWN
        tail = f" and {more} more" if more > 0 else ""
        return ", ".join(self.students[:NAMES_SHOWN]) + tail


def _slips(exam: Exam, reports: Sequence[Report], names: Mapping[str, str]) -> list[_Slip]:
    """Each slip with the exercises it was made in and who made it, the commonest first."""
    titles = {cell.id: title for title, cells in exam.exercises() for cell in _graded(cells)}
    made: dict[str, dict[str, str]] = {}  # slip -> student -> the first reason
    where: dict[str, set[str]] = {}
    for report in reports:
        for score in report.scores:
            if score.slip and score.id in titles:
                made.setdefault(score.slip, {}).setdefault(report.student, score.reason)
                where.setdefault(score.slip, set()).add(titles[score.id])
    order = list(dict.fromkeys(titles.values()))
    common = sorted(
        made.items(),
        key=lambda item: (-len(item[1]), min(map(order.index, where[item[0]])), item[0]),
    )[:SLIPS_SHOWN]
    return [
        _Slip(
            key,
            names.get(key, key),
            tuple(sorted(where[key], key=order.index)),
            tuple(students),
            html.plain(next(iter(students.values())), 2_000),
        )
        for key, students in common
    ]


def _edges(scores: Sequence[float], most: float) -> np.ndarray:
    """Bins of equal width that hold equally many possible scores: whole scores stand inside their
    bins (0 and 1, 2 and 3, …), others start at 0."""
    whole = all(score == round(score) for score in scores)
    step = next((w for w in STEPS if most / w <= BINS and (w >= 1 or not whole)), most / BINS)
    if whole and step == round(step):
        return np.arange(-0.5, most + step, step)
    return np.arange(math.ceil(round(most / step, 6)) + 1) * step


def _histogram(scores: Sequence[float], max_score: float) -> Markup:
    """How many students have which score, as inline SVG; "" when there is none to show."""
    if not scores or max_score <= 0:
        return Markup("")
    edges = _edges(scores, max(max_score, *scores))
    counts, _ = np.histogram(scores, edges)
    median = float(np.median(scores))
    look: Any = {"svg.hashsalt": "good-start", "svg.fonttype": "none", "font.size": 10}
    for part in ("text.color", "axes.edgecolor", "axes.labelcolor", "xtick.color", "ytick.color"):
        look[part] = INK
    with matplotlib.rc_context(look):
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
        if edges[0] < 0 and edges[-1] < 100:  # bins of whole scores, named by them
            low, high = np.ceil(edges[:-1]).astype(int), np.floor(edges[1:]).astype(int)
            axes.set_xticks(
                (edges[:-1] + edges[1:]) / 2,
                [f"{a}–{b}" if b > a else f"{a}" for a, b in zip(low, high, strict=True)],
            )
        axes.yaxis.set_major_locator(MaxNLocator(nbins=6, integer=True))
        axes.spines[["top", "right"]].set_visible(False)
        return _svg(figure, f"Histogram of {len(scores)} scores, median {html.number(median)}")


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
