"""Text of a student's, of an error or of a lesson, fit for a line that a person reads."""

from __future__ import annotations

import re
from typing import Any

__all__ = ["first_line", "formulas_go_on", "lesson_promise", "one_line", "printable"]

MINUTES = re.compile(r"^About (\d+) minutes\b", re.MULTILINE)
FORMULA = (  # as mistune has it, but that it may go on in the next line of a paragraph
    r"\$\$(?P<display_math_text>(?:[^$\\]|\\.)*?)\$\$|"
    r"\$(?P<backtick_math_marker>`+)(?P<backtick_math_text>[\s\S]*?)(?P=backtick_math_marker)\$|"
    r"\$(?!\$)(?!\s)(?P<math_text>(?:[^$\\\n]|\\.|\n(?![ \t]*\n))+?)\$(?!\d)"
)
AFTERWARDS = re.compile(r"\bAfterwards you can\s+([^.]+)\.")


def printable(text: str) -> str:
    """Return the text with an escape for what can't be printed: it could command a terminal."""
    return "".join(one if one.isprintable() else ascii(one)[1:-1] for one in text)


def one_line(text: str) -> str:
    """Return the text on one line and printable; of lone surrogates, "?" is left."""
    return printable(" ".join(text.encode("utf-8", "replace").decode("utf-8").split()))


def first_line(text: str) -> str:
    """Return the first line that says something, "" if none does."""
    return next((line for line in text.splitlines() if line.strip()), "")


def lesson_promise(text: str) -> tuple[str, str]:
    """Return what a lesson's text says of itself: the minutes that it takes, and what one can do
    afterwards, "" for what it does not say."""
    minutes, afterwards = MINUTES.search(text), AFTERWARDS.search(text)
    return minutes[1] if minutes else "", " ".join(afterwards[1].split()) if afterwards else ""


def formulas_go_on(md: Any) -> None:
    """A plugin for mistune, after its plugin `math`: a formula may hold a line break, as it may in
    a notebook."""
    md.inline.specification["inline_math"] = FORMULA
