"""The examiner: runs the exam's tests against a student who is in another process.

`examine` is a function of exam, answers, limits and seed: it reads no file of the course, and
knows no gradebook. Test cells run here, unmodified; what the student defined is a proxy.
"""

from __future__ import annotations

import contextlib
import os
import random
from collections.abc import Collection, Iterator

import numpy as np

from autograder.cell_names import bound, free_names
from autograder.examine.analysis import draws_too
from autograder.examine.scoring import Tests
from autograder.examine.session import Session
from autograder.model import Answers, Cell, CellResult, Exam, Report, Score, TestsWhere
from autograder.sandbox import ForkServer, Limits

__all__ = ["examine"]

WHILE_GRADING = {
    "MPLBACKEND": "agg",  # a locked cell that plots must open no window here
    # As nbgrader says it: tests of other courses ask, and checks that speak to a person are silent.
    "NBGRADER_EXECUTION": "autograde",
}


def examine(
    exam: Exam,
    answers: Answers,
    fork_server: ForkServer,
    limits: Limits | None = None,
    seed: int = 0,
    tests: TestsWhere = "apart",
    inside: Collection[str] = (),
) -> Report:
    """Return the report on one submission. `seed` sets the cases that the tests draw.

    `tests` says where test cells run: "apart", in this process, out of the student's reach; or
    "inside", in the cage, for tests that need the student's own objects. `inside` names test cells
    that run there even so. Those could be tampered with, so the report says it."""
    problem = answers.problem
    scores = tuple(Score(cell.id, 0.0, cell.points, problem) for cell in exam.graded())
    results: tuple[CellResult, ...] = ()
    if not problem:
        examination = _Examination(
            exam, answers, fork_server, limits or Limits(), seed, tests, frozenset(inside)
        )
        with _environment_of_grading(), contextlib.closing(examination):
            examination.run()
        scores, results = tuple(examination.scores), tuple(examination.results)
    return Report(
        student=answers.student,
        assignment=exam.assignment,
        notebook=exam.notebook,
        exam=exam.digest(),
        mode=fork_server.mode,
        tests=tests,
        seed=seed,
        answers=answers.lean(),
        scores=scores,
        results=results,
        problem=problem,
        inside=tuple(cell.id for cell in exam.cells if cell.id in inside),
    )


@contextlib.contextmanager
def _environment_of_grading() -> Iterator[None]:
    """What tests find in the environment, put back in the end: this may be JupyterLab's own
    process, whose kernels would have it from then on and show neither figures nor verdicts."""
    before = {name: os.environ.get(name) for name in WHILE_GRADING}
    for name, value in WHILE_GRADING.items():
        os.environ.setdefault(name, value)
    try:
        yield
    finally:
        for name, old in before.items():
            if old is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = old


class _Examination:
    """One submission, cell after cell, in the master's order."""

    def __init__(
        self,
        exam: Exam,
        answers: Answers,
        fork_server: ForkServer,
        limits: Limits,
        seed: int,
        where: TestsWhere,
        inside: frozenset[str],
    ) -> None:
        self.exam, self.answers, self.seed = exam, answers, seed
        self.scores: list[Score] = []
        self.results: list[CellResult] = []
        self.stopped: dict[str, str] = {}  # cell -> why it stopped
        self.passed: list[Cell] = []  # tests that the notebook has come past
        self.lent: set[str] = set()  # those whose visible part ran in the cage
        self.defined: set[str] = set()  # names that cells have defined there
        given = [file for file in exam.files if file.given or where == "inside" or inside]
        files = (*answers.files, *given)
        self.session = Session(exam, fork_server, limits, files, draws_too(exam, answers))
        self.tests = Tests(exam, answers, self.session, limits, seed, where, inside, self.stopped)

    def close(self) -> None:
        """After the last cell, or when it was interrupted."""
        self.session.close(wait=False)
        self.tests.close()

    def run(self) -> None:
        """Run every cell and score every graded one."""
        inside = self.tests.inside
        random.seed(self.seed)  # for a test that draws from the shared generators
        np.random.seed(self.seed & 0xFFFFFFFF)
        self._run_extras("")
        for cell in self.exam.cells:
            if cell.role == "locked" and cell.kind == "code":
                self._run_locked(cell)
            elif cell.role in ("solution", "manual"):
                self._run_answer(cell)
            elif cell.role == "test":
                self.scores.append(self.tests.score(cell))
                if cell.kind == "code" and cell.id not in inside:
                    self.passed.append(cell)
            elif cell.role == "task":
                self.scores.append(Score(cell.id, None, cell.points))
            if cell.id:
                self._run_extras(cell.id)

    def _lend_names(self, source: str) -> None:
        """Before a cell of the student's: run what they have of an earlier test that defines a name
        which the cell uses and no other cell has defined."""
        needed = free_names(source) - self.defined
        for cell in self.passed if needed else ():
            if cell.id not in self.lent and bound(cell.released) & needed:
                self.lent.add(cell.id)
                self.tests.run_visible(cell)
        self.defined |= bound(source)

    def _run_extras(self, after: str) -> None:
        for k, extra in enumerate(self.answers.extras):
            if extra.after == after and extra.kind == "code":
                self._lend_names(extra.source)
                self._keep(self.session.run(extra.source, f"extra-{k}"))

    def _run_locked(self, cell: Cell) -> None:
        """A locked cell runs on both sides, from the master. It may call what the student wrote,
        and so it may fail."""
        self.defined |= bound(cell.source)
        result = self.session.run(cell.source, cell.id)
        here = self.tests.run_locked(cell)
        if reason := here if self.tests.where == "apart" else result.stopped:
            self.stopped[cell.id] = reason

    def _run_answer(self, cell: Cell) -> None:
        source = self.answers.sources.get(cell.id)
        if cell.kind == "code" and source is not None:
            names = bound(cell.source)
            self._lend_names(source)
            self._keep(self.session.run(source, cell.id, names))
            self.tests.names.give_up(names)  # the exam asks for these: the student's count
        if cell.role == "manual":
            blank = self.answers.is_blank(cell)
            self.scores.append(
                Score(cell.id, 0.0 if blank else None, cell.points, "No answer." if blank else "")
            )

    def _keep(self, result: CellResult) -> None:
        if result.stopped:
            self.stopped[result.id] = result.stopped
        if result.outputs or result.stopped:
            self.results.append(result)
