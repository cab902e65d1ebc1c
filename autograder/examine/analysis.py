"""What the sources of an exam's cells say: the names that they bind, their last line, its points.
A class sits the same exam, so each is found out once."""

from __future__ import annotations

import ast
import base64
import inspect
import numbers
import re
from functools import lru_cache
from types import CodeType
from typing import Any

from autograder.cell_names import bound, statements
from autograder.model import Answers, Exam, File

__all__ = [
    "NeedsKernel",
    "draws",
    "draws_too",
    "imported",
    "own_names",
    "points_of",
    "seeds",
    "split",
]

# Magics that only set up how a notebook looks; a test that stands apart can do without them.
LOOKS = re.compile(
    r"^[ \t]*%(matplotlib|config|load_ext|autoreload|precision)\b.*$|\A\s*%%(time|capture)[ \t]*$",
    re.M,
)

# Of the two generators that everything shares: to look at their state at each call takes as long as
# a call, and most exams leave them alone.
SEEDS = re.compile(r"\b(seed|set_?state)\s*\(")


# What loads matplotlib. A notebook that hides it from this still draws, a third of a second later.
DRAWS = re.compile(r"matplotlib|pyplot|pylab|seaborn|initlab.*\b(figures|instruments)|\.plot\(")


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


@lru_cache(maxsize=4096)
def draws(exam: Exam) -> bool:
    """Whether the exam's own cells draw, and so all who sit it."""
    return any(DRAWS.search(cell.source) for cell in exam.cells if cell.kind == "code")


def draws_too(exam: Exam, answers: Answers) -> bool:
    """Whether the exam or the student's own code draws."""
    if draws(exam):
        return True
    code = {cell.id for cell in exam.cells if cell.kind == "code"}
    own = [source for name, source in answers.sources.items() if name in code]
    own += [extra.source for extra in answers.extras if extra.kind == "code"]
    own += [_text(file) for file in answers.files if file.name.endswith(".py")]
    return any(map(DRAWS.search, own))


def _text(file: File) -> str:
    return base64.b64decode(file.data).decode(errors="replace")


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
