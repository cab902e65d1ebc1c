"""Commands for whoever writes, reads or shows the course: build, adopt, study, slides."""

from __future__ import annotations

from pathlib import Path

import typer

from autograder.cli import console
from autograder.cli.options import (
    Check,
    Course,
    Into,
    IntoHandout,
    IntoStudy,
    Lessons,
    Notebook,
    Overwrite,
    Pages,
    Take,
    Wheel,
)

__all__ = ["adopt", "build", "handout", "slides", "study"]


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
        f"{folder}: {len(laid)} notebooks"
        + (f", {own} of them there already and left as they are" if own else ""),
        highlight=False,
        soft_wrap=True,
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
    from autograder import publish

    folder = into or course / "dist" / "handout"
    files = publish.handout(course, folder, wheel, overwrite)
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
    overwrite: Overwrite = False,
) -> None:
    """Run lessons and write their slides.

    They need no network to be shown."""
    from autograder.pages.slides import write_pages, write_slides

    console.wrote(write_slides(course, lessons or [], into or course / "slides", overwrite))
    console.wrote(write_pages(course, lessons or [], pages, overwrite) if pages else [])
