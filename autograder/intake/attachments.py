"""The files beside a notebook: the course's own, such as data and modules, and those that a student
hands in with theirs."""

from __future__ import annotations

import base64
import os
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from autograder.files import HINTS, HINTS_MARK, NotRead, TooLarge, read_bytes
from autograder.model import ExamError, File

__all__ = ["handed_in", "of_course"]

IGNORED = {".ipynb_checkpoints", "__pycache__", "feedback"}  # nbgrader's own list
MOST_FILES = 200
MOST_PLACES = 2_000  # folders and files that are looked at
MOST_DEEP = 50  # folders in one another: Python 3.11 walks them by calling itself
MOST_COURSE = 32 * 2**20
MOST_OWN = 8 * 2**20


def of_course(source: Path, release: Path) -> tuple[File, ...]:
    """The files beside the master; those that the release has too are the student's to read. Hints
    that `build` laid there are none of them: no cell reads them, and they decide no grade.

    Raises ExamError when they are too many or too large to be sent into every cage."""
    files: list[File] = []
    left = MOST_COURSE
    for name in _names(source):
        data = (source / name).read_bytes() if (source / name).stat().st_size <= left else None
        if data is None or len(files) == MOST_FILES:
            raise ExamError(
                f"{source}: more than {MOST_FILES} files or {MOST_COURSE // 2**20} MiB "
                "beside the notebook; move what no cell reads elsewhere"
            )
        if _is_hints(name, data):
            continue
        left -= len(data)
        files.append(File(name, base64.b64encode(data).decode(), (release / name).is_file()))
    return tuple(files)


def handed_in(folder: Path, course: set[str]) -> tuple[tuple[File, ...], tuple[str, ...]]:
    """The files that a student handed in beside the notebook, and remarks on those left out. Where
    the course has a file of that name, the course's counts, as nbgrader has it."""
    files: list[File] = []
    notes: list[str] = []
    left = MOST_OWN
    for name in _names(folder):
        if name in course or name in ("timestamp.txt", "submission_secret.txt"):
            continue
        try:
            if len(files) == MOST_FILES:
                raise NotRead(f"more than {MOST_FILES} files")
            data = read_bytes(folder / name, left)
        except TooLarge:
            notes.append(
                f"the file {name!r} was left out: more than {MOST_OWN // 2**20} MiB in all"
            )
            continue
        except NotRead as why:
            notes.append(f"the file {name!r} was left out: {why}")
            continue
        if _is_hints(name, data):
            continue  # as they were handed out; whoever has none, lacks nothing
        left -= len(data)
        files.append(File(name, base64.b64encode(data).decode()))
    more = [f"and {len(notes) - 3} more files were left out"] if notes[4:] else []
    return tuple(files), (*notes[: 3 if more else 4], *more)


def _is_hints(name: str, data: bytes) -> bool:
    """Whether these are hints that `build` laid; a course may have a file of that name itself."""
    return name == HINTS and data.startswith(HINTS_MARK)


def _names(folder: Path) -> list[str]:
    """The files below a folder, without notebooks, by name; of very many only the first."""

    def below(where: str) -> Iterator[str]:
        for path, folders, names in os.walk(folder / where):
            deep = len(Path(path).relative_to(folder).parts) >= MOST_DEEP
            folders[:] = sorted(
                name
                for name in folders
                if not deep and name not in IGNORED and not (Path(path) / name).is_symlink()
            )
            for name in sorted(names):
                yield (Path(path) / name).relative_to(folder).as_posix()
            yield ""  # a folder costs as much as a file

    found = (
        name
        for name in islice(below(""), MOST_PLACES)
        if name and not name.endswith((".ipynb", ".pyc"))
    )
    return sorted(name for name in found if name.isprintable())  # no lone surrogates either
