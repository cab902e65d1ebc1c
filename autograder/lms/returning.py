"""The archive of feedback that an LMS takes back: its files bear the names that the LMS gave.

Moodle ("Upload multiple feedback files in a zip", mod/assign/feedback/file/importziplib.php) finds
a student by the number in a folder's name, and takes whatever is in the folder. Canvas ("Upload
Submissions", infer_comment_context_from_filename) finds the student and the file by the two numbers
in a file's name, and shows what it takes under the name of the file that was handed in. So Canvas
gets a notebook, for a page called fans.ipynb could not be opened; for fans.ipynb.txt a text, and
for homework.zip an archive with the page in it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from autograder.files import zipped
from autograder.lms.archive import Lms
from autograder.model import CourseError

__all__ = ["Item", "Page", "Returned", "markdown_page", "returned"]

# What else a notebook comes as, with an answer that can bear its name; as intake looks for it.
FILES = (".ipynb.txt", ".ipynb.json", ".json", ".zip")


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
class Page:
    """Feedback on a notebook: as a page, and as Markdown, where the LMS takes no page."""

    html: bytes
    markdown: str = ""


@dataclass(frozen=True)
class Returned:
    """An archive of feedback; the students in it; and those who were graded, but whose work came
    as no file of which the LMS takes feedback under the same name."""

    data: bytes
    students: tuple[str, ...]
    without: tuple[str, ...]


def returned(
    lms: Lms, record: Mapping[str, Any], pages: Mapping[str, Mapping[str, Page]]
) -> Returned:
    """Return the archive for an LMS. `record` is what `record.collected` keeps; `pages` are
    each student's, by the names of the notebooks. Raises CourseError where none has a page."""
    files: dict[str, bytes] = {}
    there: list[str] = []
    without: list[str] = []
    for student, own in sorted(pages.items()):
        known = record["students"].get(student, {"files": {}})["files"]
        named = {}
        for notebook, page in own.items():
            if name := _name(lms, known, notebook, len(own)):
                named[name] = page.html if lms == "moodle" else _as_file(name, notebook, page)
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
    for ending in (".ipynb", *FILES):
        own = [about["lms"] for name, about in known.items() if name.lower().endswith(ending)]
        if own:
            return str(own[0]) if len(own) == 1 and count == 1 else ""
    return ""


def _as_file(name: str, notebook: str, page: Page) -> bytes:
    """Feedback as a file of the kind that its name says, which is that of what was handed in."""
    if name.lower().endswith(".zip"):
        return zipped({f"{notebook}.html": page.html})
    if name.lower().endswith(".txt"):
        return page.markdown.encode("utf-8", "replace")
    return _notebook(page.markdown)


def markdown_page(
    title: str,
    score: float,
    most: float,
    penalty: float,
    problem: str,
    notes: Sequence[str],
    items: Sequence[Item],
) -> str:
    """Return the feedback on a notebook as Markdown. `problem` is why it could not be graded, and
    `notes` are remarks on the file."""
    late = f", after {_number(penalty)} off for being late" if penalty else ""
    lines = [
        f"# Feedback: {_escaped(title)}",
        f"**{_number(score)} of {_number(most)} points**{late}.",
    ]
    lines += [_quoted(one) for one in (problem, *notes) if one]
    for one in items:
        points = "waits for a person," if one.points is None else _number(one.points)
        lines.append(f"## {_escaped(one.title)}: {points} of {_number(one.max_points)} points")
        if one.told and one.told != problem:
            lines.append(_quoted(one.told))
        if one.comment:
            lines.append("\n".join(f"> {line}" for line in one.comment.splitlines()))
    return "\n\n".join(lines)


def _notebook(text: str) -> bytes:
    """A notebook of one cell of text, with nothing to run."""
    cell = {
        "cell_type": "markdown",
        "id": "feedback",
        "metadata": {},
        "source": text.splitlines(keepends=True),
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
