"""A lesson, run cell by cell as a notebook would run it, with warnings as errors."""

from __future__ import annotations

import ast
import re
import warnings
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import matplotlib
from matplotlib.figure import Figure
from matplotlib.text import Text

from autograder.authoring.percent import TextCell, parse, unparse
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
        """The lesson's names after it has run, and as `drawn` the figures that its cells end
        with."""
        matplotlib.use("Agg")
        names: dict[str, Any] = {"__name__": "lesson"}
        drawn = []
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            for cell in self.code:
                value = _run(cell.source, names)
                drawn += [value] if isinstance(value, Figure) else []
        return SimpleNamespace(**names, drawn=drawn)

    def check_form(self) -> None:
        """Slide roles, short cells, slides of few words, and the form that `adopt` writes."""
        assert self.cells[0].source.startswith("# ")
        for cell in self.cells:
            assert "slideshow" in expand(cell.short), f"line {cell.line}"
        for cell in self.code:
            assert len(cell.source.splitlines()) <= 16, f"line {cell.line}"
        for cell in self.markdown:
            words = len(re.findall(r"[A-Za-z]{2,}", cell.source))
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
