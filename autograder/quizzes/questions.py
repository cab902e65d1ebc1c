"""The items of a quiz with all their numbers in, as every format writes them."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from autograder.authoring import quiz_formulas
from autograder.authoring.quiz_file import Item, Option, Quiz
from autograder.authoring.quiz_notebook import asked
from initlab.draws import numbers_of

__all__ = ["Known", "Number", "Question", "figures", "questions"]

SLIP = 2e-3  # a known wrong number shows at three digits, however exact an answer must be
MOST_TRIED = 10_000


@dataclass(frozen=True)
class Number:
    """One number that is asked for, by its part's name ("" where it is the only one), and how far
    an answer may be from it."""

    part: str
    value: float
    tolerance: float


@dataclass(frozen=True)
class Known:
    """A known wrong answer: for each number the value and how far an answer may be from it, None
    where it says nothing; and what to tell whoever gives it."""

    values: tuple[tuple[float, float] | None, ...]
    why: str


@dataclass(frozen=True)
class Question:
    """One question. `ident` is the item's key, with a number behind it where the item has variants;
    `variant_of` is then the key. `right` is the number of the right option, 0 where numbers are
    asked. Texts are Markdown; `form` says in words what an answer looks like."""

    ident: str
    variant_of: str
    kind: str
    title: str
    lesson: str
    points: float
    text: str
    form: str
    options: tuple[Option, ...]
    right: int
    numbers: tuple[Number, ...]
    known: tuple[Known, ...]
    relation: str
    explanation: str
    figure: str


def questions(quiz: Quiz, variants: int = 10) -> list[Question]:
    """Return the quiz's questions in its order; an item whose numbers are drawn as so many of them,
    or as many as there are, all different. The same quiz gives the same questions."""
    made = []
    for item in quiz.items:
        drawn = _draws(item, variants) if item.draw else [{}]
        made += [_question(item, numbers, place) for place, numbers in enumerate(drawn, 1)]
    return made


def figures(some: list[Question], draw: Callable[[str], bytes]) -> dict[str, bytes]:
    """Return the PNG file of each figure that these questions show, by its name."""
    return {name: draw(name) for name in sorted({one.figure for one in some} - {""})}


def _draws(item: Item, variants: int) -> list[Mapping[str, float]]:
    """The numbers of the first students whose numbers differ."""
    found: list[Mapping[str, float]] = []
    choices = dict(item.draw)
    most = min(variants, len(quiz_formulas.cases(choices)))
    for my_number in itertools.islice(itertools.count(1), MOST_TRIED):
        if len(found) >= most:
            break
        numbers = numbers_of(item.name, my_number, choices)
        if numbers not in found:
            found.append(numbers)
    return found


def _question(item: Item, drawn: Mapping[str, float], place: int) -> Question:
    text = item.question
    if drawn:
        listed = ", ".join(f"`{name}` = {value:g}" for name, value in drawn.items())
        text += f"\n\nYour numbers: {listed}."
    numbers: tuple[Number, ...] = ()
    known: tuple[Known, ...] = ()
    if isinstance(item.answer, tuple):
        values = [_value(one, drawn) for one in item.answer]
        parts = item.parts or ("",)
        numbers = tuple(
            Number(part, *_near(value, item, item.rtol))
            for part, value in zip(parts, values, strict=True)
        )
        whole = all(value.is_integer() for value in values)
        loose = item.rtol if whole else max(item.rtol, SLIP)
        known = tuple(
            Known(
                tuple(
                    None if one is None else _near(_value(one, drawn), item, loose)
                    for one in wrong.values
                ),
                wrong.why,
            )
            for wrong in item.wrong
        )
    return Question(
        ident=f"{item.key}-{place}" if drawn else item.key,
        variant_of=item.key if drawn else "",
        kind=item.kind,
        title=item.title,
        lesson=item.lesson,
        points=item.points,
        text=text,
        form=asked(item),
        options=item.options,
        right=item.right_option,
        numbers=numbers,
        known=known,
        relation=item.relation,
        explanation=item.explanation,
        figure=item.figure,
    )


def _near(value: float, item: Item, rtol: float) -> tuple[float, float]:
    """The value, and how far an answer may be from it; the last term is for a number exactly at the
    edge, as in initlab.quiz."""
    atol = 0.0 if item.draw else item.atol
    return value, atol + (rtol + 1e-12) * abs(value)


def _value(one: float | str, drawn: Mapping[str, float]) -> float:
    return quiz_formulas.value(one, drawn) if isinstance(one, str) else float(one)
