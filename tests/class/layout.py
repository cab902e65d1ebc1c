"""The sample class, laid out as a course to be graded: `python tests/class/layout.py INTO`.

A student is a folder: `student.toml` (who it is, and what each graded cell should earn), and a
py:percent text for each assignment handed in, with only what differs from the release:

    # %% solution="compute_fans"           the student's own source of a cell of the release; a
    # %% [markdown] manual="why-count"     second cell of the same id is a copy that was made of it
    # %% test="fans-dense"                 a check that the student has tampered with
    # %%                                   a cell that the student added, after the one above it
    # %% [markdown]

In `student.toml`, an assignment may have `file` (a renamed notebook), `missing` (cells that were
deleted), `duplicated` (cells that were copied), `bytes` (a broken file: truncated, empty,
not-json, or none at all), `problem` and `notes` (fragments of what the grader should say).
Its `scores` give for each graded cell the points, "manual" where a person must mark, and for lost
points the key of the slip and a fragment of the reason. Graded cells that `scores` does not list
are as `rest` says: "right" (the master's answers stand there, and earn their points), or else
left as they were released. `honest` says that nbgrader by itself gives the same scores.
"""

from __future__ import annotations

import copy
import functools
import hashlib
import json
import sys
import tomllib
from pathlib import Path
from typing import Any

from autograder.authoring.build import course_files
from autograder.authoring.config import course_config
from autograder.results.gradebook import CourseGradebook
from autograder.ownership import InTheWay, Ledger
from autograder.authoring.percent import TextCell, parse
from autograder.roles import ROLES

__all__ = ["ASSIGNMENTS", "DUE", "HERE", "expected", "lay_out", "set_due"]

HERE = Path(__file__).parent
ASSIGNMENTS = ("fans", "quiz")
ALIKE = {"zofia": "wanjiru"}  # who took whose number in the quiz
DUE = "2026-03-01 23:59:00 UTC"
LANGUAGE = {  # what JupyterLab writes when it saves
    "codemirror_mode": {"name": "ipython", "version": 3}, "file_extension": ".py",
    "mimetype": "text/x-python", "name": "python", "nbconvert_exporter": "python",
    "pygments_lexer": "ipython3", "version": "3.11.2",
}


def expected() -> dict[str, dict[str, Any]]:
    """What student.toml says of each student, by name in order."""
    students = {path.parent.name: tomllib.loads(path.read_text("utf-8"))
                for path in sorted(HERE.glob("*/student.toml"))}
    for about in students.values():
        for assignment in ASSIGNMENTS:
            if assignment in about:
                _fill(about[assignment], assignment)
    return students


def _fill(about: dict[str, Any], assignment: str) -> None:
    """Add to the `scores` the graded cells that are not listed, and name these in `filled`."""
    points = {cell["metadata"]["nbgrader"]["grade_id"]: cell["metadata"]["nbgrader"]["points"]
              for cell in _master(assignment) if cell["metadata"]["nbgrader"]["grade"]}
    about["filled"] = [ident for ident in points if ident not in about["scores"]]
    blank = {"points": 0, "slip": "", "reason": about.get("problem", "is not answered yet")}
    for ident in about["filled"]:
        about["scores"][ident] = points[ident] if about.get("rest") == "right" else blank


@functools.cache
def _master(assignment: str) -> list[dict[str, Any]]:
    """The cells of the source notebook that nbgrader knows."""
    path = HERE.parents[1] / "source" / assignment / f"{assignment}.ipynb"
    cells = json.loads(path.read_text("utf-8"))["cells"]
    return [cell for cell in cells if "nbgrader" in cell["metadata"]]


def lay_out(root: Path, into: Path) -> None:
    """Make a course at `into`: the notebooks and configuration of the course at `root`, and the
    class's submissions with their timestamps. The same class gives the same bytes. What somebody
    changed at `into` since it was laid out there is left as it is, and named."""
    ledger = Ledger(into)

    def put(path: Path, data: bytes) -> None:
        try:
            ledger.write(path, data)
        except InTheWay as error:
            print(f"kept  {path}: {error.reason}")

    for path, data in course_files(root).items():
        put(into / path, data)
    for student, about in expected().items():
        for assignment in ASSIGNMENTS:
            if assignment not in about:
                continue
            folder = into / "submitted" / student / assignment
            folder.mkdir(parents=True, exist_ok=True)
            put(folder / "timestamp.txt", about["submitted"].encode())
            data = _submission(root, student, assignment, about[assignment])
            if data is not None:
                put(folder / about[assignment].get("file", f"{assignment}.ipynb"), data)


def set_due(course: Path) -> None:
    """Write the due date of each assignment into the course's gradebook."""
    with CourseGradebook(course, course_config(course)) as book:
        for assignment in ASSIGNMENTS:
            book.due(assignment, DUE)


def _submission(root: Path, student: str, assignment: str, about: dict[str, Any]) -> bytes | None:
    """The bytes of the file that the student handed in; None when there was no file."""
    path = HERE / student / f"{assignment}.py"
    text = path.read_text("utf-8")
    release = json.loads((root / "release" / assignment / f"{assignment}.ipynb").read_text("utf-8"))
    parts = parse(text, str(path)) if text.strip() else []
    if about.get("rest") == "right":
        parts += _right(student, assignment, about["filled"], {_grade_id(part) for part in parts})
    node = _notebook(release, parts, f"{student}/{assignment}", about.get("missing", []))
    data = (json.dumps(node, indent=1, ensure_ascii=False) + "\n").encode()
    match about.get("bytes"):
        case None:
            return data
        case "truncated":
            return data[: len(data) * 2 // 5]
        case "empty":
            return b""
        case "not-json":
            return text.encode()
        case "none":
            return None
        case other:
            raise ValueError(f"{path}: bytes = {other!r}")


def _right(student: str, assignment: str, filled: list[str], own: set[str]) -> list[TextCell]:
    """The master's answers to the cells that were filled, where the student has none. The number
    that the quiz draws from is the student's own, but for one who took a neighbor's."""
    number = 10_000 + int(_digest(f"number of {ALIKE.get(student, student)}"), 16) % 90_000
    parts = []
    for cell in _master(assignment):
        flags, source = cell["metadata"]["nbgrader"], "".join(cell["source"])
        ident = flags["grade_id"]
        if flags["solution"] and not flags["grade"] and ident not in own and (
                f"{ident}-answer" in filled or ident == "my_number"):
            lines = [line for line in source.splitlines() if "### " not in line]
            text = f"my_number = {number}" if ident == "my_number" else "\n".join(lines)
            parts.append(TextCell(0, 0, "code", text, {"solution": ident}))
    return parts


def _notebook(release: dict[str, Any], parts: list[TextCell], where: str,
              missing: list[str]) -> dict[str, Any]:
    """The released notebook with the student's cells in place, as JupyterLab would save it."""
    after: dict[str, list[TextCell]] = {"": []}  # grade id -> its versions and the cells added to it
    last = ""
    for part in parts:
        last = _grade_id(part) or last
        after.setdefault(last, []).append(part)
    cells = [_added(part, where) for part in after.pop("")]
    for given in release["cells"]:
        ident = given["metadata"].get("nbgrader", {}).get("grade_id", "")
        own = after.pop(ident, []) if ident else []
        if ident in missing:
            cells += [_added(part, where) for part in own if not _grade_id(part)]
            continue
        versions = [part for part in own if _grade_id(part)]
        if not versions:
            cells.append(given)
        for part in own:
            if _grade_id(part):
                cells.append(_edited(given, part, first=part is versions[0]))
            else:
                cells.append(_added(part, where))
    if after:
        raise ValueError(f"{where}: the release has no cell {sorted(after)[0]!r}")
    for number, cell in enumerate((c for c in cells if c["cell_type"] == "code"), 1):
        cell["execution_count"] = number
    return {"cells": cells, "metadata": {**release["metadata"], "language_info": LANGUAGE},
            "nbformat": 4, "nbformat_minor": 5}


def _grade_id(part: TextCell) -> str:
    return next((part.short[role] for role in ROLES if role in part.short), "")


def _edited(given: dict[str, Any], part: TextCell, first: bool) -> dict[str, Any]:
    """A cell of the release with the student's source; a later copy has an id of its own."""
    if given["cell_type"] != part.kind:
        raise ValueError(f"line {part.line}: the released cell is {given['cell_type']}")
    cell = copy.deepcopy(given)
    cell["source"] = part.source.splitlines(keepends=True)
    if not first:
        cell["id"] = _digest(f"copy of {given['id']}\n{part.source}")
    return cell


def _added(part: TextCell, where: str) -> dict[str, Any]:
    cell: dict[str, Any] = {"cell_type": part.kind, "id": _digest(f"{where} {part.number}"),
                            "metadata": {}, "source": part.source.splitlines(keepends=True)}
    return cell | ({"execution_count": None, "outputs": []} if part.kind == "code" else {})


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python tests/class/layout.py INTO")
    lay_out(HERE.parents[1], Path(sys.argv[1]))
    set_due(Path(sys.argv[1]))
