"""Between the LMS's files and the course: the class, what was handed in, marks, feedback."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from autograder.authoring.config import course_config
from autograder.intake import exam as exams
from autograder.lms import collecting, roster
from autograder.lms.archive import Archive
from autograder.lms.table_file import Table
from autograder.model import CourseError
from autograder.ownership import Ledger
from autograder.results import class_list
from autograder.results.gradebook import CourseGradebook

__all__ = ["ReadRoster", "collect", "read_roster"]


@dataclass(frozen=True)
class ReadRoster:
    """What was understood of a table of students: `seen` are those in it."""

    kind: roster.Kind
    table: Table
    seen: tuple[roster.Known, ...]
    total: int
    path: Path


def read_roster(root: Path, path: Path, encoding: str = "") -> ReadRoster:
    """Take the students of a table into the roster and the gradebook, and return what was
    understood."""
    _require_course(root)
    kind, table, found = roster.read_students(path, encoding)
    with CourseGradebook(root, course_config(root)) as book:
        known = {one.id: one for one in roster.load(root)}
        for one in class_list.entries(book):
            if one.id not in known:
                known[one.id] = roster.Student(one.id, one.last_name, one.first_name, one.email)
        merged = roster.merge(list(known.values()), found)
        class_list.put(
            book,
            [
                class_list.Entry(one.id, one.last_name, one.first_name, one.email)
                for one in (entry.student for entry in merged)
            ],
        )
    roster.save(root, [one.student for one in merged])
    seen = [one for one in merged if one.state != "absent"]
    return ReadRoster(kind, table, tuple(seen), len(merged), roster.roster_path(root))


def collect(
    root: Path, path: Path, assignment: str, overwrite: bool = False
) -> collecting.Collected:
    """Take the submissions of an archive into submitted/; see `collecting.collect`."""
    notebooks = {exam.notebook for exam in exams.load(root, assignment)}
    students = roster.load(root)
    if not students:
        raise CourseError(
            f"no roster in {root}; run `goodstart roster FILE` first, with Canvas's gradebook "
            "export or Moodle's grading worksheet"
        )
    with Archive(path) as archive:
        found = collecting.collect(
            root, archive, assignment, notebooks, students, Ledger(root, overwrite)
        )
    if list(found.roster) != students:
        roster.save(root, found.roster)
    return found


def _require_course(root: Path) -> None:
    if not (root / "source").is_dir():
        raise CourseError(
            f"{root}: no course here (a folder with source/); go to its folder, or name it with "
            "--course"
        )
