"""A quiz's Markdown as XHTML, with formulas as the system that reads it wants them."""

from __future__ import annotations

import html
import re
import urllib.parse
import xml.etree.ElementTree as ET
from typing import Any, Literal

import mistune
from latex2mathml.converter import convert_to_element
from mistune.plugins.math import math, math_in_list, math_in_quote
from mistune.plugins.table import table

from autograder.text import formulas_go_on

__all__ = ["Formulas", "elements", "inline", "xhtml"]

# tex: \( … \), which Moodle's MathJax filter typesets. canvas: the image that Canvas's own editor
# writes for a formula. mathml: QTI 2.1's own way.
MATHML = "http://www.w3.org/1998/Math/MathML"
Formulas = Literal["tex", "canvas", "mathml"]


class _Renderer(mistune.HTMLRenderer):
    def __init__(self, formulas: Formulas) -> None:
        super().__init__(escape=True)
        self.formulas = formulas

    def inline_math(self, text: str) -> str:
        text = " ".join(text.split())
        if self.formulas == "tex":
            return rf"\({html.escape(text, quote=False)}\)"
        if self.formulas == "canvas":
            once = urllib.parse.quote(text, safe="")
            words = html.escape(text)
            return (
                f'<img class="equation_image" title="{words}" alt="LaTeX: {words}" '
                f'data-equation-content="{words}" '
                f'src="/equation_images/{urllib.parse.quote(once, safe="")}" />'
            )
        return _mathml(text)

    def block_math(self, text: str) -> str:
        return f"<p>{self.inline_math(text)}</p>"


def xhtml(text: str, formulas: Formulas) -> str:
    """Return Markdown as well-formed XHTML. HTML that stands in it is shown as text."""
    parse = mistune.create_markdown(
        renderer=_Renderer(formulas),
        plugins=[math, formulas_go_on, math_in_list, math_in_quote, table],
    )
    return str(parse(text)).strip()


def inline(text: str, formulas: Formulas) -> str:
    """Return one paragraph of Markdown without the <p> around it."""
    return re.sub(r"^<p>(.*)</p>$", r"\1", xhtml(text, formulas), flags=re.DOTALL)


def elements(text: str) -> list[ET.Element]:
    """Return Markdown as elements, with formulas as MathML. Their tags have no prefix: not every
    player reads one."""
    root = ET.fromstring(f"<div>{xhtml(text, 'mathml')}</div>")
    for one in root.iter():
        _, brace, name = one.tag.rpartition("}")
        if brace:
            one.tag = name
            if name == "math":
                one.set("xmlns", MATHML)
    return list(root)


def _mathml(text: str) -> str:
    made: Any = convert_to_element(text)
    for one in made.iter():
        # The converter writes characters as references, and means them to be read once.
        one.text = html.unescape(one.text) if one.text else None
    return ET.tostring(made, encoding="unicode")
