"""Hints in three steps: a question, the idea, nearly the code. `initlab.hint("he_normal")` shows
the next one at each call.

They lie in `hints.toml` beside the notebook: a table for each exercise, with `question`, `idea`,
and `code` or, for a written answer, `outline`. A course that gives no hints hands out no such file.
"""

from __future__ import annotations

import os
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

from initlab.notebook import is_graded, path_of_this_notebook, show

__all__ = ["hint"]

FILE = "hints.toml"
STEPS = ("question", "idea", "code")
_shown: dict[tuple[Path, str], int] = {}  # the last step, for each file and exercise


def hint(name: str | Callable[..., object] = "", step: int | None = None) -> None:
    """Show the next hint for an exercise: a question, then the idea, then nearly the code.

    `name` is the function that is asked for, by its name or itself, or the name of a written
    answer; without it, all names are listed. `step` (1, 2 or 3) shows that hint, and the next
    call goes on from there. Says in one line what can't be shown. Under a grader it does
    nothing."""
    if is_graded():
        return
    name = getattr(name, "__name__", name)
    folders = [Path(path).parent] if (path := path_of_this_notebook()) else []
    file = next((one / FILE for one in (*folders, Path.cwd()) if (one / FILE).is_file()), None)
    if file is None:
        print(f"hint: this course gives no hints: no {FILE} beside the notebook{_in_colab()}")
        return
    try:
        hints = tomllib.loads(file.read_text("utf-8"))
        texts = {key: [str(row[one]) for one in _fields(row)] for key, row in hints.items()}
    except (OSError, ValueError, KeyError, TypeError) as error:
        print(f"hint: {os.path.relpath(file)} can't be read: {str(error).splitlines()[0]}")
        return
    if not isinstance(name, str) or name not in texts:
        what = f"no exercise {name!r} in this notebook" if name else "name an exercise"
        print(f"hint: {what}: {', '.join(texts)}{_in_colab()}")
        return
    if step is not None and step not in (1, 2, 3):
        print(f"hint: step {step!r}: there are steps 1, 2 and 3")
        return
    before = _shown.get((file, name), 0)
    _shown[file, name] = now = int(step or min(before + 1, 3))
    written = "outline" in hints[name]
    show(_text(name, now, texts[name][now - 1], written, again=step is None and before == 3))


def _fields(row: dict[str, str]) -> tuple[str, ...]:
    """The three fields of an exercise; a written answer has an outline in place of code."""
    return (*STEPS[:2], "outline") if "outline" in row else STEPS


def _text(name: str, step: int, body: str, written: bool, again: bool) -> str:
    """A hint as Markdown that is good to read as plain text, too."""
    kind = ("a question", "the idea", "an outline" if written else "nearly the code")[step - 1]
    if step < 3:
        body = " ".join(body.split())
    elif not written:
        body = f"```python\n{body.strip()}\n```"
    parts = [f"**{name}, hint {step} of 3: {kind}**", body.strip()]
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
