"""From what a student handed in to Answers: the sources of their cells, and nothing else.

Metadata, outputs and the order of cells are the student's to forge, so none of them is taken.
"""

from __future__ import annotations

import contextlib
import os
import re
from collections import Counter
from itertools import islice
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from autograder.intake import attachments, versions
from autograder.intake.by_text import identified
from autograder.intake.notebook_file import (
    ARCHIVES,
    MOST_NOTEBOOKS,
    NOTEBOOKS,
    Unreadable,
    candidates,
    cells_of,
)
from autograder.model import Answers, Cell, Exam, Extra
from autograder.text import one_line

__all__ = ["misnamed", "read", "read_notebook", "students", "unfit"]

MOST_NAME = 200  # bytes: reports, pages and copies bear it, with an ending

DOWNLOADS = (".ipynb.txt", ".ipynb.json", ".json")


def students(root: Path, assignment: str) -> list[str]:
    """The students who handed something in for the assignment, by name: the folders
    submitted/STUDENT/ASSIGNMENT whose names can be a student's."""
    return [name for name in _folders(root, assignment) if not unfit(name)]


def unfit(name: str) -> str:
    """Why a folder's name can't be a student's, in a few words; "" if it can."""
    try:
        size = len(name.encode())
    except UnicodeEncodeError:
        return "its name is not UTF-8"
    if not name.isprintable():
        return "there are characters in its name that can't be printed"
    return "" if size <= MOST_NAME else f"its name has more than {MOST_NAME} bytes"


def misnamed(root: Path, assignment: str) -> list[tuple[str, str]]:
    """The folders of submitted/ that hold the assignment and are passed over, each with why: no
    file and no database could hold the name."""
    return [(one_line(name), why) for name in _folders(root, assignment) if (why := unfit(name))]


def _folders(root: Path, assignment: str) -> list[str]:
    return sorted(
        path.parent.name
        for path in root.glob(f"submitted/*/{assignment}")
        if path.is_dir() and not path.parent.name.startswith(".")
    )


def read(folder: Path, student: str, exam: Exam) -> Answers:
    """The student's answers to the exam, from the notebooks in the folder. Never raises for what
    is in the folder: what can't be graded comes back with `problem` set, in one line."""
    answers = _read(folder, student, exam)
    if answers.problem:
        return answers
    files, notes = attachments.handed_in(folder, {file.name for file in exam.files})
    return replace(answers, files=files, notes=answers.notes + notes)


def read_notebook(path: Path, student: str, exam: Exam) -> Answers:
    """Return the student's answers to the exam from this one file, whatever its name, and from
    the files beside it. Never raises for what is in it; see `read`."""
    try:
        answers = _answers(student, cells_of(path), exam, ())
    except Unreadable as error:
        return Answers(student, {}, problem=f"{path.name}: unreadable: {error}")
    files, notes = attachments.handed_in(path.parent, {file.name for file in exam.files})
    return replace(answers, files=files, notes=answers.notes + notes)


def _read(folder: Path, student: str, exam: Exam) -> Answers:
    name = f"{exam.notebook}.ipynb"
    if folder.is_symlink():  # an archive can hold one that leads to a neighbour's work
        return Answers(
            student,
            {},
            problem="the folder that was handed in is a link; hand in the folder itself",
        )
    if os.path.lexists(folder / name):
        try:
            answers = _answers(student, cells_of(folder / name), exam, ())
        except Unreadable as error:
            return Answers(student, {}, problem=f"{name}: unreadable: {error}")
        return answers if answers.problem else _beside(folder, answers, exam)
    for suffixes in (NOTEBOOKS, DOWNLOADS, ARCHIVES):  # what browsers and systems make of a file
        paths = sorted(
            islice(
                (one for one in folder.glob("*") if one.name.lower().endswith(suffixes)),
                MOST_NOTEBOOKS + 1,
            )
        )
        if len(paths) > MOST_NOTEBOOKS:
            return Answers(
                student, {}, problem=f"more than {MOST_NOTEBOOKS} notebooks; {name} is expected"
            )
        if paths:
            return _renamed(student, paths, name, exam)
    return Answers(student, {}, problem=f"no notebook; {name} is expected")


def _is_worked_on(answers: Answers, exam: Exam) -> bool:
    """Whether an answer is another than what was handed out, or a cell was added."""
    return bool(answers.extras or answers.problem) or any(
        not answers.is_blank(cell) for cell in exam.cells
    )


def _beside(folder: Path, answers: Answers, exam: Exam) -> Answers:
    """The answers, or those in the copy that a student worked in, where there is one and the
    notebook itself is as it was handed out; with a remark on what else was handed in."""
    name = f"{exam.notebook}.ipynb"
    found: dict[str, Answers] = {}
    others = (one for one in folder.glob("*.ipynb") if one.name != name and not one.is_symlink())
    for path in sorted(islice(others, MOST_NOTEBOOKS)):
        with contextlib.suppress(Unreadable):
            cells = cells_of(path)
            copy = _answers(answers.student, cells, exam, ())
            if (
                copy.sources
                and not copy.problem
                and _is_worked_on(copy, exam)
                and _is_copy(path.name, cells, exam)
            ):
                found[one_line(path.name)] = copy
    if _is_worked_on(answers, exam):
        notes = tuple(
            f"{label!r} was handed in too, and not graded: {name} counts"
            for label, copy in found.items()
            if copy.sources != answers.sources
        )
        return replace(answers, notes=answers.notes + notes)
    if not found:
        return answers
    names = " and ".join(map(repr, found))
    if len(found) > 1:
        note = f"{name} is as it was handed out; {names} are not, and a person must choose"
        return replace(answers, notes=(*answers.notes, note))
    [copy] = found.values()
    note = f"{names} was graded: {name} is as it was handed out"
    return replace(copy, notes=(*copy.notes, note))


def _is_copy(name: str, cells: list[dict[str, Any]], exam: Exam) -> bool:
    """Whether another file is a copy, by its name (fans-Copy1) or by a test that is as it was
    handed out: another notebook of the assignment may have cells of the same names."""
    if re.search(rf"(?i)(?<![^\W_]){re.escape(exam.notebook)}(?![^\W_])", name):
        return True
    given = {cell.id: cell.released.split() for cell in exam.cells if cell.role == "test"}
    return any(given.get(cell["id"]) == cell["source"].split() for cell in cells if cell["id"])


def _renamed(student: str, paths: list[Path], name: str, exam: Exam) -> Answers:
    """The answers in that notebook which has most of the exam's cells. One at a time is held: they
    may be large."""
    known, own = {cell.id for cell in exam.cells if cell.id}, versions.questions(exam)
    best: list[dict[str, Any]] = []
    alike: list[str] = []
    problems: list[str] = []
    found = (0, 0)
    for label, load in candidates(paths):
        try:
            cells = load()
        except Unreadable as error:
            problems.append(f"{one_line(label)}: unreadable: {error}")
            continue
        there = {cell["id"] for cell in cells}
        count = (len(there & own), len(there & known))  # a setup cell is in every notebook
        if count > found:
            best, found, alike = cells, count, []
        if any(count) and count == found:
            alike.append(label)
    if not alike:
        return Answers(
            student, {}, problem=(problems[0] if problems else f"no notebook; {name} is expected")
        )
    if len(alike) > 1:
        names = " and ".join(map(repr, alike[:2]))
        return Answers(student, {}, problem=f"{names} both look like it; {name} is expected")
    note = f"{alike[0]!r} was graded; {name} is expected"
    return _answers(student, best, exam, (*problems, note))


def _answers(
    student: str, cells: list[dict[str, Any]], exam: Exam, notes: tuple[str, ...]
) -> Answers:
    """Sort the cells: answers by grade id, added cells by the known cell that they follow.

    When a graded cell was copied, the last copy is the answer, as nbgrader has it, and the
    earlier ones count as cells that the student added. So does what was written into a task's own
    text, which stays the master's: an answer that stands there is not lost."""
    known = {cell.id: cell for cell in exam.cells if cell.id}
    cells, by_text = identified(cells, exam)
    if by_text:
        notes += (
            f"{len(by_text)} answers were found by their text and place, because nbgrader's marks "
            "are gone: look once",
        )
    prose = {cell.source.strip() for cell in exam.cells if cell.role == "text"}
    last = {cell["id"]: k for k, cell in enumerate(cells) if cell["id"] in known}
    dropped = versions.leftover_tests(cells, exam)
    sources: dict[str, str] = {}
    extras: list[Extra] = []
    copies, changed, after = [], [], ""
    for k, cell in enumerate(cells):
        ident = cell["id"]
        if ident in known and last[ident] == k:
            after = ident
            if known[ident].role in ("solution", "manual"):
                sources[ident] = cell["source"]
            elif _written_in(cell, known[ident]):
                changed.append(ident)
                extras.append(Extra(ident, cell["kind"], cell["source"]))
            continue
        if ident in known:
            copies.append(ident)
            if known[ident].role not in ("solution", "manual") and not _written_in(
                cell, known[ident]
            ):
                continue  # a copied test or locked cell: the master's is used
        if (
            cell["source"].strip()
            and k not in dropped
            and not (cell["kind"] == "markdown" and cell["source"].strip() in prose)
        ):
            extras.append(Extra(after, cell["kind"], cell["source"]))
    missing = [
        cell.id
        for cell in exam.cells
        if (cell.role in ("solution", "manual") and cell.id not in sources)
        or (cell.role == "task" and cell.id not in last)
    ]
    if known and (not last or versions.is_of_another(cells, exam)):
        problem = f"{exam.notebook}.ipynb holds no cell of this assignment"
        if gone := versions.strangers(cells, exam):
            problem = f"{exam.notebook}.ipynb is of another assignment; it answers {gone}"
        return Answers(student, {}, tuple(extras), notes, problem=problem)
    absent = versions.absent(cells, exam)
    notes += versions.notes(cells, exam)
    notes += tuple(f"cell {ident!r} is missing" for ident in missing if ident not in absent)
    notes += tuple(
        f"cell {ident!r} stands {count + 1 if count > 1 else 'twice'}"
        + (" times" if count > 1 else "")
        + "; the last one counts"
        for ident, count in Counter(copies).items()
    )
    notes += tuple(
        f"cell {ident!r} was changed; what was written in it stands below it" for ident in changed
    )
    return Answers(student, sources, tuple(extras), notes, absent=absent)


def _written_in(cell: dict[str, Any], master: Cell) -> bool:
    """Whether the student wrote something of their own into a task's text."""
    return master.role == "task" and cell["source"].split() not in ([], master.released.split())
