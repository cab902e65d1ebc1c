"""Markdown of a lesson as HTML, with formulas typeset by KaTeX when the page is built."""

from __future__ import annotations

import re
from collections.abc import Iterable

import mistune
from mistune.plugins.formatting import strikethrough
from mistune.plugins.table import table
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from autograder.pages.webparts import Formula, typeset

__all__ = ["code_html", "formulas_in", "plain", "prose_html"]

CODE = re.compile(r"(```.*?```|`[^`\n]*`)", re.DOTALL)
FORMULA = re.compile(
    r"\$\$(?P<block>.+?)\$\$"
    r"|(?<![\\\w$])\$(?P<line>[^$\s](?:(?:[^$\n]|\n(?![ \t]*\n))*[^$\s])?)\$(?!\d)",
    re.DOTALL,
)
MARK = "\ue000{}\ue001"  # stands for a formula while Markdown is read
MARKED = re.compile("\ue000(\\d+)\ue001([.,;:?!)]*)")  # and the stop after it


def formulas_in(texts: Iterable[str]) -> list[Formula]:
    """Return the formulas of these texts, so that all can be typeset at once."""
    return [
        _formula(match)
        for text in texts
        for part in CODE.split(text)[::2]
        for match in FORMULA.finditer(part)
    ]


def _formula(match: re.Match[str]) -> Formula:
    return (match["block"].strip(), True) if match["block"] else (match["line"], False)


def prose_html(text: str) -> str:
    """Return the HTML of a Markdown text whose author is the course."""
    found: list[Formula] = []

    def mark(match: re.Match[str]) -> str:
        found.append(_formula(match))
        return MARK.format(len(found) - 1)

    parts = CODE.split(text)
    marked = "".join(part if k % 2 else FORMULA.sub(mark, part) for k, part in enumerate(parts))
    html = str(mistune.create_markdown(escape=False, plugins=[table, strikethrough])(marked))
    html = re.sub(r"<th([^>]*)></th>", r"<td\1></td>", html)  # an empty heading says nothing
    drawn = typeset(found)

    def put(match: re.Match[str]) -> str:
        formula, stop = int(match[1]), match[2]
        if not stop or found[formula][1]:  # on a line of its own
            return drawn[formula] + stop
        return f'<span class="together">{drawn[formula]}{stop}</span>'  # or a line begins with it

    return MARKED.sub(put, html)


def code_html(source: str) -> str:
    """Return Python code in colours, each line in an element of its own."""
    lines = str(highlight(source, PythonLexer(), HtmlFormatter(nowrap=True))).rstrip("\n")
    marked = "".join(f'<span class="line">{line}\n</span>' for line in lines.split("\n"))
    return f'<div class="code"><pre>{marked}</pre></div>'


def plain(text: str) -> str:
    """Return Markdown as words alone, for titles, notes' lengths and alternative texts."""
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"_\{(\w+)\}", r"_\1", text)  # n_{in} in a formula
    text = re.sub(r"[*`#|$\\{}]|(?<!\w)_|_(?!\w)", "", text)
    return " ".join(text.split())
