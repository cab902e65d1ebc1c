"""Lessons become decks and pages that need no network: every slide is reached by one key, holds all
of its text and figures at a size that can be read, and has something for the speaker to say."""

from __future__ import annotations

import copy
import io
import itertools
import re
import shutil
from functools import cache
from html import escape as html_text
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pytest
from axe import violations
from bs4 import BeautifulSoup
from PIL import Image
from shots import keep, wanted

from autograder.model import CourseError
from autograder.ownership import Ledger
from autograder.pages import lesson_runs, slides
from autograder.pages.decks import content, extras, figures, pdf, prose
from autograder.pages.decks.steps import point_by_point
from autograder.pages.webparts import typeset

ROOT = Path(__file__).parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
LESSONS = sorted(path.stem for path in ROOT.glob("notebooks/*.ipynb"))
# How many cells of a lesson's slides draw, as its text says.
DRAWN = {
    path.stem: len(
        re.findall(r'(?m)^# %% slide="(?!skip)\w+".*\n(?:figures|pictures)\.', path.read_text())
    )
    for path in ROOT.glob("notebooks/*.py")
}
needs_chromium = pytest.mark.skipif(not CHROMIUM, reason="no chromium; apt-get install chromium")


@cache
def html(path: Path) -> BeautifulSoup:
    """The page, which every test that reads it shares."""
    return BeautifulSoup(path.read_text(), "html.parser")


@pytest.mark.parametrize("lesson", LESSONS)
@pytest.mark.parametrize("kind", ["slides", "pages"])
def test_a_file_is_all_there_is_and_nothing_is_fetched(written: Path, kind: str, lesson: str):
    page = html(written / kind / f"{lesson}.html")
    for tag, where in (("script", "src"), ("link", "href"), ("img", "src"), ("iframe", "src")):
        for one in page.find_all(tag):
            assert (one.get(where) or "data:").startswith("data:"), one[where]
    for style in page.find_all("style"):
        urls = re.findall(r"url\((?!['\"]?(?:data:|#))[^)]*\)", style.text)
        assert not urls


@pytest.mark.parametrize("lesson", LESSONS)
@pytest.mark.parametrize("kind", ["slides", "pages"])
def test_every_formula_is_drawn(written: Path, kind: str, lesson: str):
    page = copy.copy(html(written / kind / f"{lesson}.html"))
    for code in page.find_all(["code", "pre", "script", "style", "annotation"]):
        code.extract()
    assert page.find_all("math")
    assert not re.findall(r"\\[a-z]+", page.get_text()), "a formula left as TeX"
    assert "<!-- slide:" not in (written / kind / f"{lesson}.html").read_text()


@pytest.mark.parametrize("lesson", LESSONS)
def test_the_lessons_own_names_can_be_linked_to(written: Path, lesson: str):
    page = html(written / "pages" / f"{lesson}.html")
    node = nbformat.read(ROOT / "notebooks" / f"{lesson}.ipynb", 4)
    names = {
        cell.metadata.goodstart.name
        for cell in node.cells
        if cell.metadata.get("goodstart", {}).get("name")
    }
    assert names
    assert names <= {tag["id"] for tag in page.find_all(id=True)}


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_deck_has_a_title_an_agenda_an_end_and_no_stack(written: Path, lesson: str):
    page = html(written / "slides" / f"{lesson}.html")
    sections = page.select(".slides > section")
    assert not page.select("section section"), "a vertical stack: the right arrow would skip it"
    assert not re.search(r"[$\\{}]", page.title.text), "a tab shows no formulas"
    assert "nin" not in page.title.text.split()
    kinds = [one["class"][0] for one in sections]
    assert kinds[0] == "is-title"
    at = kinds.index("is-agenda")
    assert at in (2, 3), "after the opening question"
    assert kinds[-1] == "is-end"
    assert sections[0].h1.get_text(strip=True)
    assert all(one.h2.get_text(strip=True) for one in sections[1:])
    agenda = [li.get_text() for li in sections[at].select("li")]
    assert len(agenda) >= 3
    assert len(set(agenda)) == len(agenda)
    assert not [point for point in agenda if re.match(r"\d+ · ", point)], "numbered twice"


@pytest.mark.parametrize("lesson", LESSONS)
def test_each_slide_tells_the_speaker_how_long_it_takes(written: Path, lesson: str):
    page = html(written / "slides" / f"{lesson}.html")
    total = 0.0
    for one in page.select(".slides > section"):
        [minutes] = re.findall(r"About ([\d.]+) minutes?\.", one.select_one("aside.notes").text)
        assert int(one["data-timing"]) == 60 * float(minutes)
        total += float(minutes)
    handout = html(written / "slides" / f"{lesson}-handout.html")
    assert f"about {total:g} minutes" in handout.text


@pytest.mark.parametrize("lesson", LESSONS)
def test_every_figure_says_in_words_what_it_shows(written: Path, lesson: str):
    images = html(written / "slides" / f"{lesson}.html").select("img.figure")
    assert len(images) >= max(1, DRAWN[lesson])
    for image in images:
        assert image["src"].startswith("data:image/svg+xml")
        assert len(image["alt"].split()) >= 8, image["alt"]
        assert "No description" not in image["alt"]


def test_a_question_to_the_audience_keeps_its_answer_for_the_next_step(written: Path):
    page = html(written / "slides" / "04_xavier.html")
    questions = page.select("section.is-question")
    assert questions
    for one in questions:
        _, options, answer = one.select(".block")
        assert "fragment" in answer["class"]
        assert len(options.select("li")) >= 2
        assert len(options.select("li.right")) == 1


# ---- what becomes of a lesson's cells


def lesson(*cells: tuple[str, str, str]) -> nbformat.NotebookNode:
    """A lesson of cells (kind, slide role, source)."""
    made = []
    for kind, role, source in cells:
        new = nbformat.v4.new_markdown_cell if kind == "text" else nbformat.v4.new_code_cell
        made.append(new(source, metadata={"slideshow": {"slide_type": role}}))
    return nbformat.v4.new_notebook(cells=made)


@pytest.mark.parametrize("text", ["# Title", "# Title\n\n(An aside alone.)", "Words alone.", ""])
def test_a_lesson_of_hardly_anything_becomes_a_deck(text: str):
    deck = content.deck_of("01_x", lesson(("text", "slide", text), ("text", "slide", "(Aside.)")))
    kinds = [one.kind for one in deck.slides]
    assert (kinds[0], kinds[-1]) == ("title", "end")
    assert "agenda" in kinds


def test_a_skipped_text_is_for_the_speaker_and_a_box_for_nobody():
    node = lesson(
        ("text", "slide", "# Title\n\nA question?"),
        ("text", "slide", "## One\n\nShown."),
        ("text", "skip", "Said aloud."),
        ("text", "skip", "**Going deeper: proof.** Long."),
        ("text", "fragment", "Then this."),
    )
    node.cells[3].metadata.tags = ["deeper"]
    deck = content.deck_of("01_x", node)
    one = deck.slides[3]
    assert one.title == "One"
    assert [block.step for block in one.blocks] == [False, True]
    assert one.says == ["Said aloud."]


def test_a_derivation_comes_formula_by_formula():
    node = lesson(
        ("text", "slide", "# Title\n\nWhy?"),
        ("text", "slide", "## Steps\n\nFirst\n\n$$a = b$$\n\nthen\n\n$$b = c$$\n\nand so $a = c$."),
    )
    blocks = content.deck_of("01_x", node).slides[3].blocks
    assert [block.step for block in blocks] == [False, True, True]


def test_a_numbered_derivation_comes_point_by_point_and_its_end_last():
    text = "Why?\n\n1. $a$\n2. $b$\n3. $c$\n\nSo\n\n$$d$$"
    shown = BeautifulSoup(point_by_point(prose.prose_html(text)), "html.parser")
    steps = [one.get_text(" ", strip=True)[:2] for one in shown.select(".fragment")]
    assert [one.split()[0][:2] for one in steps] == ["b", "c", "So"]
    assert "fragment" not in point_by_point(prose.prose_html("1. $a$\n2. so\n3. or"))


def test_neighbours_on_the_agenda_that_differ_in_a_letter_are_one():
    shown = extras.agenda(["First", "Net B", "Net A", "Net D", "Net of nets", "1 · Last"])
    assert shown.blocks[0].source == "1. First\n1. Nets B, A and D\n1. Net of nets\n1. Last"


def test_what_an_instrument_leaves_out_on_a_slide_is_said_by_the_speaker():
    inside = '<p class="note"><button>Again</button> <b>Stable</b>: in&nbsp;between.</p><p>x</p>'
    node = lesson(
        ("text", "slide", "# Title\n\nWhy?"),
        ("text", "slide", "## Try"),
        ("code", "-", "instrument()"),
    )
    frame = {"text/html": f'<iframe srcdoc="{html_text(inside)}"></iframe>'}
    node.cells[2].outputs = [nbformat.v4.new_output("display_data", frame)]
    slide = content.deck_of("01_x", node).slides[3]
    assert [block.kind for block in slide.blocks] == ["widget"]
    assert slide.notes == ["**Stable**: in between."]


def test_code_that_only_imports_or_draws_is_not_shown():
    node = lesson(
        ("text", "slide", "# Title\n\nWhy?"),
        ("code", "slide", "import numpy as np\nfrom initlab import figures"),
        ("code", "slide", "def half(x):\n    return x / 2"),
    )
    node.cells[2].outputs = []
    deck = content.deck_of("01_x", node)
    assert [[block.kind for block in one.blocks] for one in deck.slides[3:-1]] == [["code"]]


def test_a_cell_draws_whose_one_call_gave_a_figure_and_nothing_else():
    svg = {"data": {"image/svg+xml": "<svg/>", "text/plain": "<Figure>"}}
    frame = {"data": {"text/html": "<table></table>"}}
    instrument = {"data": {"text/html": "<iframe></iframe>"}}
    said = {"output_type": "stream", "text": "1"}
    assert figures.only_draws("import numpy\nany_name(1)", [svg])
    assert figures.only_draws("room.with_any_name()", [instrument])
    assert not figures.only_draws("any_name(1)", [svg, said])
    assert not figures.only_draws("pictures.curves(x)", [said])
    assert not figures.only_draws("pictures.curves(x)", [])
    assert not figures.only_draws("describe(x)", [frame])
    assert not figures.only_draws("y = x**2\nany_name(y)", [svg])


def test_money_code_and_escaped_dollars_are_not_formulas():
    text = "`$x$` costs 5$ or \\$6 and $y +\nz$; $5 and $6\n\nand $u\n\nor v$\n```\n$z$\n```"
    assert slides._with_maths(text).count("<math") == 1
    assert prose.prose_html(text).count('class="katex"') == 1
    assert "$z$" in prose.prose_html(text)


def test_a_formula_may_go_on_in_the_next_line_but_not_in_the_next_paragraph():
    assert prose.prose_html("so $a =\nb$ holds").count('class="katex"') == 1
    assert slides._with_maths("so $a =\nb$ holds").count("<math") == 1
    assert prose.formulas_in(["it costs $5\n\nand $6"]) == []


def test_a_stop_stays_on_the_line_of_its_formula():
    shown = BeautifulSoup(
        prose.prose_html("If $a$, then $b$ and\n\n$$c.$$\n\nAnd $d$?"), "html.parser"
    )
    assert [one.get_text()[-1] for one in shown.select(".together")] == [",", "?"]


def test_a_formula_that_can_not_be_read_is_one_line():
    with pytest.raises(CourseError, match=r"formula \$\\frac\{1\$: KaTeX parse error"):
        typeset([(r"\frac{1", False)])


def test_an_alternative_text_is_the_functions_own_and_the_figures_words():
    svg = "<svg><!-- rms (no unit) --><!-- 0.5 --><!-- $\\mathdefault{10^{0}}$ --></svg>"
    said = figures.alternative(
        "pictures.per_layer(x, 'm')",
        "from initlab.figures import xavier as pictures",
        {"image/svg+xml": svg},
    )
    assert said.startswith("Sizes in each layer on a log scale")
    assert said.endswith("Texts in the figure: rms (no unit).")


def test_a_lesson_that_fails_is_one_line(tmp_path: Path):
    lesson_of_one_cell(tmp_path, "1 / 0")
    with pytest.raises(CourseError, match=r"01_x\.ipynb: does not run: .*ZeroDivisionError"):
        list(slides.write_slides(tmp_path, [], tmp_path / "slides"))
    assert not (tmp_path / "slides").exists()


def test_a_lesson_of_other_words_is_not_run_again(tmp_path: Path):
    path = lesson_of_one_cell(tmp_path, "import time\ntime.time_ns()")
    first = lesson_runs.run(path).cells[0]
    node = nbformat.read(path, 4)
    node.cells.insert(0, nbformat.v4.new_markdown_cell("Other words."))
    nbformat.write(node, path)
    words, again = lesson_runs.run(path).cells
    assert words.source == "Other words."
    assert (again.outputs, again.execution_count) == (first.outputs, first.execution_count)


def test_a_run_is_kept_until_the_lessons_code_changes(tmp_path: Path):
    path = lesson_of_one_cell(tmp_path, "import time\ntime.time_ns()")
    first, again = lesson_runs.run(path), lesson_runs.run(path)
    assert first.cells[0].outputs == again.cells[0].outputs
    lesson_of_one_cell(tmp_path, "import time\ntime.time_ns() + 1")
    assert lesson_runs.run(path).cells[0].outputs != first.cells[0].outputs
    assert len(list((tmp_path / ".goodstart/runs").glob("*.ipynb"))) == 1


def test_a_figure_is_drawn_whatever_this_process_draws_with(tmp_path: Path, monkeypatch):
    monkeypatch.setenv("MPLBACKEND", "agg")  # as the examiner sets it
    draw = "from initlab.figures.xavier import decay\ndecay([1, 2], [0.4, 0.2])"
    [output] = lesson_runs.run(lesson_of_one_cell(tmp_path, draw)).cells[0].outputs
    assert output.data["image/svg+xml"].count("<svg") == 1


def test_a_pdf_is_that_of_the_deck_whoever_wrote_the_deck(tmp_path: Path, monkeypatch):
    """A deck that was written without its PDF in between, and one that stays as it was."""
    printed: list[bytes] = []

    def write_pdf(deck: Path) -> bytes:
        printed.append(deck.read_bytes())
        return b"printed from " + deck.read_bytes()

    monkeypatch.setattr(slides, "write_pdf", write_pdf)
    for source, pdf_too in (("print(1)", True), ("print(2)", False), ("print(2)", True)):
        lesson_of_one_cell(tmp_path, source)
        list(slides.write_slides(tmp_path, [], tmp_path / "slides", pdf=pdf_too))
    deck = (tmp_path / "slides/01_x.html").read_bytes()
    assert (tmp_path / "slides/01_x.pdf").read_bytes() == b"printed from " + deck
    list(slides.write_slides(tmp_path, [], tmp_path / "slides", pdf=True))
    assert len(printed) == 2


def test_what_was_made_of_just_the_same_is_not_made_again(tmp_path: Path, monkeypatch):
    """A lesson, a question, the theme, a deck that reloads itself, a file that is gone."""
    made: list[str] = []
    real = slides.deck_html
    monkeypatch.setattr(slides, "deck_html", lambda *how: made.append(how[1]) or real(*how))
    into = tmp_path / "slides"

    def write(theme: str = "light", why: str = "So.") -> int:
        made.clear()
        asked = {"01_x": [content.Question("Why?", ("Yes", "No"), "Yes", why)]}
        files = list(slides.write_slides(tmp_path, [], into, theme=theme, questions=asked))
        assert files == [into / "01_x.html"]
        return len(made)

    path = lesson_of_one_cell(tmp_path, "print(1)")
    assert [write(), write()] == [1, 0]
    lesson_of_one_cell(tmp_path, "print(2)")
    assert [write(), write()] == [1, 0]
    assert [write(theme="dark"), write(theme="dark"), write()] == [1, 0, 1]
    assert [write(why="Because."), write(why="Because.")] == [1, 0]
    (into / "01_x.html").unlink()
    assert [write(why="Because."), write(why="Because.")] == [1, 0]
    slides.write_deck(tmp_path, path, lesson_runs.run(path), into, Ledger(tmp_path), live=True)
    assert write(why="Because.") == 1


def test_a_page_of_an_unchanged_lesson_stays(tmp_path: Path):
    lesson_of_one_cell(tmp_path, "print(1)")
    [page] = slides.write_pages(tmp_path, [], tmp_path / "pages")
    before = page.stat().st_mtime_ns
    assert list(slides.write_pages(tmp_path, [], tmp_path / "pages")) == [page]
    assert page.stat().st_mtime_ns == before
    lesson_of_one_cell(tmp_path, "print(2)")
    list(slides.write_pages(tmp_path, [], tmp_path / "pages"))
    assert page.stat().st_mtime_ns > before


def lesson_of_one_cell(root: Path, source: str) -> Path:
    """A lesson of one cell of code."""
    (root / "notebooks").mkdir(exist_ok=True)
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    node = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(source, id="only")], metadata={"kernelspec": kernel}
    )
    nbformat.write(node, root / "notebooks/01_x.ipynb")
    return root / "notebooks/01_x.ipynb"


# ---- in a browser

LOOK = """() => {
  const slide = Reveal.getCurrentSlide();
  const box = (one) => one.getBoundingClientRect();
  const figure = slide.querySelector("img.figure");
  const blocks = [...slide.querySelectorAll(".block")].map((one) => box(one));
  return {
    title: slide.querySelector("h1, h2").innerText,
    size: parseFloat(getComputedStyle(slide).fontSize),
    bottom: Math.max(...blocks.map((one) => one.bottom)),
    right: Math.max(...blocks.map((one) => one.right)),
    wide: [...slide.querySelectorAll("pre, table")].some((one) => one.scrollWidth > one.clientWidth + 1),
    figure: figure ? box(figure).height : 0,
    room: figure ? box(figure.closest(".block")).height : 0,
    top: figure ? box(slide.querySelector(".body")).top : 0,
    words: !!slide.querySelector(".words"),
    small: [...slide.querySelectorAll(".body pre, .body .text table")]
      .filter((one) => parseFloat(getComputedStyle(one).fontSize) < 20).map((one) => one.innerText),
  };
}"""


# The slides of the print view whose heading or blocks leave their page's margins.
OUT_OF_MARGINS = """() => [...document.querySelectorAll(".pdf-page")].flatMap((page, number) => {
  const place = page.getBoundingClientRect();
  const boxes = [...page.querySelectorAll("h1, h2, .block")].map((one) => one.getBoundingClientRect());
  const kept = boxes.every((box) => box.left - place.left >= 47 && box.top - place.top >= 39
    && box.right - place.left <= 1270 && box.bottom - place.top <= 690);
  return boxes.length && kept ? [] : [number + 1];
})"""


def open_deck(browser: Any, path: Path, wrong: list[str], query: str = "") -> Any:
    view = {"width": 1280, "height": 720}  # and no motion: a picture shows where things end
    page = browser.new_page(viewport=view, reduced_motion="reduce")
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    page.on(
        "request",
        lambda request: (
            wrong.append(request.url) if not request.url.startswith(("file:", "data:")) else None
        ),
    )
    page.goto(path.as_uri() + query)
    page.wait_for_function("document.documentElement.dataset.ready === 'yes'")
    return page


# What every slide shows with all that comes step by step, going on by what the right arrow does. An
# instrument takes its height a while after it is shown.
WALK = f"""async () => {{
  const look = {LOOK};
  const seen = [];
  while (seen.length < Reveal.getTotalSlides()) {{
    while (Reveal.availableFragments().next) Reveal.nextFragment();
    for (let k = 0; k < 60 && Reveal.getCurrentSlide().querySelector("iframe") && look().bottom > 690; k += 1)
      await new Promise((done) => setTimeout(done, 50));
    seen.push(look());
    Reveal.triggerKey(39);
  }}
  return seen;
}}"""


@needs_chromium
@pytest.mark.parametrize("lesson", LESSONS)
def test_the_right_arrow_visits_every_slide_and_each_fits(written: Path, browser: Any, lesson: str):
    wrong: list[str] = []
    page = open_deck(browser, written / "slides" / f"{lesson}.html", wrong)
    count = page.evaluate("Reveal.getTotalSlides()")
    seen = page.evaluate(WALK)
    for number in range(count) if wanted() else ():
        page.evaluate("(number) => Reveal.slide(number, 0, 99)", number)
        keep(page, f"slides-{lesson}-{number + 1:02}", whole=False)
    page.close()
    assert len({str(one) for one in seen}) > count / 2
    assert not wrong
    for one in seen:
        assert one["bottom"] <= 690, one
        assert one["right"] <= 1270, one
        assert one["size"] >= 18, one
        assert not one["wide"], one
        assert not one["small"], one  # code and tables have at least 20 pixels of 720
        if one["figure"]:
            assert one["room"] >= 330, one
            if not one["words"]:  # a figure alone takes what the heading leaves
                assert one["room"] >= 0.9 * (674 - one["top"]), one
    assert sum(one["size"] < 20 for one in seen) <= 2, "small print on more than two slides"


# The smallest print of an instrument that is shown, indices aside, in pixels of the slide.
PRINT = """() => {
  const zoom = parseFloat(getComputedStyle(document.documentElement).zoom);
  const says = (one) => [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
  const all = [...document.querySelectorAll("#live *:not(sub, .index)")];
  const sizes = all.filter((one) => says(one) && one.checkVisibility())
    .map((one) => zoom * parseFloat(getComputedStyle(one).fontSize));
  return [Math.min(...sizes), document.documentElement.scrollWidth - innerWidth];
}"""


@needs_chromium
@pytest.mark.parametrize(
    ("lesson", "least"),
    [("01_signals", 16), ("02_symmetry", 16), ("03_fans", 16), ("10_mean_field", 14.5)],
)
def test_an_instrument_is_larger_on_a_slide_and_fits(
    written: Path, browser: Any, lesson: str, least: float
):
    page = open_deck(browser, written / "slides" / f"{lesson}.html", [])
    slide = "[...document.querySelectorAll('.slides > section')].findIndex((one) => one.querySelector('iframe'))"
    page.evaluate(f"Reveal.slide({slide})")
    [frame] = [one for one in page.frames if one.parent_frame]
    frame.wait_for_function("document.documentElement.classList.contains('on-slide')")
    smallest, too_wide = frame.evaluate(PRINT)
    assert smallest >= least
    assert too_wide <= 0
    page.wait_for_function(
        "document.querySelector('section.present iframe').getBoundingClientRect().bottom <= 690"
    )


@needs_chromium
def test_a_keyboard_goes_through_a_deck_step_by_step(written: Path, browser: Any):
    page = open_deck(browser, written / "slides" / "05b_gains.html", [])
    count = page.evaluate("Reveal.getTotalSlides()")
    steps = page.locator(".slides > section .fragment").count()
    places = [0]
    while not page.evaluate("Reveal.isLastSlide() && !Reveal.availableFragments().next"):
        page.keyboard.press("ArrowRight")
        places.append(page.evaluate("Reveal.getIndices().h"))
        assert len(places) <= count + steps
    assert [number for number, _ in itertools.groupby(places)] == list(range(count))


@needs_chromium
def test_a_theme_is_chosen_by_address_or_by_key_and_can_be_read(written: Path, browser: Any):
    page = open_deck(browser, written / "slides" / "04_xavier.html", [], "?theme=dark")
    colours = """() => [getComputedStyle(document.querySelector('.reveal')).color,
                        getComputedStyle(document.body).backgroundColor]"""
    dark = page.evaluate(colours)
    page.keyboard.press("t")
    light = page.evaluate(colours)
    page.close()
    for ink, paper in (dark, light):
        assert contrast(ink, paper) >= 7
    assert dark != light


@needs_chromium
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_figures_of_lines_follow_the_theme_and_pictures_of_pixels_stay(
    written: Path, browser: Any, theme: str
):
    page = open_deck(browser, written / "slides" / "10_mean_field.html", [], f"?theme={theme}")
    first = """(kind) => Reveal.slide([...document.querySelectorAll(".slides > section")].findIndex(
        (one) => one.querySelector(kind)))"""
    for kind, is_light in (("img.drawn", theme == "light"), ("img.figure:not(.drawn)", True)):
        page.evaluate(first, kind)
        page.evaluate("while (Reveal.availableFragments().next) Reveal.nextFragment()")
        shown = page.locator(f"section.present {kind}").first.screenshot()
        ground = np.median(np.asarray(Image.open(io.BytesIO(shown)).convert("L")))
        assert ground > 200 if is_light else ground < 60


def contrast(one: str, other: str) -> float:
    """The contrast of two CSS colours, as WCAG 2 defines it."""

    def luminance(colour: str) -> float:
        channels = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
        linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    bright, dim = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


@needs_chromium
@pytest.mark.parametrize(
    ("lesson", "theme"), [*((one, "light") for one in LESSONS), ("05b_gains", "dark")]
)
def test_axe_finds_no_fault_in_a_deck(written: Path, browser: Any, lesson: str, theme: str):
    """In the view that is printed: it shows every slide with all that comes step by step."""
    path = written / "slides" / f"{lesson}.html"
    page = open_deck(browser, path, [], f"?print-pdf&theme={theme}")
    assert page.locator(".pdf-page").count() == len(html(path).select(".slides > section"))
    assert page.locator("section[aria-hidden=true]").count() == 0  # reveal.js hides all but one
    assert page.evaluate(OUT_OF_MARGINS) == []
    found = violations(page, looks="" if theme == "light" else "colours")
    page.close()
    assert not found


@needs_chromium
def test_a_pdf_has_one_page_for_each_slide(written: Path, browser: Any):
    """While another browser is open, as in a notebook that has a loop of its own."""
    deck = written / "slides" / "05b_gains.html"
    data = pdf.write_pdf(deck)
    count = len(html(deck).select(".slides > section"))
    assert len(re.findall(rb"/Type\s*/Page[^s]", data)) == count
    headings = len(re.findall(rb"/S\s*/H2\b", data))
    assert headings == count - 1, "each slide but the first is tagged, so that it can be read aloud"
    assert data.count(b"/Figure") == len(html(deck).select("img.figure"))
