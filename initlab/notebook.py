"""What checks say to a person who runs them in a notebook. Under a grader they say nothing of
this: a check that passes returns, and one that does not raises."""

from __future__ import annotations

import functools
import importlib
import os
import sys
import textwrap
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

__all__ = [
    "CheckFailed",
    "NotAnswered",
    "cases",
    "in_notebook",
    "is_graded",
    "path_of_this_notebook",
    "show",
    "speaks",
]

P = ParamSpec("P")
T = TypeVar("T")
_said: tuple[int, str] = (0, "")  # in which run of a cell, and what
WIDTH = 80  # characters
_running = 0  # checks that are under way, one in the other: only the outermost speaks


def _wrapped(line: str) -> list[str]:
    """A line in pieces that fit: JupyterLab breaks what is longer in the middle of words."""
    return textwrap.wrap(line, WIDTH, break_long_words=False, break_on_hyphens=False) or [""]


class CheckFailed(AssertionError):
    """A failed check. The message is for the student; `slip` is its key, if it is a known one."""

    def __init__(self, message: str, slip: str = "") -> None:
        super().__init__(message)
        self.slip = slip

    def _render_traceback_(self) -> list[str]:
        """What Jupyter shows: the message. The way through this file would help nobody, and in
        feedback it would quote hidden tests."""
        lines = [wrapped for line in str(self).split("\n") for wrapped in _wrapped(line)]
        return [f"CheckFailed: {lines[0]}" if not lines[1:] else "\n".join(["CheckFailed", *lines])]


class NotAnswered(CheckFailed):
    """A check of something that the student has not written yet."""


def is_graded() -> bool:
    """Return whether a grader runs this, or nbgrader's validation: the environment says so."""
    return bool(os.environ.get("NBGRADER_EXECUTION") or os.environ.get("NBGRADER_VALIDATING"))


def in_notebook() -> bool:
    """Return whether a person runs this, in JupyterLab, VS Code or Colab; a grader has no kernel,
    or says that it is one."""
    if is_graded():
        return False
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    return getattr(shell, "kernel", None) is not None


def path_of_this_notebook() -> str:
    """Return the file that JupyterLab or VS Code has open here, "" if neither says it."""
    main = sys.modules.get("__main__")
    return str(os.environ.get("JPY_SESSION_NAME") or getattr(main, "__vsc_ipynb_file__", ""))


def show(text: str) -> None:
    """Show Markdown: rendered in a notebook, as plain text elsewhere."""
    if in_notebook():
        display = importlib.import_module("IPython.display")  # which the notebook runs in
        display.display(display.Markdown(text))
    else:
        print(text)


def speaks(
    passed: Callable[..., str], name: str = ""
) -> Callable[[Callable[P, T]], Callable[P, T | None]]:
    """Let a check speak in a notebook: `passed`, given the check's arguments, says what to print
    when it passes; `name` is what it is about, its first argument otherwise. A blank answer is
    named there and does not raise, so that "run all" goes on."""

    def decorate(check: Callable[P, T]) -> Callable[P, T | None]:
        @functools.wraps(check)
        def run(*args: P.args, **kwargs: P.kwargs) -> T | None:
            global _running
            speaking = not _running and in_notebook()
            _running += 1
            try:
                result = check(*args, **kwargs)
            except NotAnswered:
                if not speaking:
                    raise
                _say_once(f"○ {name or _name(args[0])}: not answered yet")
                return None
            except CheckFailed as failure:
                if speaking:
                    _link_lessons(str(failure))
                raise
            finally:
                _running -= 1
            if speaking and result is None:
                print(f"✓ {name or _name(args[0])}: {passed(*args, **kwargs)}")
                _note_check(name or _name(args[0]))
            return result

        return run

    return decorate


def _note_check(name: str) -> None:
    from initlab.progress_file import note_check  # which needs to know where this notebook is

    note_check(name)


def _link_lessons(message: str) -> None:
    """Show links to the lessons that a message names: in a traceback nothing can be clicked."""
    from initlab.links import lessons_in  # which needs to know where this notebook is

    if links := lessons_in(message):
        show("Read again: " + ", ".join(links))


def _say_once(line: str) -> None:
    """Print a line, once for each time that the cell is run: a cell may check an answer thrice."""
    global _said
    shell = sys.modules["IPython"].get_ipython()
    if _said != (shell.execution_count, line):
        _said = (shell.execution_count, line)
        print(line)


def _name(subject: Any) -> str:
    """What a check is about: the student's function, or the name of a quiz answer."""
    if isinstance(subject, str):
        return subject
    return str(getattr(subject, "__name__", "your answer"))


def cases(count: int) -> str:
    """Return the words for so many cases; more come when the work is graded."""
    return f"{count} case{'s' * (count != 1)}; more at grading"
