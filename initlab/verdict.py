"""The verdict on the notebook that this is called in: `initlab.check()` in its last cell."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from initlab.links import lesson_link
from initlab.notebook import in_notebook, path_of_this_notebook, show
from initlab.progress_file import note_verdict

__all__ = ["check"]

ACTIVE = re.compile(r"([\\`*_{}\[\]<>|$#])")  # what Markdown would not show as it is


def check(notebook: str = "") -> None:
    """Show the points that the notebook, as it was last saved, earns from all tests, hidden ones
    too, with links to what to read again. `notebook` is its path, where the editor does not tell
    it. Needs a checkout of the course; under a grader it does nothing."""
    if not in_notebook():
        return
    path = notebook or path_of_this_notebook()
    if not path:
        print("check: this editor does not say which file this is; write check('NAME.ipynb')")
        return
    run = subprocess.run(
        [sys.executable, "-m", "autograder.cli", "check", "--json", path],
        capture_output=True,
        text=True,
        check=False,
    )
    print(run.stderr.replace("goodstart: ", ""), end="")
    if run.returncode < 2:
        verdict = json.loads(run.stdout)
        show(_table(verdict, path))
        judged = [line for line in verdict["exercises"] if line["points"] is not None]
        earned = sum(line["points"] for line in judged)
        note_verdict(earned, sum(line["max_points"] for line in judged))


def _table(verdict: Mapping[str, Any], path: str) -> str:
    """The verdict in Markdown."""
    rows = [
        f"| {line['mark']} | `{line['exercise']}` | {_points(line)} | {_literal(line['told'])} "
        f"| {_link(line['lesson'])} |"
        for line in verdict["exercises"]
    ]
    page = quote(os.path.relpath(verdict["page"], os.path.dirname(os.path.abspath(path))))
    return "\n".join(
        [
            f"**{_literal(verdict['in_sum'])}**",
            "",
            *(f"{_literal(remark)}\n" for remark in verdict["remarks"]),
            "| | exercise | points | | read |",
            "|:-:|:--|--:|:--|:--|",
            *rows,
            "",
            f"[All reasons]({page}). This is of the notebook as it was saved {_ago(path)} ago. "
            "Changed it since? Save it (Ctrl+S) and run this cell again.",
        ]
    )


def _points(line: Mapping[str, Any]) -> str:
    if line["points"] is None:
        return f"{line['max_points']:g}, compare"
    return f"{line['points']:g} of {line['max_points']:g}"


def _link(lesson: str) -> str:
    """A link to "04_xavier#backward", its name where the lesson is not near this notebook."""
    name, _, section = lesson.partition("#")
    return lesson_link(name, section) or _literal(lesson)


def _literal(text: str) -> str:
    """The text as Markdown shows it unchanged."""
    return ACTIVE.sub(r"\\\1", " ".join(text.split()))


def _ago(path: str) -> str:
    """How long ago the file was saved."""
    seconds = max(0.0, time.time() - os.stat(path).st_mtime)
    count, unit = (seconds, "second") if seconds < 100 else (seconds / 60, "minute")
    return f"{count:.0f} {unit}{'' if round(count) == 1 else 's'}"
