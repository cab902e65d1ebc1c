"""What the command line shows of a grading and of a measurement."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from autograder.grading import Graded
    from benchmarks.grading_cost import Row

__all__ = ["Rate", "bar", "costs", "err", "out", "protection", "row", "table", "wrote"]

out = Console()
err = Console(stderr=True)


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


def row(one: Graded) -> tuple[str, ...]:
    """A line of the table: student, score, of, to mark, remarks."""
    report = one.report
    remarks = [report.problem, *report.answers.notes, *one.remarks]
    remarks += [f"late by {_duration(one.late_seconds)}"] if one.late_seconds else []
    remarks += [] if one.fresh else ["unchanged"]
    return (
        _printable(report.student),
        f"{report.score:g}",
        f"{report.max_score:g}",
        str(len(report.waiting) or ""),
        _printable("; ".join(filter(None, remarks))),
    )


def _printable(text: str) -> str:
    """The text with an escape for what would command a terminal: a folder can have any name."""
    return "".join(one if one.isprintable() else ascii(one)[1:-1] for one in text)


def table(rows: list[tuple[str, ...]]) -> Table:
    """The table of a grading, from the lines that `row` gives."""
    made = Table(box=None, header_style="bold", pad_edge=False)
    for name, justify in (
        ("student", "left"),
        ("score", "right"),
        ("of", "right"),
        ("to mark", "right"),
        ("remarks", "left"),
    ):
        made.add_column(name, justify=justify)  # type: ignore[arg-type]
    for row in rows:
        made.add_row(*map(Text, row))
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


def costs(rows: Sequence[Row]) -> Table:
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
