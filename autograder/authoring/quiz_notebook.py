"""The quiz written out: as the text of an assignment, as explanations, as names of slips."""

from __future__ import annotations

import re
from typing import Any

from autograder.authoring.quiz_file import MARKER, WORDS, Item, Quiz

__all__ = ["asked", "explanations", "plain", "slip_names", "to_text"]


def slip_names(quiz: Quiz) -> dict[str, str]:
    """For every slip that a quiz's test cell can report, one short sentence for a class report."""
    names = {}
    for item in quiz.items:
        for number, option in enumerate(item.options, 1):
            if number != item.right_option and item.kind == "truth":
                names[f"{item.name}-{option.text.lower()}"] = f"{item.key}: answered {option.text}"
            elif number != item.right_option:
                names[f"{item.name}-option-{number}"] = f"{item.key}: chose “{plain(option.text)}”"
        for number, wrong in enumerate(item.wrong, 1):
            gave = ", ".join(
                "–" if v is None else v if isinstance(v, str) else f"{v:.4g}" for v in wrong.values
            )
            names[f"{item.name}-wrong-{number}"] = f"{item.key}: gave {gave} ({wrong.name})"
    return names


def explanations(quiz: Quiz) -> dict[str, str]:
    """For every test cell, by grade id, what to show once it is graded, in markdown."""
    return {
        f"{item.name}-answer": "\n\n".join(
            [option.why for option in item.options[item.right_option - 1 : item.right_option]]
            + [item.explanation]
        )
        for item in quiz.items
    }


def to_text(quiz: Quiz) -> str:
    """The quiz as py:percent text with short roles: same quiz, same text."""
    drawn = any(item.draw for item in quiz.items)
    cells = [_markdown('name="top"', f"# {quiz.title}\n\n{quiz.intro}"), _setup(quiz, drawn)]
    if drawn:
        cells += MY_NUMBER
    for item in quiz.items:
        cells += [_question(item), *_locked(item), _solution(item), _test(item)]
    return "\n\n".join(cells) + "\n"


MY_NUMBER = [
    '# %% [markdown] name="your-number"\n'
    "# ## A number of your own\n#\n"
    "# Some questions come with numbers of your own. They are drawn from the number that you write "
    "here: take your student number, or another one that your teacher gave you. Change it, and the "
    "numbers change; then run the notebook from the top.",
    '# %% solution="my_number"\n'
    "# a whole number: your student number\n"
    "my_number = (\n    ### BEGIN SOLUTION\n    2026\n    ### END SOLUTION\n)",
]


def _setup(quiz: Quiz, drawn: bool) -> str:
    lines = ['# %% locked="setup"']
    if drawn:
        lines += ["from math import exp, log, sqrt", ""]
    if any(item.figure for item in quiz.items):
        lines.append("from initlab.figures import quiz as quiz_figures")
    if drawn:
        lines.append("from initlab.draws import drawn_number, is_drawn_number, show_numbers")
    lines.append("from initlab.quiz import choice, is_choice, is_number, is_truth, number, truth")
    return "\n".join(lines)


def _locked(item: Item) -> list[str]:
    """The cells between the question and the answer: a figure, and the numbers of one's own."""
    cells = []
    if item.figure:
        cells.append(f'# %% locked="{item.name}-figure"\nquiz_figures.{item.figure}()')
    if item.draw:
        cells.append(
            f'# %% locked="{item.name}-numbers"\n{item.name}_numbers = '
            f'show_numbers("{item.name}", my_number, {_choices(item)})'
        )
    return cells


def _choices(item: Item) -> str:
    return repr({key: list(some) for key, some in item.draw})


def _formula(item: Item, values: tuple[Any, ...]) -> str:
    """The values as a function of the drawn numbers."""
    shown = ", ".join(map(str, values))
    return f"lambda {', '.join(key for key, _ in item.draw)}: " + (
        f"({shown})" if item.parts else shown
    )


def _markdown(keys: str, text: str) -> str:
    lines = [f"# {line}".rstrip() for line in text.split("\n")]
    return "\n".join([f"# %% [markdown] {keys}", *lines])


def _question(item: Item) -> str:
    marks = ["-" if item.kind == "truth" else f"{n}." for n in range(1, len(item.options) + 1)]
    listed = [f"{mark} {option.text}" for mark, option in zip(marks, item.options, strict=True)]
    text = f"## {item.key} · {item.title}\n\n{item.question}\n\n" + "\n".join(listed)
    covers = f' covers="{",".join(item.covers)}"' if item.covers else ""
    return _markdown(f'name="{item.key}"{covers}', text.rstrip())


def _solution(item: Item) -> str:
    return (
        f'# %% solution="{item.name}"\n# {asked(item)}\n{item.name} = (\n'
        f"    ### BEGIN SOLUTION\n    {_solved(item)}\n    ### END SOLUTION\n)"
    )


def _solved(item: Item) -> str:
    if item.draw:
        assert isinstance(item.answer, tuple)
        return f"({_formula(item, item.answer)})(**{item.name}_numbers)"
    return repr(_key(item))


def _key(item: Item) -> Any:
    """The right answer as a student writes it."""
    return item.answer[0] if isinstance(item.answer, tuple) and not item.parts else item.answer


def asked(item: Item) -> str:
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
    why = {
        n: plain(option.why) for n, option in enumerate(item.options, 1) if n != item.right_option
    }
    if item.kind == "choice":
        visible = f"is_choice({args}, options={len(item.options)})"
        texts = [plain(option.text) for option in item.options]
        hidden = f"choice({args}, key={_key(item)!r}, because={why!r}, texts={texts!r}"
    elif item.kind == "truth":
        visible = f"is_truth({args})"
        hidden = f"truth({args}, key={_key(item)!r}, because={why.popitem()[1]!r}"
    elif item.draw:
        parts = f", parts={item.parts!r}" if item.parts else ""
        visible = f"is_drawn_number({args}, my_number{parts})"
        hidden = _drawn(item, args) + parts
    else:
        parts = f", parts={item.parts!r}" if item.parts else ""
        visible = f"is_number({args}{parts})"
        wrong = [
            (one.values if item.parts else one.values[0], plain(one.why)) for one in item.wrong
        ]
        hidden = (
            f"number({args}, key={_key(item)!r}, rtol={item.rtol!r}, atol={item.atol!r}, "
            f"wrong={wrong!r}{parts}, points={item.points:g}, "
            f"relation={plain(item.relation)!r}"
        )
    # A marker inside a text would end the region early; as an escape it is the same string.
    hidden = MARKER.sub(lambda found: found[0].replace(" ", "\\x20"), hidden)
    return (
        f'# %% test="{item.name}-answer" points={item.points:g} lesson="{item.lesson}"\n'
        f"{visible}\n### BEGIN HIDDEN TESTS\n{hidden}, lesson={item.lesson!r})\n"
        "### END HIDDEN TESTS"
    )


def _drawn(item: Item, args: str) -> str:
    assert isinstance(item.answer, tuple)
    wrong = ", ".join(f"({_formula(item, one.values)}, {plain(one.why)!r})" for one in item.wrong)
    return (
        f"drawn_number({args}, my_number, {_choices(item)}, "
        f"key={_formula(item, item.answer)}, wrong=[{wrong}], rtol={item.rtol!r}, atol=0.0, "
        f"points={item.points:g}, relation={plain(item.relation)!r}"
    )


def plain(text: str) -> str:
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
