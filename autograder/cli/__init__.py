"""The command line: `goodstart`. Each command is a few lines; the work is in the other rooms."""

from __future__ import annotations

import os
import sys
from typing import NoReturn

try:
    import typer
except ModuleNotFoundError:  # the base of the distribution is what notebooks import
    sys.exit("goodstart: grading needs more packages; run: pip install 'good-start[grade]'")

from autograder.cli import console
from autograder.cli.class_commands import export, feedback, grade, report, try_
from autograder.cli.course_commands import adopt, build, handout, new, site, slides
from autograder.cli.learner_commands import check, solution, study
from autograder.cli.lms_commands import collect, gradescope, quiz, roster
from autograder.cli.machine_commands import bench, doctor
from autograder.model import CourseError

__all__ = ["app", "main"]

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Study the course, build its notebooks, grade a class, and give feedback.",
    context_settings={"help_option_names": ["-h", "--help"]},
)
for command in (
    study,
    check,
    solution,
    new,
    build,
    adopt,
    try_,
    roster,
    collect,
    grade,
    feedback,
    report,
    export,
    quiz,
    gradescope,
    handout,
    slides,
    site,
    bench,
    doctor,
):
    app.command(command.__name__.rstrip("_"))(command)


def main() -> None:
    """Run the command line. A user's mistake is one line on stderr and exit status 2; so is
    Ctrl-C, with 130."""
    try:
        _main()
    except KeyboardInterrupt:
        _stopped()
    except SystemExit as left:
        # What typer makes of Ctrl-C; a command that said by itself how far it came has no cause.
        if left.__context__ and isinstance(left.__context__.__cause__, KeyboardInterrupt):
            _stopped()
        raise


def _stopped() -> NoReturn:
    console.err.print(
        "goodstart: stopped; what was written is whole, and the same command can be run again",
        markup=False,
        highlight=False,
        soft_wrap=True,
    )
    sys.exit(130)


def _main() -> None:
    from autograder.sandbox import NoCage

    # jsonschema, which comes with nbformat, would build a grammar of IRIs if it found the package
    # for it; no notebook and no quiz has a field of that format, and it takes a second.
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
    try:
        app(standalone_mode=True)
    except (CourseError, NoCage) as error:
        console.err.print(f"goodstart: {error}", markup=False, highlight=False, soft_wrap=True)
        sys.exit(2)
    except OSError as error:  # a disk that is full, read-only, gone: what was written is whole
        if not error.errno:
            raise
        where = error.filename or "the disk"
        console.err.print(
            f"goodstart: {where}: {os.strerror(error.errno)}; mend that and run the same command "
            "again, which goes on where this stood",
            markup=False,
            highlight=False,
            soft_wrap=True,
        )
        sys.exit(2)
