"""Moodle, Canvas and a QTI 2.1 player, as far as a quiz needs them, written from their own sources
and not from ours; and the quiz's own file, read without our loader.

- `Moodle`: question/format/xml/format.php (import_multichoice, import_truefalse, import_numerical)
  and question/type/multianswer/questiontype.php (its regular expressions).
- `Canvas`: lib/cc/qti/qti_items.rb, which writes what gems/plugins/qti_exporter reads.
- `Player`: the QTI 2.1 Information Model, "Response Processing" and "Expressions"."""

from __future__ import annotations

import base64
import html
import io
import math
import re
import tomllib
import urllib.parse
import xml.etree.ElementTree as ET
import zipfile
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).parents[2]
RAW = {
    one["key"]: one for one in tomllib.loads((ROOT / "source/quiz.toml").read_text("utf-8"))["item"]
}
CORPUS = {
    one["key"]: one
    for one in tomllib.loads((ROOT / "tests/answers/quiz.toml").read_text("utf-8"))["item"]
}
QTI = "{http://www.imsglobal.org/xsd/imsqti_v2p1}"
QTI12 = "{http://www.imsglobal.org/xsd/ims_qtiasiv1p2}"
PACKAGE = "{http://www.imsglobal.org/xsd/imscp_v1p1}"
KEPT = re.compile(r"\$[^$]+\$|`[^`]+`")
MATH = re.compile(r"\$[^$]+\$")


@dataclass
class Read:
    """A question as a system has it after the import. `options` are (text, is right, reason);
    `numbers` for each field a list of (value or "*", tolerance, is right, reason)."""

    ident: str
    title: str
    points: float
    text: str
    explanation: str
    category: str = ""
    options: list[tuple[str, bool, str]] = field(default_factory=list)
    numbers: list[list[tuple[Any, float, bool, str]]] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)

    def marked(self, answer: Any) -> tuple[float, str]:
        """The share of the points, and the reasons shown."""
        if self.options:
            _, right, reason = self.options[int(answer) - 1]
            return float(right), reason
        given = answer if isinstance(answer, list) else [answer]
        shares, reasons = [], []
        for one, rows in zip(given, self.numbers, strict=True):
            for value, tolerance, right, reason in rows:
                if value == "*" or (one is not None and abs(one - value) <= tolerance):
                    shares.append(right)
                    reasons.append(reason)
                    break
            else:
                shares.append(False)
        return sum(shares) / len(given), " ".join(reasons)


def key_of(ident: str) -> str:
    """The item's key: "Q30" of "Q30-4" and of "Q30-4.1"."""
    return re.match(r"Q[0-9]+[a-z]?", ident)[0]  # type: ignore[index]


def numbers_shown(text: str) -> dict[str, float]:
    """A variant's numbers, from the words that a student reads."""
    line = re.search(r"Your numbers:(.*?)\.(?:\s|$)", text, re.DOTALL)
    if not line:
        return {}
    found = re.findall(r"(\w+)\s+= ([\d.e+-]*\d)", line[1])
    return {name: float(value) for name, value in found}


def valued(text: str | float, numbers: dict[str, float]) -> Any:
    """What a formula of the file, or an answer of the corpus, gives."""
    if not isinstance(text, str):
        return float(text)
    space = {"np": np, "Fraction": Fraction, "Decimal": Decimal, "math": math}
    space |= {name: getattr(math, name) for name in ("sqrt", "log", "exp")}
    numbers = {k: int(v) if float(v).is_integer() else v for k, v in numbers.items()}
    return plain_value(eval(text, space | numbers))


def plain_value(value: Any) -> Any:
    if isinstance(value, bool | np.bool_):
        return bool(value)
    if isinstance(value, list | tuple | np.ndarray) and np.shape(value):
        return [None if one in (..., None) else float(one) for one in value]
    return float(value)


def words(text: str) -> str:
    """What a reader sees of Markdown: without marks, formulas as their LaTeX between $."""
    text = re.sub(r"(?m)^```\w*$", "", text)
    kept = KEPT.findall(text)
    text = re.sub(r"\*(\w[^*]*)\*", r"\1", KEPT.sub("\0", text).replace("**", " "))
    text = re.sub(r"(?m)^\d\. |^- ", " ", text)
    for one in kept:
        text = text.replace("\0", one.strip("`"), 1)
    return squeezed(text)


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def shown(text: str, formulas: str = "tex") -> str:
    """What a reader sees of HTML; formulas as their LaTeX between $."""
    if formulas == "canvas":
        text = re.sub(r'<img class="equation_image" [^>]*>', _formula, text)
    else:
        text = re.sub(r"\\\((.*?)\\\)", r"$\1$", text, flags=re.DOTALL)
    return html.unescape(re.sub(r"</?[a-z][^>]*>", " ", text))


def _formula(image: re.Match[str]) -> str:
    attributes = dict(re.findall(r'([\w-]+)="([^"]*)"', image[0]))
    path = attributes["src"].removeprefix("/equation_images/")
    source = urllib.parse.unquote(urllib.parse.unquote(path))
    assert html.unescape(attributes["data-equation-content"]) == source
    return f"${html.escape(source)}$"


class Moodle:
    """The question bank after the import of a Moodle XML file."""

    def __init__(self, data: bytes) -> None:
        self.questions: list[Read] = []
        category = ""
        for node in ET.fromstring(data):
            assert node.tag == "question"
            if node.get("type") == "category":
                path = node.findtext("category/text")
                assert path.startswith("$course$/top/")
                category = path
                continue
            self.questions.append(self._question(node, category))

    def _question(self, node: ET.Element, category: str) -> Read:
        kind, asked = node.get("type"), node.find("questiontext")
        for one in node.iter():
            if one.tag in ("questiontext", "generalfeedback", "feedback"):
                assert one.get("format") == "html"
        files = {}
        for file in asked.findall("file"):
            assert (file.get("path"), file.get("encoding")) == ("/", "base64")
            files[file.get("name")] = base64.b64decode(file.text, validate=True)
        text = asked.findtext("text")
        read = Read(
            node.findtext("idnumber"),
            node.findtext("name/text"),
            float(node.findtext("defaultgrade")),
            text,
            node.findtext("generalfeedback/text"),
            category,
            files=files,
        )
        answers = [
            (
                one.findtext("text"),
                float(one.get("fraction")),
                one.findtext("feedback/text") or "",
                one.findtext("tolerance"),
            )
            for one in node.findall("answer")
        ]
        if kind in ("multichoice", "truefalse"):
            assert {one[1] for one in answers} == {0, 100}
            read.options = [(one[0], one[1] == 100, one[2]) for one in answers]
            if kind == "truefalse":
                assert [one[0] for one in answers] == ["true", "false"]
            else:
                assert node.findtext("single") == "true"
        elif kind == "numerical":
            rows = [
                ("*" if one[0] == "*" else float(one[0]), float(one[3]), one[1] == 100, one[2])
                for one in answers
            ]
            read.numbers = [rows]
        else:
            assert kind == "cloze"
            read.numbers = list(self._embedded(text))
        return read

    def _embedded(self, text: str):
        """The fields of a cloze text, by Moodle's regular expressions. It undoes one level of
        references first (qtype_multianswer_extract_question)."""
        text = re.sub(r"&amp;(.{2,9}?;)", r"&\1", text)
        alternative = r"(=|%(-?[0-9]+)%)?(.+?(?<!\\|&)(?=[~#}]|$))(#(.*?(?<!\\)(?=[~}]|$)))?"
        whole = r"\{([0-9]*):((NUMERICAL|NM)|(MULTICHOICE|MC)|(SHORTANSWER|SA|MW)):("
        whole += f"{alternative}(~{alternative})*)" + r"\}"
        number = r"^(-?(([0-9]+[.,]?[0-9]*|[.,][0-9]+)([eE][-+]?[0-9]+)?))(:(-?(([0-9]+[.,]?[0-9]*|[.,][0-9]+)([eE][-+]?[0-9]+)?)))?$"
        for found in re.finditer(whole, text):
            assert (found[1], found[2]) == ("1", "NUMERICAL")
            rows = []
            for one in re.finditer(rf"~?{alternative}", found[6]):
                right, told = one[1] == "=", html.unescape(one[5] or "")
                if one[3] == "*":
                    rows.append(("*", 0.0, right, told))
                    continue
                parts = re.match(number, one[3])
                rows.append((float(parts[1]), float(parts[6]), right, told))
            yield rows


class Canvas:
    """The quiz after the import of a QTI 1.2 package: its questions, and its groups, each as how
    many are picked, the points and the questions in it."""

    def __init__(self, data: bytes) -> None:
        archive = zipfile.ZipFile(io.BytesIO(data))
        manifest = ET.fromstring(archive.read("imsmanifest.xml"))
        resources = manifest.findall(f".//{PACKAGE}resource")
        listed = {one.get("href") for one in manifest.iter(f"{PACKAGE}file")}
        assert listed | {"imsmanifest.xml"} == set(archive.namelist())
        [quiz] = [one for one in resources if one.get("type") == "imsqti_xmlv1p2"]
        root = ET.fromstring(archive.read(quiz.find(f"{PACKAGE}file").get("href")))
        self.title = root.find(f"{QTI12}assessment").get("title")
        self.files = {one: archive.read(one) for one in listed if one.endswith(".png")}
        self.groups: list[tuple[int, float, list[Read]]] = []
        section = root.find(f"{QTI12}assessment/{QTI12}section")
        self.questions = [self._item(one) for one in section.findall(f"{QTI12}item")]
        for inner in section.findall(f"{QTI12}section"):
            selection = inner.find(f"{QTI12}selection_ordering/{QTI12}selection")
            many = int(selection.findtext(f"{QTI12}selection_number"))
            points = selection.findtext(f"{QTI12}selection_extension/{QTI12}points_per_item")
            own = [self._item(one) for one in inner.findall(f"{QTI12}item")]
            self.groups.append((many, float(points), own))

    def _item(self, item: ET.Element) -> Read:
        fields = {
            one.findtext(f"{QTI12}fieldlabel"): one.findtext(f"{QTI12}fieldentry")
            for one in item.iter(f"{QTI12}qtimetadatafield")
        }
        told = {
            one.get("ident"): one.findtext(f".//{QTI12}mattext")
            for one in item.findall(f"{QTI12}itemfeedback")
        }
        read = Read(
            item.get("ident"),
            item.get("title"),
            float(fields["points_possible"]),
            item.findtext(f"{QTI12}presentation/{QTI12}material/{QTI12}mattext"),
            told["general_fb"],
        )
        scored = [
            one
            for one in item.iter(f"{QTI12}respcondition")
            if one.findtext(f"{QTI12}setvar") == "100"
        ]
        [right] = scored
        if fields["question_type"] == "numerical_question":
            either = right.find(f"{QTI12}conditionvar/{QTI12}or")
            exact = float(either.findtext(f"{QTI12}varequal"))
            low = Decimal(either.findtext(f"{QTI12}and/{QTI12}vargte"))
            high = Decimal(either.findtext(f"{QTI12}and/{QTI12}varlte"))
            assert low < Decimal(exact) < high
            margin = float(high - Decimal(repr(exact)))  # as Canvas computes it
            other = ("*", 0.0, False, told["general_incorrect_fb"])
            read.numbers = [[(exact, margin, True, ""), other]]
        else:
            wanted = {"Q": "multiple_choice_question"}
            assert fields["question_type"] in (*wanted.values(), "true_false_question")
            chosen = right.findtext(f"{QTI12}conditionvar/{QTI12}varequal")
            for label in item.iter(f"{QTI12}response_label"):
                ident = label.get("ident")
                text = label.findtext(f".//{QTI12}mattext")
                read.options.append((text, ident == chosen, told[f"{ident}_fb"]))
        return read


class Player:
    """A QTI 2.1 package, its items and its test."""

    def __init__(self, data: bytes) -> None:
        archive = zipfile.ZipFile(io.BytesIO(data))
        manifest = ET.fromstring(archive.read("imsmanifest.xml"))
        listed = {one.get("href") for one in manifest.iter(f"{PACKAGE}file")}
        assert listed | {"imsmanifest.xml"} == set(archive.namelist())
        kinds = [one.get("type") for one in manifest.iter(f"{PACKAGE}resource")]
        assert set(kinds) == {"imsqti_item_xmlv2p1", "imsqti_test_xmlv2p1"}
        self.files = {one: archive.read(one) for one in listed if one.endswith(".png")}
        self.items = {
            name.removeprefix("items/").removesuffix(".xml"): ET.fromstring(archive.read(name))
            for name in listed
            if name.startswith("items/Q")
        }
        self.test = ET.fromstring(archive.read("test.xml"))

    def run(self, ident: str, answer: Any) -> tuple[float, list[str]]:
        """The score, and the identifiers of the reasons shown, for an answer: an option's number,
        a number, or a list of numbers."""
        item = self.items[ident]
        declared = item.findall(f"{QTI}responseDeclaration")
        given = answer if isinstance(answer, list) else [answer]
        values: dict[str, Any] = {}
        for one, value in zip(declared, given, strict=True):
            choice = one.get("baseType") == "identifier"
            values[one.get("identifier")] = f"option{int(value)}" if choice else value
        for one in item.findall(f"{QTI}outcomeDeclaration"):
            default = one.findtext(f"{QTI}defaultValue/{QTI}value")
            values[one.get("identifier")] = float(default) if default else None
        for rule in item.find(f"{QTI}responseProcessing"):
            self._rule(rule, values)
        known = {one.get("identifier") for one in item.findall(f"{QTI}modalFeedback")}
        assert set(values["FEEDBACK"]) <= known
        return values["SCORE"], values["FEEDBACK"]

    def _rule(self, rule: ET.Element, values: dict[str, Any]) -> None:
        name = rule.tag.removeprefix(QTI)
        if name == "setOutcomeValue":
            values[rule.get("identifier")] = self._value(rule[0], values)
            return
        assert name == "responseCondition"
        for branch in rule:
            kind = branch.tag.removeprefix(QTI)
            inner = list(branch)
            if kind != "responseElse" and self._value(inner.pop(0), values) is not True:
                continue
            for one in inner:
                self._rule(one, values)
            return

    def _value(self, node: ET.Element, values: dict[str, Any]) -> Any:
        name = node.tag.removeprefix(QTI)
        if name == "variable":
            return values[node.get("identifier")]
        if name == "baseValue":
            return float(node.text) if node.get("baseType") == "float" else node.text
        inner = [self._value(one, values) for one in node]
        if name == "multiple":  # null containers are ignored
            flat = [one if isinstance(one, list) else [one] for one in inner if one is not None]
            return [one for several in flat for one in several]
        if None in inner:
            return None
        if name == "sum":
            return sum(inner)
        if name == "and":
            return all(inner)
        if name == "match":
            return inner[0] == inner[1]
        assert (name, node.get("toleranceMode")) == ("equal", "absolute")
        below, above = map(float, node.get("tolerance").split())
        return inner[0] - below <= inner[1] <= inner[0] + above

    def feedback(self, ident: str, name: str) -> ET.Element:
        """The reason of this name."""
        [found] = [
            one
            for one in self.items[ident].findall(f"{QTI}modalFeedback")
            if one.get("identifier") == name
        ]
        return found
