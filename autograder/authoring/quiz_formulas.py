"""Answers of quiz questions whose numbers are drawn: small formulas, read and tried out.

A formula such as `sqrt(2 / (n_in + n_out))` may hold the question's parameters, numbers, + - * /
** and sqrt, log, exp: nothing else, so that a quiz's file can't run code.
"""

from __future__ import annotations

import ast
import itertools
import math
from collections.abc import Mapping, Sequence

__all__ = ["FUNCTIONS", "cases", "formula", "value"]

FUNCTIONS = {"sqrt": math.sqrt, "log": math.log, "exp": math.exp}
OPERATORS = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.Pow, ast.USub)
MOST = 500  # combinations of the parameters that are tried


def formula(text: str, names: Sequence[str]) -> str:
    """The formula in one spelling. Raises ValueError with what it may not hold."""
    try:
        tree = ast.parse(text, mode="eval")
    except SyntaxError:
        raise ValueError("is not a formula") from None
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id not in (*names, *FUNCTIONS):
            raise ValueError(f"{node.id} is not one of the parameters: {', '.join(names)}")
        if isinstance(node, ast.Call) and not (
            isinstance(node.func, ast.Name)
            and node.func.id in FUNCTIONS
            and len(node.args) == 1
            and not node.keywords
        ):
            raise ValueError(f"a call of something else than {', '.join(FUNCTIONS)}")
        if isinstance(node, ast.Constant) and type(node.value) not in (int, float):
            raise ValueError(f"{node.value!r} is not a number")
        if not isinstance(
            node,
            ast.Expression
            | ast.Name
            | ast.Call
            | ast.Constant
            | ast.BinOp
            | ast.UnaryOp
            | ast.Load
            | ast.operator
            | ast.unaryop,
        ) or (isinstance(node, ast.operator | ast.unaryop) and not isinstance(node, OPERATORS)):
            raise ValueError("a formula has numbers, parameters, + - * / **, sqrt, log and exp")
    return ast.unparse(tree)


def value(text: str, numbers: Mapping[str, float]) -> float:
    """What a checked formula gives. Raises ValueError when that is no finite number."""
    try:
        result = eval(
            compile(ast.parse(text, mode="eval"), "formula", "eval"),
            {"__builtins__": {}, **FUNCTIONS, **numbers},
        )
        if isinstance(result, complex) or not math.isfinite(result):
            raise ValueError
    except (ArithmeticError, ValueError, TypeError, AttributeError):
        shown = ", ".join(f"{key} = {one:g}" for key, one in numbers.items())
        raise ValueError(f"gives no finite number for {shown}") from None
    return float(result)


def cases(draw: Mapping[str, Sequence[float]]) -> list[dict[str, float]]:
    """Every combination of the parameters' choices. Raises ValueError when there are too many."""
    if math.prod(map(len, draw.values())) > MOST:
        raise ValueError(f"more than {MOST} combinations")
    return [dict(zip(draw, one, strict=True)) for one in itertools.product(*draw.values())]
