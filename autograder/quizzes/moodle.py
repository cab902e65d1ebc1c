"""The quiz as Moodle XML, for Question bank > Import > Moodle XML format.

The format is that of Moodle's own importer (question/format/xml/format.php) and of its
documentation, "Moodle XML format". One number becomes the type numerical, several numbers become
one question with embedded answers (cloze), whose parts Moodle weighs alike."""

from __future__ import annotations

import base64
import html
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Mapping

from autograder.authoring.quiz_notebook import plain
from autograder.quizzes.markup import inline, xhtml
from autograder.quizzes.package import document
from autograder.quizzes.questions import Number, Question

__all__ = ["moodle_xml"]

AUTO = "moodle_auto_format"  # of an answer that is a number or a word
# What would end an embedded answer's feedback stands as a reference, which Moodle resolves.
CLOZE = {ord(one): f"&#{ord(one)};" for one in "{}~#/"}


def moodle_xml(title: str, some: Iterable[Question], pictures: Mapping[str, bytes]) -> bytes:
    """Return the file: a category for each lesson, below it one for each question that has
    variants, to add to a quiz as a random question. `pictures` are PNG files by name."""
    root = ET.Element("quiz")
    by_lesson: dict[str, list[Question]] = {}
    for one in some:
        by_lesson.setdefault(one.lesson.partition("#")[0], []).append(one)
    for lesson, own in sorted(by_lesson.items()):
        _category(root, title, lesson)
        for one in own:
            if not one.variant_of:
                _question(root, one, pictures)
        for key in dict.fromkeys(one.variant_of for one in own if one.variant_of):
            variants = [one for one in own if one.variant_of == key]
            _category(root, title, lesson, f"{key} {variants[0].title}")
            for one in variants:
                _question(root, one, pictures)
    ET.indent(root)
    return document(root)


def _category(root: ET.Element, *path: str) -> None:
    node = ET.SubElement(root, "question", type="category")
    # A slash in a name is doubled, for a single one leads a level down.
    names = ["$course$", "top", *(name.replace("/", "//") for name in path)]
    _text(ET.SubElement(node, "category"), "/".join(names))


def _question(root: ET.Element, one: Question, pictures: Mapping[str, bytes]) -> None:
    kind = {"choice": "multichoice", "truth": "truefalse"}.get(one.kind)
    kind = kind or ("cloze" if one.numbers[1:] else "numerical")
    node = ET.SubElement(root, "question", type=kind)
    _text(ET.SubElement(node, "name"), f"{one.ident} {one.title}")
    text = xhtml(one.text, "tex")
    if one.figure:
        text += f'\n<p><img src="@@PLUGINFILE@@/{one.figure}.png" alt="{_alt(one)}" /></p>'
    if one.numbers:
        text += f"\n<p>Answer with {html.escape(one.form)}.</p>"
    if kind == "cloze":
        rows = [
            f"{number.part}: {_embedded(one, place)}" for place, number in enumerate(one.numbers)
        ]
        text += "\n" + "\n".join(f"<p>{row}</p>" for row in rows)
    asked = _html(node, "questiontext", text)
    if one.figure:
        file = ET.SubElement(asked, "file", name=f"{one.figure}.png", path="/", encoding="base64")
        file.text = base64.b64encode(pictures[one.figure]).decode()
    _html(node, "generalfeedback", _explained(one))
    for name, value in {
        "defaultgrade": f"{one.points:g}",
        "penalty": "0",
        "hidden": "0",
        "idnumber": one.ident,
    }.items():
        ET.SubElement(node, name).text = value
    if kind == "multichoice":
        _options(node, one)
    elif kind == "truefalse":
        for place, option in enumerate(one.options, 1):
            fraction = 100 * (place == one.right)
            _answer(node, option.text.lower(), fraction, xhtml(option.why, "tex"), AUTO)
    elif kind == "numerical":
        _numerical(node, one)


def _options(node: ET.Element, one: Question) -> None:
    for name, value in {
        "single": "true",
        "shuffleanswers": "false",
        "answernumbering": "123",
        "showstandardinstruction": "0",
    }.items():
        ET.SubElement(node, name).text = value
    for place, option in enumerate(one.options, 1):
        _answer(
            node,
            inline(option.text, "tex"),
            100 * (place == one.right),
            xhtml(option.why, "tex"),
            "html",
        )


def _numerical(node: ET.Element, one: Question) -> None:
    """Moodle takes the first answer that is near enough: the right one stands first."""
    [number] = one.numbers
    _near(node, number.value, number.tolerance, 100, "")
    for known in one.known:
        if known.values[0]:
            _near(node, *known.values[0], 0, xhtml(known.why, "tex"))
    told = f"The relation to use: {one.relation}" if one.relation else ""
    answer = _answer(node, "*", 0, xhtml(told, "tex"))
    ET.SubElement(answer, "tolerance").text = "0"


def _near(node: ET.Element, value: float, tolerance: float, fraction: int, told: str) -> None:
    answer = _answer(node, repr(value), fraction, told)
    ET.SubElement(answer, "tolerance").text = repr(tolerance)


def _embedded(one: Question, place: int) -> str:
    """The field for one of several numbers. An embedded answer sees no other, so a slip that shows
    in all of them is told at each, after those that show in this one alone."""
    number = one.numbers[place]
    choices = [f"={number.value!r}:{number.tolerance!r}"]
    for known in sorted(one.known, key=lambda known: None not in known.values):
        if (near := known.values[place]) and not _counts(near[0], number):
            choices.append(f"%0%{near[0]!r}:{near[1]!r}#{_plain(known.why)}")
    if one.relation:
        choices.append(f"%0%*#{_plain(f'The relation to use: {one.relation}')}")
    return "{1:NUMERICAL:" + "~".join(choices) + "}"


def _counts(value: float, number: Number) -> bool:
    return abs(value - number.value) <= number.tolerance


def _plain(text: str) -> str:
    return html.escape(" ".join(plain(text).split()), quote=False).translate(CLOZE)


def _explained(one: Question) -> str:
    return xhtml(f"{one.explanation}\n\nSee lesson {one.lesson.partition('#')[0]}.", "tex")


def _alt(one: Question) -> str:
    return html.escape(f"the figure of question {one.ident}, {one.title}")


def _answer(node: ET.Element, text: str, fraction: int, told: str, form: str = AUTO) -> ET.Element:
    answer = ET.SubElement(node, "answer", fraction=str(fraction), format=form)
    _text(answer, text)
    _html(answer, "feedback", told)
    return answer


def _html(node: ET.Element, name: str, text: str) -> ET.Element:
    made = ET.SubElement(node, name, format="html")
    _text(made, text)
    return made


def _text(node: ET.Element, text: str) -> None:
    ET.SubElement(node, "text").text = text
