"""The student's process for one submission: made when a cell first needs it, and made anew when it
is lost, with all that had run before run again."""

from __future__ import annotations

import contextlib
import json
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from autograder.examine.analysis import seeds
from autograder.examine.client import Client
from autograder.examine.examiner_limits import memory_limited
from autograder.model import CellResult, Exam, File
from autograder.sandbox import Cage, CageLost, Cause, ForkServer, Limits

__all__ = ["TOO_MUCH", "Session"]

TOO_MUCH = "refused: a reply that takes too much memory"


class Session:
    """Runs the student's cells, and says how to ask for what they defined.

    `files` are laid out in each cage before its first cell; `drawing` says whether a cell draws.
    `forget` is called whenever what was known of the student's names is out of date."""

    def __init__(
        self,
        exam: Exam,
        fork_server: ForkServer,
        limits: Limits,
        files: Iterable[File],
        drawing: bool = False,
    ) -> None:
        self.exam, self.fork_server, self.limits = exam, fork_server, limits
        self.drawing = drawing
        self.files = tuple(files)
        self.forget: Callable[[], None] = lambda: None
        # Slow cells take no time from the tests of what was defined in time.
        self.left = {"notebook": limits.notebook_seconds, "tests": limits.notebook_seconds}
        self.what, self.deadline = "notebook", time.monotonic() + limits.notebook_seconds
        self.output_left = 2 * limits.notebook_output
        self.ran: list[tuple[str, str]] = []  # (source, cell): what a new cage must run again
        self._cage: Cage | None = None
        self._client: Client | None = None

    def close(self, wait: bool = True) -> None:
        """End the cage; the next cell that needs one gets a new one."""
        if self._cage:
            self._cage.close(wait)
        if "matplotlib.pyplot" in sys.modules:
            sys.modules["matplotlib.pyplot"].close("all")

    def client(self) -> Client:
        """Return the client of a living cage. A new one first runs again what the last one had
        run, but for a cell that now ends it. Raises CageLost when the notebook's time is up."""
        while self._cage is None or self._client is None or not self._cage.open:
            self.forget()  # proxies ask the cage that is gone
            self._time_left()
            self._cage = self.fork_server.cage(self.limits, self.drawing)
            self._client = Client(self._cage, self._time_left, seeds(self.exam))
            for file in self.files:
                self._client.lay(file.name, file.data)
            for step in self.ran:
                try:
                    self._client.run(*step)
                except CageLost:
                    self.ran.remove(step)
                    break
        return self._client

    def begin_test(self) -> None:
        """Say that a cell of the exam is about to run on this side."""
        if self._client:
            self._client.begin()

    def run(self, source: str, cell: str, names: Iterable[str] = ()) -> CellResult:
        """Run a cell; `names` are those that a test will ask for next."""
        with self.timed("notebook"):
            return self._run(source, cell, names)

    def _run(self, source: str, cell: str, names: Iterable[str]) -> CellResult:
        self.forget()
        for last in (False, True):
            try:
                with memory_limited(self.limits):
                    outputs, stopped, cause = self.client().run(source, cell, names)
            except CageLost as lost:
                # What is malformed may be left over from an earlier call: a new cage will tell.
                if last or lost.cause is not Cause.REFUSED:
                    return _stopped(cell, str(lost), lost.cause)
            except MemoryError:
                self.close()
                return _stopped(cell, TOO_MUCH, Cause.REFUSED)
            else:
                break
        self.ran.append((source, cell))
        return CellResult(cell, self._bounded(outputs), stopped[:2000], cause.value)

    @contextlib.contextmanager
    def timed(self, what: str) -> Iterator[None]:
        """Take what happens inside from the time that the "notebook" or its "tests" may take."""
        began = time.monotonic()
        self.what, self.deadline = what, began + self.left[what]
        try:
            yield
        finally:
            self.left[what] -= time.monotonic() - began

    def _time_left(self) -> tuple[float, str]:
        """The seconds that the next thing may take, and the name of the limit that says so."""
        left = self.deadline - time.monotonic()
        of_all = f"time limit {self.limits.notebook_seconds:g} s for the {self.what}"
        if left <= 0:
            raise CageLost(of_all, Cause.TIME)
        if left < self.limits.cell_seconds:
            return left, of_all
        return self.limits.cell_seconds, f"time limit {self.limits.cell_seconds:g} s"

    def _bounded(self, outputs: tuple[dict[str, Any], ...]) -> tuple[dict[str, Any], ...]:
        """Outputs of a bounded size: the cage counts too, but what it counts is the student's."""
        size = len(json.dumps(outputs))
        if size <= min(2 * self.limits.cell_output + 2**16, self.output_left):
            self.output_left -= size
            return outputs
        text = "[over the output limit, all of it was left out]\n"
        return ({"output_type": "stream", "name": "stderr", "text": text},)


def _stopped(cell: str, why: str, cause: Cause) -> CellResult:
    output = {"output_type": "error", "ename": "Stopped", "evalue": why, "traceback": [why]}
    return CellResult(cell, (output,), why, cause.value)
