"""A figure of a lesson on a slide: as SVG, with a text for who can't see it."""

from __future__ import annotations

import ast
import base64
import html
import importlib
import inspect
import re
from collections.abc import Sequence
from typing import Any

__all__ = ["alternative", "aspect", "is_drawn", "lean_svg", "only_draws", "picture"]

MODULES = {"figures": "initlab.figures"}  # how lessons call them; the rest is in their imports
# What makes an output's HTML a figure.
DRAWN = ("<svg", "<iframe", "<canvas", "<script", "<input", "<img")
TEXTS = re.compile(r"<!--\s*(.*?)\s*-->", re.DOTALL)
NUMBER = re.compile(r"[\d\s.,−\-+×^{}$\\a-z]*\d[\d\s.,−\-+×^{}$\\a-z]*")
LIST_LIMIT = 400  # characters of the texts in a figure


def picture(data: dict[str, Any], alt: str) -> str:
    """Return an <img> of what a cell shows, as SVG where there is one."""
    if svg := str(data.get("image/svg+xml", "")):
        kind, body = "svg+xml", base64.b64encode(lean_svg(svg).encode()).decode()
    else:
        kind, body = "png", str(data["image/png"]).strip()
    alt = html.escape(alt, quote=True)
    names = "figure drawn" if is_drawn(data) else "figure"
    return f'<img class="{names}" alt="{alt}" src="data:image/{kind};base64,{body}">'


def is_drawn(data: dict[str, Any]) -> bool:
    """Return whether a cell's figure is lines and words alone, whose light and dark may change
    places where the page is dark. In a picture made of pixels they mean something."""
    svg = str(data.get("image/svg+xml", ""))
    return bool(svg) and "<image" not in svg


def aspect(data: dict[str, Any]) -> float:
    """Return width over height of a cell's figure, 1.6 where it does not say."""
    match = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', str(data.get("image/svg+xml", ""))[:2000])
    return float(match[1]) / float(match[2]) if match else 1.6


def lean_svg(svg: str) -> str:
    """Return the SVG without its metadata, which tells when it was drawn."""
    return re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)


def only_draws(source: str, outputs: Sequence[Any]) -> bool:
    """Return whether a cell's code says nothing by itself: besides imports it is one call, which
    gave a figure and nothing else."""
    try:
        body = ast.parse(source).body
    except SyntaxError:  # a magic
        return True
    rest = [one for one in body if not isinstance(one, ast.Import | ast.ImportFrom)]
    if not rest:
        return True
    call = isinstance(rest[0], ast.Expr) and isinstance(rest[0].value, ast.Call)
    return len(rest) == 1 and call and [_is_figure(one) for one in outputs] == [True]


def _is_figure(output: Any) -> bool:
    data = output.get("data", {})
    html_of_it = str(data.get("text/html", ""))
    return any(kind.startswith("image/") for kind in data) or any(
        tag in html_of_it for tag in DRAWN
    )


def alternative(source: str, imports: str, data: dict[str, Any]) -> str:
    """Return a text for a figure: what the function that draws it says it draws, and the words
    that stand in it. `imports` is the code that says where functions come from."""
    said = _docstring(source, imports)
    words = []
    for text in TEXTS.findall(str(data.get("image/svg+xml", ""))):
        text = re.sub(r"[$\\{}]|mathdefault", "", html.unescape(text)).strip()
        if text and not NUMBER.fullmatch(text) and text not in words:
            words.append(text)
    listed = "; ".join(words)[:LIST_LIMIT]
    return " ".join(
        part for part in (said, f"Texts in the figure: {listed}." if listed else "") if part
    )


def _docstring(source: str, imports: str) -> str:
    """The first paragraph of the docstring of the function that the cell calls last."""
    modules = dict(MODULES)
    for node in ast.walk(_parsed(imports)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("initlab"):
            for one in node.names:
                modules[one.asname or one.name] = f"{node.module}.{one.name}"
    calls = [node for node in ast.walk(_parsed(source)) if isinstance(node, ast.Call)]
    for call in calls:
        where = call.func
        if isinstance(where, ast.Attribute) and isinstance(where.value, ast.Name):
            module, name = modules.get(where.value.id, ""), where.attr
        elif isinstance(where, ast.Name) and where.id in modules:
            module, _, name = modules[where.id].rpartition(".")
        else:
            continue
        if module.startswith("initlab.figures"):
            function: Any = getattr(importlib.import_module(module), name, None)
            text = inspect.getdoc(function) or ""
            return " ".join(text.split("\n\n")[0].split())
    return ""


def _parsed(source: str) -> ast.Module:
    try:
        return ast.parse(source)
    except SyntaxError:  # a magic
        return ast.Module([], [])
