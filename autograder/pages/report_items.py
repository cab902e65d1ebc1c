"""What a class's points say of the exercises and of the slips: how hard each exercise was, whether
it tells strong answers from weak ones, and what to do about it."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from autograder.model import GRADED, Cell, Exam, Report
from autograder.pages import html

__all__ = ["RULES", "Exercise", "Slip", "Total", "advice", "exercises", "problem_of", "slips"]

NAMES_SHOWN = 8  # of the students who made one slip
SLIPS_SHOWN = 20
ENOUGH = 8  # students, below which a correlation is noise
NEARLY_ALL, HARDLY_ANY = 0.9, 0.3  # mean parts of the points
MANY_WAIT = 0.1  # of the answers: those that are marked by themselves, blank, weigh too much
WEAK = 0.2  # of a correlation; Ebel and Frisbie, Essentials of Educational Measurement, ch. 13

# What is said of an exercise, the first that holds: (when, what).
RULES = (
    (
        f"more than {MANY_WAIT:.0%} of the answers wait for a mark",
        "mark the answers that wait: until then the blank ones weigh too much",
    ),
    (
        "discrimination below 0",
        "those who do well elsewhere fail here: read the test first",
    ),
    (
        f"mean earned {NEARLY_ALL:.0%} or more",
        "nearly everybody passes: keep it as a warm-up, or ask for more",
    ),
    (
        f"mean earned {HARDLY_ANY:.0%} or less",
        "hardly anybody passes: read the task and the test, then teach it again",
    ),
    (
        f"discrimination below {WEAK:g}",
        "it hardly tells strong answers from weak ones: see whether its test is too strict or too "
        "lenient",
    ),
    ("else", "nothing to do"),
)


@dataclass(frozen=True)
class Total:
    """What a submission counts: `score` after `late_penalty`, and how many cells are `waiting` for
    a person."""

    score: float
    max_score: float
    late_penalty: float = 0.0
    waiting: int = 0
    late: bool = False

    @classmethod
    def of(cls, report: Report) -> Total:
        """From the machine's points alone."""
        return cls(report.score, report.max_score, 0.0, len(report.waiting))

    def __add__(self, other: Total) -> Total:
        """Of an assignment of several notebooks."""
        return Total(
            self.score + other.score,
            self.max_score + other.max_score,
            self.late_penalty + other.late_penalty,
            self.waiting + other.waiting,
            self.late or other.late,
        )


def advice(
    share: float | None, discrimination: float | None, students: int, waiting: int = 0
) -> str:
    """Return what to do about an exercise, by RULES: `share` is the mean part of its points that
    was earned by so many students, beside whom so many wait for a mark. "" where too few were
    marked to say anything."""
    if share is None or students < ENOUGH:
        return ""
    said = [
        waiting > MANY_WAIT * (students + waiting),
        discrimination is not None and discrimination < 0,
        share >= NEARLY_ALL,
        share <= HARDLY_ANY,
        discrimination is not None and discrimination < WEAK,
        True,
    ]
    return RULES[said.index(True)][1]


def problem_of(report: Report) -> str:
    """Return why a submission could not be graded, "" where it could."""
    return report.problem or report.answers.problem


@dataclass(frozen=True)
class Exercise:
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
    advice: str


def exercises(exam: Exam, reports: Sequence[Report], names: Mapping[str, str]) -> list[Exercise]:
    """Return a row for each exercise of the exam; `names` name slips by key."""
    titles = exam.exercises()
    earned = np.array([[_share(report, cells) for _, cells in titles] for report in reports])
    earned = earned.reshape(len(reports), len(titles))  # (students, exercises)
    points = np.array([sum(cell.points for cell in _graded(cells)) for _, cells in titles])
    rows = []
    for k, (title, cells) in enumerate(titles):
        known = earned[:, k][~np.isnan(earned[:, k])]
        share = float(np.mean(known)) if len(known) else None
        discrimination = _discrimination(earned, points, k)
        rows.append(
            Exercise(
                title,
                float(points[k]),
                int(np.sum(known >= 1)),
                int(np.sum((known > 0) & (known < 1))),
                int(np.sum(known <= 0)),
                len(reports) - len(known),
                share,
                discrimination,
                _commonest(cells, reports, names),
                advice(share, discrimination, len(known), len(reports) - len(known)),
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
    if len(x) < ENOUGH or np.ptp(x) < 1e-9 or np.ptp(y) < 1e-9:
        return None
    return float(np.corrcoef(x, y)[0, 1])


@dataclass(frozen=True)
class Slip:
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


def slips(exam: Exam, reports: Sequence[Report], names: Mapping[str, str]) -> list[Slip]:
    """Return each slip with the exercises it was made in and who made it, the commonest first."""
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
        Slip(
            key,
            names.get(key, key),
            tuple(sorted(where[key], key=order.index)),
            tuple(students),
            html.plain(next(iter(students.values())), 2_000),
        )
        for key, students in common
    ]
