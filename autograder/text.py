"""Text of a student's, or of an error, fit for a line that a person reads."""

from __future__ import annotations

__all__ = ["first_line", "one_line", "printable"]


def printable(text: str) -> str:
    """Return the text with an escape for what can't be printed: it could command a terminal."""
    return "".join(one if one.isprintable() else ascii(one)[1:-1] for one in text)


def one_line(text: str) -> str:
    """Return the text on one line and printable; of lone surrogates, "?" is left."""
    return printable(" ".join(text.encode("utf-8", "replace").decode("utf-8").split()))


def first_line(text: str) -> str:
    """Return the first line that says something, "" if none does."""
    return next((line for line in text.splitlines() if line.strip()), "")
