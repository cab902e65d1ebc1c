"""From what a student handed in to Answers: the sources of their cells, and nothing else.

Metadata, outputs and the order of cells are the student's to forge, so none of them is taken.
"""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat

from autograder.model import Answers, Exam, Extra

__all__ = ["read", "students"]

MOST_BYTES = 20 * 2**20


def students(root: Path, assignment: str) -> list[str]:
    """The names of the students with a folder submitted/STUDENT/ASSIGNMENT."""
    return sorted(path.parent.name for path in root.glob(f"submitted/*/{assignment}")
                  if path.is_dir() and not path.parent.name.startswith("."))


def read(folder: Path, student: str, exam: Exam) -> Answers:
    """The student's answers to the exam, from the notebooks in the folder. Never raises for what
    is in the folder: what can't be graded comes back with `problem` set, in one line."""
    name = f"{exam.notebook}.ipynb"
    candidates, problems = [], []
    for path in sorted(folder.glob("*.ipynb"), key=lambda path: path.name != name):
        try:
            cells = _cells(path)
        except _Unreadable as error:
            problems.append(f"{_one_line(path.name)}: unreadable: {error}")
            if path.name == name:
                break
            continue
        ids = {cell["id"] for cell in cells} & {cell.id for cell in exam.cells if cell.id}
        if path.name == name:
            return _answers(student, cells, exam, ())
        if ids:
            candidates.append((len(ids), path.name, cells))
    if problems and not candidates:
        return Answers(student, {}, problem=problems[0])
    if not candidates:
        return Answers(student, {}, problem=f"no notebook; {name} is expected")
    candidates.sort(key=lambda one: (-one[0], one[1]))
    if len(candidates) > 1 and candidates[0][0] == candidates[1][0]:
        names = " and ".join(repr(one[1]) for one in candidates[:2])
        return Answers(student, {}, problem=f"{names} both look like it; {name} is expected")
    note = f"{candidates[0][1]!r} was graded; {name} is expected"
    return _answers(student, candidates[0][2], exam, (*problems, note))


class _Unreadable(Exception):
    """Why a file is not a notebook, in a few words."""


def _cells(path: Path) -> list[dict[str, Any]]:
    """(kind, id, source) of each cell of a notebook file, of any format since 3."""
    node = _load(_bytes(path))
    version = node.get("nbformat")
    if "worksheets" in node or (isinstance(version, int | float) and version < 4):
        try:
            node = nbformat.convert(nbformat.from_dict(node), 4)
        except Exception as error:  # nbformat raises many kinds
            raise _Unreadable("an old format that can't be converted "
                              f"({_one_line(str(error))[:100]})") from None
    cells = node.get("cells")
    if not isinstance(cells, list):
        raise _Unreadable("no list of cells")
    return [one for cell in cells for one in _cell(cell)]


def _cell(cell: Any) -> Iterator[dict[str, Any]]:
    if not isinstance(cell, dict) or cell.get("cell_type") not in ("code", "markdown"):
        return
    source = cell.get("source", "")
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    if not isinstance(source, str):
        return
    metadata = cell.get("metadata")
    flags = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    ident = flags.get("grade_id", "") if isinstance(flags, dict) else ""
    clean = source.encode("utf-8", "replace").decode("utf-8")  # no lone surrogates
    yield {"kind": cell["cell_type"], "id": ident if isinstance(ident, str) else "",
           "source": clean.replace("\r\n", "\n").replace("\0", "\ufffd")}


def _bytes(path: Path) -> bytes:
    """The file's bytes. A link could point at anything on the grader's disk: it is not followed."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        raise _Unreadable("a link, which is not followed" if path.is_symlink()
                          else f"{error.strerror}") from None
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):  # a folder, or a pipe that no one fills
            raise _Unreadable("not a file")
        with os.fdopen(handle, "rb", closefd=False) as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise _Unreadable(f"{error.strerror}") from None
    finally:
        os.close(handle)
    if len(data) > MOST_BYTES:
        raise _Unreadable(f"larger than {MOST_BYTES // 2**20} MiB")
    return data


def _one_line(text: str) -> str:
    """Text from a submission or a file's name, fit for a line of the report."""
    return " ".join(text.encode("utf-8", "replace").decode("utf-8").split())


def _load(data: bytes) -> dict[str, Any]:
    if not data.strip():
        raise _Unreadable("an empty file")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")  # an old Windows editor
    try:
        node = json.loads(text)
    except json.JSONDecodeError as error:
        raise _Unreadable(f"not JSON at line {error.lineno}, column {error.colno}") from None
    except (RecursionError, ValueError) as error:
        raise _Unreadable(f"not JSON ({type(error).__name__})") from None
    if not isinstance(node, dict):
        raise _Unreadable("JSON, but not a notebook")
    return node


def _answers(student: str, cells: list[dict[str, Any]], exam: Exam,
             notes: tuple[str, ...]) -> Answers:
    """Sort the cells: answers by grade id, added cells by the known cell that they follow.

    When a graded cell was copied, the last copy is the answer, as nbgrader has it, and the
    earlier ones count as cells that the student added."""
    known = {cell.id: cell for cell in exam.cells if cell.id}
    prose = {cell.source.strip() for cell in exam.cells if cell.role == "text"}
    last = {cell["id"]: k for k, cell in enumerate(cells) if cell["id"] in known}
    sources: dict[str, str] = {}
    extras: list[Extra] = []
    copies, after = [], ""
    for k, cell in enumerate(cells):
        ident = cell["id"]
        if ident in known and last[ident] == k:
            after = ident
            if known[ident].role in ("solution", "manual"):
                sources[ident] = cell["source"]
            continue
        if ident in known:
            copies.append(ident)
            if known[ident].role not in ("solution", "manual"):
                continue  # a copied test or locked cell: the master's is used
        if cell["source"].strip() and not (
                cell["kind"] == "markdown" and cell["source"].strip() in prose):
            extras.append(Extra(after, cell["kind"], cell["source"]))
    missing = [cell.id for cell in exam.cells
               if cell.role in ("solution", "manual") and cell.id not in sources]
    if known and not last:
        return Answers(student, {}, tuple(extras), notes,
                       problem=f"{exam.notebook}.ipynb holds no cell of this assignment")
    notes += tuple(f"cell {ident!r} is missing" for ident in missing)
    notes += tuple(f"cell {ident!r} stands twice; the last one counts" for ident in copies)
    return Answers(student, sources, tuple(extras), notes)
