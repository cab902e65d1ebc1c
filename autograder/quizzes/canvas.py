"""The quiz as QTI 1.2 in the form that Canvas writes and reads itself (lib/cc/qti/qti_items.rb,
gems/plugins/qti_exporter): Classic Quizzes and New Quizzes import it.

Canvas takes a number with a margin in no other form. It tells nothing of a known wrong number, so
these are not in the file; and it knows no question with several numbers, so each of them becomes a
question of its own. Variants stand in a group of which one is picked at random."""

from __future__ import annotations

import html
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from autograder.authoring.quiz_notebook import plain
from autograder.files import zipped
from autograder.quizzes.markup import xhtml
from autograder.quizzes.package import CONTENT, document
from autograder.quizzes.questions import Question

__all__ = ["canvas_zip"]

QTI = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"
METADATA = "http://canvas.instructure.com/xsd/cccv1p0"
LEARNING = "associatedcontent/imscc_xmlv1p1/learning-application-resource"
RESPONSE = {"ident": "response1", "rcardinality": "Single"}
IMAGES = "images"  # Canvas puts what lies there among the course's files


def canvas_zip(title: str, some: Sequence[Question], pictures: Mapping[str, bytes]) -> bytes:
    """Return the package: one assessment, and the figures, which are PNG files by name."""
    root = ET.Element("questestinterop", xmlns=QTI)
    assessment = ET.SubElement(root, "assessment", ident="goodstart-quiz", title=title)
    _metadata(assessment, {"cc_maxattempts": "1"})
    section = ET.SubElement(assessment, "section", ident="root_section")
    by_group: dict[str, list[Question]] = {}
    for one in (part for each in some for part in _parts(each)):
        by_group.setdefault(_group(one), []).append(one)
    for group in by_group.values():
        inner = _picked(section, group) if group[0].variant_of else section
        for one in group:
            _item(inner, one)
    files = {
        "goodstart-quiz/goodstart-quiz.xml": _bytes(root),
        "goodstart-quiz/assessment_meta.xml": _about(title, by_group.values()),
    }
    files |= {f"{IMAGES}/{name}.png": data for name, data in pictures.items()}
    return zipped({"imsmanifest.xml": _manifest(title, list(files)), **files})


def _parts(one: Question) -> list[Question]:
    """The question, or one for each of its numbers."""
    if not one.numbers[1:]:
        return [one]
    made = []
    for place, number in enumerate(one.numbers, 1):
        made.append(
            replace(
                one,
                ident=f"{one.ident}.{place}",
                title=f"{one.title}: {number.part}",
                text=f"{one.text}\n\nAnswer here with one number: **{number.part}**.",
                form="one number",
                numbers=(number,),
                points=one.points / len(one.numbers),
            )
        )
    return made


def _group(one: Question) -> str:
    """The question's group: variants of one question, and of one number of it, stand together."""
    if not one.variant_of:
        return one.ident
    return f"{one.variant_of}.{one.ident.partition('.')[2]}"


def _picked(section: ET.Element, group: Sequence[Question]) -> ET.Element:
    one = group[0]
    inner = ET.SubElement(section, "section", ident=f"group-{_group(one)}", title=one.title)
    selection = ET.SubElement(ET.SubElement(inner, "selection_ordering"), "selection")
    ET.SubElement(selection, "selection_number").text = "1"
    extension = ET.SubElement(selection, "selection_extension")
    ET.SubElement(extension, "points_per_item").text = f"{one.points:g}"
    return inner


def _item(section: ET.Element, one: Question) -> None:
    kind = {"choice": "multiple_choice_question", "truth": "true_false_question"}.get(
        one.kind, "numerical_question"
    )
    item = ET.SubElement(section, "item", ident=one.ident, title=f"{one.ident} {plain(one.title)}")
    about = {"question_type": kind, "points_possible": f"{one.points:g}"}
    _metadata(ET.SubElement(item, "itemmetadata"), about)
    presentation = ET.SubElement(item, "presentation")
    text = xhtml(one.text, "canvas")
    if one.figure:
        words = html.escape(f"the figure of question {one.ident}, {one.title}")
        source = f"%24IMS-CC-FILEBASE%24/{IMAGES}/{one.figure}.png"
        text += f'\n<p><img src="{source}" alt="{words}" /></p>'
    if one.numbers and one.form != "one number":
        text += f"\n<p>Answer with {html.escape(one.form)}.</p>"
    _material(presentation, f"<div>{text}</div>")
    told = {"general_fb": _explained(one)}
    if one.numbers:
        string = ET.SubElement(
            presentation, "response_str", ident="response1", rcardinality="Single"
        )
        fib = ET.SubElement(string, "render_fib", fibtype="Decimal")
        ET.SubElement(fib, "response_label", ident="answer1")
        told["general_incorrect_fb"] = xhtml(f"The relation to use: {one.relation}", "canvas")
    else:
        lid = ET.SubElement(presentation, "response_lid", RESPONSE)
        choices = ET.SubElement(lid, "render_choice")
        for place, option in enumerate(one.options, 1):
            label = ET.SubElement(choices, "response_label", ident=str(place))
            _material(label, xhtml(option.text, "canvas"))
            told[f"{place}_fb"] = xhtml(option.why, "canvas")
    _processing(item, one)
    for ident, words in told.items():
        feedback = ET.SubElement(item, "itemfeedback", ident=ident)
        _material(ET.SubElement(feedback, "flow_mat"), words)


def _processing(item: ET.Element, one: Question) -> None:
    processing = ET.SubElement(item, "resprocessing")
    outcomes = ET.SubElement(processing, "outcomes")
    ET.SubElement(
        outcomes, "decvar", maxvalue="100", minvalue="0", varname="SCORE", vartype="Decimal"
    )
    condition = _condition(processing, "Yes", "general_fb")
    ET.SubElement(condition, "other")
    for place in range(1, len(one.options) + 1):
        condition = _condition(processing, "Yes", f"{place}_fb")
        _equal(condition, str(place))
    condition = _condition(processing, "No")
    if one.numbers:
        [number] = one.numbers
        either = ET.SubElement(condition, "or")
        _equal(either, repr(number.value))
        both = ET.SubElement(either, "and")
        for name, edge in (("vargte", -number.tolerance), ("varlte", number.tolerance)):
            ET.SubElement(both, name, respident="response1").text = repr(number.value + edge)
    else:
        _equal(condition, str(one.right))
    right = processing[-1]
    ET.SubElement(right, "setvar", action="Set", varname="SCORE").text = "100"
    if one.numbers:
        ET.SubElement(_condition(processing, "Yes", "general_incorrect_fb"), "other")


def _condition(processing: ET.Element, goes_on: str, feedback: str = "") -> ET.Element:
    """A condition, and what is shown where it holds; returns the place for its test."""
    made = ET.SubElement(processing, "respcondition", {"continue": goes_on})
    variable = ET.SubElement(made, "conditionvar")
    if feedback:
        ET.SubElement(made, "displayfeedback", feedbacktype="Response", linkrefid=feedback)
    return variable


def _equal(node: ET.Element, value: str) -> None:
    ET.SubElement(node, "varequal", respident="response1").text = value


def _material(node: ET.Element, text: str) -> None:
    ET.SubElement(ET.SubElement(node, "material"), "mattext", texttype="text/html").text = text


def _metadata(node: ET.Element, fields: Mapping[str, str]) -> None:
    about = ET.SubElement(node, "qtimetadata")
    for label, entry in fields.items():
        field = ET.SubElement(about, "qtimetadatafield")
        ET.SubElement(field, "fieldlabel").text = label
        ET.SubElement(field, "fieldentry").text = entry


def _explained(one: Question) -> str:
    return xhtml(f"{one.explanation}\n\nSee lesson {one.lesson.partition('#')[0]}.", "canvas")


def _about(title: str, groups: Iterable[Sequence[Question]]) -> bytes:
    """Canvas's own metadata: it is a quiz with a grade, and how many points it gives."""
    root = ET.Element("quiz", xmlns=METADATA, identifier="goodstart-quiz")
    for name, value in {
        "title": title,
        "quiz_type": "assignment",
        "points_possible": f"{sum(group[0].points for group in groups):g}",
        "shuffle_answers": "false",
        "scoring_policy": "keep_highest",
        "allowed_attempts": "1",
    }.items():
        ET.SubElement(root, name).text = value
    return _bytes(root)


def _manifest(title: str, files: Sequence[str]) -> bytes:
    root = ET.Element("manifest", xmlns=CONTENT, identifier="goodstart-quiz-manifest")
    about = ET.SubElement(root, "metadata")
    ET.SubElement(about, "schema").text = "IMS Content"
    ET.SubElement(about, "schemaversion").text = "1.1.3"
    ET.SubElement(root, "organizations")
    resources = ET.SubElement(root, "resources")
    quiz, meta, *images = files
    made = ET.SubElement(resources, "resource", identifier="goodstart-quiz", type="imsqti_xmlv1p2")
    ET.SubElement(made, "file", href=quiz)
    ET.SubElement(made, "dependency", identifierref="goodstart-quiz-meta")
    kind = "associatedcontent/imscc_xmlv1p1/learning-application-resource"
    made = ET.SubElement(
        resources, "resource", identifier="goodstart-quiz-meta", type=kind, href=meta
    )
    ET.SubElement(made, "file", href=meta)
    for place, name in enumerate(images):
        made = ET.SubElement(
            resources, "resource", identifier=f"image-{place}", type="webcontent", href=name
        )
        ET.SubElement(made, "file", href=name)
    return _bytes(root)


def _bytes(root: ET.Element) -> bytes:
    ET.indent(root)
    return document(root)
