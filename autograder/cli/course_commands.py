"""Commands for whoever writes, reads or shows the course: build, adopt, handout, slides."""

from __future__ import annotations

from pathlib import Path

import typer

from autograder.cli import console
from autograder.cli.options import (
    Check,
    Course,
    Into,
    IntoHandout,
    Lessons,
    Notebook,
    Overwrite,
    Pages,
    Wheel,
)

__all__ = ["adopt", "build", "handout", "slides"]


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
