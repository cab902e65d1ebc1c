"""The quiz: read from source/quiz.toml, and written out as the text of an assignment.

    source/quiz.toml ──load──▶ Quiz ──to_text──▶ py:percent text ──build──▶ source/quiz/quiz.ipynb

Keys, reasons and explanations stand inside solution and hidden-test regions only. What is left of
the text without them, which is what students get, is the same whatever the key.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from autograder.authoring import quiz_formulas
from autograder.model import QuizError

__all__ = ["Item", "Option", "Quiz", "Wrong", "files", "load", "quizzes_of"]

SCHEMA = Path(__file__).with_name("quiz.schema.json")
WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
# nbgrader cuts between these words wherever they stand, be it in the middle of a sentence.
MARKER = re.compile(r"(BEGIN|END) (SOLUTION|HIDDEN TESTS|MARK SCHEME)")
FORBIDDEN = {
    MARKER: "would make nbgrader cut the text there",
    re.compile(r"(?m)^\s*(%%|In\s*\[[\d ]*\]|<(code|markdown)cell>)"): "would begin a new cell",
    # Some readers of the text end a line at these, and the rest of it would become code.
    re.compile(r"[\x00-\x09\x0b-\x1f\x7f\x85\u2028\u2029]"): "is a control character",
}


@dataclass(frozen=True)
class Option:
    """What an option says, and why it is right or which slip in thought it is."""

    text: str
    why: str


@dataclass(frozen=True)
class Wrong:
    """A known wrong value: for each part of the answer the number (a formula, when the question's
    numbers are drawn), None where it says nothing."""

    values: tuple[float | str | None, ...]
    name: str
    why: str


@dataclass(frozen=True)
class Item:
    """One question. `answer` is an option's number (choice), a truth value, or the numbers: one,
    or one for each of `parts`. `decimals` is None when the question does not say. With `draw`,
    which has a parameter's choices by its name, the answer's numbers are formulas of these.
    `figure` names a function of initlab.figures.quiz that draws what the question is about;
    `covers` are the rows of a course's source material that it meets."""

    key: str
    kind: str
    title: str
    question: str
    points: float
    lesson: str
    explanation: str
    answer: int | bool | tuple[float | str, ...]
    options: tuple[Option, ...] = ()
    parts: tuple[str, ...] = ()
    decimals: int | None = None
    rtol: float = 0.0
    atol: float = 1e-9
    relation: str = ""
    wrong: tuple[Wrong, ...] = ()
    draw: tuple[tuple[str, tuple[float, ...]], ...] = ()
    figure: str = ""
    covers: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The student's variable, which is also the grade id of its cell."""
        return self.key.lower()

    @property
    def right_option(self) -> int:
        """The number of the right option, from 1; 0 for a number."""
        if isinstance(self.answer, tuple):
            return 0
        return (1 if self.answer else 2) if self.kind == "truth" else int(self.answer)


@dataclass(frozen=True)
class Quiz:
    """A title, instructions in markdown, and the items in the order in which students meet them."""

    title: str
    intro: str
    items: tuple[Item, ...]


def files(root: Path) -> list[Path]:
    """Return the quizzes of the course at `root`. A name with a dot in it is no quiz's: hints have
    one, and a copy that was kept."""
    return sorted(path for path in root.glob("source/*.toml") if "." not in path.stem)


def quizzes_of(root: Path, assignment: str = "*") -> dict[str, Quiz]:
    """Return the course's quizzes, or that of one assignment, by assignment."""
    return {path.stem: load(path) for path in files(root) if assignment in ("*", path.stem)}


def load(path: Path) -> Quiz:
    """The quiz in a TOML file. Raises QuizError: one line that names the file, the item (by key or
    position) and the field; lists count from 1, as in `options[2].why`."""
    try:
        data = tomllib.loads(Path(path).read_bytes().decode("utf-8"))
        data = _clean(path, data, data, ())
    except OSError as error:
        raise QuizError(f"{path}: can't be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise QuizError(f"{path}: byte {error.start} is not UTF-8; save it as UTF-8") from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        words, _, where = str(error).rpartition(" (at ")
        raise QuizError(f"{path}: {where.rstrip(')')}: not TOML: {words}") from None
    _check_form(path, data)
    items = [_item(path, data, number) for number in range(len(data["item"]))]
    keys = [item.key for item in items]
    for number, key in enumerate(keys):
        if key in keys[:number]:
            _fail(
                path,
                data,
                ("item", number, "key"),
                f"used twice, by item {keys.index(key) + 1} and item {number + 1} of the file",
            )
    return Quiz(data["title"], data["intro"], tuple(items))


def _check_form(path: Path, data: dict[str, Any]) -> None:
    """Raise QuizError for the first place, in the file's order of items, that breaks the schema."""
    import jsonschema  # here, for it takes a fifth of a second, and most assignments are no quiz

    schema = json.loads(SCHEMA.read_text("utf-8"))
    errors = [
        (tuple(error.absolute_path), error)
        for error in jsonschema.Draft202012Validator(schema).iter_errors(data)
    ]
    if not errors:
        return
    place, error = min(errors, key=lambda one: (one[0][1:2], len(one[0]), str(one[0])))
    if error.validator == "required":
        field = next(one for one in error.validator_value if one not in error.instance)
        _fail(path, data, (*place, field), "is missing")
    if error.validator == "additionalProperties":
        field = next(one for one in error.instance if one not in error.schema["properties"])
        _fail(
            path,
            data,
            (*place, field),
            f"no such field; known: {', '.join(error.schema['properties'])}",
        )
    _fail(path, data, place, f"{_shown(error.instance)} is not {error.schema['description']}")


def _item(path: Path, data: dict[str, Any], number: int) -> Item:
    """One item of the data, which the schema allows. Raises QuizError where it makes no sense."""

    def fail(words: str, *field: str | int) -> NoReturn:
        _fail(path, data, ("item", number, *field), words)

    raw = dict(data["item"][number])
    for rows, field in (("options", "text"), ("options", "why"), ("wrong", "why")):
        seen = [" ".join(row[field].split()) for row in raw.get(rows, ())]
        for k, text in enumerate(seen):
            if text in seen[:k]:
                fail(f"says the same as {rows}[{seen.index(text) + 1}]", rows, k, field)
    raw["options"] = tuple(Option(**row) for row in raw.get("options", ()))
    raw["covers"] = tuple(raw.get("covers", ()))
    if raw["kind"] == "choice" and raw["answer"] > len(raw["options"]):
        fail(
            f"{raw['answer']} is not the number of one of the {len(raw['options'])} options",
            "answer",
        )
    if raw["kind"] == "number":
        raw.update(_drawn_fields(raw, fail) if "draw" in raw else _number_fields(raw, fail))
    return Item(**raw)


def _number_fields(raw: dict[str, Any], fail: Callable[..., NoReturn]) -> dict[str, Any]:
    """What a number's item holds besides the common fields; `fail(words, *field)` never returns."""

    def numbers(value: Any, count: int, *field: str | int) -> tuple[float, ...]:
        several = value if isinstance(value, list) else [value]
        if any(isinstance(one, str) for one in several):
            fail(f"{_shown(value)} is not a number; formulas need draw", *field)
        if len(several) != count:
            fail(f"{_shown(value)} is not {WORDS[count]} number{'s' * (count > 1)}", *field)
        return tuple(several)

    parts, decimals = tuple(raw.get("parts", ())), raw.get("decimals")
    answer = numbers(raw["answer"], len(parts) or 1, "answer")
    if decimals is not None and ("atol" in raw or "rtol" in raw):
        fail("say decimals, or rtol and atol, not both", "decimals")
    if not (decimals or "atol" in raw or "rtol" in raw) and any(one != int(one) for one in answer):
        fail(f"{_shown(raw['answer'])} is not whole; say decimals, rtol or atol", "answer")
    # One unit of the last place, so that a number cut off there counts as well as a rounded one.
    atol, rtol = raw.get("atol", 10.0**-decimals if decimals else 1e-9), raw.get("rtol", 0.0)

    def near(a: Any, b: Any) -> bool:
        """Whether some answer would count as both."""
        if a is None or b is None:
            return a is b
        return bool(abs(a - b) <= 2 * atol + rtol * (abs(a) + abs(b)))

    wrong: list[Wrong] = []
    for k, row in enumerate(raw.get("wrong", ())):
        if "part" in row and row["part"] not in parts:
            fail(f"{_shown(row['part'])} is not one of the item's parts", "wrong", k, "part")
        given = numbers(row["value"], 1 if "part" in row else len(answer), "wrong", k, "value")
        values = (
            tuple(given[0] if one == row["part"] else None for one in parts)
            if "part" in row
            else given
        )
        if all(v is None or near(v, a) for v, a in zip(values, answer, strict=True)):
            fail(f"{_shown(row['value'])} counts as the answer", "wrong", k, "value")
        for j, other in enumerate(wrong):
            if all(map(near, values, other.values)):
                fail(f"{_shown(row['value'])} counts as wrong[{j + 1}] too", "wrong", k, "value")
        wrong.append(Wrong(values, row["name"], row["why"]))
    decimals = None if decimals is None else int(decimals)
    return {
        "answer": answer,
        "parts": parts,
        "decimals": decimals,
        "atol": atol,
        "rtol": rtol,
        "wrong": tuple(wrong),
    }


def _drawn_fields(raw: dict[str, Any], fail: Callable[..., NoReturn]) -> dict[str, Any]:
    """What an item holds whose numbers are drawn. Every combination is tried: no formula may fail,
    and no known wrong value may come near the answer or another wrong value."""
    draw, parts = raw["draw"], tuple(raw.get("parts", ()))
    if "rtol" not in raw or "decimals" in raw or "atol" in raw:
        fail("is missing; an answer of drawn numbers has rtol, and no decimals or atol", "rtol")
    try:
        cases = quiz_formulas.cases(draw)
    except ValueError as error:
        fail(str(error), "draw")

    def formulas(value: Any, count: int, *field: str | int) -> tuple[str, ...]:
        several = value if isinstance(value, list) else [value]
        if len(several) != count:
            fail(f"{_shown(value)} is not {WORDS[count]} formula{'s' * (count > 1)}", *field)
        try:
            texts = tuple(quiz_formulas.formula(str(one), tuple(draw)) for one in several)
            return tuple(one for one in texts if [quiz_formulas.value(one, case) for case in cases])
        except ValueError as error:
            fail(f"{_shown(value)}: {error}", *field)

    answer = formulas(raw["answer"], len(parts) or 1, "answer")
    wrong: list[Wrong] = []
    for k, row in enumerate(raw.get("wrong", ())):
        if "part" in row and row["part"] not in parts:
            fail(f"{_shown(row['part'])} is not one of the item's parts", "wrong", k, "part")
        given = formulas(row["value"], 1 if "part" in row else len(answer), "wrong", k, "value")
        values = (
            tuple(given[0] if one == row["part"] else None for one in parts)
            if "part" in row
            else given
        )
        for j, other in enumerate((Wrong(answer, "", ""), *wrong)):
            if any(_meet(values, other.values, case, raw["rtol"]) for case in cases):
                told = f"wrong[{j}] too" if j else "the answer"
                fail(f"{_shown(row['value'])} can count as {told}", "wrong", k, "value")
        wrong.append(Wrong(values, row["name"], row["why"]))
    return {
        "answer": answer,
        "parts": parts,
        "wrong": tuple(wrong),
        "draw": tuple((key, tuple(some)) for key, some in draw.items()),
    }


def _meet(
    some: tuple[Any, ...], others: tuple[Any, ...], case: dict[str, float], rtol: float
) -> bool:
    """Whether two rows of formulas give numbers that a mark could not tell apart, in this case."""
    pairs = [
        (quiz_formulas.value(a, case), quiz_formulas.value(b, case))
        for a, b in zip(some, others, strict=True)
        if a and b
    ]
    return bool(pairs) and all(
        abs(a - b) <= 2 * max(rtol, 2e-3) * max(abs(a), abs(b)) for a, b in pairs
    )


def _fail(path: Path, data: Any, place: tuple[str | int, ...], words: str) -> NoReturn:
    """Raise QuizError for a place in the data, as in ("item", 2, "options", 1, "why")."""
    item = ""
    if place[:1] == ("item",) and len(place) > 1 and isinstance(place[1], int):
        raw = data["item"][place[1]]
        key = raw.get("key") if isinstance(raw, dict) else None
        item = f"item {key if key and isinstance(key, str) else place[1] + 1}, "
        place = place[2:]
    field = "".join(f"[{one + 1}]" if isinstance(one, int) else f".{one}" for one in place)
    line = f"{path}: {item}field {field.lstrip('.') or 'item'}: {words}"
    raise QuizError(re.sub(r"\s+", " ", line))


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 60 else text[:59] + "…"


def _clean(path: Path, data: Any, value: Any, place: tuple[str | int, ...]) -> Any:
    """The value with no white space around its texts, which ''' … ''' leaves. Raises QuizError for
    nan, inf, and what would break the notebook; `place` is where the value stands in the data."""
    if isinstance(value, dict):
        return {key: _clean(path, data, one, (*place, key)) for key, one in value.items()}
    if isinstance(value, list):
        return [_clean(path, data, one, (*place, k)) for k, one in enumerate(value)]
    if isinstance(value, int | float) and not abs(value) < 1e300:
        _fail(path, data, place, f"{_shown(value)} is not a finite number of a sensible size")
    if not isinstance(value, str):
        return value
    for pattern, words in FORBIDDEN.items():
        if found := pattern.search(value):
            _fail(path, data, place, f"{found[0].strip(' ')!r} {words}; take it out")
    return value.strip()
