"""A lesson, run cell by cell as a notebook would run it, with warnings as errors."""

from __future__ import annotations

import ast
import contextlib
import io
import re
import warnings
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import matplotlib
import nbformat
from IPython.core.formatters import DisplayFormatter
from IPython.core.pylabtools import select_figure_formats
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib_inline.config import InlineBackend
from nbformat.v4 import new_output

from autograder.authoring.percent import TextCell, parse, unparse
from autograder.pages import lesson_runs
from autograder.pages.decks.face import own_text
from autograder.roles import expand
from initlab.slips import SLIPS

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"


class Lesson:
    """The text of a lesson, its cells, and what it promises whatever it is about."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.text = (NOTEBOOKS / f"{name}.py").read_text("utf-8")
        self.cells: list[TextCell] = parse(self.text, f"{name}.py")
        self.markdown = [cell for cell in self.cells if cell.kind == "markdown"]
        self.code = [cell for cell in self.cells if cell.kind == "code"]
        self.prose = " ".join(" ".join(cell.source.split()) for cell in self.markdown)

    def run(self) -> SimpleNamespace:
        """The lesson's names after it has run, and as `drawn` the figures that its cells end with.
        Its outputs are kept for the tests of decks and pages, which so need no run of their own."""
        names, values, outputs = self.run_cells()
        path = NOTEBOOKS / f"{self.name}.ipynb"
        if not lesson_runs.kept(path):
            node = nbformat.read(path, as_version=4)
            for number, (cell, own) in enumerate(
                zip(lesson_runs.code_cells(node), outputs, strict=True), 1
            ):
                cell.outputs, cell.execution_count = own, number
            lesson_runs.keep(path, node)
        return SimpleNamespace(**names, drawn=[one for one in values if isinstance(one, Figure)])

    def run_cells(self) -> tuple[dict[str, Any], list[Any], list[list[Any]]]:
        """(names, values, outputs) of the cells, the outputs as a notebook holds them."""
        matplotlib.use("Agg")
        names: dict[str, Any] = {"__name__": "lesson"}
        values, outputs = [], []
        shown = DisplayFormatter()
        settings = InlineBackend().print_figure_kwargs
        select_figure_formats(SimpleNamespace(display_formatter=shown), {"svg"}, **settings)
        for number, cell in enumerate(self.code, 1):
            with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()) as printed:
                warnings.simplefilter("error")
                value = _run(cell.source, names)
            own = []
            if text := printed.getvalue():
                own.append(new_output("stream", name="stdout", text=text))
            if value is not None:
                data, more = shown.format(value)
                result = {"data": data, "metadata": more, "execution_count": number}
                own.append(new_output("execute_result", **result))
            values.append(value)
            outputs.append(own)
        return names, values, outputs

    def check_form(self) -> None:
        """Slide roles, short cells of few words, and the form that `adopt` writes."""
        assert self.cells[0].source.startswith("# ")
        for cell in self.cells:
            assert "slideshow" in expand(cell.short), f"line {cell.line}"
        for cell in self.code:
            assert len(cell.source.splitlines()) <= 16, f"line {cell.line}"
        for cell in self.markdown:
            words = len(re.findall(r"[A-Za-z]{2,}", own_text(cell.source)[1]))
            assert words <= 110 or cell.short["slide"] in ("skip", "notes"), f"line {cell.line}"
        assert unparse([(cell.kind, cell.source, cell.short) for cell in self.cells]) == self.text

    def check_sections(self) -> None:
        """Every section that a slip or another lesson may link to is there, and only once."""
        anchors = [cell.short["name"] for cell in self.markdown if "name" in cell.short]
        wanted = {
            slip.lesson.split("#")[1]
            for slip in SLIPS.values()
            if slip.lesson.startswith(f"{self.name}#")
        }
        assert wanted <= set(anchors)
        assert len(anchors) == len(set(anchors))

    def check_figures(self, drawn: list[Figure], tallest: float = 5) -> None:
        """Each figure has a message, labelled axes, and text to be read from the back row; and fits
        on a slide, at most `tallest` inches high."""
        for figure in drawn:
            assert figure.get_suptitle()
            assert figure.get_figwidth() == 10
            assert figure.get_figheight() <= tallest
            for axes in figure.axes:
                assert axes.get_xlabel() or axes.get_ylabel()
            written = [text for text in figure.findobj(Text) if text.get_text().strip()]
            assert min(text.get_fontsize() for text in written) >= 12


def _run(source: str, names: dict[str, Any]) -> Any:
    """The value of the cell's last line, as a notebook shows it."""
    tree = ast.parse(source)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "cell", "exec"), names)
    return eval(compile(ast.Expression(last.value), "cell", "eval"), names) if last else None
