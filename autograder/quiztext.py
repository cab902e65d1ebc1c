"""The quiz written out: as the text of an assignment, as explanations, as names of slips."""

from __future__ import annotations

import re
from typing import Any

from autograder.quizbank import MARKER, WORDS, Item, Quiz

__all__ = ["explanations", "slip_names", "to_text"]


def slip_names(quiz: Quiz) -> dict[str, str]:
    """For every slip that a quiz's test cell can report, one short sentence for a class report."""
    names = {}
    for item in quiz.items:
        for number, option in enumerate(item.options, 1):
            if number != item.right_option and item.kind == "truth":
                names[f"{item.name}-{option.text.lower()}"] = f"{item.key}: answered {option.text}"
            elif number != item.right_option:
                names[f"{item.name}-option-{number}"] = f"{item.key}: chose “{_plain(option.text)}”"
        for number, wrong in enumerate(item.wrong, 1):
            gave = ", ".join("–" if v is None else f"{v:.4g}" for v in wrong.values)
            names[f"{item.name}-wrong-{number}"] = f"{item.key}: gave {gave} ({wrong.name})"
    return names


def explanations(quiz: Quiz) -> dict[str, str]:
    """For every test cell, by grade id, what to show once it is graded, in markdown."""
    return {f"{item.name}-answer": "\n\n".join(
        [option.why for option in item.options[item.right_option - 1:item.right_option]]
        + [item.explanation]) for item in quiz.items}


def to_text(quiz: Quiz) -> str:
    """The quiz as py:percent text with short roles: same quiz, same text."""
    cells = [
        _markdown('name="top"', f"# {quiz.title}\n\n{quiz.intro}"),
        '# %% locked="setup"\n'
        "from initlab.quiz import choice, is_choice, is_number, is_truth, number, truth",
    ]
    for item in quiz.items:
        cells += [_question(item), _solution(item), _test(item)]
    return "\n\n".join(cells) + "\n"


def _markdown(keys: str, text: str) -> str:
    lines = [f"# {line}".rstrip() for line in text.split("\n")]
    return "\n".join([f"# %% [markdown] {keys}", *lines])


def _question(item: Item) -> str:
    marks = ["-" if item.kind == "truth" else f"{n}." for n in range(1, len(item.options) + 1)]
    listed = [f"{mark} {option.text}" for mark, option in zip(marks, item.options, strict=True)]
    text = f"## {item.key} · {item.title}\n\n{item.question}\n\n" + "\n".join(listed)
    return _markdown(f'name="{item.key}" covers="{",".join(item.covers)}"', text.rstrip())


def _solution(item: Item) -> str:
    return (f'# %% solution="{item.name}"\n# {_asked(item)}\n{item.name} = (\n'
            f"    ### BEGIN SOLUTION\n    {_key(item)!r}\n    ### END SOLUTION\n)")


def _key(item: Item) -> Any:
    """The right answer as a student writes it."""
    return item.answer[0] if isinstance(item.answer, tuple) and not item.parts else item.answer


def _asked(item: Item) -> str:
    """The form of the answer in words; it depends on the question and never on the answer."""
    if item.kind == "truth":
        return "True or False"
    if item.kind == "choice":
        listed = ", ".join(map(str, range(1, len(item.options))))
        return f"the number of your option: {listed} or {len(item.options)}"
    whole = "whole " if item.decimals == 0 else ""
    many = f"{WORDS[len(item.parts)]} {whole}numbers: {', '.join(item.parts)}"
    places = f", to {item.decimals} decimal{'s' * (item.decimals != 1)}" if item.decimals else ""
    return (many if item.parts else f"a {whole}number") + places


def _test(item: Item) -> str:
    args = f'"{item.name}", {item.name}'
    why = {n: _plain(option.why) for n, option in enumerate(item.options, 1)
           if n != item.right_option}
    if item.kind == "choice":
        visible = f"is_choice({args}, options={len(item.options)})"
        texts = [_plain(option.text) for option in item.options]
        hidden = f"choice({args}, key={_key(item)!r}, because={why!r}, texts={texts!r}"
    elif item.kind == "truth":
        visible = f"is_truth({args})"
        hidden = f"truth({args}, key={_key(item)!r}, because={why.popitem()[1]!r}"
    else:
        parts = f", parts={item.parts!r}" if item.parts else ""
        visible = f"is_number({args}{parts})"
        wrong = [(one.values if item.parts else one.values[0], _plain(one.why))
                 for one in item.wrong]
        hidden = (f"number({args}, key={_key(item)!r}, rtol={item.rtol!r}, atol={item.atol!r}, "
                  f"wrong={wrong!r}{parts}, points={item.points:g}, "
                  f"relation={_plain(item.relation)!r}")
    # A marker inside a text would end the region early; as an escape it is the same string.
    hidden = MARKER.sub(lambda found: found[0].replace(" ", "\\x20"), hidden)
    return (f'# %% test="{item.name}-answer" points={item.points:g} lesson="{item.lesson}"\n'
            f"{visible}\n### BEGIN HIDDEN TESTS\n{hidden}, lesson={item.lesson!r})\n"
            "### END HIDDEN TESTS")


def _plain(text: str) -> str:
    """Markdown with maths as plain text, for messages: paragraphs on one line each, no LaTeX."""
    text = re.sub(r"(?<!\n)\n(?!\n)", " ", text)
    text = re.sub(r"\$([^$]*)\$", lambda maths: _plain_maths(maths[1]), text)
    return re.sub(r"\n{2,}", "\n", text)


def _plain_maths(maths: str) -> str:
    maths = re.sub(r"\\frac\s*\{([^{}]*)\}\{([^{}]*)\}", r"(\1)/(\2)", maths)
    maths = re.sub(r"\\sqrt\s*\{([^{}]*)\}", r"√(\1)", maths)
    maths = maths.replace("^2", "²").replace("\\,", " ").replace("\\sigma", "σ")
    maths = maths.replace("\\approx", "≈").replace("\\cdot", "·").replace("\\pi", "π")
    return re.sub(r"\s+", " ", re.sub(r"\\(?:mathrm)?|[{}]", "", maths)).strip()
