"""What a deck is made of: slides of blocks, and questions to the audience."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

from autograder.pages.decks.prose import plain, prose_html

__all__ = ["Block", "Deck", "Question", "Slide"]

WIDE = 1.9  # width over height: such a figure takes the slide's whole width
BESIDE = 22  # words: a text of more stands beside a figure that is not wide
SPOKEN = 130  # words a minute
SOURCES = re.compile(r"^\*Sources\.\*.+?(?=\n\s*\n|\Z)", re.DOTALL | re.MULTILINE)  # not read aloud


@dataclass(frozen=True)
class Question:
    """A question to the audience: Markdown, its options, the right one in a word, why it is right,
    and the section of the lesson that it is about, "" for all of it. `key` is the right option's
    place, from 0; `whys` say what each option is right or wrong about."""

    asked: str
    options: tuple[str, ...]
    right: str
    why: str
    section: str = ""
    key: int = 0
    whys: tuple[str, ...] = ()

    @property
    def texts(self) -> tuple[str, ...]:
        """Return all that is said in it, in Markdown: its formulas can be typeset at once."""
        return (self.asked, *self.options, self.why, *self.whys)


@dataclass(frozen=True)
class Block:
    """A part of a slide. `source` is Markdown where it is a text, the options of a question or the
    cards of the end, else HTML. `step` is shown at the next press of a key; `full` is what the
    lesson says where the face says less; `words` are spoken over it."""

    kind: Literal["text", "options", "cards", "code", "output", "figure", "widget"]
    source: str
    words: int = 0
    step: bool = False
    aspect: float = 0.0
    full: str = ""
    origin: int = 0  # the text that it was part of
    key: int = -1  # the right option

    @property
    def html(self) -> str:
        if self.kind not in ("text", "options", "cards"):
            return self.source
        html = prose_html(self.source)
        if self.kind == "options":
            preamble, *options = html.split("<li>")
            marks = ['<li class="right">' if k == self.key else "<li>" for k in range(len(options))]
            html = preamble + "".join(a + b for a, b in zip(marks, options, strict=True))
        return html


@dataclass
class Slide:
    """One slide: `section` is the heading it stands under, `title` its own."""

    kind: Literal["title", "agenda", "text", "question", "end"]
    title: str
    section: str = ""
    name: str = ""
    blocks: list[Block] = field(default_factory=list)
    says: list[str] = field(default_factory=list)  # Markdown, for the speaker
    goes_on: bool = False  # with the slide before it, under the same heading

    @property
    def layout(self) -> str:
        """Return how text and figure share the slide: "beside", "below" or "text"."""
        figures = [block for block in self.blocks if block.kind == "figure"]
        if not figures:
            return "text"
        others = [block for block in self.blocks if block.kind != "figure"]
        if len(figures) > 1 or figures[0].aspect >= WIDE:
            return "below"
        if any(block.kind != "text" or re.search(r"^\|", block.source, re.M) for block in others):
            return "below"
        return "beside" if sum(len(plain(b.source).split()) for b in others) > BESIDE else "below"

    def groups(self) -> list[tuple[str, list[Block]]]:
        """Return the blocks as they stand side by side: ("words", …) and ("pictures", …)."""
        words = [block for block in self.blocks if block.kind != "figure"]
        figures = [block for block in self.blocks if block.kind == "figure"]
        found = [("words", words), ("pictures", figures)]
        return [(name, blocks) for name, blocks in found if blocks]

    @property
    def notes(self) -> list[str]:
        """Return what the speaker says, in Markdown: in full where the face says it shortly."""
        return [block.full for block in self.blocks if block.full] + self.says

    @property
    def minutes(self) -> float:
        """Return how long the slide takes, by halves of a minute."""
        if self.kind in ("agenda", "end"):
            return 0.5
        said = SOURCES.sub("", "\n\n".join(self.says))
        words = sum(block.words for block in self.blocks) + len(plain(said).split())
        figures = sum(block.kind in ("figure", "widget") for block in self.blocks)
        code = sum(block.kind == "code" for block in self.blocks)
        question = 1.0 if self.kind == "question" else 0.0
        exact = min(words / SPOKEN, 2.5) + 0.5 * figures + 0.5 * code + question
        return max(0.5, round(2 * exact) / 2)


@dataclass(frozen=True)
class Deck:
    """A lesson as slides."""

    name: str
    number: str
    title: str
    slides: list[Slide]

    @property
    def minutes(self) -> float:
        return sum(slide.minutes for slide in self.slides)
