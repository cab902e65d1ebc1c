"""From what a student handed in to Answers: the sources of their cells, and nothing else.

Metadata, outputs and the order of cells are the student's to forge, so none of them is taken.
"""

from __future__ import annotations

import codecs
import io
import json
import os
import zipfile
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import nbformat
from msgspec.structs import replace

from autograder.files import NotRead, read_bytes
from autograder.intake import attachments
from autograder.model import Answers, Cell, Exam, Extra

__all__ = ["read", "read_notebook", "students"]

# Far more than an honest notebook has, and little enough to be looked at in a second or two.
MOST_BYTES = 20 * 2**20
MOST_CELLS = 5_000
MOST_IN_ARCHIVE = 200
NOTEBOOKS, ARCHIVES = (".ipynb",), (".zip",)
DOWNLOADS = (".ipynb.txt", ".ipynb.json", ".json")
MOST_NOTEBOOKS = 20
MOST_PARTS = 1_000_000  # lists and dicts: a byte of the file can cost thirty of memory
TAKEN = {
    "nbformat",
    "nbformat_minor",
    "worksheets",
    "cells",
    "cell_type",
    "language",
    "input",
    "source",
    "level",
}  # of a notebook of an old format
LEVELS = (1, 2, 3, 4, 5, 6)


def students(root: Path, assignment: str) -> list[str]:
    """The names of the students with a folder submitted/STUDENT/ASSIGNMENT."""
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
        answers = _answers(student, _cells(path), exam, ())
    except _Unreadable as error:
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
            return _answers(student, _cells(folder / name), exam, ())
        except _Unreadable as error:
            return Answers(student, {}, problem=f"{name}: unreadable: {error}")
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


def _renamed(student: str, paths: list[Path], name: str, exam: Exam) -> Answers:
    """The answers in that notebook which has most of the exam's cells. One at a time is held: they
    may be large."""
    wanted = {cell.id for cell in exam.cells if cell.id}
    best: list[dict[str, Any]] = []
    alike: list[str] = []
    problems: list[str] = []
    found = 0
    for label, load in _candidates(paths):
        try:
            cells = load()
        except _Unreadable as error:
            problems.append(f"{_one_line(label)}: unreadable: {error}")
            continue
        count = len({cell["id"] for cell in cells} & wanted)
        if count > found:
            best, found, alike = cells, count, []
        if count and count == found:
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


def _candidates(paths: list[Path]) -> Iterator[tuple[str, Callable[[], list[dict[str, Any]]]]]:
    """(name, what reads its cells) of each file that may be the notebook, those in archives too."""
    for path in paths:
        if path.name.lower().endswith(ARCHIVES):
            yield from _in_archive(path)
        else:
            yield path.name, partial(_cells, path)


def _in_archive(path: Path) -> Iterator[tuple[str, Callable[[], list[dict[str, Any]]]]]:
    """The notebooks in a zip. Nothing is unpacked to the disk; what it says of itself (sizes,
    names, links) is believed only as far as the limits go."""

    def refuse(why: str) -> list[dict[str, Any]]:
        raise _Unreadable(why)

    try:
        archive = zipfile.ZipFile(io.BytesIO(read_bytes(path, MOST_BYTES)))
        inside = archive.infolist()
    except (NotRead, zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        yield path.name, partial(refuse, f"not a zip ({_one_line(str(error))[:100]})")
        return
    if len(inside) > MOST_IN_ARCHIVE:
        yield path.name, partial(refuse, f"more than {MOST_IN_ARCHIVE} files in it")
        return
    notebooks = [
        one
        for one in inside
        if one.filename.lower().endswith(NOTEBOOKS)
        and not one.filename.startswith("__MACOSX/")
        and ".ipynb_checkpoints/" not in one.filename
    ]
    if not notebooks or len(notebooks) > MOST_NOTEBOOKS:
        many = f"more than {MOST_NOTEBOOKS} notebooks in it" if notebooks else "no notebook in it"
        yield path.name, partial(refuse, many)
        return
    for one in notebooks:
        yield f"{path.name}/{one.filename}", partial(_unpacked, archive, one)


def _unpacked(archive: zipfile.ZipFile, one: zipfile.ZipInfo) -> list[dict[str, Any]]:
    """The cells of a notebook in a zip, of which no more than a notebook may have is unpacked."""
    if one.file_size > MOST_BYTES:
        raise _Unreadable(f"larger than {MOST_BYTES // 2**20} MiB")
    try:
        with archive.open(one) as file:
            data = file.read(MOST_BYTES + 1)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, zlib.error) as error:
        raise _Unreadable(f"it can't be unpacked ({_one_line(str(error))[:100]})") from None
    if len(data) > MOST_BYTES:
        raise _Unreadable(f"larger than {MOST_BYTES // 2**20} MiB")
    return _cells_in(data)


class _Unreadable(Exception):
    """Why a file is not a notebook, in a few words."""


def _cells(path: Path) -> list[dict[str, Any]]:
    """(kind, id, source) of each cell of a notebook file, of any format since 3."""
    try:
        return _cells_in(read_bytes(path, MOST_BYTES))
    except NotRead as error:
        raise _Unreadable(str(error)) from None


def _cells_in(data: bytes) -> list[dict[str, Any]]:
    node = _load(data)
    sheets = node.get("worksheets")
    lists = [
        node.get("cells"),
        *(
            sheet.get("cells")
            for sheet in (sheets if isinstance(sheets, list) else ())
            if isinstance(sheet, dict)
        ),
    ]
    if sum(len(one) for one in lists if isinstance(one, list)) > MOST_CELLS:
        raise _Unreadable(f"more than {MOST_CELLS} cells")
    version = node.get("nbformat")
    if "worksheets" in node or (isinstance(version, int | float) and version < 4):
        try:
            node = nbformat.convert(nbformat.from_dict(_bare(node)), 4)
        except Exception as error:  # nbformat raises many kinds
            raise _Unreadable(
                f"an old format that can't be converted ({_one_line(str(error))[:100]})"
            ) from None
    cells = node.get("cells")
    if not isinstance(cells, list):
        raise _Unreadable("no list of cells")
    return [one for cell in cells for one in _cell(cell)]


def _bare(part: Any) -> Any:
    """A notebook, or a part of one, without what is not taken and would take long to convert."""
    if isinstance(part, list):
        return list(map(_bare, part))
    if not isinstance(part, dict):
        return part
    kept = {key: _bare(value) for key, value in part.items() if key in TAKEN}
    if kept.get("level") not in LEVELS:  # a heading becomes so many "#"
        kept.pop("level", None)
    return {**kept, "metadata": _flags(part), "outputs": []}


def _flags(cell: dict[str, Any]) -> dict[str, Any]:
    """The grade id of a cell, where nbgrader puts it."""
    metadata = cell.get("metadata")
    flags = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    ident = flags.get("grade_id") if isinstance(flags, dict) else None
    return {"nbgrader": {"grade_id": ident}} if isinstance(ident, str) else {}


def _cell(cell: Any) -> Iterator[dict[str, Any]]:
    if not isinstance(cell, dict) or cell.get("cell_type") not in ("code", "markdown"):
        return
    source = cell.get("source", "")
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    if not isinstance(source, str):
        return
    ident = _flags(cell).get("nbgrader", {}).get("grade_id", "")
    clean = source.encode("utf-8", "replace").decode("utf-8")  # no lone surrogates
    yield {
        "kind": cell["cell_type"],
        "id": ident,
        "source": clean.replace("\r\n", "\n").replace("\0", "\ufffd"),
    }


def _one_line(text: str) -> str:
    """Text from a submission or a file's name, fit for a line of the report: what can't be printed,
    as a terminal's commands, is shown as an escape."""
    line = " ".join(text.encode("utf-8", "replace").decode("utf-8").split())
    return "".join(one if one.isprintable() else ascii(one)[1:-1] for one in line)


def _load(data: bytes) -> dict[str, Any]:
    if not data.strip():
        raise _Unreadable("an empty file")
    if data.count(b"[") + data.count(b"{") > MOST_PARTS:
        raise _Unreadable(f"more than {MOST_PARTS} brackets")
    try:
        utf16 = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        text = data.decode("utf-16" if utf16 else "utf-8-sig")
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


def _answers(
    student: str, cells: list[dict[str, Any]], exam: Exam, notes: tuple[str, ...]
) -> Answers:
    """Sort the cells: answers by grade id, added cells by the known cell that they follow.

    When a graded cell was copied, the last copy is the answer, as nbgrader has it, and the
    earlier ones count as cells that the student added. So does what was written into a task's own
    text, which stays the master's: an answer that stands there is not lost."""
    known = {cell.id: cell for cell in exam.cells if cell.id}
    prose = {cell.source.strip() for cell in exam.cells if cell.role == "text"}
    last = {cell["id"]: k for k, cell in enumerate(cells) if cell["id"] in known}
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
        if cell["source"].strip() and not (
            cell["kind"] == "markdown" and cell["source"].strip() in prose
        ):
            extras.append(Extra(after, cell["kind"], cell["source"]))
    missing = [
        cell.id
        for cell in exam.cells
        if (cell.role in ("solution", "manual") and cell.id not in sources)
        or (cell.role == "task" and cell.id not in last)
    ]
    if known and not last:
        return Answers(
            student,
            {},
            tuple(extras),
            notes,
            problem=f"{exam.notebook}.ipynb holds no cell of this assignment",
        )
    notes += tuple(f"cell {ident!r} is missing" for ident in missing)
    notes += tuple(f"cell {ident!r} stands twice; the last one counts" for ident in copies)
    notes += tuple(
        f"cell {ident!r} was changed; what was written in it stands below it" for ident in changed
    )
    return Answers(student, sources, tuple(extras), notes)


def _written_in(cell: dict[str, Any], master: Cell) -> bool:
    """Whether the student wrote something of their own into a task's text."""
    return master.role == "task" and cell["source"].split() not in ([], master.released.split())
