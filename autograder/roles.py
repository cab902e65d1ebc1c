"""One table, two directions: the short roles of a cell's header and nbgrader's full metadata.

    # %% [markdown] slide="slide"
    # %% locked="setup"
    # %% solution="he_normal"
    # %% test="he_normal_scale" points=3 lesson="05_he#the-factor-two"
    # %% [markdown] manual="why-he" points=4
    # %% [markdown] task="plot" points=2

`covers="S3.5,E12"` names the rows of the source material that a cell meets, `tags=["a", "b"]`
are Jupyter's cell tags, `name="…"` fixes the id of a cell without a grade, so that links find it,
`lines="2|4-5"` are the lines of a slide's code that are spoken of, one group after the other.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from autograder.model import GRADED

__all__ = ["GRADED", "ROLES", "SHORT_KEYS", "expand", "role_of", "shorten"]

# role -> (grade, solution, locked, task): nbgrader's flags for that role.
ROLES: dict[str, tuple[bool, bool, bool, bool]] = {
    "locked": (False, False, True, False),
    "solution": (False, True, False, False),
    "test": (True, False, True, False),
    "manual": (True, True, False, False),
    "task": (False, False, True, True),
}
SLIDES = ("slide", "subslide", "fragment", "skip", "notes", "-")
OWN = ("name", "lesson", "covers", "lines")  # kept under metadata.goodstart
SHORT_KEYS = (*ROLES, "points", "slide", *OWN, "tags")


def expand(short: Mapping[str, Any]) -> dict[str, Any]:
    """Full cell metadata for the short keys of one header. Raises ValueError with the mistake."""
    roles = [key for key in short if key in ROLES]
    if unknown := [key for key in short if key not in SHORT_KEYS]:
        raise ValueError(f"unknown key {unknown[0]!r}; known: {', '.join(SHORT_KEYS)}")
    if len(roles) > 1:
        raise ValueError(f"two roles, {roles[0]} and {roles[1]}; a cell has one")
    full: dict[str, Any] = {}
    if roles:
        full["nbgrader"] = _nbgrader(roles[0], short)
    elif "points" in short:
        raise ValueError("points on a cell that is not graded; add test=, manual= or task=")
    if "slide" in short:
        if short["slide"] not in SLIDES:
            raise ValueError(f"slide={short['slide']!r}; known: {', '.join(SLIDES)}")
        full["slideshow"] = {"slide_type": short["slide"]}
    if own := {key: short[key] for key in OWN if key in short}:
        full["goodstart"] = own
    if "tags" in short:
        if not isinstance(short["tags"], list):
            raise ValueError(f'tags={short["tags"]!r}; write a list: tags=["deeper"]')
        full["tags"] = list(short["tags"])
    return full


def _nbgrader(role: str, short: Mapping[str, Any]) -> dict[str, Any]:
    grade, solution, locked, task = ROLES[role]
    cell: dict[str, Any] = {
        "grade": grade,
        "grade_id": short[role],
        "locked": locked,
        "schema_version": 3,
        "solution": solution,
        "task": task,
    }
    if role in GRADED:
        points = short.get("points")
        if isinstance(points, bool) or not isinstance(points, int | float) or points < 0:
            raise ValueError(f"{role}={short[role]!r} needs points=, a number that is not negative")
        cell["points"] = points
    elif "points" in short:
        raise ValueError(f"points on a {role} cell; only test=, manual= and task= carry points")
    return cell


def role_of(metadata: Mapping[str, Any]) -> str:
    """The role that full metadata describes; "" for a cell that nbgrader does not know.

    Raises ValueError for flags that no role of the table has."""
    flags = metadata.get("nbgrader")
    if not flags or not (
        flags.get("grade_id")
        and any(flags.get(key) for key in ("grade", "solution", "locked", "task"))
    ):
        return ""
    grade, solution = bool(flags.get("grade")), bool(flags.get("solution"))
    if flags.get("task"):
        if grade or solution:
            raise ValueError("a task cell that is a test or an answer too; a cell has one role")
        return "task"
    for role, (of_grade, of_solution, *_) in ROLES.items():
        # nbgrader derives `locked` from the other two whenever either is set (utils.is_locked).
        if (grade, solution) == (of_grade, of_solution):
            return role
    return ""


def shorten(metadata: Mapping[str, Any]) -> dict[str, Any]:
    """The short keys that `expand` would turn into this metadata; what it can't keep is dropped
    (checksums, the editor's own notes)."""
    short: dict[str, Any] = {}
    if role := role_of(metadata):
        short[role] = metadata["nbgrader"]["grade_id"]
        if role in GRADED:
            points = metadata["nbgrader"]["points"]
            short["points"] = int(points) if points == int(points) else points
    if slide := metadata.get("slideshow", {}).get("slide_type"):
        short["slide"] = slide
    own = metadata.get("goodstart", {})
    short.update({key: own[key] for key in OWN if key in own})
    if metadata.get("tags"):
        short["tags"] = list(metadata["tags"])
    return short
