"""Jobs for the tests of the pool, by name, and a grader that needs no cage."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from autograder.grading_job import Setup, Task, reply
from autograder.model import MasterCheck, Report, Score
from autograder.packing import pack, unpack


@contextlib.contextmanager
def obedient(setup: bytes) -> Iterator[Callable[[bytes], bytes]]:
    """Does what the item says: sleep, leave a mark, die, raise; then squares its number."""

    def obey(item: bytes) -> bytes:
        order: dict[str, Any] = json.loads(item)
        if "mark" in order:
            path = Path(order["mark"])
            first = not path.exists()
            path.write_text(str(os.getpid()))
            if order.get("die") == "once" and first:
                os.kill(os.getpid(), signal.SIGKILL)
        if order.get("die") == "always":
            os.kill(os.getpid(), signal.SIGKILL)
        if order.get("die") == "leave":
            raise SystemExit(0)
        if order.get("die") == "raise":
            raise ValueError(f"no square\nof {order['n']}")
        time.sleep(order.get("sleep", 0))
        return json.dumps({"square": order["n"] ** 2, "setup": setup.decode()}).encode()

    yield obey


@contextlib.contextmanager
def unfit(setup: bytes) -> Iterator[Callable[[bytes], bytes]]:
    """Can't be set up: raises, or dies if it is told to."""
    if setup == b"die":
        os.kill(os.getpid(), signal.SIGKILL)
    raise LookupError("no such tool here")
    yield


@contextlib.contextmanager
def echo(setup: bytes) -> Iterator[Callable[[bytes], bytes]]:
    yield lambda item: item


@contextlib.contextmanager
def quick_grader(data: bytes) -> Iterator[Callable[[bytes], bytes]]:
    """Full marks in a few milliseconds to all whose name starts with "right", else 0."""
    setup = unpack(Setup, data)

    def grade(item: bytes) -> bytes:
        task = unpack(Task, item)
        exam, student = setup.exams[task.exam], task.answers.student
        if task.released is not None:
            return pack(MasterCheck(exam.digest(), setup.tests))
        time.sleep(0.01)
        problem = task.answers.problem
        right = student.startswith("right") and not problem
        scores = tuple(
            Score(
                cell.id,
                None if cell.role == "manual" else cell.points * right,
                cell.points,
            )
            for cell in exam.graded()
        )
        return reply(
            exam,
            setup.masters[task.exam],
            Report(
                student,
                exam.assignment,
                exam.notebook,
                exam.digest(),
                setup.mode,
                setup.seed,
                task.answers,
                scores,
                problem=problem,
            ),
        )

    yield grade


def grade_all(course: str, job: str, workers: int, scratch: str) -> None:
    """Grade the whole course, as `goodstart grade` does."""
    from autograder import grading, grading_job

    tempfile.tempdir = scratch

    grading_job.JOB = job
    for _ in grading.grade_class(
        Path(course),
        "fans",
        grading.students(Path(course), "fans", []),
        seed=3,
        workers=workers,
        sandbox="none",
    ):
        pass


@contextlib.contextmanager
def failing_grader(data: bytes) -> Iterator[Callable[[bytes], bytes]]:
    """The quick grader, but it fails on the bare."""
    with quick_grader(data) as grade:

        def fail(item: bytes) -> bytes:
            if unpack(Task, item).answers.student.startswith("bare"):
                raise RuntimeError("bare of all")
            return grade(item)

        yield fail
