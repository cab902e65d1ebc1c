"""Commands for whoever learns: study, check, solution."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from autograder.cli import console
from autograder.cli.options import (
    AsJson,
    Course,
    CourseAbove,
    Exercise,
    IntoStudy,
    Mine,
    Take,
    Watch,
)
from autograder.model import CourseError

if TYPE_CHECKING:
    from autograder.model import Exam
    from autograder.sandbox import ForkServer

__all__ = ["check", "solution", "study"]

PAUSE = 0.3  # seconds between two looks at a file


def study(take: Take = None, into: IntoStudy = None, course: Course = Path()) -> None:
    """Lay out a learner's own copies of the lessons and assignments.

    In study/. What is there already is never touched: where the course has a newer version of a
    file, the file is named, and --take takes that version and keeps a copy of yours."""
    from autograder.authoring import study as studies

    folder = into or course / "study"
    for path, copy in studies.take(course, folder, take or []):
        console.out.print(
            f"took    {path}" + (f"; yours is now {copy}" if copy else ""),
            markup=False,
            soft_wrap=True,
            highlight=False,
        )
    laid = studies.lay(course, folder)
    for one in laid:
        if one.state == "new":
            console.out.print(f"wrote   {one.path}", markup=False, soft_wrap=True)
        elif one.state == "older":
            console.out.print(
                f"older   {one.path}: the course has a newer version; `goodstart study "
                f"--take '{one.path}'` takes it and keeps a copy of yours",
                markup=False,
                soft_wrap=True,
                highlight=False,
            )
    own = sum(one.state != "new" for one in laid)
    console.out.print(
        f"{folder}: {len(laid)} files"
        + (f", {own} of them there already and left as they are" if own else ""),
        highlight=False,
        soft_wrap=True,
    )


def check(
    notebooks: Mine = None,
    watch: Watch = False,
    as_json: AsJson = False,
    course: CourseAbove = None,
) -> None:
    """Check your own notebooks against all tests, hidden ones too.

    A table with the points of each exercise, the slip where there is one, and the section of the
    lesson to read again; and a page with all reasons, in study/feedback/. Without a notebook's
    name, every assignment in study/ that you have worked on. Nothing is entered anywhere.

    Exit status: 0 when every test passes, 1 when points are missing, 2 when it could not start.
    """
    server, why = _server()  # first: it starts while the rest is loaded
    with contextlib.closing(server):
        _check_all(notebooks, watch, as_json, course, server, why)


def _server() -> tuple[ForkServer, str]:
    """A fork server, and why it builds no cage, "" if it does. Without bubblewrap a learner's own
    code runs unprotected, which it does in JupyterLab too."""
    from autograder.sandbox import ForkServer, NoCage

    try:
        return ForkServer(), ""
    except NoCage as why:
        return ForkServer("none"), str(why)


def _check_all(
    notebooks: list[Path] | None,
    watch: bool,
    as_json: bool,
    course: Path | None,
    server: ForkServer,
    why: str,
) -> None:
    from autograder import verdict

    root = course or verdict.find_course(notebooks[0] if notebooks else Path())
    study_folder = root / "study"
    paths = notebooks or verdict.attempted(root, study_folder)
    if not paths:
        raise CourseError(
            f"{study_folder}: nothing to check yet; `make study` lays out the assignments, and "
            "`goodstart check NOTEBOOK` checks one"
        )
    exams = [verdict.exam_of(root, path) for path in paths]
    if why:
        console.err.print(
            f"no cage: {why}. Your code runs unprotected, as it does in JupyterLab.",
            highlight=False,
            soft_wrap=True,
        )
    passed = dict.fromkeys(paths, False)  # as the last verdict on each says
    ends_a_watch = (KeyboardInterrupt,) if watch else ()
    with contextlib.suppress(*ends_a_watch):
        for path in _changing(paths, watch):
            _check(root, path, exams[paths.index(path)], server, as_json, passed)
    if not all(passed.values()):
        raise typer.Exit(1)


def _check(
    root: Path,
    path: Path,
    exam: Exam,
    server: ForkServer,
    as_json: bool,
    passed: dict[Path, bool],
) -> None:
    """Note in `passed` whether a notebook passes every test, and print the verdict. In this order:
    Ctrl-C may come while it is printed."""
    from autograder import verdict
    from autograder.authoring.quiz_file import quizzes_of

    quizzes = quizzes_of(root, exam.assignment)
    names, quiz = verdict.slip_titles(quizzes), quizzes.get(exam.assignment)
    report = verdict.judge(root, exam, path, server)
    lines = list(verdict.lines(exam, report, names))
    judged = [line for line in lines if line.points is not None]
    passed[path] = not report.problem and all(line.full for line in judged)
    if not as_json:
        console.out.print(console.verdict(path, report, lines))
    written = verdict.page(root, exam, report, _page_folder(root, path), names, quiz)
    if as_json:
        typer.echo(console.verdict_as_json(path, written, report, lines))
        return
    console.out.print(f"all reasons: {written}\n", markup=False, highlight=False, soft_wrap=True)


def _page_folder(root: Path, path: Path) -> Path:
    """Where a verdict's page goes: into the learner's folder, or beside a notebook elsewhere."""
    inside = path.absolute().is_relative_to(os.path.abspath(root / "study"))
    return (root / "study" if inside else path.parent) / "feedback"


def _changing(paths: Sequence[Path], watch: bool) -> Iterator[Path]:
    """Yield each notebook; and with `watch` again whenever it is saved, without end."""
    seen = {path: path.stat().st_mtime_ns for path in paths}
    yield from paths
    if watch:
        console.err.print("waiting for the next save; Ctrl-C ends it", highlight=False)
    while watch:
        time.sleep(PAUSE)
        for path in paths:
            try:
                now = path.stat().st_mtime_ns
            except FileNotFoundError:  # it is being saved
                continue
            if now != seen[path]:
                seen[path] = now
                yield path


def solution(exercise: Exercise, course: CourseAbove = None) -> None:
    """Show the course's solution of an exercise beside your own.

    After an attempt: the answer in study/ must differ from what was handed out. A course that is
    graded can keep its solutions."""
    from autograder import verdict

    root = course or verdict.find_course(Path())
    console.out.print(console.side_by_side(verdict.solution(root, exercise, root / "study")))
