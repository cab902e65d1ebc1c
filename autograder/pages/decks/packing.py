"""How much a slide holds: what a lesson says at once is parted into slides that can be read from
the back row, about forty words, twelve lines of code or six rows of a table on each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import replace

from autograder.pages.decks.face import WORDS, Part, own_text, parts_of, shorten, words_of
from autograder.pages.decks.model import WIDE, Block, Slide
from autograder.pages.decks.prose import plain

__all__ = ["packed", "size"]

ROOM = 530  # pixels of 720 below a slide's heading
BESIDE_FIGURE = 190  # pixels for what stands above a figure
LINE = 14  # words that a line of text takes
TOGETHER = 50  # words, of which ten can be missed
ORPHAN = 90  # pixels: less looks lost on a slide of its own
ROWS = 6  # of a table, besides its head
MONO = 28  # pixels of a line of code


def size(text: str) -> int:
    """Return how many words' time a text takes: a formula on a line of its own, fifteen."""
    return len(plain(text).split()) + 15 * (text.count("$$") // 2)


def packed(slide: Slide) -> list[Slide]:
    """Return a slide as the slides that hold it, each shortened to what its face can say, with the
    rest for the speaker."""
    pieces = [piece for k, block in enumerate(slide.blocks) for piece in _pieces(block, k + 1)]
    texts = [block.source for block in slide.blocks if block.kind == "text"]
    asides = [part.text for text in texts for part in parts_of(text) if part.aside]
    made: list[Slide] = []
    for k, some in enumerate(_groups(pieces)):
        before = [[part.text for part in parts] for _, parts, _ in some]
        shorten([part for _, parts, _ in some for part in parts])
        blocks = [
            _made(block, parts, said, own)
            for (block, parts, own), said in zip(some, before, strict=True)
        ]
        group = [block for block in blocks if block.source.strip()]
        unseen = [block.full for block in blocks if block.full and not block.source.strip()]
        if not group:  # nothing but asides
            asides += unseen
            continue
        first = replace(group[0], step=False)
        one = replace(slide, blocks=_whole([first, *group[1:]]), says=unseen, goes_on=k > 0)
        one.name = slide.name if k == 0 else ""
        made.append(one)
    made = made or [slide]
    made[-1].says += asides + slide.says
    return made


# the block that it is of, its text, what the lesson says (None: with the piece before)
Piece = tuple[Block, list[Part], str | None]


def _pieces(block: Block, origin: int) -> Iterator[Piece]:
    """A block in the smallest pieces that may stand on slides of their own."""
    block = replace(block, origin=origin)
    if block.kind != "text":
        yield block, [], ""
        return
    face, said = own_text(block.source)
    own: str | None
    own, rest = (said, None) if face != said else ("", "")
    together: list[Part] = []
    parts = [one for part in parts_of(face) if not part.aside for one in _parted(part)]
    for part, after in zip(parts, [*parts, None][1:], strict=True):
        together.append(part)
        words = sum(one.words for one in together) + (after.words if after else 0)
        shown = after is not None and (after.kind == "formula" or after.text.startswith("|"))
        titles = part.kind == "prose" and shown
        goes_on = after is not None and after.goes_on
        if not ((part.leads or titles or goes_on) and after and words <= TOGETHER):
            yield block, together, own
            together, own = [], rest
            block = replace(block, step=False)


def _parted(part: Part) -> list[Part]:
    """A long table by rows, a long list by its points, a long paragraph by sentences."""
    text = part.text
    if part.kind == "other" and text.startswith("|"):
        head, rows = text.split("\n")[:2], text.split("\n")[2:]
        if len(rows) <= ROWS:
            return [part]
        count = -(-len(rows) // ROWS)
        each = -(-len(rows) // count)
        cut = [rows[k : k + each] for k in range(0, len(rows), each)]
        return [Part("other", [("", ["\n".join([*head, *some])])]) for some in cut]
    if part.kind == "items" and part.words > WORDS:
        return [Part("items", [item]) for item in part.items]
    if part.kind == "prose" and part.words > TOGETHER:
        return _runs(part.items[0][1])
    return [part]


def _runs(sentences: Sequence[str]) -> list[Part]:
    """A long paragraph as paragraphs that a slide can hold, of about equal length."""
    fewest = len(_cut(sentences, WORDS))
    runs = next(
        runs for limit in range(1, WORDS + 1) if len(runs := _cut(sentences, limit)) <= fewest
    )
    return [Part("prose", [("", run)]) for run in runs]


def _cut(sentences: Sequence[str], words: int) -> list[list[str]]:
    """The sentences in runs of so many words. An aside goes with what it is about."""
    runs: list[list[str]] = []
    for sentence in sentences:
        aside = sentence.startswith("(")
        if runs and (aside or words_of(" ".join([*runs[-1], sentence])) <= words):
            runs[-1].append(sentence)
        else:
            runs.append([sentence])
    return runs


def _made(block: Block, parts: Sequence[Part], before: Sequence[str], own: str | None) -> Block:
    """The block of a piece, now that it may be shorter."""
    if block.kind != "text":
        return block
    source = "\n\n".join(part.text for part in parts if part.text.strip())
    changed = [said for part, said in zip(parts, before, strict=True) if part.text != said]
    if own is None:
        return replace(block, source=source, full="\n\n".join(changed), words=0)
    full = own or "\n\n".join(changed)
    words = size(own or "\n\n".join(before))
    return replace(block, source=source, full=full, words=words)


def _groups(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """The pieces by slides; texts alone, as evenly as as many slides allow. A last sentence stands
    with what comes before it, if it can."""
    groups = _grouped(pieces, TOGETHER)
    if len(groups) < 2:
        return groups
    last = [_now(one) for one in groups[-1]]
    short = {one.kind for one in last} == {"text"} and sum(map(_height, last)) < ORPHAN
    if short and _fits([*groups[-2], *groups[-1]], 2 * WORDS):
        return [*groups[:-2], [*groups[-2], *groups[-1]]]
    if {block.kind for block, *_ in pieces} == {"text"}:
        evener = (_grouped(pieces, words) for words in range(WORDS // 2, TOGETHER, 4))
        return next((some for some in evener if len(some) == len(groups)), groups)
    return groups


def _grouped(pieces: Sequence[Piece], words: int) -> list[list[Piece]]:
    """The pieces by slides of at most so many words."""
    groups: list[list[Piece]] = []
    bundles = _bundles(pieces)
    for bundle, after in zip(bundles, [*bundles, []][1:], strict=True):
        said_of_it = bundle[0][0].kind == "figure" and bool(after) and after[0][0].kind == "text"
        together = bool(groups) and _fits([*groups[-1], *bundle], words)
        if together and said_of_it and _fits([*bundle, *after]):
            together = _fits([*groups[-1], *bundle, *after])
        if together:
            groups[-1] += bundle
        else:
            groups.append(list(bundle))
    return groups


def _bundles(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """The pieces, where code stands with what it prints if a slide can hold both."""
    bundles: list[list[Piece]] = []
    for piece in pieces:
        goes_on = bundles and bundles[-1][-1][0].kind in ("code", "output")
        if goes_on and piece[0].kind == "output" and _fits([*bundles[-1], piece]):
            bundles[-1].append(piece)
        else:
            bundles.append([piece])
    return bundles


def _now(piece: Piece) -> Block:
    """The block of a piece before it is shortened."""
    block, parts, _ = piece
    return replace(block, source="\n\n".join(part.text for part in parts)) if parts else block


def _fits(pieces: Sequence[Piece], together: int = TOGETHER) -> bool:
    """Whether one slide holds these pieces, of which what is more than its words can be missed."""
    parts = deepcopy([part for _, some, _ in pieces for part in some])
    shorten(parts)
    if sum(part.words for part in parts) > WORDS + 4:
        return False
    blocks = [_now(piece) for piece in pieces]
    kinds = [block.kind for block in blocks]
    words = sum(words_of(block.source) for block in blocks if block.kind == "text")
    tables = sum(block.source.count("\n|") > 1 for block in blocks)
    figures = [block for block in blocks if block.kind == "figure"]
    heights = sum(_height(block) for block in blocks)
    if words > together or tables > 1 or len(figures) > 1:
        return False
    if kinds.count("code") > 1 and sum(_lines(b) for b in blocks if b.kind == "code") > 12:
        return False
    if "widget" in kinds:
        return heights <= 60 and len(blocks) <= 2
    if figures:
        text_only = set(kinds) <= {"text", "figure"} and not tables
        beside = figures[0].aspect < WIDE and text_only
        return heights <= (420 if beside else BESIDE_FIGURE)
    return heights <= ROOM


def _lines(block: Block) -> int:
    return len(re.sub(r"<[^>]+>", "", block.source).strip().split("\n"))


def _height(block: Block) -> int:
    """About how many pixels a block takes."""
    if block.kind in ("figure", "widget"):
        return 0
    if block.kind in ("code", "output"):
        return MONO * _lines(block) + (35 if block.kind == "code" else 20)
    return sum(_part_height(part) for part in parts_of(block.source))


def _part_height(part: Part) -> int:
    if part.kind == "formula":
        tall = re.search(r"\\(frac|dfrac|sum|int|prod|left)", part.text)
        return 90 if tall else 56
    if part.kind == "other":
        rows = part.text.split("\n")
        if part.text.startswith("|"):
            return sum(40 + 28 * (len(plain(row).split()) > LINE) for row in rows) - 40
        return MONO * len(rows)
    lines = sum(
        -(-(words_of(" ".join(said)) + 2 * " ".join(said).count("$")) // LINE)
        for _, said in part.items
    )
    return 36 * max(1, lines) + (6 * len(part.items) if part.kind == "items" else 14)


def _whole(blocks: Sequence[Block]) -> list[Block]:
    """Neighbours that were one text as one text again."""
    made: list[Block] = []
    for block in blocks:
        last = made[-1] if made else None
        if last and last.origin == block.origin and last.kind == block.kind == "text":
            list_goes_on = re.match(r"(\d+\.|[-*])\s", block.source) and re.match(
                r"(\d+\.|[-*])\s", last.source.split("\n\n")[-1]
            )
            made[-1] = replace(
                last,
                source=last.source + ("\n" if list_goes_on else "\n\n") + block.source,
                full="\n\n".join(one for one in (last.full, block.full) if one),
                words=last.words + block.words,
            )
        else:
            made.append(block)
    return made
