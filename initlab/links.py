"""Links from a check to the section of a lesson that it is about, where the lesson lies near the
notebook, as in a learner's `study/` and in what is handed out."""

from __future__ import annotations

import json
import os
import re
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote

from initlab.notebook import path_of_this_notebook

__all__ = ["lesson_link", "lessons_in"]

NAMED = re.compile(r"See lesson (\d\d[a-z]?_\w+)(?:#([\w-]+))?")


def lessons_in(text: str) -> list[str]:
    """Return the links, in Markdown, to the lessons that a message names; none that would lead
    nowhere."""
    found = (lesson_link(name, section) for name, section in NAMED.findall(text))
    return [link for link in found if link]


def lesson_link(name: str, section: str = "") -> str:
    """Return a link, in Markdown, to a lesson ("04_xavier") or to a section of it ("backward"), as
    seen from this notebook; "" where the lesson is not near it."""
    file = path_of_this_notebook()
    here = Path(file).parent if file else Path.cwd()
    for folder in (here, *here.absolute().parents[:3]):
        for place in ("notebooks", "lessons", "."):
            lesson = folder / place / f"{name}.ipynb"
            if lesson.is_file():
                cell, heading = _sections(lesson, lesson.stat().st_mtime_ns).get(section, ("", ""))
                where = quote(os.path.relpath(lesson, here))
                # JupyterLab finds a heading only where it is drawn already, and a cell anywhere.
                anchor = f"#cell-id={quote(cell)}" if cell else ""
                words = f"lesson {name.partition('_')[0]}" + (f", “{heading}”" if heading else "")
                return f"[{words}]({where}{anchor})"
    return ""


@lru_cache(maxsize=32)
def _sections(lesson: Path, changed: int) -> dict[str, tuple[str, str]]:
    """Section -> (id of its first cell, its heading), in a lesson that was last changed then."""
    try:
        cells = json.loads(lesson.read_text("utf-8"))["cells"]
        named = {
            str(name): (str(cell["id"]), "".join(cell["source"]).partition("\n")[0])
            for cell in cells
            if (name := cell["metadata"].get("goodstart", {}).get("name"))
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}
    return {
        name: (cell, line.lstrip("# ").strip())
        for name, (cell, line) in named.items()
        if line[:1] == "#"
    }
