"""The cells of a notebook's file: of any format since 3, in any encoding, in a zip, with outputs of
any size. Nothing that the file says of itself is trusted."""

from __future__ import annotations

import codecs
import io
import json
import zipfile
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
import nbformat

from autograder.files import NotRead, read_bytes
from autograder.text import one_line

__all__ = [
    "ARCHIVES",
    "MOST_NOTEBOOKS",
    "NOTEBOOKS",
    "Unreadable",
    "candidates",
    "cells_in",
    "cells_of",
]

# Far more than an honest notebook has, and little enough to be looked at in a second or two.
MOST_BYTES = 20 * 2**20
MOST_WITH_OUTPUTS = 256 * 2**20
MOST_CELLS = 5_000
MOST_IN_ARCHIVE = 200
NOTEBOOKS, ARCHIVES = (".ipynb",), (".zip",)
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


def candidates(paths: list[Path]) -> Iterator[tuple[str, Callable[[], list[dict[str, Any]]]]]:
    """(name, what reads its cells) of each file that may be the notebook, those in archives too."""
    for path in paths:
        if path.name.lower().endswith(ARCHIVES):
            yield from _in_archive(path)
        else:
            yield path.name, partial(cells_of, path)


def _in_archive(path: Path) -> Iterator[tuple[str, Callable[[], list[dict[str, Any]]]]]:
    """The notebooks in a zip. Nothing is unpacked to the disk; what it says of itself (sizes,
    names, links) is believed only as far as the limits go."""

    def refuse(why: str) -> list[dict[str, Any]]:
        raise Unreadable(why)

    try:
        archive = zipfile.ZipFile(io.BytesIO(read_bytes(path, MOST_WITH_OUTPUTS)))
        inside = archive.infolist()
    except (NotRead, zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        yield path.name, partial(refuse, f"not a zip ({one_line(str(error))[:100]})")
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
    if one.file_size > MOST_WITH_OUTPUTS:
        raise Unreadable(f"larger than {MOST_WITH_OUTPUTS // 2**20} MiB")
    try:
        with archive.open(one) as file:
            data = file.read(MOST_WITH_OUTPUTS + 1)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, zlib.error) as error:
        raise Unreadable(f"it can't be unpacked ({one_line(str(error))[:100]})") from None
    if len(data) > MOST_WITH_OUTPUTS:
        raise Unreadable(f"larger than {MOST_WITH_OUTPUTS // 2**20} MiB")
    return cells_in(data)


class Unreadable(Exception):
    """Why a file is not a notebook, in a few words."""


def cells_of(path: Path) -> list[dict[str, Any]]:
    """(kind, id, source) of each cell of a notebook file, of any format since 3."""
    try:
        return cells_in(read_bytes(path, MOST_WITH_OUTPUTS))
    except NotRead as error:
        raise Unreadable(str(error)) from None


class _Lean(msgspec.Struct):
    """Of a cell what is graded."""

    cell_type: str
    source: str | list[str] = ""
    metadata: dict[str, Any] = {}


class _LeanNotebook(msgspec.Struct):
    cells: list[_Lean]
    nbformat: int = 4


def _without_outputs(data: bytes) -> bytes:
    """A large notebook without its outputs, which grading makes anew: they are passed over and
    never held. What can't be read so comes back as it is."""
    try:
        return msgspec.json.encode(msgspec.json.decode(data, type=_LeanNotebook))
    except (msgspec.DecodeError, ValueError, RecursionError):
        return data


def cells_in(data: bytes) -> list[dict[str, Any]]:
    """(kind, id, source) of each cell of a notebook, of any format since 3."""
    if len(data) > MOST_BYTES:
        data = _without_outputs(data)
    if len(data) > MOST_BYTES:
        raise Unreadable(f"larger than {MOST_BYTES // 2**20} MiB without its outputs")
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
        raise Unreadable(f"more than {MOST_CELLS} cells")
    version = node.get("nbformat")
    if "worksheets" in node or (isinstance(version, int | float) and version < 4):
        try:
            node = nbformat.convert(nbformat.from_dict(_bare(node)), 4)
        except Exception as error:  # nbformat raises many kinds
            raise Unreadable(
                f"an old format that can't be converted ({one_line(str(error))[:100]})"
            ) from None
    cells = node.get("cells")
    if not isinstance(cells, list):
        raise Unreadable("no list of cells")
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
    """The grade id of a cell, and whether it is for an answer, where nbgrader puts that."""
    metadata = cell.get("metadata")
    flags = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    if not isinstance(flags, dict) or not isinstance(ident := flags.get("grade_id"), str):
        return {}
    roles = {name: flags.get(name) is True for name in ("grade", "solution", "task")}
    return {"nbgrader": {"grade_id": ident, **roles}}


def _cell(cell: Any) -> Iterator[dict[str, Any]]:
    if not isinstance(cell, dict) or cell.get("cell_type") not in ("code", "markdown"):
        return
    source = cell.get("source", "")
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    if not isinstance(source, str):
        return
    flags = _flags(cell).get("nbgrader", {})
    clean = source.encode("utf-8", "replace").decode("utf-8")  # no lone surrogates
    yield {
        "kind": cell["cell_type"],
        "id": flags.get("grade_id", ""),
        "answer": flags.get("solution", False),
        "part": any(flags.get(name) for name in ("grade", "solution", "task")),
        "test": flags.get("grade", False) and not flags["solution"] and not flags["task"],
        "source": clean.replace("\r\n", "\n").replace("\0", "\ufffd"),
    }


def _load(data: bytes) -> dict[str, Any]:
    if not data.strip():
        raise Unreadable("an empty file")
    if data.count(b"[") + data.count(b"{") > MOST_PARTS:
        raise Unreadable(f"more than {MOST_PARTS} brackets")
    try:
        utf16 = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        text = data.decode("utf-16" if utf16 else "utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")  # an old Windows editor
    try:
        node = json.loads(text)
    except json.JSONDecodeError as error:
        raise Unreadable(f"not JSON at line {error.lineno}, column {error.colno}") from None
    except (RecursionError, ValueError) as error:
        raise Unreadable(f"not JSON ({type(error).__name__})") from None
    if not isinstance(node, dict):
        raise Unreadable("JSON, but not a notebook")
    return node
