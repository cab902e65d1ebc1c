"""The class: who is in it, and by which names and numbers the LMS knows them."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Literal

from autograder.lms.table_file import Table, read_table
from autograder.model import CourseError
from autograder.ownership import FOLDER, Ledger, keep_copy
from autograder.results.grades_csv import field as safe
from autograder.text import one_line

__all__ = [
    "CHANGEABLE",
    "LOCKED",
    "Kind",
    "Known",
    "Listed",
    "Owners",
    "Student",
    "key_of",
    "kind_of",
    "load",
    "merge",
    "named",
    "read_students",
    "roster_path",
    "save",
]

Kind = Literal["canvas", "worksheet", "moodle", "plain"]
State = Literal["new", "updated", "unchanged", "absent"]
# A column's name, in small letters without blanks and signs -> what it holds. Moodle writes them in
# the language of whoever downloads.
COLUMNS = {
    "first_name": "firstname givenname vorname prénom nombre",
    "last_name": "lastname surname familyname nachname nom nomdefamille apellidos apellido",
    "full_name": "fullname name student studentname firstnamelastname firstnamesurname"
    " vollständigername nomcomplet nombrecompleto",
    "email": "email emailaddress mail emailadresse adressedecourriel direccióndecorreo",
    "login": "sisloginid username login anmeldename nomdutilisateur nombredeusuario",
    "sis_id": "sisuserid idnumber idnummer numérodidentification númerodeid",
    "section": "section",
    "participants": "identifier identifiant identificador identificativo",
}
# The column that only Moodle's grading worksheet has, and what it says of a grade that is locked.
CHANGEABLE = {
    "gradecanbechanged",
    "bewertungkanngeändertwerden",
    "lanotepeutêtremodifiée",
    "lacalificaciónpuedecambiarse",
}
LOCKED = {"no", "nein", "non"}
NAMES = {name: holds for holds, names in COLUMNS.items() for name in names.split()}
ROSTER = "roster.csv"
MOST_ID = 100  # bytes of a student's folder
PARTICIPANT = re.compile(r"\D*(\d+)\s*\Z")


@dataclass(frozen=True)
class Student:
    """One student: `id` is the folder in submitted/ and the key in the gradebook; the rest is what
    the LMS says. `participants` are Moodle's numbers, one for each assignment; `split` says that
    the two parts of the name are a guess from a whole one."""

    id: str
    last_name: str = ""
    first_name: str = ""
    email: str = ""
    login: str = ""
    sis_id: str = ""
    canvas_id: str = ""
    section: str = ""
    participants: tuple[str, ...] = ()
    split: bool = field(default=False, compare=False)

    @property
    def full_name(self) -> str:
        """First name and last name."""
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def sortable_name(self) -> str:
        """Last name, first name: as Canvas sorts them."""
        return ", ".join(filter(None, (self.last_name, self.first_name))) or self.id

    def identities(self) -> set[tuple[str, str]]:
        """What marks out one person: (field, value)."""
        found = {
            (name, str(getattr(self, name)).casefold())
            for name in ("id", "email", "login", "sis_id", "canvas_id")
            if getattr(self, name)
        }
        return found | {("participants", one) for one in self.participants}


@dataclass(frozen=True)
class Known:
    """A student after a table was read, and what became of the entry; "absent" is who is not in
    the table."""

    student: Student
    state: State


SAVED = tuple(one.name for one in fields(Student) if one.compare)


def key_of(name: str) -> str:
    """Return a name without what an LMS drops or changes in a file's name: signs, blanks, case."""
    text = unicodedata.normalize("NFKC", name).casefold()
    return "".join(one for one in text if one.isalnum())


def named(student: Student) -> set[str]:
    """Return the keys of the names that a file of this student's may bear."""
    first, last = student.first_name, student.last_name
    return {key_of(last + first), key_of(first + last)} - {""}


def kind_of(table: Table) -> Kind:
    """Return what a table is. Raises CourseError for one that names no students."""
    plain = [key_of(name) for name in table.header]
    if "id" in plain and "section" in plain and (plain[0] == "student" or plain[0] == "lastname"):
        return "canvas"
    found = {NAMES[name] for name in plain if name in NAMES}
    if "participants" in found or CHANGEABLE & {*plain}:
        return "worksheet"
    if "id" not in plain and {"email"} <= found and found & {"last_name", "full_name"}:
        return "moodle"
    if "id" in plain:
        return "plain"
    raise CourseError(
        f"{table.path}: no list of students is known with the columns "
        f"{one_line(', '.join(table.header))[:200]}; wanted: Canvas's gradebook export, Moodle's "
        "grading worksheet, participants or grades, or the columns id,last_name,first_name,email"
    )


@dataclass(frozen=True)
class Listed:
    """A table of students: what kind it is, and the students in it, by the number of the row; those
    whom the table gives no id have "" there."""

    kind: Kind
    table: Table
    students: dict[int, Student]


def read_students(path: Path, encoding: str = "") -> Listed:
    """Return the students in a table. Raises CourseError where there are none."""
    table = read_table(path, encoding)
    kind = kind_of(table)
    columns = {}
    for number, name in enumerate(table.header):
        holds = NAMES.get(key_of(name), "")
        if key_of(name) == "id":
            holds = {"canvas": "canvas_id", "worksheet": "participants"}.get(kind, "id")
        if holds and holds not in columns:
            columns[holds] = number
    students = {}
    for row in range(len(table.rows)):
        got = {holds: one_line(table.value(row, column)) for holds, column in columns.items()}
        if not (kind == "canvas" and _is_no_student(got)):
            students[row] = _student(table, row, kind, got)
    if not students:
        raise CourseError(f"{path}: no students in it")
    return Listed(kind, table, students)


def _is_no_student(got: dict[str, str]) -> bool:
    """Whether a row of Canvas's is the points, a note on posting, or Canvas's own test student."""
    name = got.get("full_name") or got.get("last_name", "")
    test = name == "Student, Test" or (name, got.get("first_name")) == ("Student", "Test")
    return "Points Possible" in name or not (name or got.get("canvas_id")) or test


def _student(table: Table, row: int, kind: Kind, got: dict[str, str]) -> Student:
    full = got.pop("full_name", "")
    split = False
    if full and not got.get("last_name"):
        last, comma, first = full.partition(",")
        if not comma:
            first, _, last = full.rpartition(" ")
            split = bool(first)
        got |= {"last_name": last.strip(), "first_name": first.strip()}
    participant = got.pop("participants", "")
    number = PARTICIPANT.fullmatch(participant)
    if kind == "worksheet" and not number:
        raise CourseError(
            f"{table.path}, line {table.line(row)}: the identifier {participant!r} ends in no "
            "number; download the worksheet again"
        )
    student = Student(
        got.pop("id", ""), **got, participants=(number[1],) if number else (), split=split
    )
    if kind == "plain" and not student.id:
        raise CourseError(f"{table.path}, line {table.line(row)}: no id; give each student one")
    if student.id and (why := _unfit(student.id)):
        raise CourseError(f"{table.path}, line {table.line(row)}: the id {student.id!r} {why}")
    return student


def _of(got: dict[str, str]) -> Student:
    """A student from the values of a row, by the names of the fields."""
    return Student(
        got.get("id", ""),
        got.get("last_name", ""),
        got.get("first_name", ""),
        got.get("email", ""),
        got.get("login", ""),
        got.get("sis_id", ""),
        got.get("canvas_id", ""),
        got.get("section", ""),
    )


def _unfit(ident: str) -> str:
    """Why an id can't be the name of a folder in nbgrader, "" if it can."""
    if ident.startswith(".") or any(one in '/\\+*?"<>|:' or not one.isprintable() for one in ident):
        return "holds a sign that a folder's name can't: / \\ + and their like, or a dot in front"
    return f"has more than {MOST_ID} bytes" if len(ident.encode()) > MOST_ID else ""


class Owners:
    """Finds whose a row of a table is, among the students who are known."""

    def __init__(self, known: Iterable[Student]) -> None:
        self.people: dict[str, Student] = {}
        self._where: dict[tuple[str, str], str] = {}
        for one in known:
            self.put(one)

    def put(self, one: Student) -> None:
        """Add a student, or bring the entry up to date."""
        self.people[one.id] = one
        self._where |= dict.fromkeys(one.identities(), one.id)

    def of(self, one: Student) -> str:
        """Return the id of the student whom this row is about, "" for nobody's. Addresses and
        numbers decide; a row that has none is found by a name that is one student's alone. Raises
        CourseError for a row that two answer to."""
        found = sorted({self._where[key] for key in one.identities() if key in self._where})
        found = found or _by_folder(one, self.people) or _by_name(one, self.people)
        if len(found) > 1:
            raise CourseError(
                f"{one.full_name or one.id}: {' and '.join(found[:2])} both answer to it; "
                f"mend the table, or {FOLDER}/{ROSTER}"
            )
        return found[0] if found else ""


def merge(known: Sequence[Student], found: Iterable[Student]) -> list[Known]:
    """Return the class after these students were found in a table: who is known is brought up to
    date, the others are new, and nobody goes. Raises CourseError for a row that is two students."""
    owners = Owners(known)
    states: dict[str, State] = {one.id: "absent" for one in known}
    for one in found:
        ident = owners.of(one) or one.id or _new_id(one, owners.people)
        old = owners.people.get(ident)
        new = _updated(old, replace(one, id=ident))
        owners.put(new)
        if old is None:
            states[ident] = "new"
        elif new != old and states[ident] != "new":
            states[ident] = "updated"
        elif states[ident] == "absent":
            states[ident] = "unchanged"
    return [Known(one, states[one.id]) for one in sorted(owners.people.values(), key=_by_id)]


def _by_id(one: Student) -> str:
    return one.id


def _by_folder(one: Student, people: dict[str, Student]) -> list[str]:
    """Who has the login or the number for a folder's name, as one has who was graded before there
    was a roster."""
    found = []
    for ident in (one.login, one.sis_id, one.canvas_id, one.login.partition("@")[0]):
        if ident in people and (_is_bare(people[ident]) or named(people[ident]) & named(one)):
            found.append(ident)
    local = one.email.partition("@")[0]
    if not found and local in people and _is_bare(people[local]):
        found = [local]
    return found[:1]


def _is_bare(one: Student) -> bool:
    return not (one.email or one.login or one.sis_id or one.canvas_id)


def _by_name(one: Student, people: dict[str, Student]) -> list[str]:
    """Whose name it is, for a row that has nothing but a name and a participant's number."""
    if any(name != "participants" for name, _ in one.identities()):
        return []
    return [other.id for other in people.values() if named(other) & named(one)]


def _updated(old: Student | None, new: Student) -> Student:
    """The old entry with what the new one says; what that leaves empty stays."""
    if old is None:
        return new
    said = {name: getattr(new, name) for name in SAVED if getattr(new, name)}
    if new.split and named(new) & named(old):  # whoever is there may know the two parts
        said |= {"last_name": old.last_name, "first_name": old.first_name}
    numbers = dict.fromkeys((*old.participants, *new.participants))
    return replace(old, **{**said, "id": old.id, "participants": tuple(numbers)})


def _new_id(one: Student, people: dict[str, Student]) -> str:
    """A folder's name for a student: the login, the university's number, or the address before its
    @, whichever there is and nobody has; whole addresses and the LMS's number after these."""
    wanted = [one.login.partition("@")[0], one.sis_id, one.email.partition("@")[0]]
    wanted += [one.login, one.email, one.canvas_id, *one.participants]
    taken = {ident.casefold() for ident in people}
    for text in wanted:
        ident = re.sub(r"[^\w.@-]+", "-", text).lstrip(".-")
        if ident and not _unfit(ident) and ident.casefold() not in taken:
            return ident
    raise CourseError(
        f"{one.full_name or 'a student without a name'}: no address and no number to make a "
        "folder's name of; add a column `id`"
    )


def roster_path(root: Path) -> Path:
    """Return where the course keeps what the LMS says of each student."""
    return root / FOLDER / ROSTER


def load(root: Path) -> list[Student]:
    """Return the students of the course's roster, by id; none where no table was read yet."""
    path = roster_path(root)
    if not path.is_file():
        return []
    table = read_table(path)
    if missing := [name for name in SAVED if name not in table.header]:
        raise CourseError(f"{path}: the column {missing[0]} is missing; put it back")
    found = []
    for row in range(len(table.rows)):
        got = {name: _unguarded(table.value(row, table.header.index(name))) for name in SAVED}
        if not got["id"] or (why := _unfit(got["id"])):
            raise CourseError(
                f"{path}, line {table.line(row)}: the id {got['id']!r} "
                f"{why if got['id'] else 'is missing'}"
            )
        numbers = tuple(got.pop("participants").split())
        found.append(replace(_of(got), participants=numbers))
    return found


def _unguarded(value: str) -> str:
    """A value without the apostrophe that keeps it from being a formula."""
    return value[1:] if value.startswith("'") and safe(value[1:]) == value else value


def save(root: Path, students: Iterable[Student]) -> None:
    """Write the course's roster. What somebody changed in it was read, and is in what is written; a
    copy of theirs is kept beside it all the same."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(SAVED)
    for one in sorted(students, key=_by_id):
        whole = [getattr(one, name) for name in SAVED]
        writer.writerow([" ".join(x) if isinstance(x, tuple) else safe(x) for x in whole])
    data, path, ledger = file.getvalue().encode(), roster_path(root), Ledger(root)
    if path.is_file() and path.read_bytes() == data:
        return
    if not ledger.ours(path):
        keep_copy(path)
        ledger.note(path, path.read_bytes() if path.is_file() else b"")
    ledger.write(path, data)
