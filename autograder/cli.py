"""The command line: `goodstart`. Each verb is a few lines; the work is in the other rooms."""

from __future__ import annotations

import contextlib
import secrets
import sys
from collections.abc import Generator
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
)

from autograder.cli_options import (
    Check,
    Chosen,
    Cluster,
    Course,
    Force,
    Into,
    IntoBench,
    IntoStudy,
    Lessons,
    Names,
    Notebook,
    Overwrite,
    Pages,
    Sandbox,
    Seed,
    Sizes,
    Stock,
    Students,
    Take,
    Tests,
    Where,
    Workers,
)
from autograder.model import CourseError
from autograder.ownership import Ledger
from autograder.shown import Rate, costs, protection, row, table

if TYPE_CHECKING:
    from autograder.grading import Graded

app = typer.Typer(
    add_completion=False, no_args_is_help=True, rich_markup_mode=None,
    help="Build the course's notebooks, grade them, and give feedback.",
    context_settings={"help_option_names": ["-h", "--help"]})
out = Console()
err = Console(stderr=True)


def main() -> None:
    """Run the command line. A user's mistake is one line on stderr and exit status 2."""
    from autograder.cage import NoCage

    # jsonschema, which comes with nbformat, would build a grammar of IRIs if it found the package
    # for it; no notebook and no quiz has a field of that format, and it takes a second.
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
    try:
        app(standalone_mode=True)
    except (CourseError, NoCage) as error:
        err.print(f"goodstart: {error}", markup=False, highlight=False, soft_wrap=True)
        sys.exit(2)


@app.command()
def build(course: Course = Path(), check: Check = False, overwrite: Overwrite = False) -> None:
    """Write every notebook from its text.

    Lessons, assignments, and what students get of them. A notebook that somebody edited, copied,
    renamed or added stays as it is, and is named.

    Exit status: 0 when every notebook says what its text says, 1 when one does not (--check), or
    could not be written because somebody edited it, 2 when a text can't become a notebook."""
    from autograder import build as builder

    if check:
        changed = builder.stale(course)
        for path in changed:
            out.print(f"differs  {path}", markup=False, soft_wrap=True)
    else:
        outcomes = builder.build(course, overwrite)
        changed = [one.path for one in outcomes if one.in_the_way]
        for one in outcomes:
            out.print(f"{one.done:7}  {one.path}{': ' + one.remark if one.remark else ''}",
                      markup=False, soft_wrap=True)
    if changed:
        raise typer.Exit(1)
    out.print("all notebooks say what their texts say")


@app.command()
def adopt(notebook: Notebook, overwrite: Overwrite = False) -> None:
    """Bring a notebook's edits back into its text.

    Roles and points, set with nbgrader's toolbar, come along. `goodstart build` then writes the
    notebook, and what students get of it, from the text."""
    from autograder.adopt import adopt as take

    out.print(f"wrote  {take(notebook, overwrite)}; now run `goodstart build`", markup=False,
              soft_wrap=True, highlight=False)


@app.command()
def grade(assignments: Chosen, student: Students = None, force: Force = False, seed: Seed = None,
          workers: Workers = None, sandbox: Sandbox = "auto", tests: Tests = "apart",
          cluster: Cluster = "", overwrite: Overwrite = False, course: Course = Path()) -> None:
    """Grade assignments' submissions into the gradebook.

    They are read from submitted/STUDENT/ASSIGNMENT/. A run that was stopped goes on where it
    stood when it is run again.

    Exit status: 0 when every submission got its row, 1 when some need a person's attention (they
    could not be graded, or something was wrong with the file), 2 when grading could not start,
    130 when it was stopped with Ctrl-C.
    """
    from autograder import grading, pool
    from autograder.cage import supported

    if sandbox not in ("auto", "none"):
        raise CourseError(f"--sandbox {sandbox}: auto or none is known")
    if tests not in ("apart", "inside"):
        raise CourseError(f"--tests {tests}: apart or inside is known")
    mode = supported() if sandbox == "auto" and not cluster else sandbox
    seed = secrets.randbits(32) if seed is None else seed
    chosen = {name: grading.students(course, name, student or []) for name in assignments}
    attention = 0
    for name, names in chosen.items():
        steps = grading.grade_class(course, name, names, seed, force,
                                    workers=workers or pool.cores(), sandbox=mode, tests=tests,
                                    cluster=cluster, overwrite=overwrite)
        attention += _grade(name, len(names), seed, steps, mode, tests)
    if attention:
        raise typer.Exit(1)


def _grade(assignment: str, count: int, seed: int, steps: Generator[Graded, None, None],
           mode: str, tests: str) -> int:
    """How many submissions of the assignment need a person's attention, after grading them."""
    out.print(f"{assignment}: {count} submissions, seed {seed}\n{protection(mode)}",
              soft_wrap=True, highlight=False, style="bold red" if mode == "none" else None)
    if tests == "inside":
        out.print("TESTS INSIDE: they run in the submission's own process, which could read them "
                  "and tamper with its score", soft_wrap=True, style="bold red")
    rows = []  # not the reports: a class's would fill the memory
    fresh = attention = 0
    try:
        with contextlib.closing(steps), bar() as progress:
            task = progress.add_task("grading", total=None)
            for step in steps:
                rows.append(row(step))
                fresh += step.fresh
                attention += bool(step.report.problem or step.report.answers.notes
                                  or step.remarks)
                progress.update(task, description=step.report.student, completed=len(rows),
                                total=max(count, len(rows)))
    except KeyboardInterrupt:
        err.print(f"stopped: {assignment}: {len(rows)} of {max(count, len(rows))} done; run the "
                  "same command again for the rest", soft_wrap=True, highlight=False)
        raise typer.Exit(130) from None
    out.print(table(sorted(rows)))
    out.print(f"{len(rows)} rows in the gradebook, {fresh} graded now, "
              f"{attention} need a person's attention\n", highlight=False)
    return attention


@app.command()
def feedback(assignments: Chosen, lessons: Where = "", workers: Workers = None,
             overwrite: Overwrite = False, course: Course = Path()) -> None:
    """Write a page for each student.

    To feedback/STUDENT/ASSIGNMENT/, with a person's marks and comments."""
    from autograder import pool, returning

    for assignment in assignments:
        pages = returning.feedback(course, assignment, lessons, workers or pool.cores(),
                                   overwrite)
        with contextlib.closing(pages), bar() as progress:
            task = progress.add_task("feedback", total=None)
            paths = []
            for path in pages:
                paths.append(path)
                progress.update(task, completed=len(paths))
        out.print(f"wrote  {min(paths)} and so on, {len(paths)} pages", markup=False,
                  soft_wrap=True)


@app.command()
def report(assignments: Chosen, overwrite: Overwrite = False, course: Course = Path()) -> None:
    """Write a page for the class.

    To reports/ASSIGNMENT/: scores, difficulty, commonest slips."""
    from autograder import returning

    for assignment in assignments:
        _wrote(returning.class_report(course, assignment, overwrite))


@app.command()
def export(assignments: Names = None, overwrite: Overwrite = False,
           course: Course = Path()) -> None:
    """Write the grades as CSV.

    grades.csv has a row for each submission, cells.csv one for each graded cell."""
    from autograder import returning

    _wrote(returning.export(course, assignments or [], overwrite))


@app.command()
def study(take: Take = None, into: IntoStudy = None, course: Course = Path()) -> None:
    """Lay out a learner's own copies of the lessons and assignments.

    In study/. What is there already is never touched: where the course has a newer version of a
    file, the file is named, and --take takes that version and keeps a copy of yours."""
    from autograder import study as studies

    folder = into or course / "study"
    for path, copy in studies.take(course, folder, take or []):
        out.print(f"took    {path}" + (f"; yours is now {copy}" if copy else ""), markup=False,
                  soft_wrap=True, highlight=False)
    laid = studies.lay(course, folder)
    for one in laid:
        if one.state == "new":
            out.print(f"wrote   {one.path}", markup=False, soft_wrap=True)
        elif one.state == "older":
            out.print(f"older   {one.path}: the course has a newer version; `goodstart study "
                      f"--take '{one.path}'` takes it and keeps a copy of yours", markup=False,
                      soft_wrap=True, highlight=False)
    own = sum(one.state != "new" for one in laid)
    out.print(f"{folder}: {len(laid)} notebooks" + (f", {own} of them there already and left as "
              "they are" if own else ""), highlight=False, soft_wrap=True)


@app.command()
def slides(lessons: Lessons = None, course: Course = Path(), into: Into = None,
           pages: Pages = None, overwrite: Overwrite = False) -> None:
    """Run lessons and write their slides.

    They need no network to be shown."""
    from autograder.slides import write_pages, write_slides

    _wrote(write_slides(course, lessons or [], into or course / "slides", overwrite))
    _wrote(write_pages(course, lessons or [], pages, overwrite) if pages else [])


@app.command()
def bench(assignments: Chosen, sizes: Sizes = "20,200,2000", stock: Stock = 20,
          into: IntoBench = None, overwrite: Overwrite = False,
          course: Course = Path()) -> None:
    """Measure what grading costs.

    On copies of the course's submissions: stock nbgrader, this grader, and bare execution of the
    same cells. The first and the last run student code without a cage: use it on a class whom you
    would let use this machine. A table, and bench.json and bench.png."""
    from autograder import bench as benches

    counts = [int(one) for one in sizes.split(",") if one.strip().isdecimal()]
    if not counts or min(*counts, stock) < 2:
        raise CourseError(f"--sizes {sizes}, --stock {stock}: numbers of students, 2 or more")
    ledger = Ledger(course, overwrite)
    ledger.check(benches.files(into or course / "bench"))
    with err.status("measuring") as status:
        rows = benches.measure(course, assignments, counts, stock, status.update)
    out.print(costs(rows))
    for line in benches.ratios(rows):
        out.print(line, highlight=False, soft_wrap=True)
    _wrote(benches.write(rows, into or course / "bench", ledger))


@app.command()
def doctor() -> None:
    """Build a cage, try to break out of it, and say what held.

    Exit status: 0 when every protection held, 1 when one did not, 2 when no cage can be built."""
    from autograder.cage import supported
    from autograder.doctor import examine_cage

    out.print(f"the cage here: {protection(supported())}", soft_wrap=True, highlight=False)
    broken = 0
    for finding in examine_cage():
        broken += not finding.held
        out.print(f"{'held  ' if finding.held else 'BROKEN'}  {finding.protection}"
                  f"{': ' + finding.told if finding.told else ''}", markup=False, highlight=False,
                  soft_wrap=True, style=None if finding.held else "bold red")
    if broken:
        raise typer.Exit(1)


def bar() -> Progress:
    """A bar that moves while many things are done, and is gone when they are."""
    return Progress(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), Rate(),
                    TimeRemainingColumn(), console=err, transient=True)


def _wrote(paths: list[Path]) -> None:
    for path in paths:
        out.print(f"wrote  {path}", markup=False, soft_wrap=True)


if __name__ == "__main__":
    main()
