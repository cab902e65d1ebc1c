"""Questions to check oneself on a page: an answer is told at once whether it is right, and why."""

from __future__ import annotations

import html
from collections.abc import Sequence

from autograder.pages.decks.content import Question
from autograder.pages.decks.prose import plain, prose_html

__all__ = ["quiz_html"]


def quiz_html(lesson: str, questions: Sequence[Question]) -> str:
    """Return the questions as HTML that needs no script to be read: each option opens what is said
    about it."""
    parts = []
    for number, one in enumerate(questions, 1):
        options = []
        for k, text in enumerate(one.options):
            right = k == one.key
            why = one.whys[k] if k < len(one.whys) else ""
            said = " ".join(part for part in (why, one.why if right else "") if part)
            verdict = "Right." if right else "Not this one."
            told = f"<strong>{verdict}</strong> {prose_html(said)}"
            options.append(
                f'<details class="option {"right" if right else "wrong"}">'
                f'<summary aria-label="{html.escape(plain(text))}">{_inline(text)}</summary>'
                f'<div class="verdict">{told}</div></details>'
            )
        parts.append(
            f'<section class="self-test" aria-label="Question {number}">'
            f'<div class="asked"><span class="count">{number} of {len(questions)}</span>'
            f"{prose_html(one.asked)}</div>{''.join(options)}</section>"
        )
    return f'<div class="self-tests" data-lesson="{html.escape(lesson)}">{"".join(parts)}</div>'


def _inline(text: str) -> str:
    return prose_html(text).strip().removeprefix("<p>").removesuffix("</p>")
