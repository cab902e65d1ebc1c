"""The archive of feedback that an LMS takes back: its files bear the names that the LMS gave.

Moodle ("Upload multiple feedback files in a zip", mod/assign/feedback/file/importziplib.php) finds
a student by the number in a folder's name, and takes whatever is in the folder. Canvas ("Upload
Submissions", infer_comment_context_from_filename) finds the student and the file by the two numbers
in a file's name, and shows what it takes under the name of the file that was handed in. So Canvas
gets a notebook, for a page called fans.ipynb could not be opened."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from autograder.files import zipped
from autograder.lms.archive import Lms
from autograder.model import CourseError

__all__ = ["Item", "Returned", "notebook_page", "returned"]


@dataclass(frozen=True)
class Item:
    """What there is to say of one exercise: `points` is None where they are still owed, `told` why
    some are missing, `comment` what a person wrote."""

    title: str
    points: float | None
    max_points: float
    told: str = ""
    comment: str = ""


@dataclass(frozen=True)
class Returned:
    """An archive of feedback; the students in it; and those who were graded, but whose work did not
    come from the LMS as a notebook."""

    data: bytes
    students: tuple[str, ...]
    without: tuple[str, ...]


def returned(
    lms: Lms, record: Mapping[str, Any], pages: Mapping[str, Mapping[str, bytes]]
) -> Returned:
    """Return the archive for an LMS. `record` is what `record.collected` keeps; `pages` are
    each student's, by the names of the notebooks. Raises CourseError where none has a page."""
    files: dict[str, bytes] = {}
    there: list[str] = []
    without: list[str] = []
    for student, own in sorted(pages.items()):
        known = record["students"].get(student, {"files": {}})["files"]
        named = {}
        for notebook, data in own.items():
            if name := _name(lms, known, notebook, len(own)):
                named[name] = data
        files |= named
        (there if named else without).append(student)
    if not files:
        raise CourseError("no feedback for anybody whose work was collected from the LMS")
    return Returned(zipped(dict(sorted(files.items()))), tuple(there), tuple(without))


def _name(lms: Lms, known: Mapping[str, Any], notebook: str, count: int) -> str:
    """What a page is called in the archive, "" for work that can't be answered."""
    if lms == "moodle":
        for about in known.values():
            return f"{about['prefix']}{notebook}.html"
        return ""
    if f"{notebook}.ipynb" in known:
        return str(known[f"{notebook}.ipynb"]["lms"])
    own = [about["lms"] for name, about in known.items() if PurePosixPath(name).suffix == ".ipynb"]
    return str(own[0]) if len(own) == 1 and count == 1 else ""


def notebook_page(
    title: str, score: float, most: float, penalty: float, problem: str, items: Sequence[Item]
) -> bytes:
    """Return the feedback on a notebook as a notebook: one cell of text, nothing to run."""
    late = f", after {_number(penalty)} off for being late" if penalty else ""
    lines = [
        f"# Feedback: {_escaped(title)}",
        f"**{_number(score)} of {_number(most)} points**{late}.",
    ]
    if problem:
        lines.append(_quoted(problem))
    for one in items:
        points = "waits for a person," if one.points is None else _number(one.points)
        lines.append(f"## {_escaped(one.title)}: {points} of {_number(one.max_points)} points")
        if one.told:
            lines.append(_quoted(one.told))
        if one.comment:
            lines.append("\n".join(f"> {line}" for line in one.comment.splitlines()))
    cell = {
        "cell_type": "markdown",
        "id": "feedback",
        "metadata": {},
        "source": "\n\n".join(lines).splitlines(keepends=True),
    }
    node = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    return (json.dumps(node, indent=1, ensure_ascii=False) + "\n").encode("utf-8", "replace")


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _escaped(text: str) -> str:
    """A heading's text as it is: no sign of it is Markdown's or HTML's."""
    return re.sub(r"([\\`*_{}\[\]<>()#$|~&])", r"\\\1", " ".join(text.split()))


def _quoted(text: str) -> str:
    """Text of a student's code or an error, in a block that shows it as it is."""
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", text)), default=0))
    return f"{fence}text\n{text}\n{fence}"
