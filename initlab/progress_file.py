"""What a learner has done so far, in one small file of their own: `initlab.progress()` shows it.

The file lies beside `Start here.ipynb`, in a learner's `study/`, and nothing leaves the machine. In
a notebook anywhere else, and under a grader, nothing is kept.
"""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any

from initlab.notebook import in_notebook, path_of_this_notebook, show

__all__ = ["finished", "note_check", "note_verdict", "progress"]

START = "Start here.ipynb"
FILE = "progress.json"
EMPTY: dict[str, Any] = {"checks": {}, "verdicts": {}, "lessons": {}}


def progress() -> None:
    """Show which lessons are finished, which checks have passed and what each notebook's last
    verdict was, by assignment, and what has been achieved."""
    folder = _folder()
    if folder is None:
        print(f"progress: no {START} above this notebook; `make study` lays out a folder with it")
        return
    found = _read(folder)
    rows = [_row(folder, name, found) for name in _assignments(folder)]
    lessons = sorted(path.stem for path in folder.glob("notebooks/[0-9]*.ipynb"))
    read = [name for name in lessons if name in found["lessons"]]
    done = [line for line in _achieved(rows, found) if line]
    done += ["✓ every lesson is finished"] if lessons and read == lessons else []
    numbers = ", ".join(name.partition("_")[0] for name in read)
    lines = [
        f"Lessons finished: {len(read)} of {len(lessons)}{f' ({numbers})' if read else ''}.",
        "",
        "| assignment | checks passed | last verdict |",
        "|:--|--:|:--|",
        *(f"| {name} | {passed} of {count} | {verdict} |" for name, passed, count, verdict in rows),
    ]
    show("\n".join([*lines, "", *(f"- {one}" for one in done)]))


def finished() -> None:
    """Keep that the lesson in this notebook is finished, and say so."""
    if _folder() is None:
        print(f"finished: no {START} above this notebook, so nothing is kept")
        return
    day = time.strftime("%Y-%m-%d")
    if _note("lessons", lambda kept: kept or day):
        print("✓ finished. initlab.progress() shows how far you are")


def note_check(name: str) -> None:
    """Keep that a check of this notebook has passed."""
    _note("checks", lambda kept: sorted({*(kept or []), name}))


def note_verdict(earned: float, most: float) -> None:
    """Keep the points of this notebook's last verdict."""
    day = time.strftime("%Y-%m-%d")
    _note("verdicts", lambda kept: {"earned": earned, "most": most, "day": day})


def _note(kind: str, change: Any) -> bool:
    """Whether what is kept of this notebook is now as changed."""
    folder = _folder()
    if folder is None:
        return False
    found = _read(folder)
    notebook = Path(path_of_this_notebook()).stem
    new = change(found[kind].get(notebook))
    if new == found[kind].get(notebook):
        return True
    found[kind][notebook] = new
    scratch = folder / f"{FILE}.new"
    try:
        scratch.write_text(json.dumps(found, indent=1), "utf-8")
        os.replace(scratch, folder / FILE)
    except OSError:  # a full or read-only disk must not stop somebody who learns
        print("progress: could not be kept: the disk is full or read-only")
        return False
    return True


def _folder() -> Path | None:
    """The learner's folder that this notebook lies in."""
    path = path_of_this_notebook()
    if not path or not in_notebook():
        return None
    return next((one for one in Path(path).absolute().parents if (one / START).is_file()), None)


def _read(folder: Path) -> dict[str, Any]:
    """What is kept. A file that can't be read is set aside, and said so."""
    path = folder / FILE
    if not path.is_file():
        return {kind: {} for kind in EMPTY}
    try:
        found = json.loads(path.read_text("utf-8"))
        if isinstance(found, dict):
            found.setdefault("lessons", {})  # which an older file lacks
        if not _is_whole(found):
            raise ValueError
    except (OSError, ValueError):
        aside = path.with_name(f"progress-damaged-{time.strftime('%Y%m%d-%H%M%S')}.json")
        os.replace(path, aside)
        print(f"progress: {FILE} was damaged; it is now {aside.name}, and a new one begins")
        return {kind: {} for kind in EMPTY}
    return {kind: found[kind] for kind in EMPTY}


def _is_whole(found: Any) -> bool:
    return (
        isinstance(found, dict)
        and all(isinstance(found.get(kind), dict) for kind in EMPTY)
        and all(isinstance(one, list) for one in found["checks"].values())
        and all(
            isinstance(one, dict) and {"earned", "most", "day"} <= one.keys()
            for one in found["verdicts"].values()
        )
    )


def _assignments(folder: Path) -> list[str]:
    return sorted(path.stem for path in folder.glob("assignments/*/*.ipynb"))


def _row(folder: Path, name: str, found: dict[str, Any]) -> tuple[str, int, int, str]:
    """(name, checks that passed, exercises that there are, the last verdict)."""
    passed = len(found["checks"].get(name, []))
    verdict = found["verdicts"].get(name)
    said = f"{verdict['earned']:g} of {verdict['most']:g}, {verdict['day']}" if verdict else ""
    return name, passed, max(passed, _exercises(folder, name)), said


def _exercises(folder: Path, name: str) -> int:
    """How many answers in code the notebook asks for."""
    try:
        text = (folder / f"assignments/{name}/{name}.ipynb").read_text("utf-8")
        cells = json.loads(text)["cells"]
        return sum(
            cell["cell_type"] == "code"
            and bool(cell["metadata"].get("nbgrader", {}).get("solution"))
            for cell in cells
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return 0


def _achieved(rows: list[tuple[str, int, int, str]], found: dict[str, Any]) -> list[str]:
    """What has been reached, in words."""
    begun = [name for name, passed, _, _ in rows if passed]
    whole = [name for name, passed, count, _ in rows if count and passed == count]
    full = [name for name, one in found["verdicts"].items() if one["earned"] >= one["most"] > 0]
    return [
        "✓ the first check has passed" if begun else "",
        *(f"✓ {name}: every check passes" for name in whole),
        *(f"✓ {name}: full points from all tests" for name in sorted(full)),
        "✓ every assignment is begun" if rows and len(begun) == len(rows) else "",
    ]
