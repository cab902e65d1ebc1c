"""What of a text stands on a slide's face: some forty words, the rest is for the speaker.

What goes first are asides in parentheses, then sentences that neither begin a paragraph or a point,
nor hold something in bold, nor ask, nor lead to what comes next.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from autograder.pages.decks.prose import CODE, FORMULA, plain

__all__ = ["WORDS", "Part", "own_text", "parts_of", "shorten", "words_of"]

WORDS = 40  # on a slide's face, besides formulas, code, tables and headings
OWN_TEXT = re.compile(r"<!--\s*slide:\s*(.*?)\s*-->", re.DOTALL)
BOXED = re.compile(r"\s\((?:see )?the box[^()]*\)")  # which slides do not have
ITEM = re.compile(r"^(?:\d+\.|[-*])\s+")
FIRST_ITEM = re.compile(r"^(?:1\.|[-*])\s+")  # what may begin a list right below a paragraph
KEPT = re.compile(rf"{CODE.pattern}|\[[^\]]*\]\([^)]*\)|\*\*.+?\*\*", re.DOTALL)
MARK, MARKED = "\ue010{}\ue011{}", re.compile("\ue010(\\d+)\ue011\ue012?")
SHORT = r"(?<!\beq\.)(?<!\beqs\.)(?<!\be\.g\.)(?<!\bi\.e\.)(?<!\bsec\.)(?<!\bvs\.)(?<!\bal\.)"
END = re.compile(rf"{SHORT}(?<=[.!?…\ue012])([\"”*_)]*)\s+(?=[^a-z\s)])")
ASIDE = re.compile(r"(?:^|(?<=\s))\((?:[^()]|\([^()]*\))*\)")


@dataclass
class Part:
    """A paragraph, a list, or what can't be shortened (a formula, a table, code); each item is its
    mark and its sentences."""

    kind: Literal["prose", "items", "formula", "other"]
    items: list[tuple[str, list[str]]] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(mark + " ".join(said) for mark, said in self.items if said)

    @property
    def words(self) -> int:
        return 0 if self.kind in ("formula", "other") else words_of(self.text)

    @property
    def aside(self) -> bool:
        """Return whether all of it stands in parentheses."""
        return self.kind == "prose" and bool(ASIDE.fullmatch(self.text.strip()))

    @property
    def goes_on(self) -> bool:
        """Return whether it goes on with the sentence of the formula before it."""
        return self.kind == "prose" and self.text[:1].islower()

    @property
    def leads(self) -> bool:
        """Return whether what comes after can't stand without it."""
        return self.kind == "prose" and self.text.rstrip("*_ ").endswith((":", ","))


def own_text(text: str) -> tuple[str, str]:
    """Return (what the slide shows, what the lesson says): the first is the second unless the text
    holds a comment that begins with `slide:`."""
    said = OWN_TEXT.sub("", text).strip()
    match = OWN_TEXT.search(text)
    return (match[1] if match else BOXED.sub("", said)), said


def words_of(text: str) -> int:
    """Return how many words a text shows besides formulas, tables and code blocks."""
    text = re.sub(r"```.*?```", "", text, flags=re.DOTALL)
    text = re.sub(r"^\|.*$", "", text, flags=re.MULTILINE)
    text = "".join(
        part if k % 2 else FORMULA.sub(" ", part) for k, part in enumerate(CODE.split(text))
    )
    return sum(bool(re.search(r"\w", word)) for word in plain(text).split())


def parts_of(text: str) -> list[Part]:
    """Return the parts of a Markdown text, in order."""
    found: list[Part] = []
    for k, piece in enumerate(re.split(r"(^```.*?^```)", text, flags=re.DOTALL | re.MULTILINE)):
        for block in [piece] if k % 2 else re.split(r"\n[ \t]*\n", piece):
            if block.strip():
                found += _parts(block.strip("\n"))
    return found


def _parts(block: str) -> list[Part]:
    if block.startswith(("|", "```", "#", "<")):
        return [Part("other", [("", [block])])]
    if block.startswith("$$"):
        return [Part("formula", [("", [block])])]
    lines = block.split("\n")
    begins = (k for k, line in enumerate(lines) if (FIRST_ITEM if k else ITEM).match(line))
    first = next(begins, len(lines))
    found = []
    if first:
        found.append(Part("prose", [("", sentences("\n".join(lines[:first])))]))
    items: list[tuple[str, str]] = []
    for line in lines[first:]:
        if match := ITEM.match(line):
            items.append((match[0], line[match.end() :]))
        else:
            items[-1] = (items[-1][0], f"{items[-1][1]}\n{line}")
    if items:
        found.append(Part("items", [(mark, sentences(said)) for mark, said in items]))
    return found


def sentences(text: str) -> list[str]:
    """Return the sentences of a paragraph; formulas, code, links and what is bold stay whole."""
    kept: list[str] = []
    masked = _masked(text, kept)
    asides: list[str] = []

    def aside(match: re.Match[str]) -> str:
        asides.append(match[0])
        end = "\ue012" if match[0][:-1].endswith((".", "!", "?")) else ""
        return f"\ue013{len(asides) - 1}\ue014{end}"

    masked = ASIDE.sub(aside, masked)
    cut = END.sub(lambda match: f"{match[1]}\ue015", masked).split("\ue015")
    found = []
    for one in cut:
        whole = re.sub("\ue013(\\d+)\ue014\ue012?", lambda match: asides[int(match[1])], one)
        found.append(_unmasked(whole, kept).strip())
    return [one for one in found if one]


def _masked(text: str, kept: list[str]) -> str:
    def mask(match: re.Match[str]) -> str:
        kept.append(match[0])
        inner = match[0].strip("*$ ")
        end = "\ue012" if match[0].startswith("**") and inner.endswith((".", "!", "?")) else ""
        return MARK.format(len(kept) - 1, end)

    pieces = KEPT.sub(mask, text)
    return FORMULA.sub(mask, pieces)


def _unmasked(text: str, kept: list[str]) -> str:
    while MARKED.search(text):
        text = MARKED.sub(lambda match: kept[int(match[1])], text)
    return text.replace("\ue012", "")


def shorten(parts: Sequence[Part], words: int = WORDS) -> None:
    """Take from these parts, which stand on one slide, what can be missed, until no more than so
    many words are left, or nothing more can be."""
    while (excess := sum(part.words for part in parts) - words) > 0:
        if not (_without_aside(parts) or _without_sentence(parts, excess)):
            return


def _without_aside(parts: Sequence[Part]) -> bool:
    """Take the longest aside away; tell whether there was one."""
    found: list[tuple[int, list[str], int, str]] = []
    for part in parts:
        if part.kind in ("formula", "other"):
            continue
        for _, said in part.items:
            for k, sentence in enumerate(said):
                kept: list[str] = []
                masked = _masked(sentence, kept)
                for match in ASIDE.finditer(masked):
                    aside = _unmasked(match[0], kept)
                    rest = _unmasked(masked[: match.start()].rstrip() + masked[match.end() :], kept)
                    if "**" not in aside and words_of(aside) > 2 and words_of(rest) != 1:
                        found.append((words_of(aside), said, k, rest))
    if not found:
        return False
    _, said, k, rest = max(found, key=lambda one: one[0])
    said[k : k + 1] = [rest.strip()] if words_of(rest) or "$" in rest else []
    return True


def _without_sentence(parts: Sequence[Part], excess: int) -> bool:
    """Take away one sentence that can be missed: the shortest that is enough, else the longest."""
    for kind, formulas in (("prose", False), ("items", False), ("prose", True), ("items", True)):
        found: list[tuple[int, int, list[str], int]] = []
        for place, part in enumerate(parts):
            if part.kind != kind:
                continue
            after = parts[place + 1].kind if place + 1 < len(parts) else "prose"
            for _, said in part.items:
                end = len(said) - (kind == "prose" and after != "prose")
                found += [
                    (words_of(said[k]), -len(found) - k, said, k)
                    for k in range(1, end)
                    if _can_be_missed(said[k], formulas)
                ]
        if found:
            enough = [one for one in found if one[0] >= excess]
            *_, said, k = (min if enough else max)(enough or found, key=lambda one: one[:2])
            del said[k]
            return True
    return False


def _can_be_missed(sentence: str, formulas: bool) -> bool:
    if "$" in sentence and not formulas:
        return False
    return not ("**" in sentence or "?" in sentence or sentence.rstrip().endswith(":"))
