"""What stands on each slide of a lesson: made of its cells, in one linear order.

A cell whose role is `slide` or `subslide` begins a slide; `fragment` is the next step on it, `-`
and no role go on; `skip` leaves a cell out, and its text is what the speaker says there. A title
slide, an agenda, questions to the audience and an end slide are added.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from nbformat.notebooknode import NotebookNode

from autograder.pages.decks.figures import alternative, aspect, only_draws, picture
from autograder.pages.decks.prose import code_html, formulas_in, plain, prose_html
from autograder.pages.webparts import typeset

__all__ = ["Block", "Deck", "Question", "Slide", "deck_of"]

BEGINS = ("slide", "subslide")
QUESTIONS = 3  # to the audience, at most, in one deck
CLOSING = ("sources", "common-claims", "claims", "recap")  # what ends a lesson
WIDE = 1.9  # width over height: such a figure takes the slide's whole width
BESIDE = 22  # words: a text of more stands beside a figure that is not wide
SPOKEN = 130  # words a minute
LINES = 5  # beside a wide figure on one slide; with more, the figure gets a slide of its own
LINE = 16  # words that a line of a slide takes
SHORT_AGENDA = 9  # points; more stand in two columns
HEADING = re.compile(r"^(#{1,4})\s+(.+)$", re.MULTILINE)


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


@dataclass(frozen=True)
class Block:
    """A part of a slide. `step` is shown at the next press of a key."""

    kind: Literal["text", "code", "output", "figure", "widget"]
    html: str
    words: int = 0
    step: bool = False
    aspect: float = 0.0

    @property
    def lines(self) -> int:
        """Return about how many lines it takes: a row or a point is one, however short."""
        if self.kind in ("figure", "widget"):
            return 0
        if self.kind in ("code", "output"):
            return self.html.rstrip().count("\n") + 1
        own = sum(self.html.count(tag) for tag in ("<tr", "<li"))
        return max(own, -(-self.words // LINE) + own // 2)


@dataclass
class Slide:
    """One slide: `section` is the heading it stands under, `title` its own."""

    kind: Literal["title", "agenda", "text", "question", "end"]
    title: str
    section: str = ""
    name: str = ""
    blocks: list[Block] = field(default_factory=list)
    says: list[str] = field(default_factory=list)  # Markdown, for the speaker

    @property
    def layout(self) -> str:
        """Return how text and figure share the slide: "beside", "below" or "text"."""
        figures = [block for block in self.blocks if block.kind == "figure"]
        if not figures:
            return "text"
        words = sum(block.words for block in self.blocks if block.kind != "figure")
        code = any(block.kind in ("code", "output") for block in self.blocks)
        if len(figures) > 1 or figures[0].aspect >= WIDE:
            return "below"
        return "beside" if words > BESIDE or code else "below"

    def groups(self) -> list[tuple[str, list[Block]]]:
        """Return the blocks as they stand side by side: ("words", …) and ("pictures", …)."""
        words = [block for block in self.blocks if block.kind != "figure"]
        figures = [block for block in self.blocks if block.kind == "figure"]
        found = [("words", words), ("pictures", figures)]
        return [(name, blocks) for name, blocks in found if blocks]

    @property
    def minutes(self) -> float:
        """Return how long the slide takes, by halves of a minute."""
        if self.kind in ("agenda", "end"):
            return 0.5
        words = sum(block.words for block in self.blocks) + len(plain(" ".join(self.says)).split())
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


def deck_of(
    name: str, node: NotebookNode, questions: Sequence[Question] = (), after: str = ""
) -> Deck:
    """Return the deck of a lesson that has been run. `questions` are about it; `after`
    says in Markdown where to go next. Raises CourseError for a formula that can't be read."""
    texts = [cell.source for cell in node.cells if cell.cell_type == "markdown"]
    typeset(formulas_in(texts))
    slides = _slides(node)
    title = slides[0].title
    number = name.partition("_")[0]
    slides = _opening(slides[0], number) + _parted(_joined(slides[1:]))
    agenda = list(dict.fromkeys(one.section for one in slides[2:] if one.section))
    _ask(slides, questions)
    slides.insert(2, _agenda(agenda))
    slides.append(_end(after))
    return Deck(name, number, title, slides)


def _slides(node: NotebookNode) -> list[Slide]:
    slides: list[Slide] = []
    imports = "\n".join(cell.source for cell in node.cells if "import" in cell.source)
    section = ""
    for cell in node.cells:
        role = cell.metadata.get("slideshow", {}).get("slide_type", "-")
        deeper = "deeper" in cell.metadata.get("tags", [])
        if role in BEGINS or not slides:
            title, level, rest = _headed(cell)
            if level and level <= 2:
                section = title
            slides.append(
                Slide(
                    "text",
                    title or section,
                    section,
                    cell.metadata.get("goodstart", {}).get("name", ""),
                )
            )
            _add(slides[-1], cell, rest, imports, step=False)
        elif role == "notes" or (role == "skip" and cell.cell_type == "markdown" and not deeper):
            title, _, rest = _headed(cell)
            slides[-1].says.append(rest if not title else f"**{title}.** {rest}")
        elif role != "skip":
            _add(slides[-1], cell, cell.source, imports, step=role == "fragment")
    return [one for k, one in enumerate(slides) if one.blocks or not k]


def _joined(slides: Sequence[Slide]) -> list[Slide]:
    """The slides, where a figure that has no heading of its own stands with the text before it."""
    made: list[Slide] = []
    for slide in slides:
        before = made[-1] if made else None
        if (
            before
            and before.kind == "text"
            and slide.title == slide.section == before.section
            and not slide.name
            and {block.kind for block in before.blocks} == {"text"}
            and sum(block.kind == "figure" for block in slide.blocks) == 1
            and _lines([*before.blocks, *slide.blocks]) < LINES
        ):
            before.blocks += [replace(block, step=True) for block in slide.blocks]
            before.says += slide.says
        else:
            made.append(slide)
    return made


def _parted(slides: Sequence[Slide]) -> list[Slide]:
    """The slides, where a wide figure that would be small beside long words stands on a slide of
    its own, with what is said of it."""
    made: list[Slide] = []
    for slide in slides:
        at = [k for k, block in enumerate(slide.blocks) if block.kind == "figure"]
        alone = len(at) == 1 and slide.kind == "text" and slide.blocks[at[0]].aspect >= WIDE
        if not alone or _lines(slide.blocks) < LINES:
            made.append(slide)
            continue
        before, after = slide.blocks[: at[0]], slide.blocks[at[0] + 1 :]
        figure = replace(slide.blocks[at[0]], step=False)
        if not before or _lines(after) >= LINES:
            parts = [[*before], [figure], [*after]]
        else:
            parts = [before, [figure, *after]]
        parts = [[replace(part[0], step=False), *part[1:]] for part in parts if part]
        made += [
            replace(slide, blocks=part, name=slide.name if k == 0 else "", says=[])
            for k, part in enumerate(parts)
        ]
        made[-1].says = slide.says
    return made


def _lines(blocks: Sequence[Block]) -> int:
    return sum(block.lines for block in blocks)


def _headed(cell: NotebookNode) -> tuple[str, int, str]:
    """(title, level, the rest) of a cell of prose that begins with a heading."""
    match = HEADING.match(cell.source) if cell.cell_type == "markdown" else None
    if not match:
        return "", 0, cell.source
    return match[2].strip(), len(match[1]), cell.source[match.end() :].strip()


def _add(slide: Slide, cell: NotebookNode, text: str, imports: str, step: bool) -> None:
    if cell.cell_type == "markdown":
        slide.blocks += _steps(text, step) if text.strip() else []
        return
    hidden = only_draws(cell.source, cell.outputs)
    if not hidden:
        lines = len(cell.source.splitlines())
        slide.blocks.append(Block("code", code_html(cell.source), 3 * lines, step))
    for output in cell.outputs:
        if block := _output(cell, output, imports, step and hidden):
            slide.blocks.append(block)


def _steps(text: str, first_is_step: bool) -> list[Block]:
    """The text as blocks: a derivation of several formulas comes formula by formula."""
    parts = [part for part in re.split(r"\n\s*\n", text) if part.strip()]
    formulas = [k for k, part in enumerate(parts) if "$$" in part]
    if len(formulas) < 2:
        return [Block("text", prose_html(text), _size(text), first_is_step)]
    cuts = [0, *(k + 1 for k in formulas)]
    pieces = ["\n\n".join(parts[a:b]) for a, b in zip(cuts, [*cuts[1:], len(parts)], strict=True)]
    return [
        Block("text", prose_html(piece), _size(piece), first_is_step or k > 0)
        for k, piece in enumerate(pieces)
        if piece.strip()
    ]


def _size(text: str) -> int:
    """How many words' room a text takes: a formula on a line of its own counts for fifteen."""
    return len(plain(text).split()) + 15 * (text.count("$$") // 2)


def _output(cell: NotebookNode, output: Any, imports: str, step: bool) -> Block | None:
    if output.output_type == "stream":
        return Block("output", f"<pre>{_escaped(output.text.rstrip())}</pre>", 5, step)
    data = output.get("data", {})
    if "image/svg+xml" in data or "image/png" in data:
        alt = alternative(cell.source, imports, data)
        return Block("figure", picture(data, alt), 0, step, aspect(data))
    if "text/html" in data:
        return Block("widget", str(data["text/html"]), 0, step)
    if "text/plain" in data:
        return Block("output", f"<pre>{_escaped(data['text/plain'])}</pre>", 5, step)
    return None


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def _opening(first: Slide, number: str) -> list[Slide]:
    """The title, and on a slide of its own the question that the lesson opens with."""
    series = Block("text", "<p>Good Start: how to choose a neural network's first weights</p>", 9)
    says = ["Welcome. Say what the lecture before this one was about."]
    question = replace(first, title="The opening question", section="")
    return [Slide("title", first.title, f"Lesson {number}", "", [series], says), question]


def _agenda(titles: Sequence[str]) -> Slide:
    items = "".join(f"<li>{prose_html(title).strip()[3:-4]}</li>" for title in titles)
    long = " long" if len(titles) > SHORT_AGENDA else ""
    block = Block("text", f"<ol class='agenda{long}'>{items}</ol>", 4 * len(titles))
    says = ["One sentence on each point at most: the agenda is for the eye."]
    return Slide("agenda", "What comes", blocks=[block], says=says)


def _end(after: str) -> Slide:
    says = ["Leave this on the screen while questions are asked."]
    block = Block("text", prose_html(after or "Thank you."), len(plain(after).split()))
    return Slide("end", "Where to go from here", blocks=[block], says=says)


def _ask(slides: list[Slide], questions: Sequence[Question]) -> None:
    """Put questions to the audience: after the section that one is about, or before the recap,
    when everything has been said."""
    closing = [k for k, one in enumerate(slides) if one.name in CLOSING]
    last = closing[0] if closing else len(slides)
    for question in reversed(questions[:QUESTIONS]):
        section = question.section
        named = [k for k, one in enumerate(slides[:last]) if section and one.name == section]
        at = named[0] + 1 if named else last
        while named and at < last and slides[at].section == slides[named[0]].section:
            at += 1
        slides.insert(at, _question(question, slides[at - 1].section if named else ""))
        last += 1


def _question(question: Question, section: str) -> Slide:
    listed = "\n".join(f"{k}. {text}" for k, text in enumerate(question.options, 1))
    asked = f"{question.asked}\n\n{listed}"
    answer = f"**{question.right}.** {question.why}"
    return Slide(
        "question",
        "A question to you",
        section,
        blocks=[
            Block("text", prose_html(asked), len(plain(asked).split())),
            Block("text", prose_html(answer), len(plain(answer).split()), step=True),
        ],
        says=[
            "Read the question aloud, give half a minute, let hands be raised for each option, and "
            "only then show the answer."
        ],
    )
