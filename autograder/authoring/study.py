"""A learner's own folder: lessons and assignments to work in, which no command ever writes over.

study/Start here.ipynb              what there is, in order, with links; and where to begin, as the
                                    course's notebooks/start_here.md says, if it has one
study/notebooks/NN_name.ipynb       the lessons
study/assignments/NAME/NAME.ipynb   the assignments, as students get them
study/assignments/NAME/hints.toml   what `initlab.hint` shows there, where the course gives hints
"""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Literal

import nbformat

from autograder.authoring.build import METADATA, expected
from autograder.model import CourseError
from autograder.ownership import Ledger, keep_copy, obstacle
from autograder.text import lesson_promise

__all__ = ["Laid", "course_of", "lay", "take"]

INDEX = PurePosixPath("Start here.ipynb")
LINK = re.compile(r"\]\((?!#|[a-z]+:)([^)#]+)(#[^)]*|)\)")
VERDICT = """\
## Your verdict

Save the notebook (Ctrl+S), then run the next cell. It runs all tests on your answers, hidden ones \
too, and says which points are still missing and where to read. It takes about two seconds, and \
you may ask as often as you like.\
"""
FINISHED = """\
## Finished?

Run the next cell: it keeps in `progress.json` that you have finished this lesson.\
"""
PROGRESS = """\
## How far you are

The next cell shows which checks have passed and what your last verdicts were. They are kept in \
`progress.json` beside this notebook, and nothing leaves your machine.\
"""


@dataclass(frozen=True)
class Laid:
    """What became of one file: "new" was written now; "same" is the course's; "yours" is being
    worked on; "older" is yours or untouched, and the course has a newer one."""

    path: Path
    state: Literal["new", "same", "yours", "older"]


def lay(root: Path, into: Path) -> list[Laid]:
    """Write what is not there yet of the lessons and assignments of the course at `root`, and say
    of each file what it is. Nothing that is there is touched. Raises CourseError."""
    ledger, laid = Ledger(into), []
    for name, data in course_of(root).items():
        path = into / name
        if not path.exists() and not path.is_symlink():
            ledger.write(path, data)
            laid.append(Laid(path, "new"))
        elif obstacle(path) or path.read_bytes() != data:
            laid.append(Laid(path, "yours" if ledger.last_is(path, data) else "older"))
        else:
            laid.append(Laid(path, "same"))
    return laid


def take(root: Path, into: Path, files: Sequence[Path]) -> list[tuple[Path, Path | None]]:
    """Write the course's present version of these files, and return (file, copy of what stood
    there, None if nothing did). Raises CourseError for what is no file of the course."""
    course = course_of(root)
    wanted: list[tuple[Path, bytes]] = []
    for file in files:
        here = file if file.is_absolute() else Path.cwd() / file
        inside = Path(into).absolute()
        name = PurePosixPath(
            here.relative_to(inside).as_posix() if here.is_relative_to(inside) else file.as_posix()
        )
        if name not in course:
            raise CourseError(f"{file}: the course has no such file; `goodstart study` lists them")
        wanted.append((into / name, course[name]))
    ledger, taken = Ledger(into, overwrite=True), []
    for path, data in wanted:
        copy = None
        if obstacle(path) or (path.exists() and path.read_bytes() != data):
            copy = keep_copy(path)
            if not obstacle(path):
                ledger.note(path, path.read_bytes())
        ledger.write(path, data)
        taken.append((path, copy))
    return taken


def course_of(root: Path) -> dict[PurePosixPath, bytes]:
    """Return what a learner gets, by its path in their folder: the lessons, the assignments with
    their hints, and a notebook of links to begin with."""
    lessons: dict[PurePosixPath, bytes] = {}
    assignments: dict[PurePosixPath, bytes] = {}
    for path, data in expected(root).items():
        name = PurePosixPath(path.relative_to(root).as_posix())
        if name.parts[0] == "notebooks":
            lessons[name] = data
        elif name.parts[0] == "release":
            notebook = name.suffix == ".ipynb"
            assignments[PurePosixPath("assignments", *name.parts[1:])] = (
                _with_verdict(data) if notebook else data
            )
    if not lessons:
        raise CourseError(
            f"{root}: no lessons in notebooks/; run this in the course's folder, or "
            "name it with --course"
        )
    lessons = _with_ends(lessons, assignments)
    begin = root / "notebooks" / "start_here.md"
    said = begin.read_text("utf-8").strip() if begin.is_file() else ""
    return {INDEX: _index(lessons, assignments, said), **lessons, **assignments}


def _with_verdict(data: bytes) -> bytes:
    """The assignment with a last cell that asks for the verdict of all tests."""
    node = nbformat.reads(data.decode(), as_version=4)
    node.cells += [
        nbformat.v4.new_markdown_cell(VERDICT, id="your-verdict"),
        nbformat.v4.new_code_cell("import initlab\n\ninitlab.check()", id="ask-for-it"),
    ]
    return f"{nbformat.writes(node)}\n".encode()


def _with_ends(
    lessons: dict[PurePosixPath, bytes], assignments: dict[PurePosixPath, bytes]
) -> dict[PurePosixPath, bytes]:
    """The lessons, each with two last cells: what comes next, and one to run at the end."""
    goes_with, ended = _goes_with(assignments), {}
    for (name, data), after in zip(lessons.items(), [*list(lessons)[1:], None], strict=True):
        links = [f"- the assignment [{one.stem}](../{one})" for one in goes_with.get(name.name, ())]
        if after:
            number = after.stem.partition("_")[0]
            links.append(f"- lesson {number}, [{_title(lessons[after])}]({after.name})")
        node = nbformat.reads(data.decode(), as_version=4)
        text = "\n".join([FINISHED, *(["", "Next:", "", *links] if links else [])])
        node.cells += [
            nbformat.v4.new_markdown_cell(text, id="what-comes-next"),
            nbformat.v4.new_code_cell("import initlab\n\ninitlab.finished()", id="finished"),
        ]
        ended[name] = f"{nbformat.writes(node)}\n".encode()
    return ended


def _goes_with(assignments: dict[PurePosixPath, bytes]) -> dict[str, list[PurePosixPath]]:
    """The assignments of each lesson, by the lesson's file name; "" has those of none."""
    found: dict[str, list[PurePosixPath]] = {}
    for name, data in assignments.items():
        if name.suffix == ".ipynb":
            found.setdefault(_lesson_of(data), []).append(name)
    return found


def _index(
    lessons: dict[PurePosixPath, bytes], assignments: dict[PurePosixPath, bytes], said: str
) -> bytes:
    """A notebook of links: where to begin, in the course's words; then each lesson, and below it
    the assignment that goes with it. What the course's words say from their first heading on comes
    last. Their links are relative to the lessons' folder."""
    goes_with = _goes_with(assignments)
    lines = []
    for name, data in lessons.items():
        number = name.stem.partition("_")[0]
        lines.append(f"- **{number}** [{_title(data)}]({name}){_promise(data)}")
        lines += [
            f"  - assignment: [{_title(assignments[one])}]({one})"
            for one in goes_with.pop(name.name, ())
        ]
    lines += [
        f"- [{_title(assignments[one])}]({one})" for rest in goes_with.values() for one in rest
    ]
    where, heading, more = LINK.sub(_from_study, said).partition("\n## ")
    begin = ["## Where to begin", "", where.strip(), ""] if where else []
    cell = nbformat.v4.new_markdown_cell(
        "\n".join(
            [
                "# Start here",
                "",
                "These notebooks are your own copies: change what you like.",
                "",
                "Read and run a lesson (Shift+Enter runs a cell), then solve the assignment that "
                "goes with it. Its last cell gives you the verdict of all tests.",
                "",
                *begin,
                "## Lessons",
                "",
                *lines,
            ]
        ),
        id="start-here",
    )
    cells = [
        cell,
        nbformat.v4.new_markdown_cell(PROGRESS, id="your-progress"),
        nbformat.v4.new_code_cell("import initlab\n\ninitlab.progress()", id="show-it"),
    ]
    if heading:
        cells.append(nbformat.v4.new_markdown_cell(f"## {more}", id="how-it-works"))
    node = nbformat.v4.new_notebook(cells=cells, metadata=METADATA, nbformat_minor=5)
    return f"{nbformat.writes(node)}\n".encode()


def _from_study(link: re.Match[str]) -> str:
    """A link of the lessons' folder, as the folder above it links there."""
    return f"]({posixpath.normpath(f'notebooks/{link[1]}')}{link[2]})"


def _cells(data: bytes) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(data)["cells"]
    return found


def _title(data: bytes) -> str:
    """The first heading of a notebook."""
    for cell in _cells(data):
        for line in "".join(cell["source"]).splitlines():
            if cell["cell_type"] == "markdown" and line.startswith("# "):
                return line[2:].strip()
    return "without a title"


def _promise(data: bytes) -> str:
    """What a lesson's text says of itself: how long it takes, and what one can do afterwards."""
    text = "\n".join("".join(cell["source"]) for cell in _cells(data))
    minutes, afterwards = lesson_promise(text)
    said = [f"about {minutes} minutes"] if minutes else []
    said += [f"afterwards you can {afterwards}"] if afterwards else []
    return "".join(f" · {one}" for one in said)


def _lesson_of(data: bytes) -> str:
    """The file name of the lesson that an assignment's text links to first, "" if to none."""
    for cell in _cells(data):
        _, link, rest = "".join(cell["source"]).partition("](../../notebooks/")
        if link:
            return rest.partition(")")[0]
    return ""
