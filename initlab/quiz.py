"""Quiz answers, marked with a reason: what was answered, why that is not it, where to read on.

`is_choice`, `is_truth` and `is_number` look only at an answer's form and know no key: they are the
part of a quiz's test cell that students see. `choice`, `truth` and `number` compare with the key:

>>> choice("q1", 2, key=1, because={2: "That comes later.", 3: "No."}, lesson="01_signals")
Traceback (most recent call last):
    ...
initlab.notebook.CheckFailed: q1: you chose option 2, and that is not it.
That comes later.
See lesson 01_signals.

A message never tells the key. Every function returns None for an answer that is all right, so a
test cell that ends with it earns its points.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np

from initlab.checks import CheckFailed, NotAnswered, Score
from initlab.notebook import speaks

__all__ = ["FORM", "choice", "is_choice", "is_number", "is_truth", "number", "numbers_in", "truth"]

_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_SEVERAL = (list, tuple, set, frozenset, dict, np.ndarray)
_NUMERAL = re.compile(r"[+-]?\d+([.,]\d+)?([eE][+-]?\d+)?")


FORM = "of the right form; whether it is right comes with the grade"


@speaks(lambda *_, **__: FORM)
def is_choice(name: str, value: Any, options: int) -> None:
    """None, when the value is the number of one of the options, 1 to `options`; a whole float
    counts as its integer. Else raises CheckFailed with what is wrong with its form."""
    _option(name, value, options)


def choice(
    name: str,
    value: Any,
    key: int,
    because: Mapping[int, str],
    texts: Sequence[str] = (),
    lesson: str = "",
) -> None:
    """None for option `key`; else raises CheckFailed with `because` of the option chosen.

    `because` holds a reason for every other option, `texts` what the options say.
    The slip is `q1-option-2`."""
    chosen = _option(name, value, len(because) + 1)
    if chosen == key:
        return
    said = f", “{texts[chosen - 1]}”" if texts else ""
    raise CheckFailed(
        _lines(
            f"{name}: you chose option {chosen}{said}, and that is not it.",
            because[chosen],
            _see(lesson),
        ),
        f"{name}-option-{chosen}",
    )


@speaks(lambda *_, **__: FORM)
def is_truth(name: str, value: Any) -> None:
    """None, when the value is True or False; else raises CheckFailed with what is wrong with its
    form: 1, 0 and texts are not taken for True and False."""
    _truth_value(name, value)


def truth(name: str, value: Any, key: bool, because: str, lesson: str = "") -> None:
    """None for the truth value `key`; else raises CheckFailed with `because`.

    The slip is `q4-true` or `q4-false`, whichever was answered."""
    answered = _truth_value(name, value)
    if answered == key:
        return
    raise CheckFailed(
        _lines(f"{name}: you answered {answered}, and that is not it.", because, _see(lesson)),
        f"{name}-{str(answered).lower()}",
    )


@speaks(lambda *_, **__: FORM)
def is_number(name: str, value: Any, parts: Sequence[str] = ()) -> None:
    """None, when the value is one finite number, or with `parts` a list, tuple or array of one
    number for each (`...` for a part that is left out). Else raises CheckFailed with what is wrong
    with its form."""
    numbers_in(name, value, parts)


def number(
    name: str,
    value: Any,
    key: Any,
    rtol: float = 0.0,
    atol: float = 1e-9,
    wrong: Sequence[tuple[Any, str]] = (),
    parts: Sequence[str] = (),
    points: float = 1,
    relation: str = "",
    lesson: str = "",
) -> Score | None:
    """None, when the number is within atol + rtol·|key| of `key`; else raises CheckFailed.

    `wrong` pairs known wrong values with their reasons; the slip `q3-wrong-1` is the first. With
    `parts`, `key` has one number for each and so has a wrong value, None where it says nothing; one
    that says something of every part is named only when every part has it. If some parts are
    right, a Score comes back: their share of `points`, with the reason for the rest.
    """
    got = numbers_in(name, value, parts)
    keys = list(key) if parts else [key]
    right = [_near(g, k, rtol, atol) for g, k in zip(got, keys, strict=True)]
    if all(right):
        return None
    known = [(list(values) if parts else [values], why) for values, why in wrong]
    # A slip shows at three digits, however exact the answer must be; whole numbers are exact.
    loose = rtol if all(float(k).is_integer() for k in keys) else max(rtol, 2e-3)
    reasons, slip = _reasons(name, got, right, known, loose, atol, parts, relation)
    message = _lines(*reasons, _see(lesson))
    if not any(right):
        raise CheckFailed(message, slip)
    return Score(points * sum(right) / len(right), message, slip)


def _reasons(
    name: str,
    got: list[float | None],
    right: list[bool],
    known: list[tuple[list[float | None], str]],
    rtol: float,
    atol: float,
    parts: Sequence[str],
    relation: str,
) -> tuple[list[str], str]:
    """The lines that say what is wrong with the numbers, and the slip they show."""
    for index, (values, why) in enumerate(known, 1):
        if None not in values and all(
            _near(g, v, rtol, atol) for g, v in zip(got, values, strict=True)
        ):
            return [_verdict(name, got, right, parts), why], f"{name}-wrong-{index}"
    lines, slip, unknown = [_verdict(name, got, right, parts)], "", False
    for part, answered in enumerate(got):
        if right[part]:
            continue
        label = f"{parts[part]}: got {_shown(answered)}. " if parts else ""
        if answered is None:
            lines.append(f"{parts[part]}: not answered yet.")
            continue
        for index, (values, why) in enumerate(known, 1):
            if None in values and _near(answered, values[part], rtol, atol):
                lines.append(label + why)
                slip = slip or f"{name}-wrong-{index}"
                break
        else:
            unknown = True
            if parts:
                lines.append(label + "Not that.")
    if unknown and relation:
        lines.append(f"The relation to use: {relation}")
    return lines, slip


def _verdict(name: str, got: list[float | None], right: list[bool], parts: Sequence[str]) -> str:
    if not parts:
        return f"{name}: got {_shown(got[0])}, and that is not it."
    good = [part for part, fine in zip(parts, right, strict=True) if fine]
    if not good:
        return f"{name}: got {', '.join(map(_shown, got))}; none of the {_count(len(parts))} is it."
    return f"{name}: {len(good)} of {len(parts)} right ({', '.join(good)})."


def _near(got: float | None, expected: float | None, rtol: float, atol: float) -> bool:
    if got is None or expected is None:
        return False
    # The last term lets a number exactly at the tolerance's edge pass despite its rounding.
    return abs(got - expected) <= atol + rtol * abs(expected) + 1e-12 * abs(expected)


def _option(name: str, value: Any, options: int) -> int:
    listed = ", ".join(map(str, range(1, options))) + f" or {options}"
    asked = f"the number of your option: {listed}"
    chosen = _real(name, value, asked)
    if chosen != int(chosen):
        raise CheckFailed(f"{name} is {_shown(chosen)}, between two options; write {asked}")
    if not 1 <= chosen <= options:
        raise CheckFailed(f"{name} is {_shown(chosen)}, and there is no such option; write {asked}")
    return int(chosen)


def _truth_value(name: str, value: Any) -> bool:
    value = _bare(value)
    if _unanswered(value):
        raise NotAnswered(f"{name} is not answered yet: write True or False instead of the dots")
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        raise CheckFailed(
            f"{name} is the text {_shown(value)}; write True or False, with a "
            "capital and without quotes"
        )
    if isinstance(value, _SEVERAL):
        raise CheckFailed(f"{name} is {_kind(value)}; write True or False alone")
    raise CheckFailed(f"{name} is {_kind(value)}; write True or False")


def numbers_in(name: str, value: Any, parts: Sequence[str] = ()) -> list[float | None]:
    """Return the numbers in the answer; None for a part that is left out. Raises CheckFailed."""
    if not parts:
        return [_real(name, value, "one number")]
    asked = f"{_count(len(parts))} numbers, in this order: {', '.join(parts)}"
    value = _bare(value)
    if _unanswered(value):
        raise NotAnswered(f"{name} is not answered yet: write {asked}")
    if isinstance(value, str) or not isinstance(value, _SEVERAL):
        raise CheckFailed(f"{name} is {_kind(value)}; write {asked}")
    if isinstance(value, set | frozenset | dict):
        raise CheckFailed(f"{name} is {_kind(value)}, which is not a row of numbers; write {asked}")
    if isinstance(value, np.ndarray) and value.ndim != 1:
        raise CheckFailed(f"{name} is an array of shape {value.shape}; write {asked}")
    if len(value) != len(parts):
        raise CheckFailed(f"{name} is {_kind(value)}; write {asked}{_comma(value)}")
    if all(_unanswered(one) for one in value):
        raise NotAnswered(f"{name} is not answered yet: write {asked}")
    return [
        None if _unanswered(one) else _real(f"{name}, {part},", one, "one number")
        for part, one in zip(parts, value, strict=True)
    ]


def _real(name: str, value: Any, asked: str) -> float:
    value = _bare(value)
    if _unanswered(value):
        raise NotAnswered(f"{name} is not answered yet: write {asked}, instead of the dots")
    if isinstance(value, str):
        raise CheckFailed(f"{name} is the text {_shown(value)}; write {_unquoted(value, asked)}")
    if isinstance(value, complex | np.complexfloating):
        raise CheckFailed(f"{name} is {_shown(value)}, a complex number; write {asked}, a real one")
    if isinstance(value, _SEVERAL):
        raise CheckFailed(
            f"{name} is {_kind(value)}, where one is asked; write "
            f"{asked}, without brackets or a comma{_comma(value)}"
        )
    if isinstance(value, bool) or not isinstance(
        value, int | float | np.floating | Fraction | Decimal
    ):
        raise CheckFailed(f"{name} is {_kind(value)}; write {asked}")
    try:
        real = float(value)
    except (OverflowError, ValueError):  # 10**400, Decimal("sNaN")
        real = math.nan
    if not math.isfinite(real):
        raise CheckFailed(f"{name} is {_shown(value)}, which is not a finite number; write {asked}")
    return real


def _bare(value: Any) -> Any:
    """The value without NumPy's wrapping, if it is a single one."""
    if isinstance(value, np.ndarray) and value.shape == ():
        value = value[()]
    return value.item() if isinstance(value, np.generic) else value


def _unanswered(value: Any) -> bool:
    """Whether the stub still stands there, or was deleted, which leaves `q1 = ()`."""
    return value is ... or value is None or (isinstance(value, tuple | str) and len(value) == 0)


def _unquoted(text: str, asked: str) -> str:
    if not _NUMERAL.fullmatch(text.strip()):
        return f"{asked}, without quotes"
    if "," in text:
        return f"the number {text.strip().replace(',', '.')} with a point and without quotes"
    return f"the number {text.strip()} without quotes"


def _comma(value: Any) -> str:
    """A hint, when a decimal comma may have cut numbers in two: 0,2 is a pair in Python."""
    pair = isinstance(value, tuple) and len(value) >= 2 and all(type(v) is int for v in value)
    return "; decimals take a point: 0.5, since 0,5 is a pair" if pair else ""


def _kind(value: Any) -> str:
    if isinstance(value, bool | int | float | complex):
        return _shown(value)
    if isinstance(value, str):
        return f"the text {_shown(value)}"
    if isinstance(value, _SEVERAL):
        size = value.size if isinstance(value, np.ndarray) else len(value)
        name = "array" if isinstance(value, np.ndarray) else type(value).__name__
        return f"{'an' if name == 'array' else 'a'} {name} of {size} value{'s' * (size != 1)}"
    return "a function" if callable(value) else f"of the type {type(value).__name__}"


def _shown(value: Any) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    try:
        text = repr(value) if isinstance(value, str | float) else str(value)
    except ValueError:  # an integer of more digits than Python prints
        return "a number beyond all bounds"
    return text if len(text) <= 40 else text[:39] + "…"


def _count(number: int) -> str:
    return _WORDS[number] if number < len(_WORDS) else str(number)


def _see(lesson: str) -> str:
    return f"See lesson {lesson}." if lesson else ""


def _lines(*lines: str) -> str:
    return "\n".join(line for line in lines if line)
