"""How long the main path of a lesson takes, by the rule that its first page is held against.

200 words a minute; a minute each for a figure, a displayed formula, and a code cell of more than
three lines. What is marked *Going deeper* is not counted, nor is a text that only a slide shows."""

from __future__ import annotations

import ast
import re

from lesson_run import Lesson

from autograder.pages.decks.face import own_text

DRAWS = re.compile(r"^(pictures|figures)\.\w+\(|^through_depth\(", re.MULTILINE)


def minutes(lesson: Lesson) -> float:
    """The minutes of a lesson's main path."""
    main = [cell for cell in lesson.cells if "deeper" not in cell.short.get("tags", ())]
    texts = [own_text(cell.source)[1] for cell in main if cell.kind == "markdown"]
    code = [cell.source for cell in main if cell.kind == "code"]
    words = sum(len(text.split()) for text in texts)
    formulas = sum(text.count("$$") // 2 for text in texts)
    long = sum(len(source.splitlines()) > 3 for source in code)
    return words / 200 + sum(len(DRAWS.findall(source)) for source in code) + formulas + long


def check_reading_time(lesson: Lesson) -> None:
    """The time that the lesson states is the rule's, to 5 minutes, and at most 45."""
    [stated] = re.findall(r"About (\d+) minutes; the boxes marked \*Going deeper\*", lesson.prose)
    assert abs(int(stated) - minutes(lesson)) <= 5, minutes(lesson)
    assert int(stated) <= 45


def check_boxes(lesson: Lesson) -> None:
    """Each box begins with its title, no slide shows any of it, and nothing outside needs it."""
    inside = False
    for cell in lesson.cells:
        deeper = "deeper" in cell.short.get("tags", ())
        if deeper:
            assert cell.short["slide"] == "skip", f"line {cell.line}"
        if deeper and not inside:
            assert re.match(r"\*\*Going deeper: [^*]+[.?]\*\*", cell.source), f"line {cell.line}"
        inside = deeper
    made = {True: set(), False: set()}
    for cell in lesson.code:
        deeper = "deeper" in cell.short.get("tags", ())
        names = [node for node in ast.walk(ast.parse(cell.source)) if isinstance(node, ast.Name)]
        made[deeper] |= {node.id for node in names if isinstance(node.ctx, ast.Store)}
        made[deeper] |= {
            node.name for node in ast.parse(cell.source).body if isinstance(node, ast.FunctionDef)
        }
        if not deeper:
            tree = ast.parse(cell.source)
            made[False] |= {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
            needed = {node.id for node in names} & (made[True] - made[False])
            assert not needed, f"line {cell.line} needs {needed}, which only a box makes"
