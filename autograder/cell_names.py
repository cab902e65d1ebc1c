"""The names that a cell of code defines, imports and uses, read from its source."""

from __future__ import annotations

import ast
import builtins
import re
import symtable
from functools import lru_cache

__all__ = ["bound", "defined", "free_names", "imports", "statements", "without_magics"]

# What else is not Python in a cell that is: `%reset -f`, `!ls`, `np.sin?`, `files = !ls`, `%%time`.
MAGICS = re.compile(
    r"\A\s*%%(?:time|timeit|prun|capture)\b.*$|^[ \t]*(?:%\w|!|\?).*$|^[ \t]*[\w.]+\?{1,2}[ \t]*$",
    re.M,
)
GIVEN = re.compile(r"^([ \t]*[\w, \t]+=)[ \t]*[%!].*$", re.M)


@lru_cache(maxsize=4096)
def bound(source: str) -> frozenset[str]:
    """The names that a cell of the master defines at its top level."""
    return defined(source) | imports(source).keys()


@lru_cache(maxsize=4096)
def imports(source: str) -> dict[str, str]:
    """The names that a cell imports at its top level, each with the line that does it."""
    return {
        (one.asname or one.name).split(".")[0]: ast.unparse(node)
        for node in statements(source)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for one in node.names
    }


@lru_cache(maxsize=4096)
def defined(source: str) -> frozenset[str]:
    """The names that a cell defines at its top level otherwise than by an import."""
    names: set[str] = set()
    for node in statements(source):
        if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef):
            names.add(node.name)
        elif not isinstance(node, ast.Import | ast.ImportFrom):
            names |= {
                part.id
                for part in ast.walk(node)
                if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)
            }
    return frozenset(names)


@lru_cache(maxsize=4096)
def free_names(source: str) -> frozenset[str]:
    """The names that a cell uses and does not define itself; none when it is not Python."""
    try:
        top = symtable.symtable(_plain(source), "<cell>", "exec")
    except (SyntaxError, ValueError, RecursionError):
        return frozenset()
    used: set[str] = set()
    tables = [top]
    while tables:
        table = tables.pop()
        tables += table.get_children()
        used |= {
            one.get_name()
            for one in table.get_symbols()
            if one.is_referenced() and (one.is_global() or table is top)
        }
    return frozenset(used - bound(source) - vars(builtins).keys())


def statements(source: str) -> list[ast.stmt]:
    """The statements of a cell; none when it is not Python."""
    try:
        return ast.parse(_plain(source)).body
    except (SyntaxError, ValueError, RecursionError):
        return []


def _plain(source: str) -> str:
    """A cell that is to be read and not to be run: Python alone."""
    return GIVEN.sub(r"\1 None", without_magics(source))


@lru_cache(maxsize=4096)
def without_magics(source: str) -> str:
    """A cell without the lines that only IPython knows; those that can be done without."""
    try:
        ast.parse(source)
    except (SyntaxError, ValueError, RecursionError):
        return MAGICS.sub(_passed_over, source)
    return source


def _passed_over(line: re.Match[str]) -> str:
    """What stands for a magic, which may be all that a block holds; `%time` has a statement."""
    text = line.group()
    words = text.lstrip()
    if words.startswith("%%"):
        return ""
    indent = text[: len(text) - len(words)]
    return indent + (words.removeprefix("%time ") if words.startswith("%time ") else "pass")
