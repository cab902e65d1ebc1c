"""Hints in three steps: a question, the idea, nearly the code. `initlab.hint("he_normal")` shows
the next one at each call.

They lie in `hints.toml` beside the notebook: a table for each exercise, with `question`, `idea`,
and `code` or, for a written answer, `outline`. A course that gives no hints hands out no such file.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

from initlab.notebook import is_graded, path_of_this_notebook, show

__all__ = ["hint"]

FILE = "hints.toml"
KINDS = {
    "question": "a question",
    "idea": "the idea",
    "code": "nearly the code",
    "outline": "an outline",
}
_shown: dict[tuple[Path, str], int] = {}  # the last step, for each file and exercise


def hint(name: str | Callable[..., object] = "", step: int | None = None) -> None:
    """Show the next hint for an exercise: a question, then the idea, then nearly the code.

    `name` is the function that is asked for, by its name or itself, or the name of a written
    answer; without it, all names are listed. `step` (1, 2 or 3) shows that hint, and the next
    call goes on from there. Says in one line what can't be shown. Under a grader it does
    nothing."""
    if is_graded():
        return
    try:
        show(_next(getattr(name, "__name__", name), step))
    except _NotShown as why:
        print(f"hint: {why}")


class _NotShown(Exception):
    """Why no hint is shown, in one line."""


def _next(name: object, step: int | None) -> str:
    """The hint that this call shows, as Markdown."""
    file = _file()
    hints = _hints(file)
    if not isinstance(name, str) or name not in hints:
        what = f"no exercise {name!r} in this notebook" if name else "name an exercise"
        raise _NotShown(f"{what}: {', '.join(hints)}{_in_colab()}")
    if step is not None and step not in (1, 2, 3):
        raise _NotShown(f"step {step!r}: there are steps 1, 2 and 3")
    before = _shown.get((file, name), 0)
    _shown[file, name] = now = int(step or min(before + 1, 3))
    return _text(name, now, hints[name], again=step is None and before == 3)


def _file() -> Path:
    """The hints beside the notebook, where the editor says which file it has open, or else in the
    folder that the notebook runs in."""
    path = path_of_this_notebook()
    for folder in (*([Path(path).parent] if path else []), Path.cwd()):
        if (folder / FILE).is_file():
            return folder / FILE
    raise _NotShown(f"this course gives no hints: no {FILE} beside the notebook{_in_colab()}")


def _hints(file: Path) -> dict[str, dict[str, str]]:
    """Exercise -> the three fields of its hints, in their order."""
    try:
        return {
            name: {field: str(row[field]) for field in _fields(row)}
            for name, row in tomllib.loads(file.read_text("utf-8")).items()
        }
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise _NotShown(f"{file.name} can't be read: {str(error).splitlines()[0]}") from None


def _fields(row: dict[str, str]) -> tuple[str, str, str]:
    """A written answer has an outline in place of code."""
    return ("question", "idea", "outline" if "outline" in row else "code")


def _text(name: str, step: int, fields: dict[str, str], again: bool) -> str:
    """One hint as Markdown that is good to read as plain text, too."""
    field, body = [*fields.items()][step - 1]
    if field == "code":
        body = f"```python\n{body.strip()}\n```"
    elif field != "outline":
        body = " ".join(body.split())
    parts = [f"**{name}, hint {step} of 3: {KINDS[field]}**", body.strip()]
    if again:
        parts.append(
            "That was the last hint. In a checkout of the course, "
            f"`goodstart solution {name}` shows the solution after an attempt."
        )
    return "\n\n".join(parts)


def _in_colab() -> str:
    """What to do in Colab, where files beside a notebook do not come along; "" elsewhere."""
    if "google.colab" not in sys.modules:
        return ""
    return f"; in Colab, drop the assignment's {FILE} into the folder on the left"
