"""Marks as CSV for a spreadsheet or a campus system.

RFC 4180 with a header row, but lines end in "\\n" alone: every reader takes that, and files stay
comparable line by line. Text that a spreadsheet would run as a formula gets a leading apostrophe;
numbers stay numbers, and a mark that a person still owes is an empty cell.
"""

from __future__ import annotations

import csv
import dataclasses
import io
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from autograder.model import Report
from autograder.pages import html
from autograder.text import first_line

__all__ = ["Row", "cells_csv", "field", "grades_csv"]

FORMULA_STARTS = tuple("=+-@\t\r＝＋－＠")
# Where a comma is the decimal sign, a spreadsheet parts cells at semicolons, whatever is quoted.
LATER_CELL = re.compile(r"([;\t\r\n][ \ufeff]*)(?=[=+\-@＝＋－＠])")
CELL_COLUMNS = (
    "student",
    "assignment",
    "notebook",
    "cell",
    "points",
    "max_points",
    "slip",
    "reason",
    "comment",
)

Value = str | float | int | bool | None


@dataclass(frozen=True)
class Row:
    """One student's mark for one assignment: `score` is what counts, `raw_score` what it was before
    the late penalty; `mode` is the protection it was graded under, `seed` what its tests drew their
    cases from."""

    student: str
    assignment: str
    score: float
    max_score: float
    raw_score: float = 0.0
    late_penalty: float = 0.0
    needs_manual: bool = False
    problem: str = ""
    mode: str = ""
    seed: int = 0


def grades_csv(rows: Iterable[Row]) -> str:
    """One line a row, in the order given, under the names of Row's fields."""
    columns = [one.name for one in dataclasses.fields(Row)]
    return _csv(columns, (dataclasses.astuple(row) for row in rows))


def cells_csv(
    reports: Iterable[Report], comments: Mapping[tuple[str, ...], str] | None = None
) -> str:
    """One line for each student and graded cell, with the first line of the reason. `comments` are
    a person's, by student, assignment, notebook and cell."""
    said = comments or {}
    return _csv(
        CELL_COLUMNS,
        (
            (
                report.student,
                report.assignment,
                report.notebook,
                score.id,
                score.points,
                score.max_points,
                score.slip,
                _first_line(score.reason),
                said.get((report.student, report.assignment, report.notebook, score.id), ""),
            )
            for report in reports
            for score in report.scores
        ),
    )


def _first_line(text: str) -> str:
    return first_line(html.plain(text))


def _csv(header: Iterable[str], lines: Iterable[Iterable[Value]]) -> str:
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([field(value) for value in line] for line in lines)
    return file.getvalue()


def field(value: Value) -> str | float | int:
    """Return a value as it stands in a cell: no formula, and "" for what is not known."""
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return int(value) if value == int(value) else value
    # A spreadsheet may trim spaces first, so they hide no formula.
    risky = value.startswith(FORMULA_STARTS) or value.lstrip(" \ufeff").startswith(FORMULA_STARTS)
    return html.clean(LATER_CELL.sub(r"\1'", f"'{value}" if risky else value))
