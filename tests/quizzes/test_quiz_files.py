"""The quiz in other systems' formats: read back as these systems read it, each question is the one
of source/quiz.toml, and answers to it earn what they earn here, with the same reason."""

from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ET
import zipfile

import pytest
from as_systems import (
    CORPUS,
    MATH,
    QTI,
    RAW,
    ROOT,
    Canvas,
    Moodle,
    Player,
    Read,
    key_of,
    numbers_shown,
    shown,
    squeezed,
    valued,
    words,
)
from typer.testing import CliRunner

from autograder.authoring import quiz_file
from autograder.cli import app
from autograder.quizzes import markup
from autograder.quizzes.questions import questions

VARIANTS = 10
DRAWN = [key for key, one in RAW.items() if "draw" in one]
PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture(scope="module")
def files(tmp_path_factory) -> dict[str, bytes]:
    """The three files, as the command writes them."""
    folder = tmp_path_factory.mktemp("quiz")
    made = {}
    for system in ("moodle", "canvas", "qti"):
        path = folder / system
        words = ["quiz", "--for", system, "--into", path, "--course", ROOT]
        result = CliRunner().invoke(app, [str(one) for one in words])
        assert result.exit_code == 0, result.output
        made[system] = path.read_bytes()
    return made


@pytest.fixture(scope="module")
def moodle(files) -> Moodle:
    return Moodle(files["moodle"])


@pytest.fixture(scope="module")
def canvas(files) -> Canvas:
    return Canvas(files["canvas"])


@pytest.fixture(scope="module")
def player(files) -> Player:
    return Player(files["qti"])


def combinations(key: str) -> int:
    """How many different rows of numbers an item can draw."""
    many = 1
    for some in RAW[key]["draw"].values():
        many *= len(some)
    return many


def answers(key: str, numbers: dict[str, float]):
    """(answer, share, slip) for every answer of the corpus that is a number or numbers."""
    if key not in CORPUS:  # a new item: tests/authoring/test_quiz.py says so
        return
    raw = CORPUS[key]
    rows = [(text, 1.0, "") for text in raw["right"]]
    rows += [(one["value"], one.get("share", 0.0), one["slip"]) for one in raw["wrong"]]
    rows += [(one["value"], one["share"], one["slip"]) for one in raw.get("part", ())]
    for text, share, slip in rows:
        value = valued(text, numbers)
        if value is True or value is False:
            value = 1.0 if value else 2.0
        yield value, share, slip


def why(key: str, slip: str) -> str:
    """The reason that a slip has in the file."""
    raw = RAW[key]
    if slip.endswith(("-true", "-false")):
        return raw["options"][slip.endswith("-false")]["why"]
    kind, number = slip.split("-")[-2:]
    return raw["options" if kind == "option" else "wrong"][int(number) - 1]["why"]


def right_answer(key: str, numbers: dict[str, float]) -> list[float]:
    raw = RAW[key]["answer"]
    return [valued(one, numbers) for one in (raw if isinstance(raw, list) else [raw])]


def tolerance(key: str, value: float) -> float:
    """How far an answer may be off, from the fields of the file."""
    raw = RAW[key]
    if raw.get("decimals"):
        return 10.0 ** -raw["decimals"]
    if raw.get("decimals") == 0:
        return 1e-9
    return raw["rtol"] * abs(value)


def check_text(read: Read, formulas: str) -> None:
    raw = RAW[key_of(read.ident)]
    assert squeezed(shown(read.text, formulas)).startswith(words(raw["question"]))
    assert squeezed(shown(read.explanation, formulas)).startswith(words(raw["explanation"]))
    assert squeezed(raw["title"]) in squeezed(read.title)


def test_every_item_is_there_once_or_in_ten_variants(moodle, canvas, player):
    for idents in (
        [one.ident for one in moodle.questions],
        [one.ident.partition(".")[0] for one in canvas.questions]
        + [one.ident.partition(".")[0] for _, _, own in canvas.groups for one in own],
        list(player.items),
    ):
        by_key = {key: {one for one in idents if key_of(one) == key} for key in RAW}
        for key, found in by_key.items():
            want = min(VARIANTS, combinations(key)) if key in DRAWN else 1
            assert len(found) == want, key
        assert set().union(*by_key.values()) == set(idents)


def test_variants_differ_in_their_numbers_and_these_come_from_the_lists(moodle):
    for key in DRAWN:
        own = [shown(one.text) for one in moodle.questions if key_of(one.ident) == key]
        drawn = [numbers_shown(text) for text in own]
        assert len({tuple(one.items()) for one in drawn}) == len(own)
        for one in drawn:
            assert set(one) == set(RAW[key]["draw"])
            assert all(value in RAW[key]["draw"][name] for name, value in one.items())


def test_moodle_has_each_questions_words_answer_and_tolerance(moodle):
    for read in moodle.questions:
        key = key_of(read.ident)
        raw = RAW[key]
        check_text(read, "tex")
        assert read.points == raw["points"]
        if "options" in raw:
            texts = [one["text"] for one in raw["options"]]
            if raw["kind"] == "truth":
                texts = [text.lower() for text in texts]
            assert [squeezed(shown(one[0])) for one in read.options] == [*map(words, texts)]
            assert [squeezed(shown(one[2])) for one in read.options] == [
                words(one["why"]) for one in raw["options"]
            ]
            answer = raw["answer"]
            place = (1 if answer else 2) if raw["kind"] == "truth" else answer
            assert [one[1] for one in read.options].index(True) + 1 == place
            assert sum(one[1] for one in read.options) == 1
            continue
        wanted = right_answer(key, numbers_shown(shown(read.text)))
        assert len(read.numbers) == len(wanted)
        for rows, value in zip(read.numbers, wanted, strict=True):
            assert [row[2] for row in rows] == [True] + [False] * (len(rows) - 1)
            assert rows[0][0] == pytest.approx(value, rel=1e-12)
            assert rows[0][1] == pytest.approx(tolerance(key, value), rel=1e-6, abs=1e-10)
            assert rows[-1][0] == "*"


def test_answers_earn_in_moodle_what_they_earn_here(moodle):
    tried = 0
    for read in moodle.questions:
        key = key_of(read.ident)
        plain_words = "parts" in RAW[key]  # an embedded answer's reason has no formulas
        for answer, share, slip in answers(key, numbers_shown(shown(read.text))):
            got, told = read.marked(answer)
            assert got == pytest.approx(share), (read.ident, answer)
            if slip and not plain_words:
                assert squeezed(shown(told)) == words(why(key, slip)), (read.ident, answer)
            elif slip:
                first = re.split(r"[$`]", why(key, slip))[0]
                assert squeezed(first) in squeezed(told), (read.ident, answer)
            tried += 1
    assert tried > 1000


def test_moodles_categories_are_the_lessons_and_one_for_each_drawn_question(moodle):
    for read in moodle.questions:
        top, _, rest = read.category.removeprefix("$course$/top/").partition("/")
        assert top == "Quiz: choosing a network's first weights"
        lesson, _, own = rest.partition("/")
        key = key_of(read.ident)
        assert lesson == RAW[key]["lesson"].partition("#")[0]
        assert own == (f"{key} {RAW[key]['title']}" if key in DRAWN else "")
    idents = [(one.category, one.ident) for one in moodle.questions]
    assert len(set(idents)) == len(idents)


def test_figures_are_in_every_file_and_shown_by_their_questions(moodle, canvas, player):
    with_figure = {key: one["figure"] for key, one in RAW.items() if "figure" in one}
    assert len(with_figure) == 6
    for read in moodle.questions:
        name = with_figure.get(key_of(read.ident))
        assert set(read.files) == ({f"{name}.png"} if name else set())
        assert ("@@PLUGINFILE@@" in read.text) == bool(name)
        if name:
            assert f'src="@@PLUGINFILE@@/{name}.png"' in read.text
            assert read.files[f"{name}.png"].startswith(PNG)
    for read in canvas.questions:
        if name := with_figure.get(key_of(read.ident)):
            assert f'src="%24IMS-CC-FILEBASE%24/images/{name}.png"' in read.text
            assert canvas.files[f"images/{name}.png"].startswith(PNG)
    for ident, item in player.items.items():
        sources = [one.get("src") for one in item.iter(f"{QTI}img")]
        name = with_figure.get(key_of(ident))
        assert sources == ([f"images/{name}.png"] if name else [])
        if name:
            assert player.files[f"items/images/{name}.png"].startswith(PNG)
            assert all(one.get("alt") for one in item.iter(f"{QTI}img"))


def test_canvas_has_each_questions_words_answer_and_margin(canvas):
    groups = [(read, points) for _, points, own in canvas.groups for read in own]
    for read, points in [*((one, one.points) for one in canvas.questions), *groups]:
        key = key_of(read.ident)
        raw = RAW[key]
        check_text(read, "canvas")
        parts = raw.get("parts", [""])
        assert read.points == points == pytest.approx(raw["points"] / len(parts))
        if "options" in raw:
            assert [words(one["text"]) for one in raw["options"]] == [
                squeezed(shown(one[0], "canvas")) for one in read.options
            ]
            assert [words(one["why"]) for one in raw["options"]] == [
                squeezed(shown(one[2], "canvas")) for one in read.options
            ]
            for answer, share, _ in answers(key, {}):
                assert read.marked(answer)[0] == share, (read.ident, answer)
            continue
        place = int(read.ident.partition(".")[2] or 1) - 1
        numbers = numbers_shown(shown(read.text, "canvas"))
        value = right_answer(key, numbers)[place]
        [[(exact, margin, _, _), other]] = read.numbers
        assert exact == pytest.approx(value, rel=1e-12)
        assert margin == pytest.approx(tolerance(key, value), rel=1e-6, abs=1e-10)
        assert words(raw["relation"]) in squeezed(shown(other[3], "canvas"))
        if parts[1:]:
            assert parts[place] in shown(read.text, "canvas")
        for answer, share, _ in answers(key, numbers):
            if share in (0.0, 1.0) and not parts[1:]:
                assert read.marked(answer)[0] == share, (read.ident, answer)


def test_canvas_picks_one_of_a_drawn_questions_variants(canvas):
    wanted = sum(len(RAW[key].get("parts", [""])) for key in DRAWN)
    assert len(canvas.groups) == wanted
    for many, _, own in canvas.groups:
        assert many == 1
        assert len({key_of(one.ident) for one in own}) == 1
    # All that a student meets is worth what the quiz is worth.
    total = sum(one.points for one in canvas.questions) + sum(one[1] for one in canvas.groups)
    assert total == pytest.approx(sum(one["points"] for one in RAW.values()))


def test_answers_earn_in_qti_what_they_earn_here(player):
    """By running each item's own response processing."""
    tried = 0
    for ident, item in player.items.items():
        key = key_of(ident)
        numbers = numbers_shown(" ".join(item.find(f"{QTI}itemBody").itertext()))
        for answer, share, slip in answers(key, numbers):
            score, told = player.run(ident, answer)
            assert score == pytest.approx(share * RAW[key]["points"]), (ident, answer)
            assert told[-1] == "explanation"
            reasons = ["".join(player.feedback(ident, one).itertext()) for one in told[:-1]]
            if slip:
                first = re.split(r"[$`]", why(key, slip))[0]
                assert any(squeezed(first) in squeezed(one) for one in reasons), (ident, answer)
            elif share == 1 and "options" not in RAW[key]:
                assert reasons == []
            tried += 1
    assert tried > 1000


def test_qti_declares_the_right_answer_and_has_every_formula(player):
    math = "{http://www.w3.org/1998/Math/MathML}math"
    for ident, item in player.items.items():
        key = key_of(ident)
        raw = RAW[key]
        right = [one.text for one in item.iter(f"{QTI}value")][: len(raw.get("parts", [""]))]
        text = " ".join(item.find(f"{QTI}itemBody").itertext())
        if "options" in raw:
            place = (1 if raw["answer"] else 2) if raw["kind"] == "truth" else raw["answer"]
            assert right == [f"option{place}"]
        else:
            wanted = right_answer(key, numbers_shown(text))
            assert [float(one) for one in right] == pytest.approx(wanted, rel=1e-12)
        texts = [raw["question"], *(one["text"] for one in raw.get("options", ()))]
        formulas = sum(len(MATH.findall(one)) for one in texts)
        if raw["kind"] == "truth":
            formulas = len(MATH.findall(raw["question"]))
        assert len(list(item.find(f"{QTI}itemBody").iter(math))) == formulas
        assert "$" not in text


def test_the_qti_test_has_a_section_for_each_lesson_and_selects_one_variant(player):
    sections = player.test.findall(f"{QTI}testPart/{QTI}assessmentSection")
    assert [one.get("title") for one in sections] == sorted(
        {one["lesson"].partition("#")[0] for one in RAW.values()}
    )
    seen = []
    for section in player.test.iter(f"{QTI}assessmentSection"):
        own = [one.get("href") for one in section.findall(f"{QTI}assessmentItemRef")]
        seen += own
        select = section.find(f"{QTI}selection")
        keys = {key_of(href.removeprefix("items/")) for href in own}
        assert (select is not None) == (len(keys) == 1 and keys <= set(DRAWN))
        assert select is None or select.get("select") == "1"
    assert sorted(seen) == sorted(f"items/{ident}.xml" for ident in player.items)


def test_a_formula_in_mathml_says_what_its_latex_says():
    made = ET.tostring(markup.elements(r"$\frac{a}{b} < \sqrt{n}$")[0], "unicode")
    assert re.search(r"<mfrac>.*<mi>a</mi>.*<mi>b</mi>.*</mfrac>", made)
    assert "&lt;</mo>" in made
    assert "<msqrt>" in made


@pytest.mark.parametrize("formulas", ["tex", "canvas", "mathml"])
def test_html_in_a_text_is_shown_and_not_obeyed(formulas):
    for text in ("<script>alert(1)</script>", "a < b & c > d", '$"<img>"$', "`</p>`"):
        made = markup.xhtml(text, formulas)
        tree = ET.fromstring(f"<div>{made}</div>")
        assert not {one.tag for one in tree.iter()} & {"script"}
        assert len([one for one in tree.iter("img") if not one.get("class")]) == 0


def test_the_same_quiz_is_the_same_file_and_variants_can_be_fewer(files, tmp_path):
    quiz = quiz_file.load(ROOT / "source/quiz.toml")
    assert questions(quiz) == questions(quiz)
    for system in ("moodle", "canvas", "qti"):
        path = tmp_path / system
        line = ["quiz", "--for", system, "--into", str(path), "--course", str(ROOT)]
        assert CliRunner().invoke(app, line).exit_code == 0
        assert path.read_bytes() == files[system]
        assert CliRunner().invoke(app, [*line, "--variants", "3"]).exit_code == 0
    few = Player(path.read_bytes())
    assert {len([one for one in few.items if key_of(one) == key]) for key in DRAWN} == {3}


def test_a_zip_has_no_time_of_its_making_in_it(files):
    for system in ("canvas", "qti"):
        infos = zipfile.ZipFile(io.BytesIO(files[system])).infolist()
        assert {one.date_time for one in infos} == {(1980, 1, 1, 0, 0, 0)}


def test_mistakes_are_one_line(tmp_path):
    (tmp_path / "source").mkdir()
    result = CliRunner().invoke(app, ["quiz", "exam", "--for", "moodle", "--course", str(ROOT)])
    assert "no quiz source/exam.toml" in str(result.exception)
    assert "known: quiz" in str(result.exception)
    result = CliRunner().invoke(app, ["quiz", "--for", "qti", "--course", str(tmp_path)])
    assert "there is none" in str(result.exception)
    mine = tmp_path / "mine.xml"
    mine.write_text("mine")
    line = ["quiz", "--for", "moodle", "--course", str(ROOT), "--into", str(mine)]
    assert CliRunner().invoke(app, line).exit_code == 1
    assert mine.read_text() == "mine"
