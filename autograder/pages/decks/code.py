"""A cell's code on a slide: the lines that teach, and steps from line to line."""

from __future__ import annotations

import ast
import html
import re
from collections.abc import Iterable, Iterator

from nbformat.notebooknode import NotebookNode

from autograder.pages.decks.model import Block
from autograder.pages.decks.prose import code_html

__all__ = ["code_block", "taught"]


def taught(source: str, printed: bool, drawn: bool = False) -> str:
    """Return the lines of a cell's code that teach: with one empty line where there are two, and
    without the calls of `print`, and the call that draws, if what they `printed` and what was
    `drawn` stands below; nothing, where all that is left is written-down values."""
    try:
        tree = ast.parse(source)
    except SyntaxError:  # a magic
        return source
    gone = {line for span in _prints(tree.body) for line in span} if printed else set()
    last = tree.body[-1] if tree.body else None
    if drawn and isinstance(last, ast.Expr) and isinstance(last.value, ast.Call):
        gone |= set(range(last.lineno, (last.end_lineno or last.lineno) + 1))
    left = [one for one in tree.body if one.lineno not in gone]
    if gone and all(isinstance(one, ast.Assign) and _is_given(one.value) for one in left):
        return ""
    lines = [line for k, line in enumerate(source.split("\n"), 1) if k not in gone]
    return re.sub(r"\n\s*\n\s*\n+", "\n\n", "\n".join(lines)).strip("\n")


def _is_given(value: ast.AST) -> bool:
    """Whether a value is written down or picked, and not worked out."""
    if isinstance(value, ast.BinOp):  # of numbers alone
        leaves = (ast.operator, ast.unaryop, ast.Constant, ast.BinOp, ast.UnaryOp)
        return all(isinstance(one, leaves) for one in ast.walk(value))
    given = (ast.Constant, ast.Name, ast.Tuple, ast.List, ast.Dict, ast.Subscript, ast.UnaryOp)
    if not isinstance(value, given):
        return False
    parts = [one for one in ast.iter_child_nodes(value) if isinstance(one, ast.expr)]
    return all(map(_is_given, parts))


def _prints(body: list[ast.stmt]) -> Iterator[range]:
    """The lines of calls of `print` at the top of a cell, and of loops that do nothing else."""
    for one in body:
        span = range(one.lineno, (one.end_lineno or one.lineno) + 1)
        if isinstance(one, ast.Expr) and isinstance(one.value, ast.Call):
            if isinstance(one.value.func, ast.Name) and one.value.func.id == "print":
                yield span
        elif isinstance(one, ast.For | ast.With | ast.If):
            inner = list(_prints(one.body))
            lines = {line for each in inner for line in each}
            rest = [x for x in one.body if x.lineno not in lines]
            if not rest or (lines and isinstance(one, ast.For) and not _matters(rest)):
                yield span
            else:
                yield from inner


def _matters(body: list[ast.stmt]) -> bool:
    """Whether a loop does more than prepare what it prints: something stays when it is over, or one
    turn needs what the turn before made."""
    turns: list[tuple[set[str], set[str]]] = []  # the names that a line reads, and those it makes
    for one in body:
        if not isinstance(one, ast.Assign):
            return True
        targets = [node for target in one.targets for node in ast.walk(target)]
        if any(isinstance(node, ast.Subscript | ast.Attribute) for node in targets):
            return True
        turns.append((_names(ast.walk(one.value)), _names(targets)))
    made, known = set().union(*(own for _, own in turns)), set[str]()
    for read, own in turns:
        if read & made - known:
            return True
        known |= own
    return False


def _names(nodes: Iterable[ast.AST]) -> set[str]:
    return {node.id for node in nodes if isinstance(node, ast.Name)}


def code_block(cell: NotebookNode, step: bool) -> Block | None:
    """Return the block of a cell's code, with a step for each of the groups of lines that its
    header's `lines` names ("2|4-5"); None if nothing is left."""
    drawn = any("image/svg+xml" in output.get("data", {}) for output in cell.outputs)
    source = taught(cell.source, bool(cell.outputs), drawn)
    if not source:
        return None
    shown = code_html(source)
    if groups := cell.metadata.get("goodstart", {}).get("lines", ""):
        steps = "".join(
            f'<span class="fragment lines" data-lines="{html.escape(group.strip())}"></span>'
            for group in groups.split("|")
        )
        shown = shown.replace("</pre></div>", f"</pre></div>{steps}")
    return Block("code", shown, 3 * len(source.splitlines()), step)
