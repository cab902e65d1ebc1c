"""Commands between the LMS and the course: roster, collect, quiz, gradescope."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from rich.table import Table as Shown
from rich.text import Text

from autograder.cli import console
from autograder.cli.lms_options import (
    Archive,
    DespiteForeign,
    Encoding,
    IntoBundle,
    IntoQuiz,
    QuizFor,
    QuizName,
    RosterFile,
    Variants,
    Visibilities,
    VisibleWhen,
)
from autograder.cli.options import Course, One, Overwrite, Sandbox
from autograder.model import CourseError
from autograder.text import printable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from autograder.cli.lms_options import (
        Returns,
        Systems,
    )
    from autograder.lms.collecting import Handed

__all__ = [
    "collect",
    "export_for",
    "feedback_zip",
    "gradescope",
    "quiz",
    "require_collected",
    "roster",
]

KINDS = {
    "canvas": "Canvas's gradebook export",
    "worksheet": "Moodle's grading worksheet",
    "moodle": "Moodle's participants or grades",
    "plain": "a table with the column id",
}


def roster(file: RosterFile, encoding: Encoding = "", course: Course = Path()) -> None:
    """Read the class from a table of the LMS's into the gradebook.

    Canvas's gradebook export, Moodle's grading worksheet, participants or grades, or a CSV with the
    columns id,last_name,first_name,email. It recognizes which. Who is known is brought up to date,
    nobody is removed; the LMS's own numbers are kept in .goodstart/roster.csv."""
    from autograder import lms_desk

    found = lms_desk.read_roster(course, file, encoding)
    table = found.table
    made = _table("student", "last name", "first name", "address", "")
    for one in found.seen:
        who = one.student
        cells = (who.id, who.last_name, who.first_name, who.email)
        made.add_row(*map(_text, cells), "" if one.state == "unchanged" else one.state)
    delimiter = {",": "commas", ";": "semicolons", "\t": "tabs"}.get(table.delimiter, "?")
    _say(f"{file}: {KINDS[found.kind]}, {table.encoding}, cells between {delimiter}")
    console.out.print(made)
    states = Counter(one.state for one in found.seen)
    _say(
        f"{len(found.seen)} students in the table: {states['new']} new, {states['updated']} "
        f"updated; {found.total} in the roster, {found.path}"
    )
    if found.missing and not found.anonymous:
        _say(f"in the roster, and not in this table: {console.some([*found.missing])}")
    if found.anonymous:
        console.err.print(
            f"{file}: Moodle keeps the students of this assignment anonymous, so they are known by "
            "its numbers alone, and the next assignment's are others: reveal student identities "
            "in Moodle first, if marks are to add up over the term",
            markup=False,
            highlight=False,
            soft_wrap=True,
        )
    if table.guessed:
        console.err.print(
            f"{file}: its encoding is a guess, {table.encoding}; if names look wrong, save it as "
            "CSV in UTF-8, or name the encoding with --encoding",
            markup=False,
            highlight=False,
            soft_wrap=True,
        )


def collect(
    archive: Archive,
    assignment: One,
    overwrite: Overwrite = False,
    despite: DespiteForeign = False,
    course: Course = Path(),
) -> None:
    """Take submissions from the LMS's zip into submitted/.

    The archive is that of Canvas's "Download Submissions" or of Moodle's "Download all
    submissions". The latest attempt is taken, earlier ones are kept in a folder earlier/ beside it.
    The same archive again changes nothing, and a file that somebody changed in submitted/ stays. An
    archive of another assignment is refused.

    Exit status: 0 when everything was taken, 1 when a person must look at something, 2 when nothing
    was taken."""
    from autograder import lms_desk
    from autograder.intake import submission

    found = lms_desk.collect(course, archive, assignment, overwrite, despite)
    name = {"canvas": "Canvas", "moodle": "Moodle"}[found.lms]
    console.out.print(_handed(found.handed))
    fresh = sum(bool(one.fresh) for one in found.handed)
    late = f", {sum(one.late for one in found.handed)} late" if found.lms == "canvas" else ""
    _say(
        f"{archive}: {name}'s, {len(found.handed)} submissions, {fresh} new or changed{late}"
        f"; now run `goodstart grade {assignment}`"
    )
    absent = {one.id for one in found.roster} - {one.student for one in found.handed}
    there = absent.intersection(submission.students(course, assignment))
    if nothing := sorted(absent - there):
        _say(f"in the roster, and nothing in it from them: {console.some(nothing)}")
    if there:
        _say(f"not in it, and in submitted/ from before: {console.some(sorted(there))}")
    lines = [f"not taken: {line}" for line in found.unmatched]
    lines += [f"{one.student}: {line}" for one in found.handed for line in one.left]
    lines += [f"{one.student}: {line}" for one in found.handed for line in one.doubtful]
    lines += [f"not a submission: {name}" for name in found.strange]
    for line in lines:
        console.err.print(line, markup=False, highlight=False, soft_wrap=True)
    if lines:
        raise typer.Exit(1)


def gradescope(
    assignment: One,
    visibility: VisibleWhen = Visibilities.after_published,
    sandbox: Sandbox = "auto",
    into: IntoBundle = None,
    overwrite: Overwrite = False,
    course: Course = Path(),
) -> None:
    """Write the archive by which Gradescope grades an assignment.

    It holds the solutions and hidden tests: keep it from students. Machine-graded cells are graded
    there as here; written answers are left for questions that you mark by hand there. Where the
    container can't build a cage, nothing is graded, unless the archive was made with --sandbox
    none: a submission could then read the tests."""
    from autograder import gradescope as made
    from autograder.ownership import Ledger

    if sandbox not in ("auto", "none"):
        raise CourseError(f"--sandbox {sandbox}: auto or none is known")
    found = made.bundle(course, assignment, visibility.value, sandbox)
    path = into or course / f"goodstart-gradescope-{assignment}.zip"
    Ledger(course, overwrite).write(path, found.data)
    console.wrote([path])
    _say(f"in Gradescope: Autograder points {found.points:g}")
    for name, points in found.by_hand:
        _say(f"add a manually graded question for {name}: {points:g} points")


def quiz(
    system: QuizFor,
    name: QuizName = "quiz",
    variants: Variants = 10,
    into: IntoQuiz = None,
    overwrite: Overwrite = False,
    course: Course = Path(),
) -> None:
    """Write the quiz as a file that Moodle, Canvas or another system imports.

    With answers, tolerances, reasons, formulas and figures: keep the file from students. A question
    whose numbers are drawn is in it several times, for the system to choose from at random."""
    from autograder import lms_desk

    path, some = lms_desk.quiz(course, name, system.value, into, variants, overwrite)
    console.wrote([path])
    single = [one for one in some if not one.variant_of]
    drawn = {one.variant_of for one in some} - {""}
    more = f", and {len(some) - len(single)} variants of {len(drawn)} more" if drawn else ""
    _say(f"{len(single)} questions{more}")


def export_for(
    course: Path,
    assignments: list[str],
    system: Systems | None,
    template: Path | None,
    into: Path | None,
    columns: list[str] | None,
    unmarked: bool,
    scale: bool,
    encoding: str,
    overwrite: bool,
) -> None:
    """Write a table of grades for an LMS, and say what is not in it; called by `export`."""
    from autograder import lms_desk

    titles = {}
    for one in columns or []:
        name, equals, title = one.partition("=")
        if not equals or not name.strip() or not title.strip():
            raise CourseError(f"--column {one}: ASSIGNMENT=TITLE is expected")
        titles[name.strip()] = title
    path, filled = lms_desk.export(
        course,
        assignments,
        system.value if system else None,
        template,
        into,
        titles,
        unmarked,
        scale,
        encoding,
        overwrite,
    )
    console.wrote([path])
    _say(f"{filled.written} grade{'s' * (filled.written != 1)} in it")
    if choose := filled.upload_as:
        _say(f"written as the file was: when you upload it, choose {choose}")
    lines = []
    for name, who in filled.waiting.items():
        cells = "in it with the points so far" if unmarked else "not in it"
        lines.append(f"needs a mark, {cells}: {name}: {len(who)}: {_names(sorted(who))}")
    if lines and not unmarked:
        lines.append("mark them in the Formgrader, or add --unmarked for the points so far")
    lines += [f"graded, but no row in the table: {_names([one])}" for one in filled.left_out]
    lines += [f"locked in the LMS, left as it is: {one}" for one in filled.locked]
    lines += [f"excused or not assigned in Canvas, left as it is: {one}" for one in filled.excused]
    lines += [f"no number and no address, so the LMS can't know: {one}" for one in filled.alien]
    attention = bool(lines)
    if filled.replaced:
        lines.append(
            f"another grade stood in the table: {len(filled.replaced)}: {_names(filled.replaced)}"
        )
    for name, who in filled.ungraded.items():
        lines.append(
            f"could not be graded, in it with these points: {name}: {len(who)}: "
            f"{_names(sorted(who))}; `goodstart grade {name}` says why"
        )
    for name, who in filled.absent.items():
        lines.append(f"nothing graded: {name}: {len(who)}: {_names(sorted(who))}")
    if filled.strangers:
        lines.append(f"not in the roster, left as they are: {_names(filled.strangers)}")
    for line in lines:
        console.warn(line)
    if attention:
        raise typer.Exit(1)


def require_collected(course: Path, assignments: list[str], lms: Returns) -> None:
    """Raise CourseError for an assignment that did not come from this LMS; called by `feedback`."""
    from autograder import lms_desk

    for assignment in assignments:
        lms_desk.collected_from(course, assignment, lms.value)


def feedback_zip(course: Path, assignment: str, lms: Returns, overwrite: bool) -> None:
    """Write the archive of feedback for an LMS, and say who is not in it; called by `feedback`."""
    from autograder import lms_desk

    path, found = lms_desk.feedback_archive(course, assignment, lms.value, overwrite)
    _say(f"wrote  {path}, feedback for {len(found.students)} students")
    if found.without:
        line = (
            f"not in it, for {lms.value} takes none for the files that they handed in: "
            f"{_names([*found.without])}; give them feedback/STUDENT/{assignment}/ yourself"
        )
        console.warn(line)


def _names(who: list[str]) -> str:
    return ", ".join(who)


def _handed(handed: Iterable[Handed]) -> Shown:
    made = _table("student", "files", "", "handed in", "remarks")
    for one in handed:
        when = f"{one.when:%Y-%m-%d %H:%M}" if one.when else ""
        late = "LATE" if one.late else ""
        files = " ".join(one.files[:3]) + (" …" if one.files[3:] else "")
        remarks = [*one.remarks, *([] if one.fresh else ["unchanged"])]
        made.add_row(
            *map(_text, (one.student, files, "new" if one.fresh else "")),
            _text(" ".join(filter(None, (late, when)))),
            _text("; ".join(remarks)),
        )
    return made


def _table(*names: str) -> Shown:
    made = Shown(box=None, header_style="bold", pad_edge=False)
    for name in names:
        made.add_column(name)
    return made


def _text(value: str) -> Text:
    return Text(printable(value))


def _say(line: str) -> None:
    console.out.print(printable(line), markup=False, highlight=False, soft_wrap=True)
