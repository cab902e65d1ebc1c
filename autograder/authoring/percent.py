"""py:percent text into cells, strictly: what jupytext would silently misread is refused.

Jupytext forgives: it turns words it can't read into a cell's title, takes an unquoted value for
noise, and splits at old markers inside code. A course that carries points on cell headers can't.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

import jupytext

from autograder.model import BuildError

__all__ = ["FORMAT", "TextCell", "header", "parse", "trimmed", "unparse"]

FORMAT = {"extension": ".py", "format_name": "percent", "comment_magics": False}
MARKER = re.compile(r"^#\s*(%%|In\s*\[[\d ]*\]|<(code|markdown)cell>)")
HEADER = re.compile(r"^# %%(?P<kind> \[markdown\])?(?P<pairs>( \S.*)?)$")
TEXT = r'"(?:[^"\\]|\\.)*"'
PAIR = re.compile(
    rf" (?P<key>[a-z]+)=(?P<value>{TEXT}|-?\d+(?:\.\d+)?|\[{TEXT}(?:, {TEXT})*\])(?=$| )"
)


@dataclass(frozen=True)
class TextCell:
    """One cell of a text: its place, kind, source and the short keys of its header."""

    line: int
    number: int
    kind: str
    source: str
    short: dict[str, Any]


def parse(text: str, where: str) -> list[TextCell]:
    """The cells of a py:percent text, in order. Raises BuildError with file, line and cell."""
    lines = text.splitlines()
    starts = [k for k, line in enumerate(lines) if MARKER.match(line)]
    if not starts or any(line.strip() for line in lines[: starts[0]]):
        raise BuildError(f"{where}, line 1, cell 1: a text begins with a cell header, # %%")
    parts = []
    for number, (start, end) in enumerate(zip(starts, [*starts[1:], len(lines)], strict=True), 1):
        place = f"{where}, line {start + 1}, cell {number}"
        kind, short = _read_header(lines[start], place)
        body = lines[start + 1 : end]
        source = (
            _uncomment(body, place, start + 2, where, number)
            if kind == "markdown"
            else trimmed("\n".join(body))
        )
        parts.append(TextCell(start + 1, number, kind, source, short))
    _agree_with_jupytext(text, parts, where)
    return parts


def _read_header(line: str, place: str) -> tuple[str, dict[str, Any]]:
    match = HEADER.match(line)
    if not match:
        raise BuildError(
            f"{place}: not a header this course reads: {line.strip()!r}; write "
            '# %% or # %% [markdown], then key="value" pairs'
        )
    rest, short = match["pairs"], {}
    while rest:
        pair = PAIR.match(rest)
        if not pair:
            raise BuildError(
                f'{place}: can\'t read {rest.strip()!r}; write key="text", '
                'key=number or key=["text", "text"], one space between'
            )
        if pair["key"] in short:
            raise BuildError(f"{place}: {pair['key']} stands twice")
        short[pair["key"]] = json.loads(pair["value"])
        rest = rest[pair.end() :]
    return ("markdown" if match["kind"] else "code"), short


def _uncomment(body: list[str], place: str, first: int, where: str, number: int) -> str:
    """Markdown is written as comments; a line that is not one would be lost or become code."""
    text = []
    for k, line in enumerate(body):
        if line.strip() and line != "#" and not line.startswith("# "):
            raise BuildError(
                f"{where}, line {first + k}, cell {number}: a line of markdown "
                f"begins with '# ': {line.strip()[:40]!r}"
            )
        text.append(line[2:] if line.startswith("# ") else "")
    while text and not text[-1]:
        text.pop()
    if not text:
        raise BuildError(f"{place}: an empty markdown cell")
    return "\n".join(text).strip("\n")


def _agree_with_jupytext(text: str, parts: list[TextCell], where: str) -> None:
    """Jupytext opens these texts in JupyterLab: it must see the same cells as we do."""
    theirs = jupytext.reads(text, fmt=FORMAT).cells
    for part, cell in zip(parts, theirs, strict=False):
        seen = {k: v for k, v in cell.metadata.items() if k not in ("lines_to_next_cell",)}
        if (cell.cell_type, trimmed(cell.source), seen) != (part.kind, part.source, part.short):
            raise BuildError(
                f"{where}, line {part.line}, cell {part.number}: jupytext reads this "
                "cell otherwise; is there a cell marker inside a string?"
            )
    if len(theirs) != len(parts):
        raise BuildError(
            f"{where}, line {parts[-1].line}, cell {len(parts)}: jupytext counts "
            f"{len(theirs)} cells, not {len(parts)}"
        )


def trimmed(source: str) -> str:
    """A cell's source without blank lines before and after it, those of spaces too: an editor
    indents a line that nothing is written in."""
    lines = source.split("\n")
    while lines and not lines[-1].strip():
        lines.pop()
    while lines and not lines[0].strip():
        lines.pop(0)
    return "\n".join(lines)


def header(kind: str, short: dict[str, Any]) -> str:
    """The header line for a cell: `# %% test="x" points=3`."""
    pairs = [f"{key}={json.dumps(value, ensure_ascii=False)}" for key, value in short.items()]
    return " ".join(["# %%", *(["[markdown]"] if kind == "markdown" else []), *pairs])


def unparse(cells: list[tuple[str, str, dict[str, Any]]]) -> str:
    """The text of (kind, source, short keys) cells, one blank line between them."""
    blocks = []
    for kind, source, short in cells:
        lines = source.splitlines()
        if kind == "markdown":
            lines = [f"# {line}" if line else "#" for line in lines]
        blocks.append("\n".join([header(kind, short), *lines]))
    return "\n\n".join(blocks) + "\n"
