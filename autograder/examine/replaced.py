"""What a test replaces in a module: `np.linalg.solve = None`, so that no answer can call it. It is
replaced in the process that runs the test, so such a test must run in the student's; and where it
runs in ours, all of it is put back before the next student's turn."""

from __future__ import annotations

import ast
import contextlib
import importlib
from collections.abc import Iterator
from functools import lru_cache
from types import ModuleType
from typing import Any

from autograder.cell_names import statements
from autograder.model import Exam

__all__ = ["put_back", "replaced"]

STREAMS = {("sys", "stdout"), ("sys", "stderr")}  # what an answer prints comes over
ABSENT = object()


@lru_cache(maxsize=4096)
def replaced(exam: Exam, source: str) -> frozenset[tuple[str, str]]:
    """(module, name) of each attribute of a module that a cell sets, deletes or patches."""
    names = _imported_as(exam)
    found = set()
    for node in (part for one in statements(source) for part in ast.walk(one)):
        if isinstance(node, ast.Attribute) and not isinstance(node.ctx, ast.Load):
            found.add((_module(node.value, names), node.attr))
        elif isinstance(node, ast.Call):
            found.add(_patched(node, names))
    return frozenset((module.__name__, name) for module, name in found if module and name) - STREAMS


@contextlib.contextmanager
def put_back(exam: Exam) -> Iterator[None]:
    """Afterwards the modules have again what the exam's own cells replaced in them."""
    before = [
        (module := importlib.import_module(path), name, vars(module).get(name, ABSENT))
        for cell in exam.cells
        if cell.kind == "code" and cell.role in ("test", "locked")
        for path, name in replaced(exam, cell.source)
    ]
    try:
        yield
    finally:
        for module, name, value in before:
            if value is ABSENT:
                vars(module).pop(name, None)
            else:
                setattr(module, name, value)


@lru_cache(maxsize=4096)
def _imported_as(exam: Exam) -> dict[str, str]:
    """The names that cells of the exam give to modules, or to what they import from them."""
    names = {}
    for cell in exam.cells:
        for node in (part for one in statements(cell.source) for part in ast.walk(one)):
            if cell.kind == "code" and isinstance(node, ast.Import):
                for one in node.names:
                    top = one.name.partition(".")[0]
                    names[one.asname or top] = one.name if one.asname else top
            elif cell.kind == "code" and isinstance(node, ast.ImportFrom) and node.module:
                for one in node.names:
                    names[one.asname or one.name] = f"{node.module}.{one.name}"
    return names


def _module(node: ast.expr, names: dict[str, str]) -> ModuleType | None:
    """The module that an expression stands for; None if it stands for none."""
    if isinstance(node, ast.Name) and node.id in names:
        return _found(names[node.id])
    if isinstance(node, ast.Attribute) and (outer := _module(node.value, names)):
        inner = getattr(outer, node.attr, None)
        return inner if isinstance(inner, ModuleType) else None
    return None


def _found(path: str) -> ModuleType | None:
    try:
        return importlib.import_module(path)
    except Exception:  # a module may fail at anything while it is imported
        return None


def _patched(node: ast.Call, names: dict[str, str]) -> tuple[ModuleType | None, Any]:
    """What a call of `setattr`, `delattr` or one of unittest.mock's `patch` replaces."""
    said = ast.unparse(node.func)
    first, second = (*node.args, None, None)[:2]
    if said in ("setattr", "delattr") or said.endswith(("patch.object", "monkeypatch.setattr")):
        if first and isinstance(second, ast.Constant):
            return _module(first, names), second.value
    elif (said == "patch" or said.endswith(".patch")) and isinstance(first, ast.Constant):
        path, _, name = str(first.value).rpartition(".")
        return (_found(path) if path else None), name
    return None, None
