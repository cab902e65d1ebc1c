"""The exam's own cells: tests are run and scored as nbgrader would, locked cells are run."""

from __future__ import annotations

import contextlib
import inspect
import io
import warnings
import zlib
from typing import Any, NamedTuple

from msgspec.structs import replace

from autograder.cell_names import bound, defined, free_names, imports, without_magics
from autograder.examine.analysis import NeedsKernel, imported, own_names, points_of, split
from autograder.examine.client import PartialScore, Refused, sound
from autograder.examine.examiner_limits import TimeLimitReached, memory_limited, time_limited
from autograder.examine.namespace import Namespace
from autograder.examine.proxy import Proxy
from autograder.examine.replaced import put_back
from autograder.examine.session import TOO_MUCH, Session
from autograder.examine.workdir import Workdir
from autograder.model import FOR_TEACHERS, Answers, Cell, Exam, Score, TestsWhere
from autograder.sandbox import CageLost, Limits, redact

__all__ = ["Tests"]

SEEDED = "(m := __import__('sys').modules.get('initlab.checks')) and m.use_seed({})"
NOT_IN_IT = "this question is not in the notebook that was handed in; it may be newer"
MOST_REASON = 4000  # characters; a message can quote what the student returned
MOST_SLIP = 100  # characters of a slip's key, which a test that runs inside takes from anybody


class Verdict(NamedTuple):
    """What came of a test cell: its last value if it passed, else why it failed, and the slip."""

    value: Any = None
    reason: str = ""
    slip: str = ""


class Tests:
    """Runs the exam's own cells against one student's session.

    `where` says where test cells run: "apart", in this process, or "inside", in the student's;
    `inside` names those that run in the student's even so.
    `stopped` says of the student's cells why they stopped, by grade id."""

    def __init__(
        self,
        exam: Exam,
        answers: Answers,
        session: Session,
        limits: Limits,
        seed: int,
        where: TestsWhere,
        inside: frozenset[str],
        stopped: dict[str, str],
    ) -> None:
        self.exam, self.answers, self.session, self.limits = exam, answers, session, limits
        self.seed, self.where, self.inside, self.stopped = seed, where, inside, stopped
        self.workdir = Workdir(exam.files if where == "apart" else ())
        self._whole = contextlib.ExitStack()
        with self.workdir.here():
            self._whole.enter_context(put_back(exam))
            modules = imported(exam) if where == "apart" else {}
        theirs = {  # a test that imports what an answer imports replaces nothing
            name
            for cell in exam.cells
            if cell.role in ("solution", "manual", "free") and cell.kind == "code"
            for name in defined(cell.source)
        }
        self.names = Namespace(session.client, own_names(exam), theirs, modules)
        session.forget = self.names.forget

    def close(self) -> None:
        """Take the exam's files away again."""
        self.workdir.close()
        self._whole.close()

    def score(self, cell: Cell) -> Score:
        """Run one test cell and score it as nbgrader would."""
        if cell.kind == "markdown":
            return Score(cell.id, None, cell.points)
        with self.names.of_a_test(), self.session.timed("tests"):
            is_inside = self.where == "inside" or cell.id in self.inside
            verdict = self._run_inside(cell) if is_inside else self._run_apart(cell)
        points = 0.0 if verdict.reason else points_of(verdict.value, cell.points)
        reason, slip = verdict.reason, verdict.slip
        if not reason and points < cell.points:
            reason = str(getattr(verdict.value, "reason", ""))
            slip = str(getattr(verdict.value, "slip", ""))
        told = redact(sound(reason))[:MOST_REASON]
        return Score(cell.id, points, cell.points, told, slip[:MOST_SLIP])

    def run_locked(self, cell: Cell) -> str:
        """Run a locked cell on this side too, and return why it failed, "" if it did not. It did
        what its magics do where the student's cells run."""
        plain = replace(cell, source=without_magics(cell.source))
        with self.session.timed("tests"):
            return self._run_apart(plain).reason if self.where == "apart" else ""

    def run_visible(self, cell: Cell) -> None:
        """Run in the cage, unheard, what students have of a test cell: it may define names that a
        later answer uses, as it does in their own notebook."""
        with contextlib.suppress(CageLost, MemoryError), self.session.timed("notebook"):
            self.session.client().test(cell.released, "")
            self.session.ran.append((cell.released, ""))

    def _run_apart(self, cell: Cell) -> Verdict:
        """Run a cell of the exam in this process."""
        try:
            with memory_limited(self.limits), self.workdir.here():
                return Verdict(self._execute(cell))
        except TimeLimitReached:
            self.session.close()
            return Verdict(reason=f"time limit {self.limits.test_seconds:g} s for this test")
        except CageLost as lost:
            return Verdict(reason=str(lost))
        except Exception as error:
            slip = getattr(error, "slip", "") if isinstance(error, AssertionError) else ""
            return Verdict(reason=self._reason(error), slip=slip)

    def _run_inside(self, cell: Cell) -> Verdict:
        """Run a test cell where the student's own cells ran."""
        self.names.forget()  # it may replace what they defined
        lent = self._imports_for(cell)
        try:
            with memory_limited(self.limits):
                if lent:
                    self.session.client().test(lent, "")
                self.session.client().test(SEEDED.format(self._seed_of(cell)), "")
                failed = self.session.client().test(cell.source, cell.id)
        except CageLost as lost:
            return Verdict(reason=str(lost))
        except MemoryError:
            self.session.close()
            return Verdict(reason=TOO_MUCH)
        self.session.ran.append(
            (f"{lent}\n{cell.source}", cell.id)
        )  # a later test may need what it defined
        if failed is None or isinstance(failed, PartialScore):
            return Verdict(failed)
        return Verdict(reason=failed.reason, slip=failed.slip)

    def _imports_for(self, cell: Cell) -> str:
        """What a cell that runs inside uses and only tests above it, which run apart, import."""
        needed = free_names(cell.source) if self.where == "apart" else frozenset[str]()
        lines = dict.fromkeys(
            line
            for one in self.exam.cells[: self.exam.cells.index(cell)]
            if one.role == "test" and one.kind == "code" and one.id not in self.inside
            for name, line in imports(one.source).items()
            if name in needed
        )
        return "\n".join(lines)

    def _seed_of(self, cell: Cell) -> int:
        """What a cell's cases are drawn from: its own, whatever ran before it."""
        return zlib.crc32(cell.id.encode(), self.seed & 0xFFFFFFFF) + (self.seed << 32)

    def _execute(self, cell: Cell) -> Any:
        """The value of the cell's last line, if it is an expression."""
        from initlab.checks import use_seed

        body, last = split(cell.source, f"<{cell.id}>")
        use_seed(self._seed_of(cell))
        self.session.begin_test()
        with (
            contextlib.redirect_stdout(_Nowhere()),
            contextlib.redirect_stderr(_Nowhere()),
            warnings.catch_warnings(),
        ):
            warnings.simplefilter("ignore")
            try:
                # The innermost: it may end what it interrupts anywhere.
                with time_limited(self.limits):
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
        if isinstance(error, NameError) and error.name:  # the student's own came over as its text
            return self._undefined(error.name)
        needs_inside = _asks_for_source(error) or _misses_a_file(error)
        return f"{type(error).__name__}: {text}".rstrip(": ") + FOR_TEACHERS * needs_inside

    def _undefined(self, name: str) -> str:
        """Why a name is not defined, as far as the student's cells tell."""
        for cell in self.exam.cells:
            if cell.role in ("solution", "locked") and name in bound(cell.source):
                missing = cell.role == "solution" and cell.id not in self.answers.sources
                absent = NOT_IN_IT if cell.id in self.answers.absent else "the cell is missing"
                why = self.stopped.get(cell.id, absent if missing else "")
                return f"{name} is not defined" + (f": cell {cell.id!r}: {why}" if why else "")
        return f"{name} is not defined"


def _asks_for_source(error: Exception) -> bool:
    """Whether `inspect` was asked about the source of a student's function, which is not here."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    if trace is None or trace.tb_frame.f_globals.get("__name__") != inspect.__name__:
        return False
    return any(isinstance(value, Proxy) for value in trace.tb_frame.f_locals.values())


def _misses_a_file(error: Exception) -> bool:
    """Whether a test looked for a file that only the cage has: the student's own error, which came
    over the wire, has no number."""
    return isinstance(error, FileNotFoundError) and bool(error.errno)


class _Nowhere(io.TextIOBase):
    """Takes what tests print, and what the student's functions print meanwhile, and keeps none."""

    def write(self, text: str) -> int:
        return len(text)
