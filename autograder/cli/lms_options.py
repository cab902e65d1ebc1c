"""The arguments and options that have to do with another system, each said once."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

__all__ = [
    "Archive",
    "Column",
    "DespiteForeign",
    "Encoding",
    "For",
    "IntoBundle",
    "IntoQuiz",
    "IntoTable",
    "QuizFor",
    "QuizName",
    "QuizSystems",
    "Returns",
    "RosterFile",
    "Scale",
    "Systems",
    "Template",
    "Unmarked",
    "Variants",
    "Visibilities",
    "VisibleWhen",
    "ZipFor",
]

RosterFile = Annotated[
    Path, typer.Argument(metavar="FILE", help="The table of students, as the LMS exports it.")
]
Encoding = Annotated[
    str,
    typer.Option(
        "--encoding",
        metavar="NAME",
        help="The encoding of a table that is not in Unicode, for example cp1250.",
    ),
]


class Systems(StrEnum):
    """Whom a table of grades is for."""

    canvas = "canvas"
    moodle = "moodle"
    csv = "csv"


For = Annotated[
    Systems | None,
    typer.Option("--for", help="One row a student, in the form that this system imports."),
]


class Returns(StrEnum):
    """Which LMS an archive of feedback is for."""

    canvas = "canvas"
    moodle = "moodle"


ZipFor = Annotated[
    Returns | None,
    typer.Option(
        "--zip",
        help="Write goodstart-feedback-ASSIGNMENT.zip too, which this LMS takes back.",
    ),
]


class QuizSystems(StrEnum):
    """Whose format a quiz is written in."""

    moodle = "moodle"
    canvas = "canvas"
    qti = "qti"


QuizName = Annotated[str, typer.Argument(metavar="QUIZ", help="The quiz's name: source/QUIZ.toml.")]
QuizFor = Annotated[
    QuizSystems,
    typer.Option(
        "--for",
        help="moodle: Moodle XML; canvas: QTI 1.2, for Canvas's Classic and New Quizzes; qti: QTI "
        "2.1, for other systems.",
    ),
]
Variants = Annotated[
    int,
    typer.Option(
        "--variants",
        metavar="N",
        min=1,
        help="How many variants there are of a question whose numbers are drawn.",
    ),
]
IntoQuiz = Annotated[
    Path | None,
    typer.Option(
        "--into",
        metavar="FILE",
        help="The file; goodstart-QUIZ-SYSTEM.xml or .zip in the course's folder otherwise.",
    ),
]
Template = Annotated[
    Path | None,
    typer.Option(
        "--template",
        metavar="FILE",
        help="Fill the LMS's own table: Canvas's gradebook export, Moodle's grading worksheet or "
        "grades.",
    ),
]
IntoTable = Annotated[
    Path | None,
    typer.Option(
        "--into",
        metavar="FILE",
        help="Where to; goodstart-canvas.csv and so on in the course's folder otherwise.",
    ),
]
Column = Annotated[
    list[str] | None,
    typer.Option(
        "--column",
        metavar="ASSIGNMENT=TITLE",
        help="What the LMS calls an assignment, if not by its name; may be repeated.",
    ),
]
Unmarked = Annotated[
    bool,
    typer.Option(
        "--unmarked",
        help="Write the points so far of students who still need a mark; empty otherwise.",
    ),
]
Scale = Annotated[
    bool,
    typer.Option("--scale", help="Turn points into the LMS's where its maximum is another."),
]
Archive = Annotated[
    Path,
    typer.Argument(
        metavar="ZIP",
        help="The archive of submissions, as the LMS gave it; or the folder that a browser made of "
        "it.",
    ),
]

DespiteForeign = Annotated[
    bool,
    typer.Option(
        "--despite", help="Take them even if most students handed in another assignment's notebook."
    ),
]


class Visibilities(StrEnum):
    """When Gradescope shows a student the results."""

    hidden = "hidden"
    after_due_date = "after_due_date"
    after_published = "after_published"
    visible = "visible"


VisibleWhen = Annotated[
    Visibilities,
    typer.Option(
        "--visibility",
        help="When students see points and reasons; visible is at once, after each attempt.",
    ),
]
IntoBundle = Annotated[
    Path | None,
    typer.Option(
        "--into",
        metavar="FILE",
        help="The archive; goodstart-gradescope-ASSIGNMENT.zip in the course's folder otherwise.",
    ),
]
