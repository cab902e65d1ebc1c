"""A notebook of another version than the exam: questions that came later, questions that are gone,
options that have other numbers now.

What is said here is for a person. A student could have deleted or moved cells, so no points hang on
it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from autograder.model import Exam

__all__ = ["absent", "is_of_another", "leftover_tests", "notes", "questions", "strangers"]

Cells = Sequence[dict[str, Any]]
NUMBERED = re.compile(r"(?m)^(\d+)\. +(\S.*?) *$")
MOST_NAMED = 8


def absent(cells: Cells, exam: Exam) -> tuple[str, ...]:
    """Return the answers of the exam whose cell is missing together with the tests below it, while
    other answers are there: as it is when a question is newer than the notebook."""
    there = {cell["id"] for cell in cells}
    tests: dict[str, list[str]] = {}  # by the answer that they follow
    answer = ""
    for cell in exam.cells:
        if cell.role in ("solution", "manual", "task"):
            answer = cell.id
            tests[answer] = []
        elif cell.role == "test" and answer:
            tests[answer].append(cell.id)
    if not there & tests.keys():
        return ()
    return tuple(
        one for one, own in tests.items() if own and one not in there and not there & {*own}
    )


def leftover_tests(cells: Cells, exam: Exam) -> set[int]:
    """Return the places of tests that the exam has no more: nobody wrote into them."""
    known = {cell.id for cell in exam.cells}
    return {k for k, cell in enumerate(cells) if cell.get("test") and cell["id"] not in known}


def questions(exam: Exam) -> set[str]:
    """Return the ids of the exam's answers, tests and tasks: other cells, such as one for the
    imports, have the same id in many assignments."""
    return {cell.id for cell in exam.cells if cell.role in ("solution", "test", "manual", "task")}


def is_of_another(cells: Cells, exam: Exam) -> bool:
    """Return whether a notebook has answers or tests, and none of them is the exam's."""
    theirs = {cell["id"] for cell in cells if cell.get("answer") or cell.get("test")}
    return bool(theirs) and not {cell["id"] for cell in cells} & questions(exam)


def strangers(cells: Cells, exam: Exam) -> str:
    """Return the names of answers that are not the exam's, "" where there is none."""
    known = {cell.id for cell in exam.cells}
    return _named([cell["id"] for cell in cells if cell.get("answer") and cell["id"] not in known])


def notes(cells: Cells, exam: Exam) -> tuple[str, ...]:
    """Return what a person should know of a notebook of another version."""
    found = []
    if newer := absent(cells, exam):
        found.append(
            f"not in this notebook, so newer or deleted: {_named(newer)}; no points for it"
        )
    if gone := strangers(cells, exam):
        found.append(f"answers to no question of now, they count for nothing: {gone}")
    found += [
        f"the options of {ident!r} have other numbers now, so look at its answer: {moved}"
        for ident, moved in _moved_options(cells, exam)
    ]
    return tuple(found)


def _moved_options(cells: Cells, exam: Exam) -> Iterator[tuple[str, str]]:
    """Each answer whose question's options had other numbers when it was written."""
    places = {cell["id"]: k for k, cell in enumerate(cells) if cell["id"]}
    text = ""
    for cell in exam.cells:
        if cell.role == "text":
            text = cell.source
        elif cell.role == "solution" and cell.id in places and text:
            now = _numbers(text)
            before = _options_above(cells, places[cell.id])
            moved = [
                f"{number} is {now[option]}"
                for option, number in before.items()
                if now.get(option, number) != number
            ]
            if moved:
                yield cell.id, ", ".join(moved)
            text = ""


def _options_above(cells: Cells, place: int) -> dict[str, str]:
    """The numbered lines of the nearest prose above an answer, that has no answer in between."""
    for k in range(place - 1, -1, -1):
        if cells[k]["kind"] == "markdown":
            return _numbers(cells[k]["source"])
        if cells[k].get("answer"):
            break
    return {}


def _numbers(text: str) -> dict[str, str]:
    """The numbers of a text's numbered lines, by what these say."""
    return {option: number for number, option in NUMBERED.findall(text)}


def _named(idents: Sequence[str]) -> str:
    more = f" and {len(idents) - MOST_NAMED} more" if len(idents) > MOST_NAMED else ""
    return ", ".join(map(repr, idents[:MOST_NAMED])) + more
