"""What a worker of the pool does: examines one submission after the other, in its own warm cage.

Everything comes and goes as JSON; a worker opens no file of the course.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from autograder.cage import Limits, Warm
from autograder.examiner import examine
from autograder.model import Answers, Exam, from_json, to_json

__all__ = ["JOB", "Setup", "Task", "grader", "pack", "unpack"]

JOB = "autograder.work:grader"


@dataclass(frozen=True)
class Setup:
    """What every submission of a run has in common."""

    exams: tuple[Exam, ...]
    limits: Limits
    seed: int
    mode: str  # the protection, found out once for all workers
    tests: str = "apart"  # where test cells run, apart from student code or inside


@dataclass(frozen=True)
class Task:
    """One submission: the number of its exam in the setup, and the answers."""

    exam: int
    answers: Answers


@contextlib.contextmanager
def grader(data: bytes) -> Iterator[Callable[[bytes], bytes]]:
    """The function from a Task to its Report, both as bytes; set up with the bytes of a Setup."""
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
                if warm.process is None or warm.process.poll() is None:
                    return pack(report)
                # Without its warm process every test fails: that is not the student's doing.
                warm = open_.enter_context(Warm(setup.mode))
            raise RuntimeError("the warm process ended, twice")

        yield grade


def pack(value: Any) -> bytes:
    """A value's JSON as bytes. A file's name may hold what UTF-8 can't."""
    return to_json(value).encode("utf-8", "surrogatepass")


def unpack(cls: type, data: bytes) -> Any:
    """The value that was packed. Raises CourseError for one of another shape."""
    return from_json(cls, data.decode("utf-8", "surrogatepass"))
