"""Pieces of a safe page: whatever a student wrote comes back as text or as inert HTML.

Three walls, each enough alone: Jinja escapes every value; what stays HTML (a table in an output,
rendered markdown) passes a short allow-list; the page's own policy forbids requests, and scripts
other than the one of ours that a report has.
Every function takes any string (lone surrogates, control characters) and none raises on it.
"""

from __future__ import annotations

import base64
import binascii
import functools
import hashlib
import html
import re
import secrets
import struct
import xml.etree.ElementTree as ET
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import jinja2
import mistune
from latex2mathml.converter import convert_to_element
from markupsafe import Markup, escape
from mistune.plugins.math import math, math_in_list, math_in_quote
from mistune.plugins.table import table, table_in_list
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from autograder.pages import sanitize
from autograder.pages.drawing_time import TookTooLong, part_limited
from autograder.text import formulas_go_on

__all__ = [
    "Shown",
    "clean",
    "code",
    "html_fragment",
    "link",
    "markdown",
    "maths",
    "number",
    "outputs",
    "plain",
    "png",
    "render",
    "script",
]

OUTPUT_LIMIT = 10_000  # characters of one cell's outputs
SOURCE_LIMIT = 20_000  # characters of one cell's source
OUTPUTS_LIMIT = 40  # outputs of one cell
PNG_LIMIT = 2 * 2**20  # bytes
PIXEL_LIMIT = 25_000_000

# Controls say nothing on a page, U+E000 and U+E001 mark our own places (see _Prose), and the
# direction overrides can make code read as what it is not.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ue000\ue001\u202a-\u202e\u2066-\u2069\ufffe\uffff]"
)
_ANSI = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\-_])")


def clean(text: Any, limit: int | None = None) -> str:
    """The text with what can't be printed shown as U+FFFD, line ends as "\\n"; not a string: "".

    Past `limit` characters it is cut, and the last line says so."""
    text = _string(text)
    kept = text[:limit].replace("\r\n", "\n").replace("\r", "\n")
    kept = _UNPRINTABLE.sub("\ufffd", kept)
    if limit is None or len(text) <= limit:
        return kept
    return f"{kept}\n{_cut(limit, len(text))}"


def plain(text: Any, limit: int = OUTPUT_LIMIT) -> str:
    """A terminal's text as it would stand on the screen: no ANSI codes, and of a line rewritten
    with carriage returns (a progress bar) only its last state."""
    text = _string(text)
    # A screenful may hide behind many codes; far more than `limit` is never looked at.
    seen = _ANSI.sub("", text[: 8 * limit]).replace("\r\n", "\n")
    seen = "\n".join(line.rstrip("\r").rsplit("\r", 1)[-1] for line in seen.split("\n"))
    if len(text) > 8 * limit and len(seen) <= limit:
        seen += "\n" + _cut(8 * limit, len(text))
    return clean(seen, limit)


def _string(text: Any) -> str:
    if isinstance(text, list | tuple):  # nbformat's multi-line strings
        return "".join(part for part in text if isinstance(part, str))
    return text if isinstance(text, str) else ""


def _cut(limit: int, whole: int) -> str:
    return f"[cut: the first {limit:,} of {whole:,} characters]"


def number(value: float | None) -> str:
    """At most two decimals and no idle zeros: 3, 2.5, 0.33; None: an en dash."""
    if value is None or value != value:
        return "–"
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text.replace("-", "−")


def link(url: str) -> str:
    """The address, if it is a web address, a file or relative; else ""."""
    try:
        scheme = urlsplit(url).scheme
    except ValueError:
        return ""
    return clean(url) if scheme in ("", "http", "https", "file") else ""


@functools.lru_cache(maxsize=256)  # every student's page repeats the tests
def code(source: str) -> Markup:
    """Python source as spans with pygments' short classes, for a <pre>; without colours where
    those would take too long."""
    text = clean(source, SOURCE_LIMIT)
    try:
        with part_limited():
            return Markup(highlight(text, *_colours()))
    except TookTooLong:
        return escape(text)


@functools.cache
def _colours() -> tuple[PythonLexer, HtmlFormatter]:
    """Made once: to make them takes longer than to colour a cell."""
    return PythonLexer(stripnl=False, ensurenl=False), HtmlFormatter(nowrap=True)


def html_fragment(text: Any, limit: int = OUTPUT_LIMIT) -> Markup:
    """An output's HTML reduced to tables and basic text: no style, link, image, form or script."""
    text = clean(text)[:limit]
    try:
        return Markup(sanitize.words(text))
    except sanitize.Grown:
        return Markup(f"<pre>{escape(text)}</pre>")


def png(data: Any) -> str:
    """A data: address of a base64 PNG; "" when it is not one, or is too large to show."""
    try:
        raw = base64.b64decode("".join(data).strip(), validate=False)
    except (TypeError, ValueError, binascii.Error):
        return ""
    if len(raw) > PNG_LIMIT or raw[:8] != b"\x89PNG\r\n\x1a\n" or raw[12:16] != b"IHDR":
        return ""
    width, height = struct.unpack(">II", raw[16:24]) if len(raw) >= 24 else (0, 0)
    # A few kilobytes can unpack to gigabytes in the reader's browser.
    if not 0 < width * height <= PIXEL_LIMIT:
        return ""
    return "data:image/png;base64," + base64.b64encode(raw).decode()


@dataclass(frozen=True)
class Shown:
    """One output, ready to show. kind: text, error, html, image (value: a data: address)."""

    kind: str
    value: str | Markup
    label: str = ""


def outputs(cell: Sequence[Any]) -> list[Shown]:
    """A cell's nbformat outputs, with neighbours of one stream joined, cut at OUTPUT_LIMIT."""
    shown: list[Shown] = []
    left = OUTPUT_LIMIT
    for output in _joined(cell)[:OUTPUTS_LIMIT]:
        if left <= 0:
            break
        one = _shown(output, left)
        if one is None:
            continue
        left -= 0 if one.kind == "image" else len(one.value)
        shown.append(one)
    if left <= 0 or len(cell) > OUTPUTS_LIMIT:
        shown.append(
            Shown("note", f"Only the first {OUTPUT_LIMIT:,} characters of the output are shown.")
        )
    return shown


def _joined(cell: Sequence[Any]) -> list[dict[str, Any]]:
    joined: list[dict[str, Any]] = []
    for output in cell:
        if not isinstance(output, Mapping):
            continue
        if output.get("output_type") != "stream":
            joined.append(dict(output))
            continue
        name, text = _string(output.get("name")), _string(output.get("text"))
        if joined and joined[-1].get("output_type") == "stream" and joined[-1]["name"] == name:
            joined[-1]["parts"].append(text)
        else:
            joined.append({"output_type": "stream", "name": name, "parts": [text]})
    return joined


def _shown(output: Mapping[str, Any], left: int) -> Shown | None:
    kind, data = output.get("output_type"), output.get("data")
    if kind == "stream":
        text = plain(output["parts"], left)
        return Shown("text", text, "stderr" if output["name"] == "stderr" else "") if text else None
    if kind == "error":
        head = f"{plain(output.get('ename'), 200)}: {plain(output.get('evalue'), 2_000)}"
        head = head.strip().removesuffix(":") or "error"
        trace = output.get("traceback")
        lines = [t for t in trace if isinstance(t, str)] if isinstance(trace, list | tuple) else []
        return Shown("error", plain("\n".join(lines), left) or head, head.split("\n")[0])
    if not isinstance(data, Mapping):
        return None
    text = plain(data.get("text/plain"), left)
    if address := png(data.get("image/png") or ""):
        return Shown("image", address, text.split("\n")[0])
    if fragment := html_fragment(data.get("text/html") or "", left).strip():
        return Shown("html", fragment)
    return Shown("text", text) if text else None


class _Prose(mistune.HTMLRenderer):
    """Markdown to HTML for the allow-list. What is ours and would not pass it (maths, coloured
    code) is kept aside and put back after; its place is marked by a word that nobody can foresee,
    since a text can hold any character as a reference."""

    def __init__(self) -> None:
        super().__init__(escape=False)
        self.kept: list[str] = []
        self.mark = f"\ue000{secrets.token_hex(8)}-"

    def keep(self, piece: str) -> str:
        self.kept.append(piece)
        return f"{self.mark}{len(self.kept) - 1}\ue001"

    def put_back(self, safe: str) -> str:
        return re.sub(f"{self.mark}(\\d+)\ue001", lambda m: self.kept[int(m[1])], safe)

    def heading(self, text: str, level: int, **attrs: Any) -> str:
        level = min(6, max(3, level + 1))  # h1 is the page's, h2 the exercise's
        return f"<h{level}>{text}</h{level}>\n"

    def image(self, text: str, url: str, title: str | None = None) -> str:
        return f"[figure: {text or 'without a description'}]"  # a page asks nothing of the network

    def block_code(self, code: str, info: str | None = None) -> str:
        python = (info or "").strip().split(" ")[0] in ("python", "py")
        inner = globals()["code"](code) if python else escape(code)
        return self.keep(f'<pre class="code"><code>{inner}</code></pre>')

    def inline_math(self, text: str) -> str:
        return self.keep(maths(text))

    def block_math(self, text: str) -> str:
        return self.keep(f'<div class="maths">{maths(text, display=True)}</div>')


@functools.lru_cache(maxsize=256)  # every student's page repeats the exercise's own prose
def markdown(text: str, *, links: bool = False) -> Markup:
    """Markdown as inert HTML, headings from h3 down, maths as MathML, images as their
    descriptions; `links` keeps web addresses (for the course's own words)."""
    renderer = _Prose()
    parse = mistune.create_markdown(
        renderer=renderer,
        plugins=[math, formulas_go_on, math_in_list, math_in_quote, table, table_in_list],
    )
    text = clean(text, SOURCE_LIMIT)
    try:
        with part_limited():
            safe = sanitize.prose(str(parse(text)), links)
    except (RecursionError, ValueError, IndexError, TookTooLong):  # sanitize.Grown is a ValueError
        return Markup(f"<pre>{escape(text)}</pre>")
    return Markup(renderer.put_back(safe))


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_MATHML = _words("""math mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts mroot mrow
    mspace msqrt mstyle msub msubsup msup mtable mtd mtext mtr munder munderover none""")
_MATHML_WORDS = _words("""display displaystyle stretchy fence form separator accent accentunder
    mathvariant columnalign columnlines rowlines movablelimits largeop symmetric scriptlevel""")
_MATHML_SIZES = _words("linethickness minsize maxsize lspace rspace width")


def maths(latex: str, display: bool = False) -> Markup:
    """MathML for the formula; its LaTeX as code where it can't be read."""
    try:
        tree = convert_to_element(latex[:2_000], display="block" if display else "inline")
        _tame(tree)
        return Markup(ET.tostring(tree, encoding="unicode"))
    except TookTooLong:
        raise
    except Exception:  # the converter raises IndexError, KeyError and its own family on bad input
        return Markup("<code>{}</code>").format(clean(latex))


def _tame(element: ET.Element) -> None:
    """Keep known elements and harmless attributes: LaTeX can write links, styles and raw text."""
    if element.tag not in _MATHML:
        element.tag = "mrow"
    for name, value in list(element.attrib.items()):
        word = name in _MATHML_WORDS and re.fullmatch(r"[\w -]{1,40}", value)
        size = name in _MATHML_SIZES and re.fullmatch(r"-?\d?(\.\d+)?(em|ex|px|pt)?", value)
        if not (word or size):
            del element.attrib[name]
    # The converter writes characters as references, and means them to be read once.
    element.text = clean(html.unescape(element.text)) if element.text else None
    element.tail = clean(html.unescape(element.tail)) if element.tail else None
    for child in element:
        _tame(child)


@functools.cache
def _templates() -> jinja2.Environment:
    where = jinja2.FileSystemLoader(Path(__file__).parent / "templates")
    pages = jinja2.Environment(
        loader=where,
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    pages.filters.update(number=number, clean=clean)
    pages.finalize = lambda value: (
        value if isinstance(value, Markup) else (clean(value) if isinstance(value, str) else value)
    )
    return pages


@dataclass(frozen=True)
class Script:
    """A script of ours as it stands in a page, and the word by which the page's policy lets it, and
    nothing else, run."""

    text: Markup
    allowed: str


@functools.cache
def script(name: str) -> Script:
    """Return a script of `templates/`."""
    text = (Path(__file__).parent / "templates" / name).read_text("utf-8")
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return Script(Markup(text), f"'sha256-{digest}'")


def render(template: str, **values: Any) -> str:
    """The page: a template of `templates/` filled in, every value escaped unless it is Markup."""
    return _templates().get_template(template).render(**values)
