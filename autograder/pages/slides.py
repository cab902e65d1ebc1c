"""Lessons as slides and as pages, run afresh, that need no network to be shown.

nbconvert makes both; reveal.js is the copy that the package sphinx-revealjs carries; formulas
become MathML, which browsers draw by themselves."""

from __future__ import annotations

import importlib.resources
import re
import tempfile
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any

import nbformat
from nbconvert import HTMLExporter, SlidesExporter
from nbconvert.preprocessors import ExecutePreprocessor
from nbformat.notebooknode import NotebookNode
from traitlets.config import Config

from autograder.model import CourseError
from autograder.ownership import Ledger
from autograder.pages.html import maths

__all__ = ["ready", "write_pages", "write_slides"]

TEMPLATES = str(Path(__file__).parent / "templates")
CODE = re.compile(r"(```.*?```|`[^`\n]*`)", re.DOTALL)
FORMULA = re.compile(
    r"\$\$(?P<block>.+?)\$\$"
    r"|(?<![\\\w$])\$(?P<line>[^$\s](?:[^$\n]*[^$\s])?)\$(?!\d)",
    re.DOTALL,
)


def write_slides(
    root: Path, lessons: Sequence[str], into: Path, overwrite: bool = False
) -> list[Path]:
    """Return the slides' files, after writing them: into/LESSON.html, with reveal.js beside them.
    Raises InTheWay, before a lesson is run, where a file of somebody's own stands."""
    written, ledger, chosen = [], Ledger(root, overwrite), _lessons(root, lessons)
    ledger.check(_target(path, into) for path in chosen)
    for path in chosen:
        exporter = SlidesExporter(
            template_name="goodstart_slides",
            extra_template_basedirs=[TEMPLATES],
            reveal_url_prefix="reveal.js",
            reveal_theme="white",
        )
        written.append(_write(exporter, path, into, ledger))
    _copy_reveal(into / "reveal.js", ledger)
    return written


def write_pages(
    root: Path, lessons: Sequence[str], into: Path, overwrite: bool = False
) -> list[Path]:
    """Return the pages' files, after writing them: into/LESSON.html, each complete in itself.
    Raises InTheWay, before a lesson is run, where a file of somebody's own stands."""
    written, ledger, chosen = [], Ledger(root, overwrite), _lessons(root, lessons)
    ledger.check(_target(path, into) for path in chosen)
    for path in chosen:
        exporter = HTMLExporter(template_name="goodstart_page", extra_template_basedirs=[TEMPLATES])
        written.append(_write(exporter, path, into, ledger))
    return written


def _lessons(root: Path, names: Sequence[str]) -> list[Path]:
    known = {path.stem: path for path in sorted(root.glob("notebooks/*.ipynb"))}
    if missing := [name for name in names if name not in known]:
        raise CourseError(
            f"no lesson {missing[0]!r} in {root / 'notebooks'}; known: {', '.join(known) or 'none'}"
        )
    return [known[name] for name in names or known]


def _target(path: Path, into: Path) -> Path:
    return into / f"{path.stem}.html"


def _write(exporter: HTMLExporter, path: Path, into: Path, ledger: Ledger) -> Path:
    node = ready(run(path))
    body, _ = exporter.from_notebook_node(node, resources={"metadata": {"name": path.stem}})
    ledger.write_text(_target(path, into), body)
    return _target(path, into)


_runs: dict[tuple[Path, bytes], NotebookNode] = {}


def run(path: Path) -> NotebookNode:
    """The lesson with its outputs. Raises CourseError for a cell that fails."""
    key = (path.absolute(), path.read_bytes())
    if key not in _runs:
        node = nbformat.read(path, as_version=4)
        try:
            with tempfile.TemporaryDirectory() as folder:  # sockets here: no port others can reach
                local = Config({"KernelManager": {"transport": "ipc", "ip": f"{folder}/kernel"}})
                ExecutePreprocessor(timeout=120, config=local).preprocess(
                    node, {"metadata": {"path": str(path.parent)}}
                )
        except Exception as error:  # a failing cell, or a kernel that can't start
            last = str(error).strip().splitlines()[-1]
            raise CourseError(f"{path}: does not run: {last}") from None
        _runs[key] = node
    return _runs[key]


def ready(node: NotebookNode) -> NotebookNode:
    """A copy with formulas as MathML, an anchor for each named cell, and links between lessons
    that lead to pages."""
    node = nbformat.from_dict(node)
    for cell in node.cells:
        if cell.cell_type == "markdown":
            name = cell.metadata.get("goodstart", {}).get("name", "")
            anchor = f'<a id="{escape(name)}"></a>\n\n' if name else ""
            cell.source = anchor + _with_maths(_with_links(cell.source))
    title = re.match(r"#\s+(.+)", node.cells[0].source)
    node.metadata["title"] = title[1].strip() if title else ""
    return node


def _with_links(text: str) -> str:
    # Assignments are no pages.
    text = re.sub(r"\[([^\]]*)\]\((?:\.\./)*(?:assignments|release)/[^)]*\)", r"\1", text)
    return re.sub(
        r"\]\((?:\.\./)*(?:notebooks/|lessons/)?(\d\d[a-z]?_\w+)\.ipynb(#[\w-]*)?\)",
        r"](\1.html\2)",
        text,
    )


def _with_maths(text: str) -> str:
    """Markdown whose formulas are MathML; what stands in code is left alone."""

    def drawn(match: re.Match[str]) -> str:
        block = match["block"]
        return str(maths(block.strip() if block else match["line"], display=bool(block)))

    parts = CODE.split(text)
    return "".join(part if k % 2 else FORMULA.sub(drawn, part) for k, part in enumerate(parts))


def _copy_reveal(target: Path, ledger: Ledger) -> None:
    """The parts of reveal.js that the slides use: its code, one theme, the speaker's notes."""
    static: Any = importlib.resources.files("sphinx_revealjs") / "_static" / "revealjs"
    with importlib.resources.as_file(static) as folder:
        parts = [
            folder / part
            for part in (
                "dist/reveal.js",
                "dist/reveal.css",
                "dist/theme/white.css",
                "plugin/notes/notes.js",
            )
        ]
        for part in (*parts, *(folder / "dist/theme/fonts").rglob("*")):
            if part.is_file():
                ledger.write(target / part.relative_to(folder), part.read_bytes())
