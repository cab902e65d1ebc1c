"""A notebook of another version than the exam: questions that came later, questions that are gone,
options that have other numbers now.

What is said here is for a person. A student could have deleted or moved cells, so no points hang on
it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from autograder.model import Exam

__all__ = ["absent", "gone", "leftover_tests", "notes"]

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


def gone(cells: Cells, exam: Exam) -> str:
    """Return the names of the answers that the exam does not ask for; "" where there is none."""
    known = {cell.id for cell in exam.cells}
    return _named([cell["id"] for cell in cells if cell.get("answer") and cell["id"] not in known])


def notes(cells: Cells, exam: Exam) -> tuple[str, ...]:
    """Return what a person should know of a notebook of another version."""
    found = []
    if newer := absent(cells, exam):
        found.append(
            f"not in this notebook, so newer or deleted: {_named(newer)}; no points for it"
        )
    if strangers := gone(cells, exam):
        found.append(f"answers to no question of now, they count for nothing: {strangers}")
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
