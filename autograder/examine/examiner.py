"""The examiner: runs the exam's tests against a student who is in another process.

`examine` is a function of exam, answers, limits and seed: it reads no file of the course, and
knows no gradebook. Test cells run here, unmodified; what the student defined is a stand-in.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import random
import sys
import time
import warnings
import zlib
from collections.abc import Iterable
from typing import Any

import numpy as np

from autograder.examine.analysis import (
    NeedsKernel,
    bound,
    imported,
    own_names,
    points_of,
    seeds,
    split,
)
from autograder.examine.client import Client, Refused, sound
from autograder.examine.limits import TimeLimitReached, memory_limited, time_limited
from autograder.examine.namespace import Namespace
from autograder.examine.workdir import Workdir
from autograder.model import FOR_TEACHERS, Answers, Cell, CellResult, Exam, Report, Score
from autograder.sandbox import Cage, CageLost, ForkServer, Limits, redact

os.environ.setdefault("MPLBACKEND", "agg")  # a locked cell that plots must open no window here

__all__ = ["INSIDE", "examine"]

INSIDE = ", tests inside"  # what the mode of such a report ends with

TOO_MUCH = "refused: a reply that takes too much memory"
SEEDED = "(m := __import__('sys').modules.get('initlab.checks')) and m.use_seed({})"
MOST_REASON = 4000  # characters; a message can quote what the student returned
MOST_SLIP = 100  # characters of a slip's key, which a test that runs inside takes from anybody


def examine(
    exam: Exam,
    answers: Answers,
    fork_server: ForkServer,
    limits: Limits | None = None,
    seed: int = 0,
    tests: str = "apart",
) -> Report:
    """The report on one submission. `seed` sets the cases that the tests draw.

    `tests` says where test cells run: "apart", in this process, out of the student's reach; or
    "inside", in the cage, for tests that need the student's own objects. Those could be tampered
    with, so the report's mode says it."""
    limits = limits or Limits()
    mode = fork_server.mode + INSIDE * (tests == "inside")
    if answers.problem:
        scores = tuple(Score(cell.id, 0.0, cell.points, answers.problem) for cell in exam.graded())
        return Report(
            answers.student,
            exam.assignment,
            exam.notebook,
            exam.digest(),
            mode,
            seed,
            answers.lean(),
            scores,
            problem=answers.problem,
        )
    sitting = _Sitting(exam, answers, fork_server, limits, seed, tests)
    with contextlib.ExitStack() as after:
        after.callback(sitting.end)
        sitting.go()
        return Report(
            answers.student,
            exam.assignment,
            exam.notebook,
            exam.digest(),
            mode,
            seed,
            answers.lean(),
            tuple(sitting.scores),
            tuple(sitting.results),
        )


class _Sitting:
    """One submission, cell after cell, in the master's order."""

    def __init__(
        self,
        exam: Exam,
        answers: Answers,
        fork_server: ForkServer,
        limits: Limits,
        seed: int,
        tests: str,
    ) -> None:
        self.exam, self.answers, self.fork_server, self.limits, self.seed = (
            exam,
            answers,
            fork_server,
            limits,
            seed,
        )
        self.scores: list[Score] = []
        self.results: list[CellResult] = []
        self.names = Namespace(self)
        self.tests, self.testing = tests, False
        self.own = own_names(exam)
        self.theirs = {
            name for cell in exam.cells if cell.role == "solution" for name in bound(cell.source)
        }
        self.desk = Workdir(exam.files if tests == "apart" else ())
        with self.desk.here():
            self.imported = imported(exam) if tests == "apart" else {}
        self.room = 2 * limits.notebook_output
        self.files = (
            *answers.files,
            *(  # those that a cage begins with
                file for file in exam.files if file.given or tests == "inside"
            ),
        )
        self.ran: list[tuple[str, str]] = []  # what a new cage must run again
        self.stopped: dict[str, str] = {}  # cell -> why it stopped
        self.deadline = time.monotonic() + limits.notebook_seconds
        self._cage: Cage | None = None
        self._wire: Client | None = None

    def end(self) -> None:
        """After the last cell."""
        self.close(wait=False)
        self.desk.close()

    def close(self, wait: bool = True) -> None:
        """End the cage; the next cell that needs one gets a new one."""
        if self._cage:
            self._cage.close(wait)
        if "matplotlib.pyplot" in sys.modules:
            sys.modules["matplotlib.pyplot"].close("all")

    def go(self) -> None:
        """Run every cell and score every graded one."""
        random.seed(self.seed)  # for a test that draws from the shared generators
        np.random.seed(self.seed & 0xFFFFFFFF)
        self._extras("")
        for cell in self.exam.cells:
            if cell.role == "locked" and cell.kind == "code":
                self._locked(cell)
            elif cell.role in ("solution", "manual"):
                self._answer(cell)
            elif cell.role == "test":
                self._test(cell)
            elif cell.role == "task":
                self.scores.append(Score(cell.id, None, cell.points))
            if cell.id:
                self._extras(cell.id)

    def wire(self) -> Client:
        """The wire to a living cage; a new one first runs again what the last one had run, but
        for a cell that now ends it."""
        while self._cage is None or self._wire is None or not self._cage.open:
            self.names.seen.clear()  # they ask the cage that is gone
            self._allowed()
            self._cage = self.fork_server.cage(self.limits)
            self._wire = Client(self._cage, self._allowed, seeds(self.exam))
            for file in self.files:
                self._wire.lay(file.name, file.data)
            for step in self.ran:
                try:
                    self._wire.run(*step)
                except CageLost:
                    self.ran.remove(step)
                    break
        return self._wire

    def _allowed(self) -> tuple[float, str]:
        """The seconds that the next thing may take, and the name of the limit that says so."""
        left = self.deadline - time.monotonic()
        whole = f"time limit {self.limits.notebook_seconds:g} s for the notebook"
        if left <= 0:
            raise CageLost(whole)
        if left < self.limits.cell_seconds:
            return left, whole
        return self.limits.cell_seconds, f"time limit {self.limits.cell_seconds:g} s"

    # ---- the student's cells

    def _run(self, source: str, cell: str, names: Iterable[str] = ()) -> CellResult:
        self.names.seen.clear()
        for last in (False, True):
            try:
                with memory_limited(self.limits):
                    outputs, stopped = self.wire().run(source, cell, names)
            except CageLost as lost:
                # What is malformed may be left over from an earlier call: a new cage will tell.
                if last or not str(lost).startswith("refused"):
                    return CellResult(cell, _error_output(str(lost)), str(lost))
            except MemoryError:
                self.close()
                return CellResult(cell, _error_output(TOO_MUCH), TOO_MUCH)
            else:
                break
        self.ran.append((source, cell))
        return CellResult(cell, self._bounded(outputs), stopped[:2000])

    def _bounded(self, outputs: tuple[dict[str, Any], ...]) -> tuple[dict[str, Any], ...]:
        """Outputs of a bounded size: the cage counts too, but what it counts is the student's."""
        size = len(json.dumps(outputs))
        if size <= min(2 * self.limits.cell_output + 2**16, self.room):
            self.room -= size
            return outputs
        return (
            {
                "output_type": "stream",
                "name": "stderr",
                "text": "[over the output limit, all of it was left out]\n",
            },
        )

    def _keep(self, result: CellResult) -> None:
        if result.stopped:
            self.stopped[result.id] = result.stopped
        if result.outputs or result.stopped:
            self.results.append(result)

    def _extras(self, after: str) -> None:
        for k, extra in enumerate(self.answers.extras):
            if extra.after == after and extra.kind == "code":
                self._keep(self._run(extra.source, f"extra-{k}"))

    def _locked(self, cell: Cell) -> None:
        """A locked cell runs on both sides, from the master. It may call what the student wrote,
        and so it may fail."""
        result = self._run(cell.source, cell.id)
        reason = self._attempt(cell)[1] if self.tests == "apart" else result.stopped
        if reason:
            self.stopped[cell.id] = reason

    def _answer(self, cell: Cell) -> None:
        source = self.answers.sources.get(cell.id)
        if cell.kind == "code" and source is not None:
            names = bound(cell.source)
            self._keep(self._run(source, cell.id, names))
            for name in names:  # the exam asks for these: the student's count
                self.names.pop(name, None)
        if cell.role == "manual":
            blank = source is None or source.strip() == cell.released.strip()
            self.scores.append(
                Score(cell.id, 0.0 if blank else None, cell.points, "No answer." if blank else "")
            )

    # ---- the exam's tests

    def _test(self, cell: Cell) -> None:
        """Run one test cell here and score it as nbgrader would."""
        if cell.kind == "markdown":
            self.scores.append(Score(cell.id, None, cell.points))
            return
        self.testing = True
        value, reason, slip = (self._attempt if self.tests == "apart" else self._inside)(cell)
        self.testing = False
        points = 0.0 if reason else points_of(value, cell.points)
        if not reason and points < cell.points:
            reason, slip = str(getattr(value, "reason", "")), str(getattr(value, "slip", ""))
        told = redact(sound(reason))[:MOST_REASON]
        self.scores.append(Score(cell.id, points, cell.points, told, slip[:MOST_SLIP]))

    def _attempt(self, cell: Cell) -> tuple[Any, str, str]:
        """What the cell's last line gives, "", ""; or None, why the cell failed, and the slip."""
        try:
            with memory_limited(self.limits), self.desk.here():
                return self._execute(cell), "", ""
        except TimeLimitReached:
            self.close()
            return None, f"time limit {self.limits.cell_seconds:g} s for this test", ""
        except CageLost as lost:
            return None, str(lost), ""
        except Exception as error:
            slip = getattr(error, "slip", "") if isinstance(error, AssertionError) else ""
            return None, self._reason(error), slip

    def _inside(self, cell: Cell) -> tuple[Any, str, str]:
        """The same, of a cell that runs where the student's own cells ran."""
        try:
            with memory_limited(self.limits):
                self.wire().test(SEEDED.format(self._seed_of(cell)), "")
                told = self.wire().test(cell.source, cell.id)
        except CageLost as lost:
            return None, str(lost), ""
        except MemoryError:
            self.close()
            return None, TOO_MUCH, ""
        self.ran.append((cell.source, cell.id))  # a later test may need what it defined
        return told

    def _seed_of(self, cell: Cell) -> int:
        """What a cell's cases are drawn from: its own, whatever ran before it."""
        return zlib.crc32(cell.id.encode(), self.seed & 0xFFFFFFFF) + (self.seed << 32)

    def _execute(self, cell: Cell) -> Any:
        """The value of the cell's last line, if it is an expression."""
        from initlab.checks import use_seed

        body, last = split(cell.source, f"<{cell.id}>")
        use_seed(self._seed_of(cell))
        if self._wire:
            self._wire.begin()
        with (
            contextlib.redirect_stdout(_Nowhere()),
            contextlib.redirect_stderr(_Nowhere()),
            warnings.catch_warnings(),
        ):
            warnings.simplefilter("ignore")
            try:
                with time_limited(
                    self.limits
                ):  # the innermost: it may end what it interrupts anywhere
                    exec(body, self.names)
                    return eval(last, self.names) if last else None
            finally:
                use_seed(None)

    def _reason(self, error: Exception) -> str:
        """What the student is told. Only the message of a test gets out, never its source."""
        try:
            text = str(error)
        except ValueError:  # of a number with too many digits
            text = ""
        if isinstance(error, AssertionError):
            return text or "A check failed."
        if isinstance(error, Refused | NeedsKernel):
            return f"{text}{FOR_TEACHERS}"
        name = getattr(error, "name", None) if isinstance(error, NameError) else None
        if not name:  # the student's own NameError has crossed as its text
            apart = "got Proxy" in text or (  # or a file that only the cage has
                isinstance(error, FileNotFoundError) and error.errno
            )  # the student's has no number
            return f"{type(error).__name__}: {text}".rstrip(": ") + FOR_TEACHERS * bool(apart)
        for cell in self.exam.cells:
            if cell.role in ("solution", "locked") and name in bound(cell.source):
                missing = cell.role == "solution" and cell.id not in self.answers.sources
                why = self.stopped.get(cell.id, "the cell is missing" if missing else "")
                return f"{name} is not defined" + (f": cell {cell.id!r}: {why}" if why else "")
        return f"{name} is not defined"


class _Nowhere(io.TextIOBase):
    """Takes what tests print, and what the student's functions print meanwhile, and keeps none."""

    def write(self, text: str) -> int:
        return len(text)


def _error_output(text: str) -> tuple[dict[str, Any], ...]:
    return ({"output_type": "error", "ename": "Stopped", "evalue": text, "traceback": [text]},)
