"""What stands on each slide of a lesson: made of its cells, in one linear order.

A cell whose role is `slide` or `subslide` begins a slide; `fragment` is the next step on it, `-`
and no role go on; `skip` leaves a cell out, and its text is what the speaker says there. A title
slide, an agenda, questions to the audience and an end slide are added.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import nbformat
from nbformat.notebooknode import NotebookNode

from autograder.pages.decks import extras
from autograder.pages.decks.code import code_block
from autograder.pages.decks.figures import alternative, aspect, only_draws, picture
from autograder.pages.decks.model import Block, Deck, Question, Slide
from autograder.pages.decks.packing import packed, size
from autograder.pages.decks.prose import formulas_in
from autograder.pages.decks.steps import stepped
from autograder.pages.webparts import typeset

__all__ = ["Block", "Deck", "Question", "Slide", "deck_of"]

BEGINS = ("slide", "subslide")
TAKE_HOME = "take-home"  # the name of the cell with a lesson's three sentences
NOTE = re.compile(r'<p class="note">(.*?)</p>', re.DOTALL)
SAME_SENTENCE = re.compile(r"\s*(?!and\b|so\b|then\b)[a-z]")  # that of the formula before it
HEADING = re.compile(r"^(#{1,4})\s+(.+)$", re.MULTILINE)


def deck_of(
    name: str, node: NotebookNode, questions: Sequence[Question] = (), after: str = ""
) -> Deck:
    """Return the deck of a lesson that has been run. `questions` are about it; `after`
    says in Markdown where to go next. Raises CourseError for a formula that can't be read."""
    take_home = [cell for cell in node.cells if _name(cell) == TAKE_HOME]
    slides = _slides([cell for cell in node.cells if _name(cell) != TAKE_HOME])
    title = slides[0].title
    number = name.partition("_")[0]
    opened, question = extras.opening(slides[0], number)
    parts = [part for slide in _joined(slides[1:]) for part in packed(slide)]
    slides = [*packed(question), *parts]
    points = list(dict.fromkeys(one.section for one in slides if one.section not in ("", title)))
    extras.ask(slides, questions)
    at = next((k for k, one in enumerate(slides) if k and not one.goes_on), len(slides))
    slides = [opened, *slides[:at], extras.agenda(points), *slides[at:]]
    heading, _, said = _headed(take_home[0]) if take_home else ("", 0, "")
    slides.append(extras.end(heading, said, after))
    for slide in slides:
        texts = stepped([block.source if block.kind == "text" else "" for block in slide.blocks])
        slide.blocks = [
            replace(block, source=text) if text else block
            for block, text in zip(slide.blocks, texts, strict=True)
        ]
    typeset(formulas_in(text for slide in slides for text in _texts(slide)))
    return Deck(name, number, title, slides)


def _texts(slide: Slide) -> list[str]:
    written = [block.source for block in slide.blocks if block.kind in ("text", "options", "cards")]
    return [slide.title, slide.section, *slide.notes, *written]


def _name(cell: NotebookNode) -> str:
    return str(cell.metadata.get("goodstart", {}).get("name", ""))


def _slides(cells: Sequence[NotebookNode]) -> list[Slide]:
    slides: list[Slide] = []
    imports = "\n".join(cell.source for cell in cells if "import" in cell.source)
    section = ""
    for cell in cells:
        role = cell.metadata.get("slideshow", {}).get("slide_type", "-")
        deeper = "deeper" in cell.metadata.get("tags", [])
        if role in BEGINS or not slides:
            title, level, rest = _headed(cell)
            if level and level <= 2:
                section = title
            here = slides[-1].title if slides else section
            slides.append(Slide("text", title or here, section, _name(cell)))
            _add(slides[-1], cell, rest, imports, step=False)
        elif role == "notes" or (role == "skip" and cell.cell_type == "markdown" and not deeper):
            title, _, rest = _headed(cell)
            slides[-1].says.append(rest if not title else f"**{title}.** {rest}")
        elif role != "skip":
            _add(slides[-1], cell, cell.source, imports, step=role == "fragment")
    return [one for k, one in enumerate(slides) if one.blocks or not k]


def _joined(slides: Sequence[Slide]) -> list[Slide]:
    """The slides, where what has no heading of its own goes on with the slide before it: what is
    too much for one is parted after."""
    made: list[Slide] = []
    for slide in slides:
        before = made[-1] if made else None
        if before and not slide.name and slide.title == before.title:
            before.blocks += [replace(block, step=True) for block in slide.blocks[:1]]
            before.blocks += slide.blocks[1:]
            before.says += slide.says
        else:
            made.append(slide)
    return made


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
    if not hidden and (block := code_block(cell, step)):
        slide.blocks.append(block)
        step = False
    for output in _together(cell.outputs):
        if made := _output(cell, output, imports, step):
            slide.blocks.append(made)


def _together(outputs: Sequence[Any]) -> list[Any]:
    """The outputs, where what was printed one after the other is one."""
    made: list[Any] = []
    for output in outputs:
        if made and output.output_type == made[-1].output_type == "stream":
            made[-1] = nbformat.from_dict({**made[-1], "text": made[-1].text + output.text})
        else:
            made.append(output)
    return made


def _steps(text: str, first_is_step: bool) -> list[Block]:
    """The text as blocks: a derivation of several formulas comes formula by formula."""
    parts = [part for part in re.split(r"\n\s*\n", text) if part.strip()]
    formulas = [k for k, part in enumerate(parts) if "$$" in part]
    if len(formulas) < 2 or "<!--" in text:
        return [Block("text", text, size(text), first_is_step)]
    after = [*parts, ""]
    rest = [k for k in formulas if k + 2 not in formulas and SAME_SENTENCE.match(after[k + 1])]
    cuts = [0, *(k + 1 + (k in rest) for k in formulas)]
    pieces = ["\n\n".join(parts[a:b]) for a, b in zip(cuts, [*cuts[1:], len(parts)], strict=True)]
    return [
        Block("text", piece, size(piece), first_is_step or k > 0)
        for k, piece in enumerate(pieces)
        if piece.strip()
    ]


def _output(cell: NotebookNode, output: Any, imports: str, step: bool) -> Block | None:
    if output.output_type == "stream":
        return Block("output", f"<pre>{_escaped(output.text.rstrip())}</pre>", 5, step)
    data = output.get("data", {})
    if "image/svg+xml" in data or "image/png" in data:
        alt = alternative(cell.source, imports, data)
        return Block("figure", picture(data, alt), 0, step, aspect(data))
    if "text/html" in data:
        widget = str(data["text/html"])
        return Block("widget", widget, 0, step, full=_note(widget))
    if "text/plain" in data:
        return Block("output", f"<pre>{_escaped(data['text/plain'])}</pre>", 5, step)
    return None


def _note(widget: str) -> str:
    """What an instrument says of itself, which it leaves out on a slide: for the speaker."""
    match = NOTE.search(html.unescape(widget))
    text = re.sub(r"</?b>", "**", match[1]) if match else ""
    text = re.sub(r"<button.*?</button>|<[^>]*>", " ", text, flags=re.DOTALL)
    return " ".join(html.unescape(text).split())


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")
