"""What a worker of the pool does: examines one submission after the other, each in
a cage forked from its own fork server.

Everything comes and goes as JSON; a worker opens no file of the course.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from msgspec import Struct

from autograder.examine.analysis import draws
from autograder.examine.examiner import examine
from autograder.examine.masters import check_masters
from autograder.model import Answers, Exam, Protection, Report, TestsWhere
from autograder.packing import join_pair, pack, unpack, utf8
from autograder.results.autograded import graded_text
from autograder.sandbox import ForkServer, Limits

__all__ = ["JOB", "Setup", "Task", "grader", "reply"]

JOB = "autograder.grading_job:grader"


class Setup(Struct, frozen=True, forbid_unknown_fields=True):
    """What every submission of a run has in common."""

    exams: tuple[Exam, ...]
    masters: tuple[Any, ...]  # of each exam, see `graded`
    limits: Limits
    seed: int
    mode: Protection  # the protection, found out once for all workers; "auto": by each for itself
    tests: TestsWhere = "apart"  # where test cells run, apart from student code or inside


class Task(Struct, frozen=True, forbid_unknown_fields=True):
    """One submission: the number of its exam in the setup, the answers, and which tests run
    inside. Or, with `released`, the teacher's own solution, and the released notebook's answers."""

    exam: int
    answers: Answers
    inside: tuple[str, ...] = ()
    released: Answers | None = None


@contextlib.contextmanager
def grader(data: bytes) -> Iterator[Callable[[bytes], bytes]]:
    """The function from the bytes of a Task to its `reply`, or to the MasterCheck; set up with the
    bytes of a Setup."""
    setup = unpack(Setup, data)
    with contextlib.ExitStack() as open_:
        drawing = any(map(draws, setup.exams))
        fork_server = open_.enter_context(ForkServer(setup.mode, drawing=drawing))

        def done(task: Task) -> bytes:
            exam, setting = setup.exams[task.exam], (setup.limits, setup.seed, setup.tests)
            if task.released is not None:
                checked = check_masters(exam, task.answers, task.released, fork_server, *setting)
                return pack(checked)
            report = examine(exam, task.answers, fork_server, *setting, task.inside)
            return reply(exam, setup.masters[task.exam], report)

        def grade(item: bytes) -> bytes:
            nonlocal fork_server
            task = unpack(Task, item)
            for _ in range(2):
                answer = done(task)
                if not fork_server.is_lost():
                    return answer
                # Without its fork server every test fails: that is not the student's doing.
                fork_server = open_.enter_context(ForkServer(setup.mode, drawing=drawing))
            raise RuntimeError("the fork server ended, twice")

        yield grade


def reply(exam: Exam, made: Sequence[dict[str, Any]], report: Report) -> bytes:
    """What a worker sends back: the file of a report and that of its graded notebook."""
    return join_pair(pack(report), utf8(graded_text(exam, made, report)))
