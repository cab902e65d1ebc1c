"""Small exams and submissions, made without files."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

from autograder.examine.client import Client
from autograder.examine.examiner import examine
from autograder.model import Answers, Cell, Exam, Extra, Report, Score
from autograder.sandbox import ForkServer, Limits

ROOT = Path(__file__).parents[1]
Row = tuple[Any, ...]  # (role, id, source, points), the last ones may be left out

HASTY = Limits(cell_seconds=1, notebook_seconds=20, grace=1)
SETUP: Row = ("locked", "setup", "import numpy as np\nfrom initlab.checks import *")


def lines_of(course: Path, *args: object) -> tuple[int, str]:
    """The exit status of `goodstart` in this folder, and what it prints, as a command of its own."""
    run = subprocess.run(
        [sys.executable, "-m", "autograder.cli", *map(str, args)],
        cwd=course,
        capture_output=True,
        text=True,
        env={"PATH": "/usr/bin:/bin", "COLUMNS": "120", "PYTHONPATH": str(ROOT)},
    )
    return run.returncode, run.stdout + run.stderr


def make_exam(*rows: Row, name: str = "fans") -> Exam:
    """An exam of these cells: text and manual cells are prose, all others are code."""
    return Exam(name, name, tuple(_cell(*row) for row in rows))


def _cell(role: str, ident: str = "", source: str = "", points: float = 0.0) -> Cell:
    kind = "markdown" if role in ("text", "manual") else "code"
    released = {"solution": "...", "manual": "*Your answer.*"}.get(role, source)
    return Cell(role, kind, source, ident, float(points), "", released)  # type: ignore[arg-type]


def sit(
    fork_server: ForkServer,
    exam: Exam,
    sources: dict[str, str] | None = None,
    extras: tuple[Extra, ...] = (),
    limits: Limits | None = None,
    seed: int = 0,
) -> Report:
    """The report on a student's sources; a cell that is not given is answered as the master is."""
    master = {cell.id: cell.source for cell in exam.cells if cell.role in ("solution", "manual")}
    return examine(
        exam, Answers("ada", {**master, **(sources or {})}, extras), fork_server, limits, seed
    )


def score_of(
    fork_server: ForkServer,
    student: str,
    test: str,
    setup: str = "",
    points: float = 4.0,
    **kwargs: Any,
) -> Score:
    """The score of one test, of one cell that says `student`, where the master defines f."""
    exam = make_exam(
        ("locked", "setup", f"{SETUP[2]}\n{setup}"),
        ("solution", "f", "def f(x):\n    return 2 * x"),
        ("test", "t", test, points),
    )
    [score] = sit(fork_server, exam, {"f": student}, **kwargs).scores
    return score


def open_wire(fork_server: ForkServer, limits: Limits = HASTY, drawing: bool = False) -> Client:
    """The wire to a new cage, which the caller closes; with matplotlib loaded if it is `drawing`."""
    return Client(
        fork_server.cage(limits, drawing),
        lambda: (limits.cell_seconds, f"{limits.cell_seconds:g} s"),
    )


def texts(outputs: Any, name: str = "stdout") -> str:
    """What a cell printed."""
    return "".join(one["text"] for one in outputs if one.get("name") == name)


def family(process: subprocess.Popen) -> set[int]:
    """The process and all that descend from it, as this machine numbers them."""
    parents = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(path.parent.name)] = int(path.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
    found = {process.pid}
    while more := {one for one, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def alive(fork_server: ForkServer, pid: int) -> bool:
    """Whether a process of the fork server's, under the number that it knows, is there at all, running
    or unreaped. Behind bubblewrap a process has another number than on this machine."""
    level = 0 if fork_server.mode == "none" else 1
    for one in family(fork_server.process):
        try:
            status = Path(f"/proc/{one}/status").read_text()
        except OSError:
            continue
        numbers = next(line for line in status.splitlines() if line.startswith("NSpid:")).split()
        if len(numbers) > level + 1 and int(numbers[1 + level]) == pid:
            return True
    return False
