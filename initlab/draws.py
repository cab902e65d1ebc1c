"""Quiz questions with numbers of one's own: drawn from a whole number that the student enters.

One released notebook serves everybody, so what tells two students apart is what they write into
it: `my_number`. From it and the question's name each number is chosen, in the notebook that shows
it and in the test that computes the answer from it; so the test needs no list of students, and the
notebook holds the choices but no formula. Whoever sits beside you has other numbers.

>>> numbers_of("q28", 2026, {"n_in": [64, 100], "n_out": [10, 16]})
{'n_in': 64, 'n_out': 10}
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from initlab.checks import CheckFailed, Score
from initlab.notebook import speaks
from initlab.quiz import FORM, number, numbers_in

__all__ = ["drawn_number", "is_drawn_number", "is_my_number", "numbers_of", "show_numbers"]

Choices = Mapping[str, Sequence[float]]
ASKED = "a whole number, such as your student number, from 1 to 999 999 999 999"


@speaks(lambda *_, **__: "a number of your own", "my_number")
def is_my_number(my_number: Any) -> int:
    """Return the number as an int, when it is a whole one in the range; a whole float counts. Else
    raises CheckFailed with what is wrong with its form."""
    return _my_number(my_number)


def _my_number(my_number: Any) -> int:
    try:
        numbers_in("my_number", my_number)
        whole = int(my_number)
        if whole != my_number:
            raise CheckFailed(f"my_number is {my_number}; write {ASKED}")
    except CheckFailed as failed:
        raise type(failed)(str(failed).replace("one number", ASKED)) from None
    if not 1 <= whole < 10**12:
        raise CheckFailed(f"my_number is {whole}; write {ASKED}")
    return whole


def numbers_of(name: str, my_number: Any, choices: Choices) -> dict[str, float]:
    """For each parameter the one of its choices that this number draws in the question `name`.

    By a hash, so that it is the same on every machine and in every version."""
    whole = _my_number(my_number)
    return {key: some[_hash(f"{name} {key} {whole}") % len(some)] for key, some in choices.items()}


def _hash(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")


def show_numbers(name: str, my_number: Any, choices: Choices) -> dict[str, float]:
    """Prints the question's numbers, or what is wrong with my_number; returns the numbers, which
    are then empty. Called by the locked cell below a question."""
    try:
        numbers = numbers_of(name, my_number, choices)
    except CheckFailed as failed:
        print(failed)
        return {}
    print("your numbers: " + ", ".join(f"{key} = {value:g}" for key, value in numbers.items()))
    return numbers


@speaks(lambda *_, **__: FORM)
def is_drawn_number(name: str, value: Any, my_number: Any, parts: Sequence[str] = ()) -> None:
    """Return nothing when my_number and the answer have the right form; else raise CheckFailed."""
    _my_number(my_number)
    numbers_in(name, value, parts)


def drawn_number(
    name: str,
    value: Any,
    my_number: Any,
    choices: Choices,
    key: Callable[..., Any],
    wrong: Sequence[tuple[Callable[..., Any], str]] = (),
    **rest: Any,
) -> Score | None:
    """`initlab.quiz.number` with the key and the known wrong values computed from the numbers that
    my_number draws; `key` and each of `wrong` is a function of these."""
    numbers = numbers_of(name, my_number, choices)
    return number(
        name, value, key=key(**numbers), wrong=[(one(**numbers), why) for one, why in wrong], **rest
    )
