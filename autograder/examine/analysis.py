"""What the sources of an exam's cells say: the names that they bind, their last line, its points.
A class sits the same exam, so each is found out once."""

from __future__ import annotations

import ast
import builtins
import inspect
import numbers
import re
import symtable
from functools import lru_cache
from types import CodeType
from typing import Any

from autograder.model import Exam

__all__ = [
    "NeedsKernel",
    "bound",
    "defined",
    "free_names",
    "imported",
    "imports",
    "own_names",
    "points_of",
    "seeds",
    "split",
    "statements",
    "without_magics",
]

# Magics that only set up how a notebook looks; a test that stands apart can do without them.
LOOKS = re.compile(
    r"^[ \t]*%(matplotlib|config|load_ext|autoreload|precision)\b.*$|\A\s*%%(time|capture)[ \t]*$",
    re.M,
)
# What else is not Python in a cell that is: `%reset -f`, `!ls`, `np.sin?`, `files = !ls`, `%%time`.
MAGICS = re.compile(
    r"\A\s*%%(?:time|timeit|prun|capture)\b.*$|^[ \t]*(?:%\w|!|\?).*$|^[ \t]*[\w.]+\?{1,2}[ \t]*$",
    re.M,
)
GIVEN = re.compile(r"^([ \t]*[\w, \t]+=)[ \t]*[%!].*$", re.M)

# Of the two generators that everything shares: to look at their state at each call takes as long as
# a call, and most exams leave them alone.
SEEDS = re.compile(r"\b(seed|set_?state)\s*\(")


class NeedsKernel(Exception):
    """A cell that can't run apart from the student's kernel, and why."""


@lru_cache(maxsize=4096)
def own_names(exam: Exam) -> frozenset[str]:
    """The names that only the exam's own cells define: when a cell that should have defined one
    fails, the student's word for it must not be taken."""

    def of(*roles: str) -> set[str]:
        return {
            name
            for cell in exam.cells
            if cell.kind == "code" and cell.role in roles
            for name in bound(cell.source)
        }

    return frozenset(of("locked", "test") - of("solution", "manual", "free"))


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


@lru_cache(maxsize=4096)
def imported(exam: Exam) -> dict[str, Any]:
    """What the cells that students may edit import at their top level, in the master: a test may
    use `np` from there, and a module can't cross the wire."""
    names: dict[str, Any] = {}
    for cell in exam.cells:
        if cell.kind == "code" and cell.role in ("free", "solution", "manual"):
            for node in statements(cell.source):
                if not isinstance(node, ast.Import | ast.ImportFrom):
                    continue
                try:
                    exec(compile(ast.Module([node], []), "<imports>", "exec"), names)
                except ImportError:
                    continue  # it is missing in the cage too
    names.pop("__builtins__", None)
    return names


@lru_cache(maxsize=4096)
def seeds(exam: Exam) -> bool:
    """Whether the exam's own cells may seed the generators that everything in a process shares."""
    return any(
        SEEDS.search(cell.source)
        for cell in exam.cells
        if cell.kind == "code" and cell.role in ("locked", "test")
    )


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


@lru_cache(maxsize=4096)
def split(source: str, name: str) -> tuple[CodeType, CodeType | None]:
    """A cell as its statements, and its last expression apart. Raises Apart for a cell that is not
    Python: its magics need a kernel."""
    source = LOOKS.sub("", source)
    try:
        tree = ast.parse(source, name)
    except SyntaxError as error:
        line = (error.text or "").strip()[:60]
        if not re.match(r"([\w, ]+=\s*)?[%!?]", line):
            raise
        raise NeedsKernel(
            f"cell {name.strip('<>')!r} can't run apart from the student's kernel: "
            f"{line!r} is not Python"
        ) from None
    if _awaits(tree):
        raise NeedsKernel(
            f"cell {name.strip('<>')!r} can't run apart from the student's kernel: it has "
            "an `await` outside a function"
        )
    last = None
    end = tree.body[-1] if tree.body else None
    if isinstance(end, ast.Expr) and not source.rstrip().endswith(";"):
        tree.body.pop()
        last = compile(ast.Expression(end.value), name, "eval")
    return compile(tree, name, "exec"), last


def _awaits(tree: ast.Module) -> bool:
    """Whether the cell awaits outside a function, which Jupyter allows."""
    code = compile(tree, "", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    return bool(code.co_flags & inspect.CO_COROUTINE)


def points_of(value: Any, most: float) -> float:
    """nbgrader's rule: a number is a score, anything else is full marks; kept in [0, most]."""
    is_number = isinstance(value, numbers.Real) and not isinstance(value, bool)  # NumPy's are too
    if not is_number:
        return most
    if not value > 0:  # NaN too
        return 0.0
    return most if value >= most else float(value)
