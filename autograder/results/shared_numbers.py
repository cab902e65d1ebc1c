"""Who wrote the number of another: a quiz draws each student's questions from `my_number`, and two
with one number have the same questions and the same answers."""

from __future__ import annotations

import ast
from collections.abc import Mapping

from autograder.cell_names import statements
from autograder.model import Report

__all__ = ["number_of", "shared"]

CELL = "my_number"  # the grade id of the cell, and the name that it defines


def number_of(report: Report) -> str:
    """Return the number that a student wrote, in one way of writing it; "" where there is none."""
    found = ""
    for node in statements(report.answers.sources.get(CELL, "")):
        if isinstance(node, ast.Assign) and any(
            isinstance(one, ast.Name) and one.id == CELL for one in node.targets
        ):
            try:
                value = ast.literal_eval(node.value)
            except (ValueError, TypeError, MemoryError, RecursionError):
                found = ast.unparse(node.value)
                continue
            found = "" if value is ... else str(value).strip()
    return found


def shared(numbers: Mapping[str, str]) -> list[str]:
    """Return a line for each number that more than one student wrote; `numbers` are by student."""
    students: dict[str, list[str]] = {}
    for student, number in numbers.items():
        if number:
            students.setdefault(number, []).append(student)
    return [
        f"one {CELL}, {number[:40]}, for {len(who)} students: {', '.join(sorted(who))}; they have "
        "the same questions"
        for number, who in sorted(students.items())
        if len(who) > 1
    ]
