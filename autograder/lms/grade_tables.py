"""Tables of grades that Canvas and Moodle take back: a row for each student, a column for each
assignment; made anew, or in the LMS's own export, of which only the cells of the grades change.

What they ask of a table stands in their guides ("How do I import grades in the Gradebook?", Canvas;
"Grade import" and "Offline grading worksheet", Moodle) and in lib/gradebook_importer.rb and
mod/assign/feedback/offline/importgradeslib.php."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from autograder.lms.roster import (
    CHANGEABLE,
    LOCKED,
    Kind,
    Listed,
    Owners,
    Student,
    key_of,
    read_students,
)
from autograder.model import CourseError
from autograder.results.grades_csv import field as safe
from autograder.text import one_line

__all__ = ["Filled", "For", "Mark", "assignment_columns", "fill", "is_of", "table_for"]

For = Literal["canvas", "moodle", "csv"]
POINTS = "    Points Possible"  # as Canvas writes it
KINDS: dict[Kind, For] = {
    "canvas": "canvas",
    "worksheet": "moodle",
    "moodle": "moodle",
    "plain": "csv",
}
# The columns of Moodle's grading worksheet, in the languages of COLUMNS in roster.py.
GRADE = {"grade", "bewertung", "note", "calificación"}
MAXIMUM = {"maximumgrade", "bestwertung", "notemaximale", "calificaciónmáxima"}
# Around an assignment's name: Moodle's "Assignment: fans (Real)", Canvas's "fans (12345)".
AROUND = re.compile(r"(?:[^:]+: ?)?(?P<name>.*?)(?: ?\([^()]*\))?", re.DOTALL)
KEPT = {"EX", "N/A"}  # what Canvas writes for who is excused, or was not given the assignment
COMMA = re.compile(r"-?\d+,\d+")


@dataclass(frozen=True)
class Mark:
    """A student's points for an assignment; `waiting` says that a person still owes some,
    `problem` that what was handed in could not be graded."""

    score: float
    max_score: float
    waiting: bool = False
    problem: bool = False


@dataclass
class Filled:
    """A table to give back, and what a person should know: `waiting` and `absent` are the students
    whose points are not all there, or who were not graded, by assignment; `strangers` the rows of
    students who are not in the roster; `left_out` who was graded and has no row; `locked` whose
    grade the LMS lets nobody change; `replaced` whose other grade stood there, with both grades;
    `excused` whose cell says EX or N/A, which stays; `ungraded` who has points for work that could
    not be graded; `alien` those whom the LMS could not recognize."""

    lms: For
    data: bytes = b""
    delimiter: str = ","
    encoding: str = "utf-8"
    written: int = 0
    waiting: dict[str, list[str]] = field(default_factory=dict)
    absent: dict[str, list[str]] = field(default_factory=dict)
    strangers: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    locked: list[str] = field(default_factory=list)
    excused: list[str] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)
    ungraded: dict[str, list[str]] = field(default_factory=dict)
    alien: list[str] = field(default_factory=list)

    @property
    def upload_as(self) -> str:
        """Return what to choose in Moodle's form, "" where its defaults will do."""
        separator = {",": "", ";": "semicolon", "\t": "tab"}.get(self.delimiter, self.delimiter)
        encoding = "" if self.encoding == "utf-8" else self.encoding
        parts = [f"separator {separator}"] if separator else []
        parts += [f"encoding {encoding}"] if encoding else []
        return " and ".join(parts) if self.lms == "moodle" else ""


Marks = Mapping[str, Mapping[str, Mark]]  # by assignment and student


def _cell(filled: Filled, student: str, name: str, mark: Mark | None, unmarked: bool) -> bool:
    """Whether the mark is to be written; what speaks against it is noted."""
    if mark is None:
        filled.absent.setdefault(name, []).append(student)
        return False
    if mark.waiting:
        filled.waiting.setdefault(name, []).append(student)
        if not unmarked:
            return False
    if mark.problem:
        filled.ungraded.setdefault(name, []).append(student)
    filled.written += 1
    return True


def _number(value: float, comma: bool = False) -> str:
    text = f"{value:.5f}".rstrip("0").rstrip(".")
    return text.replace(".", ",") if comma else text


def table_for(
    lms: For,
    students: Sequence[Student],
    marks: Marks,
    titles: Mapping[str, str],
    unmarked: bool = False,
) -> Filled:
    """Return a new table: in UTF-8, with commas, a row for each student. `titles` are the LMS's
    names for the assignments; `unmarked` writes the points so far where a person owes some."""
    filled = Filled(lms)
    columns = [titles.get(name, name) for name in marks]
    lines: list[list[str]] = []
    if lms == "canvas":
        lines.append(["Student", "ID", "SIS User ID", "SIS Login ID", "Section", *columns])
        lines.append([POINTS, "", "", "", "", *(_number(_most(own)) for own in marks.values())])
    elif lms == "moodle":
        lines.append(["First name", "Last name", "ID number", "Email address", *columns])
    else:
        lines.append(["id", "last_name", "first_name", "email", *columns, "note"])
    for one in sorted(students, key=lambda one: (key_of(one.sortable_name), one.id)):
        cells, notes = [], []
        for name, own in marks.items():
            mark = own.get(one.id)
            written = _cell(filled, one.id, name, mark, unmarked)
            cells.append(_number(mark.score) if mark and written else "")
            if mark is None:
                notes.append(f"{name}: nothing graded")
            elif mark.waiting:
                notes.append(f"{name}: needs a mark")
        lines.append(_who(lms, one, filled) + cells + (["; ".join(notes)] if lms == "csv" else []))
    file = io.StringIO()
    csv.writer(file, lineterminator="\r\n" if lms == "canvas" else "\n").writerows(lines)
    filled.data = file.getvalue().encode()
    return filled


def _most(own: Mapping[str, Mark]) -> float:
    return max((mark.max_score for mark in own.values()), default=0.0)


def _who(lms: For, one: Student, filled: Filled) -> list[str]:
    """The cells that say who it is. Names are no formulas; addresses and numbers, by which the LMS
    finds its students, stay as the LMS gave them."""
    last, first = str(safe(one.last_name)), str(safe(one.first_name))
    if lms == "canvas":
        if not (one.canvas_id or one.sis_id or one.login):
            filled.alien.append(one.id)
        name = str(safe(one.sortable_name))
        return [name, one.canvas_id, one.sis_id, one.login, one.section]
    if lms == "moodle":
        if not (one.email or one.sis_id):
            filled.alien.append(one.id)
        return [first, last, one.sis_id, one.email]
    return [one.id, last, first, one.email]


def assignment_columns(listed: Listed) -> list[str]:
    """Return the names of the columns of Canvas's export that are assignments: those with points
    that are no sums, which Canvas calls read-only."""
    table = listed.table
    for row in range(len(table.rows)):
        if "Points Possible" in table.value(row, 0):
            return [
                title
                for column, title in enumerate(table.header)
                if re.fullmatch(r"\d+([.,]\d+)?", table.value(row, column))
            ]
    return []


def fill(
    template: Path,
    lms: For | None,
    students: Sequence[Student],
    marks: Marks,
    titles: Mapping[str, str],
    unmarked: bool = False,
    scale: bool = False,
    encoding: str = "",
) -> Filled:
    """Return the LMS's own table with the grades in it; all else keeps its bytes. `scale` turns
    points into the LMS's where its maximum is another. Raises CourseError for a table of another
    LMS, a column that is not there, and a maximum that differs."""
    listed = read_students(template, encoding)
    if lms and KINDS[listed.kind] != lms:
        raise CourseError(f"{template}: not a table of {lms}'s; leave --for out, or name another")
    table, filled, owners = listed.table, Filled(KINDS[listed.kind]), Owners(students)
    columns = {name: _column(listed, name, titles, len(marks)) for name in marks}
    comma = _has_comma(listed, list(columns.values()))
    changeable = _named(table.header, CHANGEABLE)
    values: dict[tuple[int, int], str] = {}
    seen = set()
    for row, one in listed.students.items():
        ident = owners.of(one)
        if not ident:
            filled.strangers.append(one.full_name or one.id)
            continue
        seen.add(ident)
        if changeable is not None and key_of(table.value(row, changeable)) in LOCKED:
            filled.locked.append(ident)
            continue
        for name, own in marks.items():
            mark = own.get(ident)
            there = table.value(row, columns[name]).strip().upper()
            if mark and listed.kind == "canvas" and there in KEPT:
                filled.excused.append(f"{ident} ({name}: {there})")
                continue
            if _cell(filled, ident, name, mark, unmarked) and mark:
                factor = _factor(listed, row, columns[name], name, mark, scale)
                now = values[row, columns[name]] = _number(mark.score * factor, comma)
                if _differs(there, now):
                    filled.replaced.append(f"{ident} ({name}: {there}, now {now})")
    graded = {ident for own in marks.values() for ident in own}
    filled.left_out = sorted(graded - seen)
    filled.data = table.changed(values)
    filled.delimiter, filled.encoding = table.delimiter, table.encoding
    return filled


def _differs(there: str, now: str) -> bool:
    """Whether another grade than this one stands in a cell, to the digits that LMSs keep."""
    if there in ("", "-"):  # Moodle's and Canvas's for no grade
        return False
    try:
        return abs(float(there.replace(",", ".")) - float(now.replace(",", "."))) > 0.0051
    except ValueError:  # a letter
        return True


def _named(header: Sequence[str], names: set[str]) -> int | None:
    return next((k for k, title in enumerate(header) if key_of(title) in names), None)


def _column(listed: Listed, name: str, titles: Mapping[str, str], count: int) -> int:
    """The column of an assignment: the one of its title, or the one that is called as it is."""
    header, path = listed.table.header, listed.table.path
    if listed.kind == "worksheet" and count > 1:
        raise CourseError(f"{path}: a grading worksheet is of one assignment; name which")
    if name in titles:
        wanted = {titles[name].strip()}
        found = [k for k, title in enumerate(header) if {title, _bare(title)} & wanted]
    elif listed.kind == "worksheet":
        column = _named(header, GRADE)
        found = [] if column is None else [column]
    else:
        found = [k for k, title in enumerate(header) if is_of(title, name)]
    if len(found) != 1:
        what = "two columns" if found else "no column"
        there = (listed.kind == "canvas" and assignment_columns(listed)) or header
        near = [title for title in there if key_of(name) in key_of(title)]
        advice = f"{name}=TITLE" if len(near) != 1 else f"'{name}={one_line(near[0])}'"
        raise CourseError(
            f"{path}: {what} for {name}; say which with --column {advice}; there are "
            f"{one_line('; '.join(there))[:300]}"
        )
    return found[0]


def is_of(title: str, name: str) -> bool:
    """Return whether a column of the LMS's is that of an assignment: "fans (12345)" is of fans."""
    return key_of(name) in (key_of(title), key_of(_bare(title)))


def _bare(title: str) -> str:
    """An assignment's name without what the LMS puts around it."""
    match = AROUND.fullmatch(title)
    return match["name"] if match else title


def _has_comma(listed: Listed, columns: list[int]) -> bool:
    """Whether the decimal sign is a comma in the columns of the grades."""
    maximum = _named(listed.table.header, MAXIMUM)
    wanted = [*columns, *([] if maximum is None else [maximum])]
    rows = range(len(listed.table.rows))
    return any(COMMA.fullmatch(listed.table.value(row, k)) for row in rows for k in wanted)


def _factor(listed: Listed, row: int, column: int, name: str, mark: Mark, scale: bool) -> float:
    """What points are to be multiplied by: the LMS's maximum over the course's."""
    most = _maximum(listed, row, column)
    if most is None or abs(most - mark.max_score) < 1e-6 or not mark.max_score:
        return 1.0
    if not scale:
        raise CourseError(
            f"{listed.table.path}: {name} has {_number(most)} points there and "
            f"{_number(mark.max_score)} here; change it in the LMS, or add --scale"
        )
    return most / mark.max_score


def _maximum(listed: Listed, row: int, column: int) -> float | None:
    """An assignment's points in the LMS; None where the table does not say."""
    table = listed.table
    text = ""
    if listed.kind == "canvas":
        for other in set(range(len(table.rows))) - listed.students.keys():
            if "Points Possible" in table.value(other, 0):
                text = table.value(other, column)
    elif (maximum := _named(table.header, MAXIMUM)) is not None:
        text = table.value(row, maximum)
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return None
