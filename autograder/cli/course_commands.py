"""Commands for whoever writes, reads or shows the course: new, build, adopt,
handout, slides, site."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from autograder.cli import console
from autograder.cli.options import (
    Check,
    Course,
    Handout,
    Into,
    IntoHandout,
    IntoSite,
    Lessons,
    NewKind,
    NewName,
    NewThing,
    Notebook,
    Overwrite,
    Pages,
    Pdf,
    QuestionKinds,
    Theme,
    Themes,
    Things,
    WatchLesson,
    Wheel,
    WithSlides,
)
from autograder.model import CourseError

if TYPE_CHECKING:
    from autograder.pages.decks import Question

__all__ = ["adopt", "build", "handout", "new", "site", "slides"]

PAUSE = 0.5  # seconds between two looks at a lesson's text


def build(course: Course = Path(), check: Check = False, overwrite: Overwrite = False) -> None:
    """Write every notebook from its text.

    Lessons, assignments, and what students get of them. A notebook that somebody edited, copied,
    renamed or added stays as it is, and is named.

    Exit status: 0 when every notebook says what its text says, 1 when one does not (--check), or
    could not be written because somebody edited it, 2 when a text can't become a notebook."""
    from autograder.authoring import build as builder

    if check:
        changed = builder.stale(course)
        for path in changed:
            console.out.print(f"differs  {path}", markup=False, soft_wrap=True)
    else:
        outcomes = builder.build(course, overwrite)
        changed = [one.path for one in outcomes if one.in_the_way]
        for one in outcomes:
            console.out.print(
                f"{one.done:7}  {one.path}{': ' + one.remark if one.remark else ''}",
                markup=False,
                soft_wrap=True,
            )
    if changed:
        raise typer.Exit(1)
    console.out.print("all notebooks say what their texts say")


def new(
    what: NewThing,
    name: NewName = "",
    kind: NewKind = QuestionKinds.choice,
    course: Course = Path(),
) -> None:
    """Lay a working start for an assignment, or add a question to a quiz.

    `goodstart new assignment halves` lays source/halves.py and its hints: a setup cell, an exercise
    with its solution, a check that students see and one that they don't, and a question to mark by
    hand. `goodstart new question` adds one to the end of source/quiz.toml, with the next number.
    Both build, are tried and are graded as they stand. Nothing is written over."""
    from autograder.authoring import start

    if what is Things.assignment:
        if not name:
            raise CourseError("name the new assignment: goodstart new assignment NAME")
        console.wrote(start.new_assignment(course, name))
        line = f"now run `goodstart build`, then `goodstart try {name}`"
    else:
        path, key = start.new_question(course, name or "quiz", kind.value)
        line = f"{key} is at the end of {path}; write it, then run `goodstart build`"
    console.out.print(line, markup=False, highlight=False, soft_wrap=True)


def adopt(notebook: Notebook, overwrite: Overwrite = False) -> None:
    """Bring a notebook's edits back into its text.

    Roles and points, set with nbgrader's toolbar, come along. `goodstart build` then writes the
    notebook, and what students get of it, from the text."""
    from autograder.authoring.adopt import adopt as take

    console.out.print(
        f"wrote  {take(notebook, overwrite)}; now run `goodstart build`",
        markup=False,
        soft_wrap=True,
        highlight=False,
    )


def handout(
    wheel: Wheel,
    into: IntoHandout = None,
    overwrite: Overwrite = False,
    course: Course = Path(),
) -> None:
    """Lay out a folder for students who have nothing but Python.

    The lessons, the assignments, the wheel that they import, and a page that says how to begin in
    JupyterLab, VS Code and Colab. To dist/handout/."""
    from autograder import course_pages

    folder = into or course / "dist" / "handout"
    files = course_pages.handout(course, folder, wheel, overwrite)
    console.out.print(
        f"wrote  {folder}: {len(files)} files; students begin with START.html",
        markup=False,
        highlight=False,
        soft_wrap=True,
    )


def slides(
    lessons: Lessons = None,
    course: Course = Path(),
    into: Into = None,
    pages: Pages = None,
    theme: Theme = Themes.light,
    handout: Handout = False,
    pdf: Pdf = False,
    watch: WatchLesson = False,
    overwrite: Overwrite = False,
) -> None:
    """Run lessons and write their slides, one file for each that needs no network.

    index.html beside them lists the decks that are there.
    A run is kept until the lesson changes, so that a second time takes seconds."""
    from autograder import course_pages
    from autograder.pages import slides as decks
    from autograder.pages.lesson_runs import lesson_paths

    folder = into or course / "slides"
    count = len(lesson_paths(course, lessons or []))
    questions = course_pages.deck_questions(course)
    files = decks.write_slides(
        course, lessons or [], folder, overwrite, theme, handout, pdf, questions
    )
    _write_all(files, count * (1 + handout + pdf), "slides")
    console.wrote([decks.write_list(course, folder, overwrite)])
    if pages:
        _write_all(decks.write_pages(course, lessons or [], pages, overwrite), count, "pages")
    if watch:
        _watch(course, lessons or [], folder, theme, questions)


def site(
    course: Course = Path(),
    into: IntoSite = None,
    slides: WithSlides = None,
    overwrite: Overwrite = False,
) -> None:
    """Build the course's site, to read in a browser from a folder.

    Lessons that have been run, assignments with hints, questions to check oneself, the map and the
    guide. It needs no network to be read; a second time takes what has not changed."""
    from autograder import course_pages
    from autograder.pages.lesson_runs import lesson_paths
    from autograder.pages.site import write_site

    count = len(lesson_paths(course, []))
    with console.bar() as bar:
        task = bar.add_task("lessons, then pages", total=count + 1)
        start = write_site(
            course,
            into or course / "site",
            course_pages.site(course),
            overwrite,
            slides,
            each=lambda: bar.advance(task),
        )
    console.wrote([start])


def _write_all(files: Iterator[Path], count: int, name: str) -> None:
    """Go through files as they are written, with a bar, and name each."""
    done = []
    with console.bar() as bar:
        task = bar.add_task(name, total=count)
        for file in files:
            done.append(file)
            bar.advance(task)
    console.wrote(sorted(done))


def _watch(
    course: Path,
    lessons: list[str],
    folder: Path,
    theme: str,
    questions: Mapping[str, Sequence[Question]],
) -> None:
    """Write a lesson's deck again whenever its text is saved, until Ctrl-C."""
    from autograder.authoring.build import build as build_all
    from autograder.ownership import Ledger
    from autograder.pages.lesson_runs import lesson_paths, run
    from autograder.pages.slides import write_deck

    paths = lesson_paths(course, lessons)
    seen: dict[Path, float] = {}
    console.out.print("watching; the slides load themselves again when a text is saved")
    with contextlib.suppress(KeyboardInterrupt):
        while True:
            for path in paths:
                text = path.with_suffix(".py")
                saved = text.stat().st_mtime if text.is_file() else path.stat().st_mtime
                if seen.get(path) == saved:
                    continue
                seen[path] = saved
                try:
                    build_all(course)
                    asked = questions.get(path.stem, ())
                    ledger = Ledger(course)
                    write_deck(course, path, run(path), folder, ledger, theme, asked, live=True)
                    console.wrote([folder / f"{path.stem}.html"])
                except CourseError as error:
                    console.err.print(f"{error}", markup=False, soft_wrap=True)
            time.sleep(PAUSE)
