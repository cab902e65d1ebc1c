"""Which file of an LMS's archive became which file in submitted/, kept for the way back."""

from __future__ import annotations

import contextlib
import json
import re
from pathlib import Path
from typing import Any

from autograder.files import write_bytes
from autograder.model import CourseError
from autograder.ownership import FOLDER

__all__ = ["collected", "late", "participants", "record_path", "write"]

NUMBER = re.compile(r"_(\d+)_assignsubmission")


def record_path(root: Path, assignment: str) -> Path:
    """Return where it is kept which file of the archive became which."""
    return root / FOLDER / "collected" / f"{assignment}.json"


def collected(root: Path, assignment: str) -> dict[str, Any]:
    """Return what is kept of an assignment's archives: `lms`, and for each student the files, by
    their place below submitted/STUDENT/ASSIGNMENT/, each with its name in the archive. Raises
    CourseError when nothing was collected."""
    path = record_path(root, assignment)
    try:
        found = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise CourseError(
            f"{assignment}: nothing was collected from an LMS; run `goodstart collect ZIP "
            f"{assignment}` first"
        ) from None
    except (ValueError, OSError):
        raise CourseError(
            f"{path}: damaged; remove it and run `goodstart collect ZIP {assignment}` again"
        ) from None
    if not isinstance(found, dict) or not isinstance(found.get("students"), dict):
        raise CourseError(f"{path}: damaged; remove it and run `goodstart collect` again")
    return found


def late(root: Path, assignment: str) -> set[str]:
    """Return the students of whose work the LMS says that it came late, as Canvas does."""
    try:
        record = collected(root, assignment)
    except CourseError:  # nothing was collected from an LMS
        return set()
    return {name for name, one in record["students"].items() if one.get("late")}


def participants(root: Path) -> dict[str, set[str]]:
    """Return the numbers of Moodle's under which submissions were collected, by assignment. Moodle
    gives each student another number in each assignment."""
    found: dict[str, set[str]] = {}
    for path in sorted((root / FOLDER / "collected").glob("*.json")):
        with contextlib.suppress(CourseError):
            record = collected(root, path.stem)
            files = [
                about for one in record["students"].values() for about in one["files"].values()
            ]
            numbers = {NUMBER.search(str(about.get("prefix", ""))) for about in files}
            if record["lms"] == "moodle":
                found[path.stem] = {match[1] for match in numbers if match}
    return found


def write(root: Path, assignment: str, record: dict[str, Any]) -> None:
    """Keep what `collected` returns."""
    data = json.dumps(record, indent=1, sort_keys=True, ensure_ascii=False).encode() + b"\n"
    path = record_path(root, assignment)
    if not (path.is_file() and path.read_bytes() == data):
        write_bytes(path, data)
