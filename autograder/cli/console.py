"""What the command line shows of a grading and of a measurement."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console, Group
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.syntax import Syntax
from rich.table import Table
from rich.text import Text

from autograder.model import FOR_TEACHERS
from autograder.text import first_line, printable

if TYPE_CHECKING:
    from autograder.grading import Graded
    from autograder.model import Exam, MasterCheck, Report
    from autograder.results.gradebook import Standing
    from autograder.verdict import Line, Solution
    from benchmarks.grading_cost import Row as Cost

__all__ = [
    "Rate",
    "bar",
    "check_lines",
    "costs",
    "err",
    "failing_lines",
    "out",
    "protection",
    "row",
    "side_by_side",
    "some",
    "table",
    "verdict",
    "verdict_as_json",
    "warn",
    "wrote",
]

out = Console()
err = Console(stderr=True)


def warn(line: str) -> None:
    """Say a line on stderr as it is, but for what a terminal would obey."""
    err.print(printable(line), markup=False, highlight=False, soft_wrap=True)


def some(who: Sequence[str]) -> str:
    """How many, and who: the first of a long list."""
    more = f" and {len(who) - 20} more" if who[20:] else ""
    return f"{len(who)}: {', '.join(who[:20])}{more}"


def protection(mode: str) -> str:
    """What a mode of the cage means, in a sentence."""
    return {
        "auto": "sealed: the best cage that each worker can build; one that can't build any stops "
        "the run",
        "sealed": "sealed: each submission in namespaces of its own behind bubblewrap, with no "
        "file, network or process of this machine in reach",
        "cold": "sealed, cold: a bubblewrap for each submission, as safe and slower",
        "none": "NO CAGE: student code can reach this machine's files and network; it runs in a "
        "process apart, with limits on time, memory and output",
    }[mode]


class Rate(ProgressColumn):
    """How many of what is counted are done each second, lately."""

    def render(self, task: Task) -> Text:
        return Text(f"{task.speed:.1f}/s" if task.speed else "")


@dataclass(frozen=True)
class Row:
    """A line of the table of a grading; `waiting` are the cells that a person must mark, or look
    at again."""

    student: str
    notebook: str
    score: float
    max_score: float
    waiting: tuple[str, ...]
    remarks: str

    def now(self, standing: Standing | None) -> Row:
        """The same with what a person has marked, and what lateness takes off."""
        if standing is None:
            return self
        return replace(
            self,
            score=standing.net,
            max_score=standing.max_score,
            waiting=standing.waiting,
        )


def row(one: Graded) -> Row:
    """The line of one submission."""
    report = one.report
    remarks = [report.problem, *report.answers.notes, *one.remarks]
    remarks += [f"late by {_duration(one.late_seconds)}"] if one.late_seconds else []
    remarks += [] if one.fresh else ["unchanged"]
    return Row(
        report.student,
        report.notebook,
        report.score,
        report.max_score,
        report.waiting,
        "; ".join(filter(None, remarks)),
    )


def table(rows: Iterable[Row]) -> Table:
    """The table of a grading, by student and notebook."""
    made = Table(box=None, header_style="bold", pad_edge=False)
    for name, justify in (
        ("student", "left"),
        ("score", "right"),
        ("of", "right"),
        ("to mark", "right"),
        ("remarks", "left"),
    ):
        made.add_column(name, justify=justify)  # type: ignore[arg-type]
    for row in sorted(rows, key=lambda row: (row.student, row.notebook)):
        cells = (row.student, f"{row.score:g}", f"{row.max_score:g}", str(len(row.waiting) or ""))
        made.add_row(*(Text(printable(cell)) for cell in (*cells, row.remarks)))
    return made


def check_lines(exam: Exam, check: MasterCheck) -> list[Text]:
    """Return what a teacher must know of an exam's tests before a class is graded by them."""
    lines = []
    for one in check.inside:
        reason = printable(first_line(one.why)).removesuffix(FOR_TEACHERS)
        if not one.why:
            told = ": another test that runs there uses what it defines"
        elif one.lost:
            told = f": the teacher's own solution does not pass it apart ({reason})"
        else:
            told = f": {reason}, which no answer would notice from apart"
        lines.append(
            Text(f"INSIDE: {one.id!r} runs in the submission's own process{told}", style="bold red")
        )
    points = {cell.id: cell.points for cell in exam.cells}
    lines += [
        Text(f"free: {ident!r} ({points[ident]:g} points) is passed without an answer")
        for ident in check.unearned
    ]
    return lines


def failing_lines(check: MasterCheck) -> list[Text]:
    """Return a line for each test that the teacher's own solution does not pass."""
    return [
        Text(f"fails: {one.id!r}: {printable(first_line(one.why))}", style="bold red")
        for one in check.failing
    ]


def verdict(path: Path, report: Report, lines: Sequence[Line]) -> Group:
    """Return the verdict on a learner's own notebook: a line for each graded cell, and the sum."""
    made = Table(box=None, header_style="bold", pad_edge=False)
    made.add_column("", no_wrap=True)
    made.add_column("exercise", overflow="fold")
    made.add_column("points", justify="right", no_wrap=True)
    made.add_column("", overflow="fold")  # in a narrow terminal long words go on in the next line
    made.add_column("read", overflow="fold")
    for line in lines:
        made.add_row(*_verdict_row(line))
    remarks = [printable(one) for one in remarks_of(report)]
    said = Text(in_sum(lines))
    return Group(Text(str(path), style="bold"), made, *map(Text, remarks), said)


def in_sum(lines: Sequence[Line]) -> str:
    """Return the points of a verdict in a few words."""
    judged = [line for line in lines if line.points is not None]
    earned, most = sum(line.points or 0 for line in judged), sum(x.max_points for x in judged)
    said = f"{earned:g} of {most:g} points"
    if by_hand := len(lines) - len(judged):
        said += f"; compare {by_hand} written answer{'s' * (by_hand > 1)} with the course's"
    return said


def remarks_of(report: Report) -> list[str]:
    """Return what there is to say of the file as a whole."""
    return [one for one in (report.problem, *report.answers.notes) if one]


def verdict_as_json(path: Path, page: Path, report: Report, lines: Sequence[Line]) -> str:
    """Return the verdict as one line of JSON, for `initlab.check()` to show in a notebook."""
    return json.dumps(
        {
            "notebook": str(path.absolute()),
            "page": str(page.absolute()),
            "in_sum": in_sum(lines),
            "remarks": remarks_of(report),
            "exercises": [{**asdict(line), "mark": _mark(line)} for line in lines],
        }
    )


def _mark(line: Line) -> str:
    return "?" if line.points is None else "✓" if line.full else "○" if line.blank else "✗"


def _verdict_row(line: Line) -> tuple[str | Text, ...]:
    if line.points is None:
        told = f"goodstart solution {line.exercise}"
        return _mark(line), line.exercise, f"{line.max_points:g}", Text(told), ""
    points = f"{line.points:g} of {line.max_points:g}"
    return _mark(line), line.exercise, points, Text(printable(line.told)), line.lesson


def side_by_side(one: Solution) -> Table:
    """Return a learner's own answer and the course's, in two columns."""
    made = Table(box=None, header_style="bold", pad_edge=False, expand=True)
    made.add_column("yours", ratio=1)
    made.add_column("the course's", ratio=1)
    kind = "python" if one.is_code else "markdown"
    made.add_row(*(Syntax(text, kind, word_wrap=True) for text in (one.own, one.course)))
    return made


def _duration(seconds: float) -> str:
    minutes = round(seconds / 60)
    days, hours = minutes // 1440, minutes // 60 % 24
    return (
        " ".join(
            f"{n} {unit}" for n, unit in ((days, "d"), (hours, "h"), (minutes % 60, "min")) if n
        )
        or "under a minute"
    )


def costs(rows: Sequence[Cost]) -> Table:
    """The table of a measurement."""
    made = Table(box=None, header_style="bold", pad_edge=False)
    for name in ("", "submissions", "wall s", "CPU s", "peak MiB", "ms each", "CPU ms each"):
        made.add_column(name, justify="right" if name else "left", no_wrap=not name)
    for one in rows:
        made.add_row(
            one.kind,
            str(one.submissions),
            f"{one.wall:.1f}",
            f"{one.cpu:.1f}",
            f"{one.peak:.0f}" if one.peak else "",
            f"{one.each_wall * 1e3:.1f}",
            f"{one.each_cpu * 1e3:.1f}",
        )
    return made


def bar() -> Progress:
    """A bar that moves while many things are done, and is gone when they are."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        Rate(),
        TimeRemainingColumn(),
        console=err,
        transient=True,
    )


def wrote(paths: list[Path]) -> None:
    """Name each file that was written."""
    for path in paths:
        out.print(f"wrote  {path}", markup=False, soft_wrap=True)
