"""Sphinx typesets the site's formulas by KaTeX when a page is written, as decks do: a reader's
browser has nothing to work out, and a page looks right at once."""

from __future__ import annotations

import re
from html import escape
from typing import Any

from docutils import nodes

from autograder.pages.webparts import Formula, typeset

__all__ = ["setup"]


def setup(app: Any) -> dict[str, bool]:
    """Register with Sphinx, which calls this for an extension."""
    renderers = {"inline_renderers": (_write, None), "block_renderers": (_write, None)}
    app.add_html_math_renderer("goodstart", **renderers)
    app.connect("doctree-resolved", _typeset_page)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _formula(node: nodes.math | nodes.math_block) -> Formula:
    return node.astext().strip(), isinstance(node, nodes.math_block)


def _typeset_page(app: Any, page: nodes.document, name: str) -> None:
    """Typeset all formulas of a page at once: each call starts a process."""
    kinds = (nodes.math, nodes.math_block)
    found = [node for kind in kinds for node in page.findall(kind)]
    typeset([_formula(node) for node in found])
    for node in found:
        _keep_together(node)


def _keep_together(node: nodes.math | nodes.math_block) -> None:
    """Note the stop or comma after a formula of a line with it, or it could begin the next line."""
    after = node.next_node(descend=False, siblings=True)
    if isinstance(node, nodes.math) and isinstance(after, nodes.Text):
        stop = re.match(r"[.,;:?!)]*", after.astext())
        node["stop"] = stop[0] if stop else ""
        after.parent.replace(after, nodes.Text(after.astext().removeprefix(node["stop"])))


def _write(translator: Any, node: nodes.math | nodes.math_block) -> None:
    [html] = typeset([_formula(node)])
    if isinstance(node, nodes.math_block):
        label = f' id="{escape(node["ids"][0])}"' if node.get("ids") else ""
        html = f'<div class="math"{label}>{html}</div>'
    elif stop := node.get("stop"):
        html = f'<span class="together">{html}{escape(stop)}</span>'
    translator.body.append(html)
    raise nodes.SkipNode
