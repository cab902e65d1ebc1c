"""What a deck has besides its lesson: the title, the agenda, questions to the audience, the end."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import replace

from autograder.pages.decks.face import WORDS, Part, parts_of, shorten, words_of
from autograder.pages.decks.model import Block, Question, Slide

__all__ = ["agenda", "ask", "end", "opening"]

QUESTIONS = 3  # to the audience, at most, in one deck
POINTS = 3  # to take home
ANSWER = 30  # words of an answer on the slide
CLOSING = ("sources", "common-claims", "claims", "recap")  # what ends a lesson
SERIES = "Good Start: how to choose a neural network's first weights"


def opening(first: Slide, number: str) -> list[Slide]:
    """Return the title, and on a slide of its own the question that the lesson opens with."""
    says = ["Welcome. Say what the lecture before this one was about."]
    asked, said = _without_remark(first.blocks)
    question = replace(
        first, title="The opening question", section="", blocks=asked, says=[*said, *first.says]
    )
    series = Block("text", SERIES, len(SERIES.split()))
    return [Slide("title", first.title, f"Lesson {number}", "", [series], says), question]


def _without_remark(blocks: list[Block]) -> tuple[list[Block], list[str]]:
    """What a lesson opens with, without the paragraph after its question that asks no more, or for
    which there is no room."""
    if not blocks or blocks[-1].kind != "text":
        return blocks, []
    parts = parts_of(blocks[-1].source)
    if len(parts) < 2 or parts[-1].kind != "prose" or _asks(parts):
        return blocks, []
    shown = "\n\n".join(part.text for part in parts[:-1])
    return [*blocks[:-1], replace(blocks[-1], source=shown)], [parts[-1].text]


def _asks(parts: list[Part]) -> bool:
    return "?" in parts[-1].text and sum(part.words for part in parts) <= WORDS


def agenda(titles: Sequence[str]) -> Slide:
    """Return the slide with the lesson's sections."""
    points = _alike([re.sub(r"^\d+ · ", "", title) for title in titles])  # numbered here
    block = Block("text", "\n".join(f"1. {point}" for point in points), 4 * len(points))
    says = ["One sentence on each point at most: the agenda is for the eye."]
    return Slide("agenda", "What comes", blocks=[block], says=says)


def _alike(titles: Sequence[str]) -> list[str]:
    """The titles, with neighbours of two words that differ in the second joined: "Net A" and
    "Net B" become "Nets A and B"."""
    made: list[str] = []
    for first, group in itertools.groupby(titles, _first_of_two):
        same = list(group)
        if first and len(same) > 1:
            others = [title.split()[1] for title in same]
            made.append(f"{first}s {', '.join(others[:-1])} and {others[-1]}")
        else:
            made += same
    return made


def _first_of_two(title: str) -> str:
    words = title.split()
    return words[0] if len(words) == 2 else ""


def end(heading: str, take_home: str, after: str) -> Slide:
    """Return the last slide: the first three points of what to take home, and where to go next,
    both in Markdown; what is said besides is for the speaker."""
    says = ["Leave this on the screen while questions are asked."]
    parts = parts_of(take_home)
    items = [part for part in parts if part.kind == "items"]
    points = items[0].items if items else []
    shown = Part("items", points[:POINTS]).text
    rest = [
        Part("items", points[POINTS:]).text,
        *(part.text for part in parts if part.kind != "items"),
    ]
    blocks = [Block("text", shown)] if shown else []
    blocks.append(Block("cards", after or "- Thank you."))
    title = heading or "Where to go from here"
    return Slide("end", title, blocks=blocks, says=[*filter(None, rest), *says])


def ask(slides: list[Slide], questions: Sequence[Question]) -> None:
    """Put questions to the audience: after the section that one is about, or before the recap,
    when everything has been said. Those come that a slide can hold."""
    closing = [k for k, one in enumerate(slides) if one.name in CLOSING]
    last = closing[0] if closing else len(slides)
    short = [question for question in questions if _length(question) <= WORDS]
    for question in reversed(short[:QUESTIONS]):
        section = question.section
        named = [k for k, one in enumerate(slides[:last]) if section and one.name == section]
        at = named[0] + 1 if named else last
        while named and at < last and slides[at].section == slides[named[0]].section:
            at += 1
        slides.insert(at, _question(question, slides[at - 1].section if named else ""))
        last += 1


def _length(question: Question) -> int:
    return words_of(question.asked) + sum(words_of(option) for option in question.options)


def _question(question: Question, section: str) -> Slide:
    options = "\n".join(f"{k}. {text}" for k, text in enumerate(question.options, 1))
    parts = parts_of(question.why)
    shorten(parts, ANSWER)
    why = parts[0].text if parts else ""
    answer = f"**{question.right}.** {why}"
    blocks = [
        Block("text", question.asked, len(question.asked.split())),
        Block("options", options, len(options.split()), key=question.key),
        Block("text", answer, len(question.why.split()), step=True),
    ]
    if why != question.why.strip():
        blocks[-1] = replace(blocks[-1], full=f"**{question.right}.** {question.why}")
    says = [
        "Read the question aloud, give half a minute, let hands be raised for each option, and "
        "only then show the answer."
    ]
    return Slide("question", "A question to you", section, "", blocks, says)
