"""What a worker of the pool does for feedback: draws one student's page after the other.

Everything comes and goes as bytes; a worker opens no file of the course.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator

from msgspec import Struct

from autograder.model import Exam, Report
from autograder.packing import split_pair, unpack
from autograder.pages.feedback import Mark, render

__all__ = ["JOB", "Common", "Own", "drawer"]

JOB = "autograder.pages.feedback_job:drawer"


class Common(Struct, frozen=True, forbid_unknown_fields=True):
    """What every page of a run has in common; see `feedback.render`."""

    exam: Exam
    lesson_url: str
    lessons: tuple[str, ...]
    slip_names: dict[str, str]
    explanations: dict[str, str]


class Own(Struct, frozen=True, forbid_unknown_fields=True):
    """What the gradebook adds to a student's report: a person's marks, (points or None, comment)
    by cell id, and the penalty for being late."""

    marks: dict[str, tuple[float | None, str]]
    late_penalty: float


@contextlib.contextmanager
def drawer(data: bytes) -> Iterator[Callable[[bytes], bytes]]:
    """The function from an Own and a Report, as one piece of bytes, to those of a page; set up
    with the bytes of a Common."""
    common: Common = unpack(Common, data)

    def draw(item: bytes) -> bytes:
        first, second = split_pair(item)
        own: Own = unpack(Own, first)
        report: Report = unpack(Report, second)
        text = render(
            common.exam,
            report,
            lesson_url=common.lesson_url,
            lessons=common.lessons,
            slip_names=common.slip_names,
            explanations=common.explanations,
            marks={cell: Mark(*mark) for cell, mark in own.marks.items()},
            late_penalty=own.late_penalty,
        )
        return text.encode("utf-8", "backslashreplace")

    yield draw
