"""What grading costs, measured: stock nbgrader, this grader, and the floor beneath both, on the
same submissions in one run.

Each is a command of its own on a copy of the course, after one run that nobody counts. Gradebook,
graded notebooks and feedback are written on both sides. The floor is bare `exec` of the same cells
in one fork server. Stock nbgrader and the floor run student code without a cage.
"""

from __future__ import annotations

import contextlib
import io
import itertools
import json
import os
import shutil
import statistics
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

import matplotlib
from msgspec.structs import replace

from autograder import grading, grading_job, master_checks
from autograder.authoring.build import course_files
from autograder.authoring.config import course_config
from autograder.examine.examiner import examine
from autograder.intake import exam as exams
from autograder.intake import submission
from autograder.model import CourseError, Exam, Report
from autograder.ownership import Ledger
from autograder.results.autograded import masters
from autograder.results.gradebook import CourseGradebook
from autograder.sandbox import ForkServer
from autograder.workers import pool
from benchmarks.process_meter import spent

__all__ = ["Row", "draw", "files", "measure", "ratios", "write"]

KINDS = ("stock nbgrader", "goodstart, 1 worker", "goodstart, all workers", "floor")
FLOOR_ROUNDS = 3
Run = Callable[[Path, list[str]], list[tuple[float, float]]]


@dataclass(frozen=True)
class Row:
    """What one way of grading took for so many submissions, in seconds; `peak` is the memory of
    its largest process in MiB. `each_wall` and `each_cpu` are for one more submission: the time
    less that of a run on so few students that each core has just one."""

    kind: str
    submissions: int
    wall: float
    cpu: float
    peak: float
    each_wall: float
    each_cpu: float


def measure(
    root: Path,
    assignments: Sequence[str],
    sizes: Sequence[int],
    stock: int,
    say: Callable[[str], None],
) -> list[Row]:
    """The rows of the table. `sizes` are numbers of students, each of whom hands in every
    assignment; `stock` is how many of them stock nbgrader grades. Raises CourseError when the
    course has no submissions that both sides can grade."""
    rows = []
    with tempfile.TemporaryDirectory(prefix="goodstart-bench-") as folder:
        field = _Field(root, list(assignments), Path(folder))
        plans: list[tuple[str, Run, list[int]]] = [
            (KINDS[0], _stock, [stock]),
            (KINDS[1], partial(_ours, many=1), sorted(sizes)),
            (KINDS[2], partial(_ours, many=pool.cores()), sorted(sizes)),
        ]
        for kind, run, counts in plans:
            say(f"{kind}: warming up")
            few = pool.cores()  # so that every worker starts here too
            run(field.course(few), field.assignments)
            base = _timed(field, run, few)
            for count in counts:
                say(f"{kind}: {count} students, {', '.join(field.assignments)}")
                wall, cpu, peak = _timed(field, run, count)
                papers = count * len(field.assignments)
                more = max(papers - few * len(field.assignments), 1)
                rows.append(
                    Row(
                        kind,
                        papers,
                        wall,
                        cpu,
                        peak,
                        (wall - base[0]) / more,
                        (cpu - base[1]) / more,
                    )
                )
        say("floor")
        rows.append(_floor(field, stock))
        say("writer")
        rows.append(_writer(field, stock))
    return rows


class _Field:
    """Copies of the course, with as many students as are asked for."""

    def __init__(self, root: Path, assignments: list[str], folder: Path) -> None:
        self.root, self.assignments, self.folder = root, assignments, folder
        self.numbers, self.files = itertools.count(), course_files(root)
        self.exams = {name: exams.load(root, name) for name in assignments}
        self.papers = {name: self._usable(name) for name in assignments}

    def _usable(self, name: str) -> list[str]:
        """The students whose submission both sides can grade in ordinary time."""
        found = []
        with ForkServer() as fork_server:
            for student in submission.students(self.root, name):
                answers = [
                    submission.read(self._of(student, name), student, exam)
                    for exam in self.exams[name]
                ]
                if any(one.problem or one.notes for one in answers):
                    continue
                reports = [
                    examine(exam, one, fork_server)
                    for exam, one in zip(self.exams[name], answers, strict=True)
                ]
                causes = {cell.cause for report in reports for cell in report.results}
                if causes <= {"", "error"}:
                    found.append(student)
        if not found:
            raise CourseError(f"{name}: no submission in {self.root / 'submitted'} to measure with")
        return found

    def _of(self, student: str, name: str) -> Path:
        return self.root / "submitted" / student / name

    def course(self, count: int) -> Path:
        """A fresh course whose assignments are released; student k has the work of paper k."""
        into = self.folder / str(next(self.numbers))
        for path, data in self.files.items():
            (into / path).parent.mkdir(parents=True, exist_ok=True)
            (into / path).write_bytes(data)
        for name in self.assignments:
            for k in range(count):
                paper = self._of(self.papers[name][k % len(self.papers[name])], name)
                shutil.copytree(paper, into / "submitted" / f"student{k:04}" / name)
        with CourseGradebook(into, course_config(into)) as book:
            for name in self.assignments:
                for exam in self.exams[name]:
                    book.register(exam, grading.source_path(into, exam))
        return into


def _timed(field: _Field, run: Run, count: int) -> tuple[float, float, float]:
    """(wall seconds, CPU seconds, MiB of the largest process) of a run over so many students."""
    course = field.course(count)
    began = time.monotonic()
    parts = run(course, field.assignments)
    wall = time.monotonic() - began
    shutil.rmtree(course)
    return wall, sum(cpu for cpu, _ in parts), max(peak for _, peak in parts)


def _stock(course: Path, names: list[str]) -> list[tuple[float, float]]:
    env = {"GOODSTART_STOCK": "1", "JUPYTER_PREFER_ENV_PATH": "1", "PYTHONWARNINGS": "ignore"}
    return [
        _command(course, [sys.executable, "-m", "nbgrader", verb, name], env)
        for verb in ("autograde", "generate_feedback")
        for name in names
    ]


def _ours(course: Path, names: list[str], many: int) -> list[tuple[float, float]]:
    goodstart = [sys.executable, "-m", "autograder.cli"]
    return [
        _command(course, [*goodstart, "grade", *names, "--seed", "1", "--workers", str(many)], {}),
        _command(course, [*goodstart, "feedback", *names, "--workers", str(many)], {}),
    ]


def _command(course: Path, command: list[str], more: dict[str, str]) -> tuple[float, float]:
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1]), "PYTHONSAFEPATH": "1"}
    return spent(command, course, {**env, **more})


# ---- the floor and the writer


def _papers(field: _Field, count: int) -> Iterator[tuple[Exam, str]]:
    for name in field.assignments:
        for k in range(count):
            for exam in field.exams[name]:
                yield exam, field.papers[name][k % len(field.papers[name])]


def _floor(field: _Field, count: int) -> Row:
    """Every code cell of every submission, executed with nothing around it; the median round."""
    matplotlib.use("agg")
    notebooks = []
    for exam, student in _papers(field, count):
        answers = submission.read(field._of(student, exam.assignment), student, exam)
        sources = [
            answers.sources.get(cell.id, cell.source)
            for cell in exam.cells
            if cell.kind == "code" and cell.role != "free"
        ]
        notebooks.append(
            [extra.source for extra in answers.extras if extra.kind == "code"] + sources
        )
    rounds = []
    for _ in range(FLOOR_ROUNDS + 1):
        began, spent = time.monotonic(), time.process_time()
        for sources in notebooks:
            _bare(sources)
        rounds.append((time.monotonic() - began, time.process_time() - spent))
    wall, cpu = (statistics.median(one[k] for one in rounds[1:]) for k in (0, 1))
    papers = len(notebooks)
    return Row("floor", papers, wall, cpu, 0.0, wall / papers, cpu / papers)


def _bare(sources: list[str]) -> None:
    import matplotlib.pyplot as plt

    names: dict[str, object] = {"__name__": "__main__"}
    with (
        contextlib.redirect_stdout(io.StringIO()),
        contextlib.redirect_stderr(io.StringIO()),
        warnings.catch_warnings(),
    ):
        warnings.simplefilter("ignore")
        for source in sources:
            with contextlib.suppress(Exception):  # a wrong answer's checks fail
                exec(source, names)
    plt.close("all")


def _writer(field: _Field, count: int) -> Row:
    """Rows and files of submissions that were examined before: what the one process that owns the
    gradebook does for each."""
    into = field.course(count)
    done: list[tuple[Exam, grading.Examined]] = []
    with ForkServer() as fork_server:
        seen: dict[tuple[str, str], Report] = {}
        for k, (exam, student) in enumerate(_papers(field, count)):
            key = (exam.notebook, student)
            if key not in seen:
                answers = submission.read(field._of(student, exam.assignment), student, exam)
                seen[key] = examine(exam, answers, fork_server)
            report = replace(seen[key], student=f"student{k % count:04}")
            done.append((exam, grading.Examined.of(grading_job.reply(exam, masters(exam), report))))
    ledger = Ledger(into)
    with CourseGradebook(into, course_config(into)) as book:
        began, spent = time.monotonic(), time.process_time()
        for start in range(0, len(done), master_checks.MOST_AT_ONCE):
            batch = done[start : start + master_checks.MOST_AT_ONCE]
            for _ in grading.record(
                into, book, [exam for exam, _ in batch], [one for _, one in batch], ledger
            ):
                pass
        wall, cpu = time.monotonic() - began, time.process_time() - spent
    shutil.rmtree(into)
    return Row("writer alone", len(done), wall, cpu, 0.0, wall / len(done), cpu / len(done))


# ---- what comes of it


def ratios(rows: Sequence[Row]) -> list[str]:
    """What the figures say, a line each."""
    stock = next(row for row in rows if row.kind == KINDS[0])
    floor = next(row for row in rows if row.kind == "floor")
    writer = next(row for row in rows if row.kind == "writer alone")
    told = []
    for kind in KINDS[1:3]:
        ours = [row for row in rows if row.kind == kind]
        last = ours[-1]
        told.append(
            f"{kind}: {stock.each_wall / last.each_wall:.0f} times stock's throughput at "
            f"{last.submissions} submissions"
        )
        over = (stock.each_cpu - floor.each_cpu) / max(last.each_cpu - floor.each_cpu, 1e-9)
        told.append(f"{kind}: overhead in CPU per submission is 1/{over:.0f} of stock's")
        told.append(
            f"{kind}: from {ours[0].submissions} to {last.submissions} submissions each "
            f"takes {ours[0].each_wall * 1e3:.0f} and {last.each_wall * 1e3:.0f} ms; the "
            f"largest process {ours[0].peak:.0f} and {last.peak:.0f} MiB"
        )
    told.append(
        f"the writer alone takes {writer.each_wall * 1e3:.1f} ms a submission, of "
        f"{last.each_wall * 1e3:.1f} that pass with all workers"
    )
    return told


def files(into: Path) -> list[Path]:
    """Return the paths of bench.json and bench.png in a folder."""
    return [into / "bench.json", into / "bench.png"]


def write(rows: Sequence[Row], into: Path, ledger: Ledger) -> list[Path]:
    """Return bench.json and bench.png, after writing them to the folder."""
    figures, picture = files(into)
    ledger.write_text(figures, json.dumps([asdict(row) for row in rows], indent=1) + "\n")
    ledger.write(picture, draw(rows))
    return [figures, picture]


def draw(rows: Sequence[Row]) -> bytes:
    """Return a PNG with a point for each run: seconds for one more submission, against the size of
    the class."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(10, 5), layout="constrained")
    axes = figure.subplots()
    for kind, mark, colour in zip(
        KINDS, "osD^", ("#D55E00", "#0072B2", "#009E73", "#7F7F7F"), strict=True
    ):
        ours = [row for row in rows if row.kind == kind]
        axes.plot(
            [row.submissions for row in ours],
            [row.each_wall * 1e3 for row in ours],
            marker=mark,
            color=colour,
            linewidth=2,
            markersize=9,
        )
        axes.annotate(
            f"  {kind}, {ours[-1].each_wall * 1e3:.0f} ms",
            (ours[-1].submissions, ours[-1].each_wall * 1e3),
            va="center",
            color=colour,
        )
    axes.set(
        xscale="log",
        yscale="log",
        xlabel="submissions in one run",
        ylabel="wall time for one more submission (ms)",
    )
    axes.set_xlim(right=axes.get_xlim()[1] * 12)
    axes.grid(visible=True, which="major", alpha=0.3)
    axes.set_title("What one more submission costs, everything written")
    png = io.BytesIO()
    figure.savefig(png, dpi=100, format="png")
    return png.getvalue()
