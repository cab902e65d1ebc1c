"""Commands for whoever grades a class: try, grade, feedback, report, export."""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Generator
from pathlib import Path
from typing import TYPE_CHECKING, cast

import typer

from autograder.cli import console
from autograder.cli.lms_options import (
    Column,
    Encoding,
    For,
    IntoTable,
    Scale,
    Template,
    Unmarked,
    ZipFor,
)
from autograder.cli.options import (
    Chosen,
    Cluster,
    Course,
    Despite,
    Force,
    Names,
    Overwrite,
    Sandbox,
    Seed,
    Students,
    Tests,
    Where,
    Workers,
)
from autograder.model import CourseError, Protection, TestsWhere

if TYPE_CHECKING:
    from autograder.grading import Graded
    from autograder.model import Exam, MasterCheck

__all__ = ["export", "feedback", "grade", "report", "try_"]


def grade(
    assignments: Chosen,
    student: Students = None,
    force: Force = False,
    seed: Seed = None,
    workers: Workers = None,
    sandbox: Sandbox = "auto",
    tests: Tests = "apart",
    cluster: Cluster = "",
    overwrite: Overwrite = False,
    despite: Despite = False,
    course: Course = Path(),
) -> None:
    """Grade assignments' submissions into the gradebook.

    They are read from submitted/STUDENT/ASSIGNMENT/. The teacher's own solution comes first: a
    test that it passes only in the student's process runs there for everybody, and a test that it
    does not pass at all stops the run before anybody is graded, unless --despite. A run that was
    stopped goes on where it stood when it is run again.

    Exit status: 0 when every submission got its row, 1 when some need a person's attention (they
    could not be graded, or something was wrong with the file), 2 when grading could not start,
    130 when it was stopped with Ctrl-C.
    """
    from autograder import grading
    from autograder.sandbox import supported
    from autograder.workers import pool

    if sandbox not in ("auto", "none"):
        raise CourseError(f"--sandbox {sandbox}: auto or none is known")
    if tests not in ("apart", "inside"):
        raise CourseError(f"--tests {tests}: apart or inside is known")
    where = cast(TestsWhere, tests)
    chosen_mode = cast(Protection, sandbox)
    mode = supported() if sandbox == "auto" and not cluster else chosen_mode
    seed = secrets.randbits(32) if seed is None else seed
    chosen = {name: grading.students(course, name, student or []) for name in assignments}
    attention = 0
    for name, names in chosen.items():
        steps = grading.grade_class(
            course,
            name,
            names,
            seed,
            force,
            workers=workers or pool.cores(),
            sandbox=mode,
            tests=where,
            cluster=cluster,
            overwrite=overwrite,
            despite=despite,
            says=_say_check,
            tells=console.warn,
        )
        attention += _grade(course, name, len(names), seed, steps, mode, where)
        for line in grading.misplaced(course, name):
            console.err.print(f"not graded: {line}", markup=False, highlight=False, soft_wrap=True)
            attention += 1
    if attention:
        raise typer.Exit(1)


def _grade(
    course: Path,
    assignment: str,
    count: int,
    seed: int,
    steps: Generator[Graded, None, None],
    mode: Protection,
    tests: TestsWhere,
) -> int:
    """How many submissions of the assignment need a person's attention, after grading them."""
    from autograder import publish
    from autograder.results.shared_numbers import number_of, shared

    console.out.print(
        f"{assignment}: {count} submissions, seed {seed}\n{console.protection(mode)}",
        soft_wrap=True,
        highlight=False,
        style="bold red" if mode == "none" else None,
    )
    if tests == "inside":
        console.out.print(
            "TESTS INSIDE: they run in the submission's own process, which could read them "
            "and tamper with its score",
            soft_wrap=True,
            style="bold red",
        )
    rows = []  # not the reports: a class's would fill the memory
    numbers = {}
    fresh, attention = 0, []
    try:
        with contextlib.closing(steps), console.bar() as progress:
            task = progress.add_task("grading", total=None)
            for step in steps:
                rows.append(console.row(step))
                numbers[step.report.student] = number_of(step.report)
                fresh += step.fresh
                if step.report.problem or step.report.answers.notes or step.remarks:
                    attention.append(step.report.student)
                progress.update(
                    task,
                    description=step.report.student,
                    completed=len(rows),
                    total=max(count, len(rows)),
                )
    except KeyboardInterrupt:
        console.err.print(
            f"stopped: {assignment}: {len(rows)} of {max(count, len(rows))} done; run the "
            "same command again for the rest",
            soft_wrap=True,
            highlight=False,
        )
        raise typer.Exit(130) from None
    standings = publish.standings(course, assignment)
    console.out.print(
        console.table(row.now(standings.get((row.notebook, row.student))) for row in rows)
    )
    found = (standings.get((row.notebook, row.student)) for row in rows)
    waiting = sum(where is not None and where.needs_manual for where in found)
    mark = f", {waiting} to mark by hand" if waiting else ""
    console.out.print(
        f"{len(rows)} rows in the gradebook, {fresh} graded now, "
        f"{len(attention)} need a person's attention{mark}\n",
        highlight=False,
        soft_wrap=True,
    )
    if attention:
        line = f"what to look at stands in the remarks of {console.some(attention)}"
        console.warn(line)
    for line in shared(numbers):
        console.warn(line)
    return len(attention)


def _say_check(exam: Exam, check: MasterCheck) -> None:
    """Say what a teacher must know of the tests before the class is graded."""
    for line in console.check_lines(exam, check):
        console.out.print(line)


def try_(
    assignments: Chosen,
    workers: Workers = None,
    sandbox: Sandbox = "auto",
    tests: Tests = "apart",
    course: Course = Path(),
) -> None:
    """Try assignments on the teacher's own solution, as if it were handed in.

    And on the notebook as it is released. Says which tests the solution passes only in the
    student's process, which it does not pass at all, and which are passed without an answer.
    Nothing is entered anywhere.

    Exit status: 0 when the solution passes every test and the released notebook none that carries
    points, 1 when not, 2 when it could not start."""
    from autograder import master_checks
    from autograder.workers import pool

    sound = True
    for name in assignments:
        found = master_checks.try_masters(
            course,
            name,
            workers or pool.cores(),
            cast(Protection, sandbox),
            cast(TestsWhere, tests),
        )
        for exam, check in found:
            passed = sum(cell.role == "test" for cell in exam.cells) - len(check.failing)
            console.out.print(
                f"{exam.assignment}/{exam.notebook}: the teacher's own solution passes {passed} "
                f"test{'s' * (passed != 1)}",
                markup=False,
                highlight=False,
                soft_wrap=True,
            )
            for line in (*console.check_lines(exam, check), *console.failing_lines(check)):
                console.out.print(line)
            sound &= not check.failing and not check.unearned
    if not sound:
        raise typer.Exit(1)


def feedback(
    assignments: Chosen,
    lessons: Where = "",
    zip_: ZipFor = None,
    workers: Workers = None,
    overwrite: Overwrite = False,
    course: Course = Path(),
) -> None:
    """Write a page for each student.

    To feedback/STUDENT/ASSIGNMENT/, with a person's marks and comments. With --zip, also the
    archive for Moodle's "Upload multiple feedback files in a zip" or Canvas's "Upload Submissions",
    for what `goodstart collect` took from there."""
    from autograder import publish
    from autograder.cli.lms_commands import feedback_zip, require_collected
    from autograder.workers import pool

    if zip_:
        require_collected(course, assignments, zip_)
    _say_stale(course, assignments)
    for assignment in assignments:
        pages = publish.feedback(course, assignment, lessons, workers or pool.cores(), overwrite)
        with contextlib.closing(pages), console.bar() as progress:
            task = progress.add_task("feedback", total=None)
            paths = []
            for path in pages:
                paths.append(path)
                progress.update(task, completed=len(paths))
        console.out.print(
            f"wrote  {min(paths)} and so on, {len(paths)} pages", markup=False, soft_wrap=True
        )
        if zip_:
            feedback_zip(course, assignment, zip_, overwrite)
        standings = publish.standings(course, assignment).items()
        if waiting := sorted({who for (_, who), where in standings if where.needs_manual}):
            line = f"needs a mark, and the page says so: {assignment}: {console.some(waiting)}"
            console.warn(line)


def report(assignments: Chosen, overwrite: Overwrite = False, course: Course = Path()) -> None:
    """Write a page for the class.

    To reports/ASSIGNMENT/: scores, how hard each exercise was and what to do about it, commonest
    slips. With several assignments also reports/index.html, over the term, and a page for each
    student in reports/students/, for whoever teaches."""
    from autograder import class_reports

    _say_stale(course, assignments)
    written = class_reports.write(course, assignments, overwrite)
    pages = [path for path in written if path.parent.name != "students"]
    console.wrote(pages)
    if more := len(written) - len(pages):
        console.out.print(
            f"wrote  {written[-1].parent} and so on, {more} pages", markup=False, soft_wrap=True
        )


def _say_stale(course: Path, assignments: list[str]) -> None:
    """Name what must be graded again before pages and tables agree."""
    from autograder import publish

    for line in publish.stale(course, assignments):
        console.warn(line)


def export(
    assignments: Names = None,
    for_: For = None,
    template: Template = None,
    into: IntoTable = None,
    column: Column = None,
    unmarked: Unmarked = False,
    scale: Scale = False,
    encoding: Encoding = "",
    overwrite: Overwrite = False,
    course: Course = Path(),
) -> None:
    """Write the grades as CSV, for a spreadsheet or for the LMS.

    Without options, goodstart-grades.csv has a row for each submission, goodstart-cells.csv one for
    each graded cell. With --for, one table has a row for each student and a column for each
    assignment, in the form that the LMS imports. With --template, the LMS's own export is filled:
    only the cells of the grades change.

    Exit status: 0 when every grade is in the table, 1 when some students still need a mark or have
    no row in it, 2 when no table was written."""
    from autograder import publish

    _say_stale(course, assignments or [])
    if for_ or template:
        from autograder.cli.lms_commands import export_for

        export_for(
            course, assignments or [], for_, template, into, column, unmarked, scale, encoding,
            overwrite,
        )  # fmt: skip
        return
    if into or column or unmarked or scale or encoding:
        raise CourseError("these options are of a table for an LMS; add --for or --template")
    console.wrote(publish.export(course, assignments or [], overwrite))
