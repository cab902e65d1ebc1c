"""Which of a person's marks still say what they said, when a submission is graded anew."""

from __future__ import annotations

from typing import Any

from autograder.model import Exam, Report

__all__ = ["same_work"]


def same_work(exam: Exam, old: Report, new: Report) -> frozenset[str]:
    """Return the ids of the cells that a person marks in which both reports have the same work,
    for the same points: the answer, the cells added below it with what they printed, and the files
    handed in. A mark on one of them need not be looked at again."""
    if old.problem or new.problem or old.answers.lean().files != new.answers.lean().files:
        return frozenset()
    wanted = [cell.id for cell in exam.cells if cell.role in ("manual", "task")]
    return frozenset(one for one in wanted if _work(old, one) == _work(new, one))


def _work(report: Report, ident: str) -> tuple[Any, ...]:
    """What a person marks a cell on, and out of how many points."""
    outputs = {one.id: one.outputs for one in report.results}
    points = [score.max_points for score in report.scores if score.id == ident]
    below = [
        (extra.kind, extra.source, outputs.get(f"extra-{k}", ()))
        for k, extra in enumerate(report.answers.extras)
        if extra.after == ident
    ]
    return points, report.answers.sources.get(ident), outputs.get(ident, ()), below
