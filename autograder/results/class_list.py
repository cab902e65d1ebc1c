"""The students in nbgrader's gradebook, read and added through nbgrader's own API."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from autograder.results.gradebook import CourseGradebook

__all__ = ["Entry", "entries", "put"]


@dataclass(frozen=True)
class Entry:
    """A student as nbgrader has one."""

    id: str
    last_name: str = ""
    first_name: str = ""
    email: str = ""


def entries(book: CourseGradebook) -> list[Entry]:
    """Return everybody in the gradebook, by id."""
    found = [
        Entry(one.id, one.last_name or "", one.first_name or "", one.email or "")
        for one in book.gb.students
    ]
    return sorted(found, key=lambda one: one.id)


def put(book: CourseGradebook, students: Iterable[Entry]) -> None:
    """Add these students, or bring their names and addresses up to date; what is empty here stays
    as it is there, and nobody is removed."""
    with book.together():
        for one in students:
            said = {
                "last_name": one.last_name,
                "first_name": one.first_name,
                "email": one.email,
            }
            book.gb.update_or_create_student(
                one.id, **{name: value for name, value in said.items() if value}
            )
