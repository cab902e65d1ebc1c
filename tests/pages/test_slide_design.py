"""What a designer asks of every deck: few words on a slide's face, code and tables that can be read
from the back row, steps that move, and an end that says what to take home."""

from __future__ import annotations

import re
import shutil
from copy import copy
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
import pytest
from bs4 import BeautifulSoup

from autograder.pages.decks import code, deck_of, face, packing, steps
from autograder.pages.decks.model import Block, Slide

ROOT = Path(__file__).parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
LESSONS = sorted(path.stem for path in ROOT.glob("notebooks/*.ipynb"))
WORDS = 45  # about forty, besides formulas, code, tables and headings
needs_chromium = pytest.mark.skipif(not CHROMIUM, reason="no chromium; apt-get install chromium")


@pytest.fixture(scope="module")
def decks(written: Path) -> Path:
    return written / "slides"


@cache
def parsed(path: Path) -> BeautifulSoup:
    """The deck without its figures and scripts, which only take time here."""
    text = re.sub(r"<(script|style)\b.*?</\1>", "", path.read_text(), flags=re.DOTALL)
    text = re.sub(r'(src="data:|srcdoc=")[^"]*"', "", text)
    return BeautifulSoup(re.sub(r"<svg.*?</svg>", "", text, flags=re.DOTALL), "html.parser")


@cache
def sections(path: Path) -> list[Any]:
    """The slides without what is for the speaker."""
    page = copy(parsed(path))
    for notes in page.select("aside.notes"):
        notes.extract()
    return page.select(".slides > section")


def words(element: Any) -> int:
    element = copy(element)
    for one in element.select(".katex, pre, table, .widget, svg"):
        one.extract()
    return sum(bool(re.search(r"\w", word)) for word in element.get_text(" ").split())


# ---- on every deck, without a browser


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_slides_face_has_about_forty_words(decks: Path, lesson: str):
    for number, one in enumerate(sections(decks / f"{lesson}.html"), 1):
        if "is-agenda" in one["class"]:
            continue  # the lesson's headings
        one = copy(one)
        answers = one.select(".is-question .fragment") + one.select(".cards")
        for answer in answers:
            assert words(answer) <= WORDS, (number, answer.get_text())
            answer.extract()
        assert words(one.select_one(".body")) <= WORDS, (number, one.get_text(" ", strip=True))


@pytest.mark.parametrize("lesson", LESSONS)
def test_code_has_about_twelve_lines_and_a_table_six_rows(decks: Path, lesson: str):
    for number, one in enumerate(sections(decks / f"{lesson}.html"), 1):
        for block in one.select(".block.code"):
            lines = block.get_text().strip("\n").split("\n")
            assert len(lines) <= 13, (number, lines)
            assert max(map(len, lines)) <= 96, (number, max(lines, key=len))
            assert not re.search(r"\bprint\(", block.get_text()) or not one.select(".output")
        for table in one.select(".text table"):
            assert len(table.select("tr")) <= 1 + 6, number


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_derivation_comes_step_by_step(decks: Path, lesson: str):
    """A chain of equations link by link: no link with a second relation stands still."""
    links = 0
    for one in sections(decks / f"{lesson}.html"):
        links += len(one.select(".katex-display .fragment"))
        for formula in one.select(".katex-display annotation"):
            assert r"\htmlClass" not in formula.get_text()
    source = "".join(
        cell.source
        for cell in nbformat.read(ROOT / "notebooks" / f"{lesson}.ipynb", 4).cells
        if cell.metadata.get("slideshow", {}).get("slide_type") in ("slide", "subslide", "fragment")
    )
    chains = [
        text for text in re.findall(r"\$\$(.+?)\$\$", source, re.DOTALL) if "Rightarrow" in text
    ]
    assert links >= len(chains)


@pytest.mark.parametrize("lesson", LESSONS)
def test_what_the_face_leaves_out_is_said(decks: Path, lesson: str):
    """Every sentence of a cell that is on the slides stands on a face or in the notes."""
    page = copy(parsed(decks / f"{lesson}.html"))
    shown = _letters(" ".join(one.get_text(" ") for one in _without_formulas(page)))
    for cell in nbformat.read(ROOT / "notebooks" / f"{lesson}.ipynb", 4).cells:
        role = cell.metadata.get("slideshow", {}).get("slide_type")
        if cell.cell_type != "markdown" or role not in ("slide", "subslide", "fragment", "-"):
            continue
        text = re.sub(r"\s\((?:see )?the box[^()]*\)|\A# .*", "", cell.source)
        text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)
        text = re.sub(r"<!--\s*slide:|-->", "", text)  # what only the slide says stands there whole
        for part in face.parts_of(text):
            for sentence in (one for _, said in part.items for one in said):
                for piece in re.split(r"\$[^$]*\$|[|`\n]|\*\*", sentence.replace("$$", "$")):
                    assert _letters(piece) in shown, sentence


@pytest.mark.parametrize("lesson", LESSONS)
def test_the_numbers_on_a_slide_are_the_lessons(lesson: str):
    """What a slide says in words of its own has no number that the lesson's text or code has not:
    there it is checked."""
    node = nbformat.read(ROOT / "notebooks" / f"{lesson}.ipynb", 4)
    texts = [face.own_text(cell.source) for cell in node.cells if cell.cell_type == "markdown"]
    code = [cell.source for cell in node.cells if cell.cell_type == "code"]
    known = set().union(*map(_numbers, [*code, *(said for _, said in texts)]))
    for shown, said in texts:
        if shown != said:
            assert {one for one in _numbers(shown) if len(one) > 1} <= known, shown


def _numbers(text: str) -> set[str]:
    return set(
        re.findall(r"\d+(?:\.\d+)?", re.sub(r"(?<=\d)(?:,|\{,\}|\\,| )(?=\d{3}\b)", "", text))
    )


def _letters(text: str) -> str:
    return re.sub(r"[\W_\d]+", "", text)


def _without_formulas(page: BeautifulSoup) -> list[Any]:
    for one in page.select(".katex"):
        one.extract()
    return page.select(".slides > section")


@pytest.mark.parametrize("lesson", LESSONS)
def test_the_end_has_three_sentences_and_what_comes_next(decks: Path, lesson: str):
    last = sections(decks / f"{lesson}.html")[-1]
    assert len(last.select(".text li")) == 3
    assert all(len(li.get_text().split()) >= 4 for li in last.select(".text li"))
    assert last.select(".cards li")


# ---- how a text becomes steps and faces


def test_a_chain_is_cut_at_its_second_relation_and_at_an_arrow():
    [text] = steps.stepped([r"$$a = b = c$$"])
    assert text.count(r"\htmlClass{fragment}") == 1
    [text] = steps.stepped([r"$$n\,s^2 = 1 \qquad\Rightarrow\qquad s^2 = \frac{1}{n}$$"])
    assert text.count(r"\htmlClass{fragment}") == 1
    [text] = steps.stepped([r"$$\sum_{k=1}^{n} x_k \quad\text{for large } n.$$"])
    assert r"\htmlClass" not in text
    [text] = steps.stepped([r"$$\begin{aligned} a &= b = c \end{aligned}$$"])
    assert r"\htmlClass" not in text


def test_what_changed_from_one_formula_to_the_next_is_marked():
    _, second = steps.stepped(["$$z = a + b + c$$", "$$z = a + d + c$$"])
    assert second == r"$$z = a + \htmlClass{changed}{d} + c$$"
    _, second = steps.stepped(["$$z = a$$", r"$$\int_0^1 f(x) dx$$"])
    assert r"\htmlClass" not in second


def test_sentences_are_told_from_abbreviations_formulas_and_asides():
    text = "It is eq. 15. In $a. B$ all is well (see Sec. 2. It helps). **Both hold.** So it ends."
    assert face.sentences(text) == [
        "It is eq. 15.",
        "In $a. B$ all is well (see Sec. 2. It helps).",
        "**Both hold.**",
        "So it ends.",
    ]


def test_asides_go_first_and_what_is_bold_asks_or_leads_stays():
    first = "The weights are drawn (as in every lesson before this one) from one distribution."
    idle = "Nobody has any need of this one."
    parts = face.parts_of(
        f"{first} {idle} **This one counts.** Does it? So it follows that:\n\n- one"
    )
    face.shorten(parts, 27)
    assert "(as in" not in parts[0].text
    assert idle in parts[0].text
    face.shorten(parts, 20)
    assert idle not in parts[0].text
    assert "**This one counts.** Does it? So it follows that:" in parts[0].text


def test_the_words_that_a_lesson_gives_to_its_slide_stand_there():
    cells = [
        nbformat.v4.new_markdown_cell(
            "# T\n\nWhy?", metadata={"slideshow": {"slide_type": "slide"}}
        ),
        nbformat.v4.new_markdown_cell(
            "## One\n\nThe essay says it at length.\n\n<!-- slide:\nShort.\n-->",
            metadata={"slideshow": {"slide_type": "slide"}},
        ),
    ]
    one = deck_of("01_x", nbformat.v4.new_notebook(cells=cells)).slides[3]
    assert [block.source for block in one.blocks] == ["Short."]
    assert one.notes == ["The essay says it at length."]


def test_the_time_of_a_slide_with_words_of_its_own_is_that_of_what_is_said():
    said = "The essay says it at length. " * 20  # 120 words
    parts = "Short.\n\n- One.\n- Two.\n\n$$a = b$$\n\nShort again."
    slide = Slide("text", "One", blocks=[Block("text", f"{said}\n\n<!-- slide:\n{parts}\n-->")])
    (one,) = packing.packed(slide)
    assert sum(block.words for block in one.blocks) == 120
    assert one.notes == [said.strip()]
    assert one.minutes == 1
    one.says.append(f"*What if?* No.\n\n*Sources.* {said}")  # a list of papers is not read aloud
    assert one.minutes == 1


def test_a_formula_stands_with_the_words_before_it_and_with_the_rest_of_its_sentence():
    long = "This sentence is here to fill the slide with about a dozen words. " * 3
    text = f"## S\n\n{long}\n\nOn average it is 0, so\n\n$$a = b$$\n\nwith equality only at 0."
    cells = [
        nbformat.v4.new_markdown_cell(source, metadata={"slideshow": {"slide_type": "slide"}})
        for source in ("# T\n\nWhy?", text)
    ]
    made = deck_of("01_x", nbformat.v4.new_notebook(cells=cells)).slides[3:-1]
    whole = "On average it is 0, so\n\n$$a = b$$\n\nwith equality only at 0."
    assert [whole in block.source for block in made[-1].blocks] == [True]


def test_a_long_table_is_parted_with_its_head():
    rows = "\n".join(f"| {k} | x |" for k in range(8))
    [one] = face.parts_of(f"| a | b |\n|---|---|\n{rows}")
    first, second = packing._parted(one)
    assert [part.text.count("\n") for part in (first, second)] == [5, 5]
    assert second.text.startswith("| a | b |\n|---|---|\n| 4 |")


def test_code_that_only_shows_results_gives_its_place_to_them():
    source = "x = f(1)\n\n\nfor k in range(3):\n    print(k)\nprint(x)"
    assert code.taught(source, printed=True) == "x = f(1)"
    assert code.taught(source, printed=False) == source.replace("\n\n\n", "\n\n")
    formatted = "for x in xs:\n    y = x**2\n    print(y)"
    assert code.taught(formatted, printed=True) == ""
    carried = "for x in xs:\n    y = step(y)\n    print(y)"
    assert code.taught(carried, printed=True) == "for x in xs:\n    y = step(y)"
    kept = "for x in xs:\n    table[x] = x**2\n    print(x)"
    assert code.taught(kept, printed=True) == "for x in xs:\n    table[x] = x**2"
    assert code.taught("y = f(2)\nany_name(y)", printed=True, drawn=True) == "y = f(2)"
    given = "a, b = 3 * 16, xs[k]\nTOLD = {1: 2.5, -1: (a, b)}"
    assert code.taught(f"{given}\nprint(a)", printed=True) == ""
    assert code.taught(given, printed=True) == given


# ---- in a browser


@needs_chromium
def test_a_step_moves_and_is_coloured_until_the_next_unless_motion_is_unwanted(
    decks: Path, browser: Any
):
    seen = """() => {
      const steps = [...document.querySelectorAll("section.present .katex .fragment")];
      return steps.map((one) => {
        const style = getComputedStyle(one);
        return [one.classList.contains("visible"), style.transitionDuration, style.color];
      });
    }"""
    for motion in ("no-preference", "reduce"):
        page = opened(browser, decks / "04_xavier.html", reduced_motion=motion)
        slide = page.evaluate(
            """() => [...document.querySelectorAll(".slides > section")]
                 .findIndex((one) => one.querySelectorAll(".katex .fragment").length)"""
        )
        page.evaluate(f"Reveal.slide({slide})")
        ink = page.evaluate("getComputedStyle(document.querySelector('.reveal')).color")
        while not any(shown for shown, *_ in page.evaluate(seen)):
            page.keyboard.press("ArrowRight")
        page.wait_for_timeout(1200)
        [(_, duration, colour)] = [one for one in page.evaluate(seen) if one[0]][:1]
        assert colour != ink
        assert (max(float(x.strip(" s")) for x in duration.split(",")) > 0) == (motion != "reduce")
        page.close()


@needs_chromium
def test_code_is_lit_line_by_line_where_lines_are_spoken_of(decks: Path, browser: Any):
    page = opened(browser, decks / "05b_gains.html")
    slide = page.evaluate(
        """() => [...document.querySelectorAll(".slides > section")]
             .findIndex((one) => one.querySelector(".fragment.lines"))"""
    )
    page.evaluate(f"Reveal.slide({slide})")
    lit = """() => [...document.querySelectorAll("section.present .code .line")]
      .flatMap((line, k) => line.classList.contains("now") ? [k + 1] : [])"""
    seen = []
    while page.evaluate("Reveal.availableFragments().next"):
        page.keyboard.press("ArrowRight")
        if page.evaluate(lit) not in seen:
            seen.append(page.evaluate(lit))
    assert 'lines="3|7"' in (ROOT / "notebooks/05b_gains.py").read_text()
    assert seen == [[3], [7]]
    page.keyboard.press("ArrowLeft")
    assert page.evaluate(lit) == [3]
    page.close()


@needs_chromium
def test_what_is_printed_is_whole_and_has_no_step_in_colour(decks: Path, browser: Any):
    page = opened(browser, decks / "04_xavier.html", query="?print-pdf")
    hidden = page.evaluate(
        """() => [...document.querySelectorAll(".pdf-page .fragment:not(.lines)")]
             .filter((one) => !one.classList.contains("visible")).length"""
    )
    dimmed = page.evaluate("document.querySelectorAll('.pdf-page pre.stepping').length")
    coloured = page.evaluate("document.querySelectorAll('.pdf-page .current-fragment').length")
    page.close()
    assert (hidden, dimmed, coloured) == (0, 0, 0)


def opened(browser: Any, path: Path, query: str = "", **options: Any) -> Any:
    page = browser.new_page(viewport={"width": 1280, "height": 720}, **options)
    page.goto(path.as_uri() + query)
    page.wait_for_function("document.documentElement.dataset.ready === 'yes'")
    return page
