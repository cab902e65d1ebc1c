"""The quiz as QTI 2.1: a content package with one file for each question, and a test that puts
them in order, by lesson, and chooses one of a question's variants."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Mapping, Sequence

from autograder.authoring.quiz_notebook import plain
from autograder.files import zipped
from autograder.quizzes.markup import elements
from autograder.quizzes.package import CONTENT, document
from autograder.quizzes.processing import processing
from autograder.quizzes.questions import Question

__all__ = ["qti_zip"]

QTI = "http://www.imsglobal.org/xsd/imsqti_v2p1"
INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
SCHEMA = "http://www.imsglobal.org/xsd/qti/qtiv2p1/imsqti_v2p1p2.xsd"
ITEM, TEST = "imsqti_item_xmlv2p1", "imsqti_test_xmlv2p1"


def qti_zip(title: str, some: Sequence[Question], pictures: Mapping[str, bytes]) -> bytes:
    """Return the package; `pictures` are PNG files by name."""
    items = {f"items/{one.ident}.xml": document(_item(one)) for one in some}
    images = {f"items/images/{name}.png": data for name, data in pictures.items()}
    files = {"test.xml": document(_test(title, some)), **items, **images}
    return zipped({"imsmanifest.xml": document(_manifest(some)), **files})


def _item(one: Question) -> ET.Element:
    root = ET.Element(
        "assessmentItem",
        {
            "xmlns": QTI,
            "xmlns:xsi": INSTANCE,
            "xsi:schemaLocation": f"{QTI} {SCHEMA}",
            "identifier": one.ident,
            "title": f"{one.ident} {plain(one.title)}",
            "adaptive": "false",
            "timeDependent": "false",
        },
    )
    told = processing(one)
    root.extend(told.declarations)
    body = _sub(root, "itemBody")
    body.extend(elements(one.text))
    if one.figure:
        words = f"the figure of question {one.ident}, {plain(one.title)}"
        _sub(_sub(body, "p"), "img", src=f"images/{one.figure}.png", alt=words)
    if one.numbers:
        _sub(body, "p").text = f"Answer with {one.form}."
        for place, number in enumerate(one.numbers, 1):
            line = _sub(body, "p")
            line.text = f"{number.part}: " if number.part else ""
            name = f"RESPONSE{place}" if one.numbers[1:] else "RESPONSE"
            _sub(line, "textEntryInteraction", responseIdentifier=name, expectedLength="12")
    else:
        interaction = _sub(
            body,
            "choiceInteraction",
            responseIdentifier="RESPONSE",
            shuffle="false",
            maxChoices="1",
        )
        for place, option in enumerate(one.options, 1):
            choice = _sub(interaction, "simpleChoice", identifier=f"option{place}")
            choice.extend(elements(option.text))
    root.append(told.processing)
    for ident, words in told.feedback.items():
        modal = _sub(
            root, "modalFeedback", outcomeIdentifier="FEEDBACK", identifier=ident, showHide="show"
        )
        modal.extend(elements(words))
    return root


def _test(title: str, some: Sequence[Question]) -> ET.Element:
    root = ET.Element("assessmentTest", xmlns=QTI, identifier="goodstart-quiz", title=title)
    part = _sub(
        root,
        "testPart",
        identifier="part",
        navigationMode="nonlinear",
        submissionMode="simultaneous",
    )
    by_lesson: dict[str, list[Question]] = {}
    for one in some:
        by_lesson.setdefault(one.lesson.partition("#")[0], []).append(one)
    for lesson, own in sorted(by_lesson.items()):
        section = _section(part, f"lesson-{lesson}", lesson)
        for one in own:
            if not one.variant_of:
                _reference(section, one)
        for key in dict.fromkeys(one.variant_of for one in own if one.variant_of):
            variants = [one for one in own if one.variant_of == key]
            inner = _section(section, f"group-{key}", plain(variants[0].title))
            inner.insert(0, ET.Element("selection", select="1"))
            for one in variants:
                _reference(inner, one)
    return root


def _section(node: ET.Element, ident: str, title: str) -> ET.Element:
    return _sub(node, "assessmentSection", identifier=ident, title=title, visible="true")


def _reference(section: ET.Element, one: Question) -> None:
    _sub(section, "assessmentItemRef", identifier=f"ref-{one.ident}", href=f"items/{one.ident}.xml")


def _manifest(some: Sequence[Question]) -> ET.Element:
    root = ET.Element("manifest", xmlns=CONTENT, identifier="goodstart-quiz-manifest")

    about = _sub(root, "metadata")
    _sub(about, "schema").text = "QTIv2.1 Package"
    _sub(about, "schemaversion").text = "1.0.0"
    _sub(root, "organizations")
    resources = _sub(root, "resources")
    test = _sub(resources, "resource", identifier="test", type=TEST, href="test.xml")
    _sub(test, "file", href="test.xml")
    for one in some:
        _sub(test, "dependency", identifierref=one.ident)
    for one in some:
        href = f"items/{one.ident}.xml"
        item = _sub(resources, "resource", identifier=one.ident, type=ITEM, href=href)
        _sub(item, "file", href=href)
        if one.figure:
            _sub(item, "file", href=f"items/images/{one.figure}.png")
    return root


def _sub(node: ET.Element, name: str, **attributes: str) -> ET.Element:
    return ET.SubElement(node, name, attributes)
