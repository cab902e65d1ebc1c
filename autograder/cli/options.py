"""The command line's arguments and options, each said once."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

__all__ = [
    "AsJson",
    "Check",
    "Chosen",
    "Cluster",
    "Course",
    "CourseAbove",
    "Despite",
    "Exercise",
    "Force",
    "Handout",
    "Into",
    "IntoBench",
    "IntoHandout",
    "IntoSite",
    "IntoStudy",
    "Lessons",
    "Mine",
    "Names",
    "NewKind",
    "NewName",
    "NewThing",
    "Notebook",
    "One",
    "Overwrite",
    "Pages",
    "Pdf",
    "QuestionKinds",
    "Sandbox",
    "Seed",
    "Sizes",
    "Stock",
    "Students",
    "Take",
    "Tests",
    "Theme",
    "Themes",
    "Things",
    "Watch",
    "WatchLesson",
    "Wheel",
    "Where",
    "WithSlides",
    "Workers",
]

Course = Annotated[Path, typer.Option("--course", metavar="DIR", help="The course's folder.")]
Chosen = Annotated[
    list[str], typer.Argument(metavar="ASSIGNMENT", help="The assignments, for example fans quiz.")
]
One = Annotated[str, typer.Argument(metavar="ASSIGNMENT", help="The assignment, for example fans.")]


class Things(StrEnum):
    """What a start can be laid for."""

    assignment = "assignment"
    question = "question"


class QuestionKinds(StrEnum):
    """The kinds of a quiz's questions."""

    choice = "choice"
    truth = "truth"
    number = "number"


NewThing = Annotated[Things, typer.Argument(metavar="WHAT", help="assignment or question.")]
NewName = Annotated[
    str,
    typer.Argument(
        metavar="NAME", help="The assignment's name; for a question the quiz's, quiz otherwise."
    ),
]
NewKind = Annotated[QuestionKinds, typer.Option("--kind", help="The kind of the question.")]


Names = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="ASSIGNMENT", help="The assignments; all that were graded, if none is named."
    ),
]
Sizes = Annotated[
    str,
    typer.Option("--sizes", metavar="N,N", help="Numbers of students, each with every assignment."),
]
Despite = Annotated[
    bool,
    typer.Option(
        "--despite", help="Grade even if the teacher's own solution does not pass every test."
    ),
]
Stock = Annotated[
    int,
    typer.Option(
        "--stock", metavar="N", help="How many students stock nbgrader grades; it is slow."
    ),
]
Lessons = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="LESSON", help="The lessons, for example 03_fans; all, if none is named."
    ),
]
Into = Annotated[
    Path | None,
    typer.Option(
        "--into", metavar="DIR", help="Where to; slides/ in the course's folder otherwise."
    ),
]


class Themes(StrEnum):
    """How a deck begins."""

    light = "light"
    dark = "dark"


Theme = Annotated[
    Themes, typer.Option("--theme", help="How a deck begins; T changes it while it is shown.")
]
Handout = Annotated[
    bool, typer.Option("--handout", help="Each slide beside what is said to it, to print.")
]
Pdf = Annotated[bool, typer.Option("--pdf", help="One page a slide; needs Chromium.")]
WatchLesson = Annotated[
    bool, typer.Option("--watch", help="Write a deck again when its lesson is saved, until Ctrl-C.")
]
IntoBench = Annotated[
    Path | None,
    typer.Option(
        "--into", metavar="DIR", help="Where to; bench/ in the course's folder otherwise."
    ),
]
IntoSite = Annotated[
    Path | None,
    typer.Option("--into", metavar="DIR", help="Where to; site/ in the course's folder otherwise."),
]
WithSlides = Annotated[
    Path | None,
    typer.Option(
        "--slides", metavar="DIR", help="A folder of slides, for example slides/, to take along."
    ),
]
IntoStudy = Annotated[
    Path | None,
    typer.Option(
        "--into", metavar="DIR", help="Where to; study/ in the course's folder otherwise."
    ),
]
IntoHandout = Annotated[
    Path | None,
    typer.Option(
        "--into", metavar="DIR", help="Where to; dist/handout/ in the course's folder otherwise."
    ),
]
Wheel = Annotated[
    Path,
    typer.Option("--wheel", metavar="FILE", help="The wheel; `make wheel` builds it in dist/."),
]
Take = Annotated[
    list[Path] | None,
    typer.Option(
        "--take",
        metavar="FILE",
        help="Take the course's present version of this file, and keep a "
        "copy of yours beside it; may be repeated.",
    ),
]
Pages = Annotated[
    Path | None,
    typer.Option(
        "--pages",
        metavar="DIR",
        help="Write each lesson as a page too, to this folder; feedback can link there.",
    ),
]
Notebook = Annotated[
    Path, typer.Argument(metavar="NOTEBOOK", help="A notebook that was edited in JupyterLab.")
]
Students = Annotated[
    list[str] | None,
    typer.Option("--student", metavar="NAME", help="Only this student; may be repeated."),
]
Seed = Annotated[
    int | None,
    typer.Option(
        "--seed",
        metavar="N",
        help="Repeat a grading: its seed stands in each report. New each time otherwise.",
    ),
]
Check = Annotated[
    bool,
    typer.Option(
        "--check",
        help="Write nothing; name each notebook that differs from its text, and exit 1 "
        "if one does.",
    ),
]
Force = Annotated[bool, typer.Option("--force", help="Grade again what is unchanged.")]
Overwrite = Annotated[
    bool,
    typer.Option(
        "--overwrite",
        help="Write over what somebody else wrote or changed too, after a copy beside it.",
    ),
]
Workers = Annotated[
    int | None,
    typer.Option(
        "--workers",
        metavar="N",
        min=1,
        help="How many submissions at a time; as many as there are cores otherwise.",
    ),
]
Sandbox = Annotated[
    str,
    typer.Option(
        "--sandbox",
        metavar="KIND",
        help="auto: the best cage that can be built here; none: no cage, "
        "for students whom you would let use this machine.",
    ),
]
Cluster = Annotated[
    str,
    typer.Option(
        "--cluster",
        metavar="ADDRESS",
        help="Grade on the workers of the Dask scheduler at this "
        "address, for example tcp://host:8786; here otherwise.",
    ),
]
Tests = Annotated[
    str,
    typer.Option(
        "--tests",
        metavar="WHERE",
        help="apart: out of the submission's reach; inside: in its own "
        "process, for tests that need its objects, its magics or its figures, and that a "
        "submission could then tamper with.",
    ),
]
Where = Annotated[
    str,
    typer.Option(
        "--lessons",
        metavar="URL",
        help="Where the lessons' pages are, as seen from a feedback "
        "page: a URL or a relative path.",
    ),
]
CourseAbove = Annotated[
    Path | None,
    typer.Option(
        "--course", metavar="DIR", help="The course's folder; the nearest above otherwise."
    ),
]
Mine = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="NOTEBOOK",
        help="Your notebooks; all in study/ that you worked on, if none is named.",
    ),
]
Watch = Annotated[bool, typer.Option("--watch", help="Check again at each save, until Ctrl-C.")]
AsJson = Annotated[
    bool, typer.Option("--json", help="One line of JSON for each notebook, for another program.")
]
Exercise = Annotated[
    str, typer.Argument(metavar="EXERCISE", help="The exercise, for example compute_fans.")
]
