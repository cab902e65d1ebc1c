"""What a worker of the pool does: examines one submission after the other, in its own warm cage.

Everything comes and goes as JSON; a worker opens no file of the course.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from autograder.cage import Limits, Warm
from autograder.examiner import examine
from autograder.graded import graded_text
from autograder.model import Answers, Exam, Report, from_json, to_json

__all__ = ["JOB", "Setup", "Task", "grader", "halves", "pack", "reply", "unpack", "whole"]

JOB = "autograder.work:grader"


@dataclass(frozen=True)
class Setup:
    """What every submission of a run has in common."""

    exams: tuple[Exam, ...]
    masters: tuple[Any, ...]  # of each exam, see `graded`
    limits: Limits
    seed: int
    mode: str  # the protection, found out once for all workers; "auto": by each for itself
    tests: str = "apart"  # where test cells run, apart from student code or inside


@dataclass(frozen=True)
class Task:
    """One submission: the number of its exam in the setup, and the answers."""

    exam: int
    answers: Answers


@contextlib.contextmanager
def grader(data: bytes) -> Iterator[Callable[[bytes], bytes]]:
    """The function from the bytes of a Task to its `reply`; set up with the bytes of a Setup."""
    setup = unpack(Setup, data)
    with contextlib.ExitStack() as open_:
        warm = open_.enter_context(Warm(setup.mode))

        def grade(item: bytes) -> bytes:
            nonlocal warm
            task = unpack(Task, item)
            exam = setup.exams[task.exam]
            for _ in range(2):
                report = examine(exam, task.answers, warm, setup.limits, setup.seed,
                                 setup.tests)
                if warm.process is None or not warm.gone():
                    return reply(exam, setup.masters[task.exam], report)
                # Without its warm process every test fails: that is not the student's doing.
                warm = open_.enter_context(Warm(setup.mode))
            raise RuntimeError("the warm process ended, twice")

        yield grade


def whole(first: bytes, second: bytes) -> bytes:
    """Two pieces of bytes as one."""
    return len(first).to_bytes(8, "big") + first + second


def halves(data: bytes) -> tuple[bytes, bytes]:
    """The two pieces that `whole` joined."""
    end = 8 + int.from_bytes(data[:8], "big")
    return data[8:end], data[end:]


def reply(exam: Exam, made: Sequence[dict[str, Any]], report: Report) -> bytes:
    """What a worker sends back: the file of a report and that of its graded notebook."""
    return whole(pack(report), _utf8(graded_text(exam, made, report)))


def pack(value: Any) -> bytes:
    """A value's JSON as bytes."""
    return _utf8(to_json(value))


def unpack(cls: type, data: bytes) -> Any:
    """The value that was packed. Raises CourseError for one of another shape."""
    return from_json(cls, data.decode())


def _utf8(text: str) -> bytes:
    """JSON in UTF-8. A file's name may hold what UTF-8 can't; JSON has an escape for it."""
    return text.encode("utf-8", "backslashreplace")
