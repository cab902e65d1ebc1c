"""From an archive of submissions to submitted/STUDENT/ASSIGNMENT/, and which file of the archive
became which, for the way back."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any

from autograder.lms import record as records
from autograder.lms.archive import Archive, Lms, Member
from autograder.lms.roster import Student, key_of, named
from autograder.model import CourseError
from autograder.ownership import InTheWay, Ledger, digest_of
from autograder.text import one_line

__all__ = ["EARLIER", "Collected", "Handed", "collect"]

EARLIER = "earlier"  # the folder beside a submission for the attempts before it
STAMP = "timestamp.txt"
NOTEBOOKS = (".ipynb", ".ipynb.txt", ".ipynb.json", ".json")  # as browsers save them
NBGRADERS = (STAMP, "submission_secret.txt")  # which say things that no student may
MOST_NAME = 180  # bytes of a file's name: a disk takes 255, and copies have longer names
# What Canvas (fans-1.ipynb) and browsers (fans (1).ipynb) make of a name that is taken.
AGAIN = re.compile(r"(?P<stem>.+?)(?:-(?P<a>\d+)| ?\((?P<b>\d+)\))(?P<end>\.ipynb)", re.IGNORECASE)


@dataclass(frozen=True)
class Handed:
    """What became of one student's submission: the files that were handed in, those that are new
    here, and what a person should know."""

    student: str
    files: tuple[str, ...]
    fresh: tuple[str, ...]
    late: bool
    when: datetime | None
    remarks: tuple[str, ...] = ()
    left: tuple[str, ...] = ()  # what was not taken, each with why
    doubtful: tuple[str, ...] = ()  # what was taken, and may be a mistake


@dataclass(frozen=True)
class Collected:
    """What became of an archive: its students; a line for each that the roster lacks; a line for
    each file that is no submission; and the roster, with the numbers that were learnt."""

    lms: Lms
    handed: tuple[Handed, ...]
    unmatched: tuple[str, ...]
    strange: tuple[str, ...]
    roster: tuple[Student, ...]


def collect(
    root: Path,
    archive: Archive,
    assignment: str,
    notebooks: Collection[str],
    roster: Sequence[Student],
    ledger: Ledger,
    another: Callable[[bytes], str] = lambda data: "",
    despite: bool = False,
) -> Collected:
    """Take the submissions of an archive into submitted/, and return what became of each.
    `notebooks` are the names of the assignment's notebooks, without their endings; `another` names
    the other assignment that a notebook is of. Raises CourseError, and takes nothing, where that is
    so for most students, unless `despite`.

    The latest attempt takes the notebook's own name; attempts before it are kept in earlier/. What
    a person changed in submitted/ stays as it is. Every file is read before the first is written,
    so that a damaged archive changes nothing."""
    owners, roster, unmatched = _matched(archive, roster)
    try:
        record = records.collected(root, assignment)
    except CourseError:
        if records.record_path(root, assignment).exists():
            raise
        record = {"lms": archive.lms, "students": {}}
    if record["lms"] != archive.lms:
        record = {"lms": archive.lms, "students": {}}
    read, foreign = {}, {}
    for one in archive.members:
        data = archive.read(one)
        read[one.path] = digest_of(data)
        if one.file.lower().endswith(NOTEBOOKS) and (other := another(data)):
            foreign[one.path] = other
    if not despite:
        _refuse_foreign(archive, assignment, owners, foreign)
    handed = []
    try:
        for student in sorted(owners):
            desk = _Desk(root, archive, assignment, student, ledger, read)
            own = _named(owners[student], notebooks)
            done = desk.take(own, record["students"].setdefault(student, {"files": {}}))
            lines = [
                f"{one_line(one.file)} is a notebook of {foreign[one.path]}, not of {assignment}"
                for one in owners[student]
                if one.path in foreign
            ]
            handed.append(replace(done, doubtful=(*done.doubtful, *lines)))
    finally:  # what was taken before the disk was full is known as ours
        records.write(root, assignment, record)
    strange = tuple(one_line(name) for name in archive.strange)
    return Collected(archive.lms, tuple(handed), unmatched, strange, tuple(roster))


def _refuse_foreign(
    archive: Archive,
    assignment: str,
    owners: Mapping[str, Sequence[Member]],
    foreign: Mapping[str, str],
) -> None:
    """Raise CourseError for an archive of another assignment: what is in submitted/ would be put
    away for it, and everybody would get 0 points. One student's mistake is that student's."""
    whose = [
        {foreign.get(one.path, "") for one in members if one.file.lower().endswith(NOTEBOOKS)}
        for members in owners.values()
    ]
    whose = [names for names in whose if names]
    [(other, count)] = Counter(
        name for names in whose if "" not in names for name in names
    ).most_common(1) or [("", 0)]
    if count >= 2 and 2 * count > len(whose):
        raise CourseError(
            f"{archive.path}: {count} of {len(whose)} students handed in the notebook of {other}, "
            f"not of {assignment}; nothing was taken: run `goodstart collect ZIP {other}`, or add "
            "--despite to take them all the same"
        )


def _matched(
    archive: Archive, roster: Sequence[Student]
) -> tuple[dict[str, list[Member]], list[Student], tuple[str, ...]]:
    """Each student's files, the roster with the LMS's numbers, and lines on who is not in it."""
    people = {one.id: one for one in roster}
    by_number: dict[str, str] = {}
    for one in roster:
        for number in [one.canvas_id] if archive.lms == "canvas" else one.participants:
            by_number[number] = one.id
    by_name: dict[str, set[str]] = {}
    for one in roster:
        if not (archive.lms == "canvas" and one.canvas_id):  # who has a number has another
            for key in named(one):
                by_name.setdefault(key, set()).add(one.id)
    owners: dict[str, list[Member]] = {}
    unmatched: dict[str, str] = {}
    numbers: dict[str, str] = {}  # by name, for a student with two numbers is two students
    for member in archive.members:
        ident = by_number.get(member.user, "")
        if not ident:
            alike = by_name.get(key_of(member.name), set())
            who = f"{one_line(member.name)} ({member.user})"
            if len(alike) == 1 and numbers.setdefault(min(alike), member.user) == member.user:
                ident = min(alike)
                people[ident] = _numbered(people[ident], archive.lms, member.user)
                by_number[member.user] = ident
            else:
                unmatched[member.user] = _advice(who, archive.lms, len(alike))
                continue
        owners.setdefault(ident, []).append(member)
    return owners, list(people.values()), tuple(unmatched.values())


def _numbered(one: Student, lms: Lms, number: str) -> Student:
    if lms == "canvas":
        return replace(one, canvas_id=number)
    return replace(one, participants=(*one.participants, number))


def _advice(who: str, lms: Lms, alike: int) -> str:
    table = "Canvas's gradebook export" if lms == "canvas" else "Moodle's grading worksheet"
    if alike:
        return f"{who}: more than one student has this name; run `goodstart roster` on {table}"
    return (
        f"{who}: not in the roster; run `goodstart roster` on a new copy of {table}, then collect "
        "again"
    )


def _named(members: Sequence[Member], notebooks: Collection[str]) -> dict[str, list[Member]]:
    """The files by the names that they get, the latest first: fans-1.ipynb is fans.ipynb, if that
    is one of the assignment's notebooks."""
    found: dict[str, list[tuple[tuple[Any, ...], Member]]] = {}
    for member in members:
        name, again = member.file, 0
        match = AGAIN.fullmatch(name)
        if match and match["stem"] in notebooks:
            name, again = f"{match['stem']}.ipynb", int(match["a"] or match["b"])
        if name in NBGRADERS:
            name = f"handed-in-{name}"
        name = "/".join(map(_fitting, name.split("/")))
        when = member.when.timestamp() if member.when else 0.0
        found.setdefault(name, []).append(((member.attachment, when, again), member))
    return {
        name: [member for _, member in sorted(files, key=lambda one: one[0], reverse=True)]
        for name, files in found.items()
    }


@dataclass
class _Desk:
    """Takes one student's files; `read` are the digests of the archive's."""

    root: Path
    archive: Archive
    assignment: str
    student: str
    ledger: Ledger
    read: dict[str, str]
    fresh: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    older: list[str] = field(default_factory=list)

    @property
    def folder(self) -> Path:
        return self.root / "submitted" / self.student / self.assignment

    def take(self, files: dict[str, list[Member]], record: dict[str, Any]) -> Handed:
        """Put each file in place, and what it replaces into earlier/; `record` is brought up to
        date with which file is which."""
        known: dict[str, dict[str, Any]] = record["files"]
        members = [one for many in files.values() for one in many]
        newest = max(one.attachment for one in members)
        late, when = any(one.late for one in members), None
        if newest < max((one.get("attachment", 0) for one in known.values()), default=0):
            self.remarks.append(f"a later attempt is here already; this one is in {EARLIER}/")
            for many in files.values():
                self._keep(many)
        else:
            self._clear(files, known)
            for name, (last, *before) in files.items():
                self._keep(before)
                if self._put(name, last, known.get(name)):
                    known[name] = {
                        "lms": last.given,
                        "prefix": last.prefix,
                        "attachment": last.attachment,
                    }
            record["late"] = late
            # Moodle writes what was typed into a form at the download, and stamps it so.
            files_only = [one for one in members if not one.text]
            when = max((one.when for one in files_only if one.when), default=None)
            before_this = record.get("when", "")
            record["when"] = when.astimezone(UTC).isoformat() if when else ""
            if when and self.fresh and before_this > record["when"]:
                self.older.append(
                    f"handed in {when:%Y-%m-%d %H:%M}, before the attempt that it replaces, which "
                    f"is in {EARLIER}/; collect the newest archive again if that was not meant"
                )
            if when and not self.left:
                stamp = f"{when.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f} UTC".encode()
                self._write(self.folder / STAMP, stamp)
        if all(one.text for one in members):
            self.remarks.append("typed into the form, no file")
        return Handed(
            self.student,
            tuple(sorted(files)),
            tuple(self.fresh),
            late,
            when,
            tuple(self.remarks),
            tuple(self.left),
            tuple(self.older),
        )

    def _clear(self, files: dict[str, list[Member]], known: dict[str, dict[str, Any]]) -> None:
        """Put away what an earlier attempt left here and this one has not: it would be graded
        beside it."""
        for name in sorted(known.keys() - files.keys()):
            path = self.folder / name
            if path.is_file() and self.ledger.ours(path):
                if self._put_away(known[name]["lms"], path.read_bytes()):
                    path.unlink()
                    self.remarks.append(f"{name}, of an earlier attempt, is now in {EARLIER}/")
            elif path.exists():
                self._left(path, "changed since it was collected, and not in this attempt")
                continue
            del known[name]

    def _put(self, name: str, member: Member, before: dict[str, Any] | None) -> bool:
        path = self.folder / name
        if path.is_file() and not path.is_symlink():
            there = path.read_bytes()
            if digest_of(there) == self.read[member.path]:
                return True
            if self.ledger.ours(path) and before:
                if not self._put_away(before["lms"], there):
                    return False
                self.remarks.append(f"an earlier {name} is kept in {EARLIER}/")
        return self._write(path, self.archive.read(member))

    def _keep(self, members: Sequence[Member]) -> None:
        for one in members:
            if self._put_away(one.given, self.archive.read(one)):
                self.remarks.append(f"an earlier attempt is kept: {EARLIER}/{_leaf(one.given)}")

    def _put_away(self, lms_name: str, data: bytes) -> bool:
        """Whether the bytes are in earlier/ now, under the LMS's name: with a number where there
        are others of that name, as of Moodle's, which has one name for all attempts."""
        plain = PurePosixPath(_leaf(lms_name))
        for number in range(1, 1000):
            name = plain.name if number == 1 else f"{plain.stem}-{number}{plain.suffix}"
            path = self.folder / EARLIER / name
            if not path.exists() or (path.is_file() and path.read_bytes() == data):
                break
        return self._write(path, data)

    def _write(self, path: Path, data: bytes) -> bool:
        """Whether the file is there now; a person's is left, and named."""
        if path.is_file() and not path.is_symlink() and path.read_bytes() == data:
            return True
        for above in list(path.relative_to(self.root).parents)[:-1]:
            place = self.root / above
            if place.is_symlink():  # it would lead out of the course
                self._left(place, "a link, which somebody made")
                return False
            if place.exists() and not place.is_dir():  # a file and a folder of one name
                self._left(path, f"{above} is a file")
                return False
        try:
            self.ledger.write(path, data)
        except InTheWay as error:
            self._left(path, error.reason)
            return False
        self.fresh.append(str(path.relative_to(self.folder)))
        return True

    def _left(self, path: Path, why: str) -> None:
        self.left.append(one_line(f"{path.relative_to(self.root)} was left as it is: {why}"))


def _leaf(lms_name: str) -> str:
    """The archive's name for a file, as the name of one file."""
    return _fitting("_".join(PurePosixPath(lms_name).parts))


def _fitting(name: str) -> str:
    """A file's name, cut where a disk would not take it; what is left is this file's alone."""
    data = name.encode("utf-8", "replace")
    if len(data) <= MOST_NAME:
        return name
    suffix = PurePosixPath(name).suffix if len(PurePosixPath(name).suffix.encode()) <= 20 else ""
    mark = f"-{digest_of(data)[:8]}{suffix}"
    return data[: MOST_NAME - len(mark.encode())].decode("utf-8", "ignore") + mark
