"""A lesson that has been run, as a notebook that Sphinx reads: figures as files with a text for who
can't see them, boxes that open, links that lead to pages, and the lesson's questions at its end."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass

import nbformat
from nbformat.notebooknode import NotebookNode

from autograder.pages.decks.face import own_text
from autograder.pages.decks.figures import alternative, is_drawn, lean_svg, only_draws
from autograder.pages.decks.prose import plain
from autograder.pages.lesson_runs import heading_of

__all__ = ["Anchors", "Page", "anchors_of", "lesson_page", "site_links", "title_of"]

BOX = re.compile(r"\A\*\*Going deeper: (.+?)\*\*\s*(.*)\Z", re.DOTALL)
LINK = re.compile(r"\]\((?:\.\./)*(?:notebooks/|lessons/)?(\d\d[a-z]?_\w+)\.ipynb(?:#([^)]*))?\)")
ASSIGNED = re.compile(r"\]\((?:\.\./)*(?:assignments|release)/(\w+)/\w+\.ipynb(?:#[\w-]*)?\)")


Anchors = Mapping[str, Mapping[str, str]]  # lesson -> how a section is linked to -> its name


@dataclass(frozen=True)
class Page:
    """A page's notebook, and its figures by the name of their file."""

    node: NotebookNode
    figures: dict[str, bytes]


def title_of(node: NotebookNode) -> str:
    """Return a notebook's title, as words."""
    return plain(heading_of(node))


def anchors_of(node: NotebookNode) -> dict[str, str]:
    """Return how sections of a lesson are linked to: by their name, and by their heading as
    JupyterLab writes it; the value is the name."""
    found = {}
    for cell in node.cells:
        name = cell.metadata.get("goodstart", {}).get("name", "")
        if name and cell.cell_type == "markdown" and cell.source.startswith("#"):
            heading = cell.source.partition("\n")[0].lstrip("# ").strip()
            found[name] = found[heading.replace(" ", "-")] = name
    return found


def site_links(text: str, anchors: Anchors) -> str:
    """Return the text with links between notebooks as links between pages."""

    def to_lesson(match: re.Match[str]) -> str:
        section = anchors.get(match[1], {}).get(match[2] or "")
        return f"](#{match[1]}-{section})" if section else f"](/lessons/{match[1]}.ipynb)"

    return ASSIGNED.sub(r"](/assignments/\1.md)", LINK.sub(to_lesson, text))


def lesson_page(name: str, node: NotebookNode, end: str, anchors: Anchors) -> Page:
    """Return the page of a lesson. `end` is Markdown for its end; `anchors` say how sections are
    linked to, by lesson."""
    imports = "\n".join(cell.source for cell in node.cells if "import" in cell.source)
    figures: dict[str, bytes] = {}
    cells: list[NotebookNode] = []
    for cell in node.cells:
        section = cell.metadata.get("goodstart", {}).get("name", "")
        if cell.cell_type == "markdown":
            anchor = f"({name}-{section})=\n" if section in anchors[name] else ""
            _, said = own_text(cell.source)  # what only a slide says stays out
            cells.append(_prose(anchor + _boxed(site_links(said, anchors))))
            continue
        made = nbformat.v4.new_code_cell(cell.source)
        made.metadata["tags"] = ["hide-input"] if only_draws(cell.source, cell.outputs) else []
        deeper = "deeper" in cell.metadata.get("tags", [])
        if deeper:
            made.metadata["tags"] = ["hide-cell"]
        after = []
        for output in cell.outputs:
            data = output.get("data", {})
            if "image/svg+xml" in data or "image/png" in data:
                alt = alternative(cell.source, imports, data)
                file, body = _figure(f"{name}-{len(figures) + 1}", data)
                figures[file] = body
                drawn = "{.drawn}" if is_drawn(data) else ""
                after.append(_prose(f"![{_bare(alt)}](figures/{file}){drawn}"))
            else:
                made.outputs.append(output)
        if deeper and after:
            after = [
                _prose(":::{dropdown} The figure of this box\n" + a.source + "\n:::") for a in after
            ]
        cells += [made, *after]
    if end:
        cells.append(_prose(end))
    page = nbformat.v4.new_notebook(cells=cells, metadata=node.metadata)
    for k, cell in enumerate(page.cells):
        cell.id = f"c{k}"
    return Page(page, figures)


def _prose(text: str) -> NotebookNode:
    cell: NotebookNode = nbformat.v4.new_markdown_cell(text)
    return cell


def _boxed(text: str) -> str:
    """A box of the lesson as a part that opens."""
    if match := BOX.match(text):
        title = match[1].rstrip(".")
        return (
            f"::::{{dropdown}} Going deeper: {title}\n:class-container: deeper\n\n{match[2]}\n::::"
        )
    return text


def _figure(stem: str, data: NotebookNode) -> tuple[str, bytes]:
    if svg := data.get("image/svg+xml"):
        return f"{stem}.svg", lean_svg(str(svg)).encode()
    return f"{stem}.png", base64.b64decode(data["image/png"])


def _bare(text: str) -> str:
    """A text that stands between [ and ]."""
    return re.sub(r"[\[\]`*_$<>]", "", text)
