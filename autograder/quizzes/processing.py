"""How a QTI 2.1 item is scored, and which reasons it shows: by the rules of `initlab.quiz`."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Sequence
from dataclasses import dataclass

from autograder.quizzes.questions import Question

__all__ = ["Processing", "processing"]


@dataclass(frozen=True)
class Processing:
    """The declarations of an item, its response processing, and its reasons in Markdown, by the
    identifiers that the outcome FEEDBACK can hold."""

    declarations: tuple[ET.Element, ...]
    processing: ET.Element
    feedback: dict[str, str]


def processing(one: Question) -> Processing:
    """Return how the question is scored. Every reason that applies is shown, and after it the
    explanation."""
    feedback: dict[str, str] = {}
    rules = _make("responseProcessing")
    declared = _numbers(one, rules, feedback) if one.numbers else _options(one, rules, feedback)
    lesson = one.lesson.partition("#")[0]
    feedback["explanation"] = f"{one.explanation}\n\nSee lesson {lesson}."
    _show(rules, "explanation")
    score = _outcome("SCORE", "single", "float", "0")
    score.set("normalMaximum", f"{one.points:g}")
    most = _outcome("MAXSCORE", "single", "float", f"{one.points:g}")
    told = _outcome("FEEDBACK", "multiple", "identifier")
    return Processing((*declared, score, most, told), rules, feedback)


def _options(one: Question, rules: ET.Element, feedback: dict[str, str]) -> list[ET.Element]:
    declared = _response("RESPONSE", "identifier", f"option{one.right}")
    branch = None
    for place, option in enumerate(one.options, 1):
        feedback[f"why{place}"] = option.why
        chosen = _make("match")
        _variable(chosen, "RESPONSE")
        _value(chosen, "identifier", f"option{place}")
        branch = _branch(rules, branch, chosen)
        if place == one.right:
            _set_score(branch[1], one.points)
        _show(branch[1], f"why{place}")
    return [declared]


def _numbers(one: Question, rules: ET.Element, feedback: dict[str, str]) -> list[ET.Element]:
    names = (
        [f"RESPONSE{place}" for place in range(1, len(one.numbers) + 1)]
        if one.numbers[1:]
        else ["RESPONSE"]
    )
    right = [
        _near(name, number.value, number.tolerance)
        for name, number in zip(names, one.numbers, strict=True)
    ]
    for place, known in enumerate(one.known, 1):
        feedback[f"wrong{place}"] = known.why
    feedback["relation"] = f"The relation to use: {one.relation}"
    branch = _branch(rules, None, _all(right))
    _set_score(branch[1], one.points)
    for place, known in enumerate(one.known, 1):
        if None not in known.values:  # a slip that shows in every number
            near = [
                _near(name, *value)
                for name, value in zip(names, known.values, strict=True)
                if value
            ]
            branch = _branch(rules, branch, _all(near))
            _show(branch[1], f"wrong{place}")
            _add_shares(branch[1], right, one)
    rest = _sub(branch[0], "responseElse")
    if not one.numbers[1:]:
        _show(rest, "relation")
    else:
        _add_shares(rest, right, one)
        for part, name in enumerate(names):
            inner = _branch(rest, None, _copy(right[part]))
            for place, known in enumerate(one.known, 1):
                value = known.values[part]
                if value and None in known.values:
                    inner = _branch(rest, inner, _near(name, *value))
                    _show(inner[1], f"wrong{place}")
            _show(_sub(inner[0], "responseElse"), "relation")
    return [
        _response(name, "float", repr(number.value))
        for name, number in zip(names, one.numbers, strict=True)
    ]


def _add_shares(node: ET.Element, right: Sequence[ET.Element], one: Question) -> None:
    """Add to the score, for each number that is right, its share of the points."""
    if not one.numbers[1:]:
        return
    for near in right:
        branch = _branch(node, None, _copy(near))
        outcome = _sub(branch[1], "setOutcomeValue", identifier="SCORE")
        total = _sub(outcome, "sum")
        _variable(total, "SCORE")
        _value(total, "float", repr(one.points / len(one.numbers)))


def _branch(
    node: ET.Element, before: tuple[ET.Element, ET.Element] | None, test: ET.Element
) -> tuple[ET.Element, ET.Element]:
    """A condition, or the next branch of the one before: (the condition, the branch)."""
    condition = before[0] if before else _sub(node, "responseCondition")
    branch = _sub(condition, "responseElseIf" if before else "responseIf")
    branch.append(test)
    return condition, branch


def _show(node: ET.Element, ident: str) -> None:
    """Add a reason to those that are shown. A branch must do something, so it always does."""
    outcome = _sub(node, "setOutcomeValue", identifier="FEEDBACK")
    several = _sub(outcome, "multiple")
    _variable(several, "FEEDBACK")
    _value(several, "identifier", ident)


def _set_score(node: ET.Element, points: float) -> None:
    outcome = _sub(node, "setOutcomeValue", identifier="SCORE")
    _value(outcome, "float", f"{points:g}")


def _near(name: str, value: float, tolerance: float) -> ET.Element:
    near = _make("equal", toleranceMode="absolute", tolerance=f"{tolerance!r} {tolerance!r}")
    _value(near, "float", repr(value))
    _variable(near, name)
    return near


def _all(tests: Sequence[ET.Element]) -> ET.Element:
    if not tests[1:]:
        return _copy(tests[0])
    both = _make("and")
    both.extend(_copy(test) for test in tests)
    return both


def _response(name: str, kind: str, value: str) -> ET.Element:
    made = _make("responseDeclaration", identifier=name, cardinality="single", baseType=kind)
    _sub(_sub(made, "correctResponse"), "value").text = value
    return made


def _outcome(name: str, cardinality: str, kind: str, default: str = "") -> ET.Element:
    made = _make("outcomeDeclaration", identifier=name, cardinality=cardinality, baseType=kind)
    if default:
        _sub(_sub(made, "defaultValue"), "value").text = default
    return made


def _variable(node: ET.Element, name: str) -> None:
    _sub(node, "variable", identifier=name)


def _value(node: ET.Element, kind: str, value: str) -> None:
    _sub(node, "baseValue", baseType=kind).text = value


def _copy(element: ET.Element) -> ET.Element:
    return ET.fromstring(ET.tostring(element))


def _make(name: str, **attributes: str) -> ET.Element:
    return ET.Element(name, attributes)


def _sub(node: ET.Element, name: str, **attributes: str) -> ET.Element:
    return ET.SubElement(node, name, attributes)
