"""The words that the grader speaks: exam, answers, report. Frozen, and plain data in JSON.

    source notebook ──exam──▶ Exam ─┐
    submitted file ─intake─▶ Answers ┴─examine─▶ Report ──▶ gradebook, feedback, exports

Errors that are a user's to mend are one line, and all of one family:

    CourseError               what is wrong, where, what to do; exit status 2
    ├── BuildError            a text that can't become a notebook (file, line, cell)
    ├── QuizError             a quiz file that breaks its schema (file, item, field)
    └── ExamError             a source notebook that can't be an exam
"""

from __future__ import annotations

import functools
import hashlib
import json
import re
from pathlib import Path
from typing import Any, Literal, TypeVar

import msgspec
from msgspec import Struct
from msgspec.structs import asdict, replace

__all__ = [
    "FOR_TEACHERS",
    "GRADED",
    "Answers",
    "BuildError",
    "Cell",
    "CellResult",
    "CourseError",
    "Exam",
    "ExamError",
    "Extra",
    "File",
    "Finding",
    "MasterCheck",
    "Protection",
    "QuizError",
    "Report",
    "Score",
    "TestsWhere",
    "from_json",
    "require_course",
    "to_json",
]

Value = TypeVar("Value")
Protection = Literal["auto", "sealed", "cold", "none"]  # "auto": each worker finds out
TestsWhere = Literal["apart", "inside"]  # where test cells run: out of the student's reach, or not
Role = Literal["text", "free", "locked", "solution", "test", "manual", "task"]
GRADED = ("test", "manual", "task")  # the roles that carry points

# What a reason ends with that only `goodstart grade` can mend; a student's page leaves it out.
FOR_TEACHERS = (
    " (for teachers: `goodstart grade --tests inside` runs tests in the student's process)"
)
MOST_ADDED = 200_000  # characters of the cells that a student added, as they are drawn


class CourseError(Exception):
    """A user's mistake: one line that says what, where and what to do."""


def require_course(root: Path, *folders: str) -> None:
    """Raise CourseError where there is no course, for a command that is run in a wrong folder. A
    course has one of these folders at least; source/, if none is named."""
    folders = folders or ("source",)
    if not any((root / name).is_dir() for name in folders):
        named = " or ".join(f"{name}/" for name in folders)
        raise CourseError(
            f"{root.absolute()}: no course here (a folder with {named}); go to its folder, or name "
            "it with --course"
        )


class BuildError(CourseError):
    """A text that can't become a notebook: names the file, the line and the cell."""


class QuizError(CourseError):
    """A quiz file that breaks its schema: names the file, the item and the field."""


class ExamError(CourseError):
    """A source notebook that can't be an exam: names the notebook and the cell."""


class Cell(Struct, frozen=True, forbid_unknown_fields=True):
    """One cell of the master. `id` is the grade id; `released` is the source students were given.

    text: prose, no grade. free: the student's own scratch code. locked: runs as given.
    solution: the student's code. test: graded by machine. manual: graded by a person. task: what
    to do in cells of one's own below it, graded by a person.
    """

    role: Role
    kind: Literal["markdown", "code"]
    source: str
    id: str = ""
    points: float = 0.0
    lesson: str = ""
    released: str = ""


class File(Struct, frozen=True, forbid_unknown_fields=True):
    """A file beside a notebook: its path from there, its bytes in base64, and whether the release
    has it too."""

    name: str
    data: str
    given: bool = True


class Exam(Struct, frozen=True, forbid_unknown_fields=True):
    """One master notebook, and the files beside it. `digest()` changes when any of them does."""

    assignment: str
    notebook: str
    cells: tuple[Cell, ...]
    files: tuple[File, ...] = ()

    def digest(self) -> str:
        return _digest(self)

    def graded(self) -> tuple[Cell, ...]:
        """The cells that carry points, in order."""
        return tuple(cell for cell in self.cells if cell.role in GRADED)

    def max_score(self) -> float:
        return sum(cell.points for cell in self.graded())

    def exercises(self) -> tuple[tuple[str, tuple[Cell, ...]], ...]:
        """The notebook cut into exercises: (title, cells), each from one heading to the next. A
        heading of the third level is named with the one above it, "2 · Fans: dense weights".

        Headings that no cell worth points follows join the exercise after them."""
        parts: list[tuple[str, list[Cell]]] = []
        upper, title = "", self.notebook
        cells: list[Cell] = []
        for cell in self.cells:
            level, head = _heading(cell)
            if head:
                if _worth(cells):
                    parts.append((title, cells))
                    cells = []
                upper = head if level <= 2 else upper
                title = f"{upper}: {head}" if upper and level > 2 else head
            cells.append(cell)
        if _worth(cells) or not parts:
            parts.append((title, cells))
        else:
            parts[-1][1].extend(cells)
        return tuple((title, tuple(cells)) for title, cells in parts)


class Extra(Struct, frozen=True, forbid_unknown_fields=True):
    """A cell that the student added; it stands after the master's cell `after` ("" is the top)."""

    after: str
    kind: Literal["markdown", "code"]
    source: str


class Answers(Struct, frozen=True, forbid_unknown_fields=True):
    """What was taken from one submission: the sources of its solution and manual cells, by
    grade id, and the cells that the student added. `problem` is one line if it can't be graded,
    `notes` are things that a person should know (a renamed file, a cell that was missing),
    `files` what was handed in beside the notebook, `absent` the answers whose whole question is not
    in it."""

    student: str
    sources: dict[str, str]
    extras: tuple[Extra, ...] = ()
    notes: tuple[str, ...] = ()
    problem: str = ""
    files: tuple[File, ...] = ()
    absent: tuple[str, ...] = ()

    def is_blank(self, cell: Cell) -> bool:
        """Return whether the answer to a cell is missing, or is as it was handed out."""
        source = self.sources.get(cell.id)
        return source is None or source.strip() == cell.released.strip()

    def lean(self) -> Answers:
        """The same, with a digest in the place of each file's bytes: what a report keeps."""
        return replace(
            self,
            files=tuple(
                replace(file, data=hashlib.sha256(file.data.encode()).hexdigest())
                for file in self.files
            ),
        )

    @property
    def extras_shown(self) -> int:
        """How many of the added cells, from the first on, are short enough together to be drawn.
        Coloured code is twenty times as long as the code, so 20 MB of it would be a page of 400."""
        total = 0
        for count, extra in enumerate(self.extras):
            total += len(extra.source)
            if total > MOST_ADDED:
                return count
        return len(self.extras)


class CellResult(Struct, frozen=True, forbid_unknown_fields=True):
    """What one of the student's cells did: nbformat outputs, and why it stopped: in one line, and
    as the kind of cause."""

    id: str
    outputs: tuple[dict[str, Any], ...] = ()
    stopped: str = ""
    cause: Literal[
        "", "error", "time", "calls", "memory", "crashed", "exited", "refused", "gone"
    ] = ""


class Score(Struct, frozen=True, forbid_unknown_fields=True):
    """One graded cell. `points` is None when a person must mark it (manual or task).

    `reason` is what the student is told; `slip` is its key in the catalogue, if it is known."""

    id: str
    points: float | None
    max_points: float
    reason: str = ""
    slip: str = ""

    @property
    def full(self) -> bool:
        return self.points is not None and self.points >= self.max_points


class Report(Struct, frozen=True, forbid_unknown_fields=True):
    """One graded submission: a score for every graded cell of the exam, whatever happened.

    `results` hold the outputs of the student's cells, keyed by grade id; an added cell's key is
    `extra-N`, N counting from 0 in the order of `answers.extras`. `mode` is the protection it was
    graded under, `tests` where its test cells ran, `inside` those that ran inside all the same,
    `seed` what they drew their cases from, `problem` one line if ungradable."""

    student: str
    assignment: str
    notebook: str
    exam: str
    mode: Protection
    seed: int
    answers: Answers
    scores: tuple[Score, ...]
    results: tuple[CellResult, ...] = ()
    problem: str = ""
    tests: TestsWhere = "apart"
    inside: tuple[str, ...] = ()

    @property
    def protection(self) -> str:
        """What it was graded under, in words: "sealed", "sealed, tests inside", "sealed, inside:
        f-shape"."""
        if self.tests == "inside":
            return f"{self.mode}, tests inside"
        return self.mode + (f", inside: {' '.join(self.inside)}" if self.inside else "")

    @property
    def score(self) -> float:
        """Points earned by machine; cells that wait for a person count as 0."""
        return sum(score.points or 0.0 for score in self.scores)

    @property
    def max_score(self) -> float:
        return sum(score.max_points for score in self.scores)

    @property
    def waiting(self) -> tuple[str, ...]:
        """Ids of the cells that a person must mark."""
        return tuple(score.id for score in self.scores if score.points is None)


class Finding(Struct, frozen=True, forbid_unknown_fields=True):
    """A test cell, by its grade id, and why it is named. `lost`: whether that is why the teacher's
    own solution does not pass it; otherwise it is known from the test's own text."""

    id: str
    why: str
    lost: bool = True


class MasterCheck(Struct, frozen=True, forbid_unknown_fields=True):
    """What came of the teacher's own solution, and of the released notebook, when they sat the
    exam of this digest as students do.

    `inside`: the tests that must run in the student's process, each with why the solution does not
    pass it apart ("" for one that only defines what another uses). `failing`: those that it passes
    nowhere, with the reason. `unearned`: those that the released notebook passes without an
    answer."""

    exam: str
    tests: TestsWhere
    inside: tuple[Finding, ...] = ()
    failing: tuple[Finding, ...] = ()
    unearned: tuple[str, ...] = ()


@functools.lru_cache(maxsize=64)
def _digest(exam: Exam) -> str:
    """Once for a class, since every report and every look at an old one asks for it."""
    return hashlib.sha256(to_json(exam).encode()).hexdigest()


def _worth(cells: list[Cell]) -> float:
    """The points of the graded cells among these."""
    return sum(cell.points for cell in cells if cell.role in GRADED)


def _heading(cell: Cell) -> tuple[int, str]:
    """Level and words of the first heading of the course's prose, (0, "") when there is none; no
    words of an answer, and no comment in a code block."""
    fenced = False
    for line in cell.source.splitlines() if cell.role in ("text", "task") else ():
        fenced ^= line.lstrip().startswith(("```", "~~~"))
        if not fenced and (match := re.match(r"(#{1,6}) +(.*)", line)):
            return len(match[1]), match[2].replace("`", "").strip()
    return 0, ""


def to_json(value: Any) -> str:
    """Return the value's JSON form: same value, same bytes."""
    return json.dumps(value, default=_fields, sort_keys=True, ensure_ascii=False)


def _fields(value: Any) -> dict[str, Any]:
    return asdict(value) if isinstance(value, Struct) else vars(value)


def from_json(cls: type[Value], text: str) -> Value:
    """Return the value that was written with `to_json`.

    Raises CourseError when the text is of another shape (a report of another version)."""
    try:
        return msgspec.convert(json.loads(text), cls)
    except (msgspec.ValidationError, ValueError, RecursionError) as error:
        why = ascii(str(error))[1:-1]  # it can quote a name that is not fit for a line
        raise CourseError(f"not a {cls.__name__} of this version: {why}") from error
