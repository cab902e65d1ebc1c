"""The site works from a folder without a network: every page can be reached, read by everybody,
and used with a keyboard, on a phone and in the dark."""

from __future__ import annotations

import contextlib
import copy
import io
import re
import shutil
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pytest
from axe import violations
from bs4 import BeautifulSoup
from PIL import Image
from shots import keep

from autograder import course_pages
from autograder.model import CourseError
from autograder.ownership import Ledger
from autograder.pages.decks.content import Question
from autograder.pages.decks.face import own_text
from autograder.pages.decks.prose import formulas_in
from autograder.pages.made import made_of
from autograder.pages.site import builder, write_site
from autograder.pages.site.lessons import site_links
from autograder.pages.site.map import read_map
from autograder.pages.site.quiz import quiz_html

ROOT = Path(__file__).parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
LESSONS = sorted(path.stem for path in ROOT.glob("notebooks/*.ipynb"))
ASSIGNMENTS = sorted(path.stem for path in ROOT.glob("source/*.py"))
READ = [
    "index",
    "start_here",
    "lessons/04_xavier",
    "lessons/07_debugging",
    "assignments/he",
    "map",
    "guide",
]
needs_chromium = pytest.mark.skipif(not CHROMIUM, reason="no chromium; apt-get install chromium")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder, slides = tmp_path_factory.mktemp("site"), tmp_path_factory.mktemp("slides")
    for ending, what in ((".html", "a deck"), (".pdf", "a PDF"), ("-handout.html", "a handout")):
        (slides / f"05_he{ending}").write_text(what)
    write_site(ROOT, folder, course_pages.site(ROOT), slides=slides)
    return folder


@cache
def html(path: Path) -> BeautifulSoup:
    """The page, which every test that reads it shares."""
    return BeautifulSoup(path.read_text(), "html.parser")


def test_every_lesson_and_assignment_has_a_page(site: Path):
    assert {path.stem for path in (site / "lessons").glob("*.html")} == set(LESSONS)
    assert {path.stem for path in (site / "assignments").glob("*.html")} == set(ASSIGNMENTS)


def test_every_link_inside_the_site_leads_somewhere(site: Path):
    pages = sorted(site.rglob("*.html"))
    ids = {path: {tag["id"] for tag in html(path).find_all(id=True)} for path in pages}
    for path in pages:
        for tag in html(path).find_all(["a", "script", "link", "img"]):
            address = tag.get("href") or tag.get("src") or ""
            if re.match(r"[a-z]+:", address) or not address:
                continue
            file, _, anchor = address.partition("#")
            there = (path.parent / file.partition("?")[0]).resolve() if file else path
            assert there.exists(), f"{path.name}: {address}"
            if anchor and there in ids:
                assert anchor in ids[there], f"{path.name}: {address}"


@pytest.mark.parametrize("name", LESSONS)
def test_every_formula_is_typeset_when_the_page_is_built(site: Path, name: str):
    """Each of the lesson's text is there with the words that a screen reader says."""
    page = html(site / f"lessons/{name}.html")
    node = nbformat.read(ROOT / f"notebooks/{name}.ipynb", 4)
    texts = [cell.source for cell in node.cells if cell.cell_type == "markdown"]
    written = formulas_in(own_text(text)[1] for text in texts)
    said = Counter(one.get_text() for one in page.select("article annotation"))
    assert not Counter(tex for tex, _ in written) - said
    assert "<!-- slide:" not in (site / f"lessons/{name}.html").read_text()
    assert all(one.select(".katex-mathml") for one in page.select("article .katex"))
    shown = copy.copy(page.select_one("article"))
    for code in shown.select("pre, code, annotation, script, style"):
        code.extract()
    assert not re.findall(r"\\[a-z]+|\$\$", shown.get_text()), "a formula left as TeX"


def test_a_stop_stays_on_the_line_of_its_formula(site: Path):
    together = html(site / "lessons/04_xavier.html").select("article .together")
    assert together
    assert all(one.get_text()[-1] in ".,;:?!)" for one in together)


@pytest.mark.parametrize("name", LESSONS)
def test_a_lessons_figures_are_vector_drawings_with_a_text(site: Path, name: str):
    images = html(site / f"lessons/{name}.html").select("article img")
    assert len(images) >= 2
    assert all(len(one["alt"].split()) >= 8 for one in images)
    assert all(one["src"].endswith(".svg") for one in images)


def test_no_page_shows_a_solution_or_a_hidden_test(site: Path):
    for name in ASSIGNMENTS:
        text = html(site / f"assignments/{name}.html").text
        for word in ("HIDDEN TESTS", "BEGIN SOLUTION", "Mark scheme", "Exemplary answer"):
            assert word not in text, (name, word)
        assert "Hint: a question" in text


def test_an_answer_to_a_question_is_told_at_once_with_its_reason():
    question = Question(
        "Is $1/n$ LeCun's?", ("Yes", "No"), "True", "He said so.", key=0, whys=("a", "b")
    )
    page = BeautifulSoup(quiz_html("04_xavier", [question]), "html.parser")
    right, wrong = page.select("details")
    assert "right" in right["class"]
    assert right.select_one(".verdict").get_text(" ", strip=True) == "Right. a He said so."
    assert wrong.select_one(".verdict").get_text(" ", strip=True) == "Not this one. b"
    assert page.select(".asked .katex")


def test_a_link_to_a_section_is_made_from_its_name_or_its_heading():
    anchors = {"05_he": {"half": "half", "What-does-ReLU-take-away?": "half"}}
    for link in ("05_he.ipynb#half", "../../notebooks/05_he.ipynb#What-does-ReLU-take-away?"):
        assert site_links(f"[x]({link})", anchors) == "[x](#05_he-half)"
    assert site_links("[x](05_he.ipynb#gone)", anchors) == "[x](/lessons/05_he.ipynb)"
    assert site_links("[x](../assignments/he/he.ipynb)", anchors) == "[x](/assignments/he.md)"


def test_the_map_names_every_lesson_that_exists_and_no_other():
    found = read_map(ROOT / "notebooks/map.toml")
    nodes = found["nodes"].values()
    assert {one["lesson"] for one in nodes} <= set(LESSONS)
    assert sum(one["kind"] == "person" for one in nodes) >= 2
    assert len(nodes) >= 11
    assert len(found["links"]) >= 7
    places = [(one["x"], one["y"]) for one in nodes]
    assert len(set(places)) == len(places), "two nodes on one place"


def test_a_link_of_the_map_that_leads_to_nothing_is_one_line(tmp_path: Path):
    text = (
        (ROOT / "notebooks/map.toml").read_text().replace('to = "vanishing"', 'to = "nowhere"', 1)
    )
    (tmp_path / "map.toml").write_text(text)
    with pytest.raises(CourseError, match="a link to 'nowhere', which is no node"):
        read_map(tmp_path / "map.toml")


def test_a_site_takes_away_what_it_had_and_nothing_else_that_we_wrote(tmp_path: Path):
    """`--into` may be any folder, the course's own among them."""
    built, into, listed = tmp_path / "built", tmp_path / "course", tmp_path / "written.json"
    ledger = Ledger(into)
    ledger.write(into / "notebooks/01_x.ipynb", b"built by another command")
    for name in ("index.html", "old.html", "changed.html"):
        (built / name).parent.mkdir(exist_ok=True)
        (built / name).write_text(name)
    builder._take_over(built, into, ledger, listed)
    (into / "changed.html").write_text("a person's")
    (built / "old.html").unlink()
    (built / "changed.html").unlink()
    builder._take_over(built, into, ledger, listed)
    assert not (into / "old.html").exists()
    assert (into / "changed.html").read_text() == "a person's"
    assert (into / "notebooks/01_x.ipynb").read_bytes() == b"built by another command"


def test_a_lesson_has_chapters_to_jump_to(site: Path):
    for name in LESSONS:
        page = html(site / f"lessons/{name}.html")
        chapters = page.select(".bd-toc-nav a[href^='#'], .page-toc a[href^='#']")
        assert len(chapters) >= 4, name
        assert all(page.find(id=one["href"][1:]) for one in chapters), name


def test_the_guide_leads_from_each_topic_to_its_lesson(site: Path):
    rows = html(site / "guide.html").select("article tbody tr")
    topics = {row.find_all("td")[1].get_text(strip=True) for row in rows}
    assert len(topics) >= 16
    assert all(row.select_one("td a[href^='lessons/']") for row in rows)
    led_to = {row.select_one("a")["href"].partition("#")[0] for row in rows}
    assert led_to == {f"lessons/{name}.html" for name in LESSONS}


def test_a_table_leads_from_layers_to_a_rule_its_section_and_a_line(site: Path):
    page = html(site / "which.html")
    assert html(site / "index.html").select_one("a[href='which.html']")
    rows = page.select("table")[0].select("tbody tr")
    assert len(rows) >= 12
    assert all(row.select_one("a[href^='lessons/']") for row in rows[:-1])
    assert "kaiming_normal_" in page.text


def test_a_fan_is_a_formula_where_an_underline_would_hide_its_underscore(site: Path):
    for page in ("index", "map"):
        for link in html(site / f"{page}.html").select("article a"):
            link = copy.copy(link)
            for formula in link.select(".katex"):
                formula.extract()
            assert not re.search(r"n_(in|out)", link.get_text()), link


def test_everything_on_the_map_has_a_type_and_so_has_each_link():
    found = read_map(ROOT / "notebooks/map.toml")
    assert {one["kind"] for one in found["nodes"].values()} == set(found["kinds"])
    assert {"person", "paper"} < set(found["kinds"])
    assert all(len(one["says"]) > 3 for one in found["links"])


def test_every_page_says_which_version_it_is_and_of_when(site: Path):
    about = course_pages.site(ROOT)
    for page in ("index", "map", "lessons/05_he", "assignments/fans"):
        assert f"Version {about.version}, built on {about.date}" in html(site / f"{page}.html").text


def test_a_reader_learns_how_to_cite_and_where_to_get_help(site: Path):
    headings = [one.get_text() for one in html(site / "about.html").select("h2")]
    assert any(one.startswith("How to cite it") for one in headings)
    assert any(one.startswith("Where to get help") for one in headings)


def test_a_reader_learns_how_fresh_the_course_is_and_how_long_a_lesson_takes(site: Path):
    assert "How fresh is it?" in html(site / "about.html").text
    rows = html(site / "index.html").select("article table tbody tr")
    minutes = [int(row.find_all("td")[2].get_text()) for row in rows]
    assert len(minutes) == len(LESSONS)
    assert all(10 <= one <= 45 for one in minutes)


def test_what_a_lecturer_says_can_be_taken_along(site: Path):
    """The folder of slides that `make site` hands over: here a deck, a PDF and a handout."""
    page = html(site / "lessons/05_he.html")
    links = {one["href"] for one in page.select("article a[href^='../slides/']")}
    assert links == {f"../slides/05_he{ending}" for ending in (".html", ".pdf", "-handout.html")}
    assert (site / "slides/05_he-handout.html").read_bytes() == b"a handout"
    others = html(site / "lessons/04_xavier.html")
    assert not others.select("article a[href^='../slides/']")


def test_pages_are_made_anew_when_what_makes_them_changes(site: Path):
    """Sphinx itself sees only its settings and the texts."""
    assert made_of() in (ROOT / ".goodstart/site/sources/conf.py").read_text()


# ---- in a browser


# The theme lets the keyboard reach what scrolls, a while after the page has its size.
REACHED = """[...document.querySelectorAll("article pre, .pst-scrollable-table-container")]
  .every((one) => one.scrollWidth <= one.clientWidth || one.tabIndex >= 0)"""
VIEWS = ((1300, "light", ""), (390, "light", "layout"), (1300, "dark", "colours"))


@needs_chromium
def test_pages_ask_for_nothing_fit_and_can_be_read_by_everybody(site: Path, browser: Any):
    """All of them on a wide screen; those of each kind on a phone and in the dark too, as if the
    window became smaller and the night came."""
    from playwright.sync_api import Error

    page, wrong, faults = browser.new_page(), [], {}
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on(
        "request",
        lambda asked: asked.url.startswith(("file:", "data:")) or wrong.append(asked.url),
    )
    every = [path.relative_to(site).with_suffix("") for path in sorted(site.rglob("*.html"))]
    for name in [str(path) for path in every if path.parts[0] != "slides"]:
        page.emulate_media(color_scheme="light")
        page.set_viewport_size({"width": 1300, "height": 900})
        page.goto((site / f"{name}.html").as_uri())
        for width, scheme, _ in VIEWS if name in READ else VIEWS[:1]:
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size({"width": width, "height": 900})
            keep(page, f"site-{width}-{scheme}-{name}")
            if page.evaluate("document.documentElement.scrollWidth") > width:
                wrong.append("wider than the screen")
            if scheme != page.evaluate("document.documentElement.dataset.theme"):
                wrong.append(f"not {scheme}")
        for width, scheme, new in VIEWS if name in READ else VIEWS[:1]:
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size({"width": width, "height": 900})
            with contextlib.suppress(Error):  # then axe says it
                page.wait_for_function(REACHED, timeout=10_000)
            if seen := [*violations(page, looks=new), *wrong]:
                faults[name, width, scheme] = seen
            wrong.clear()
    assert faults == {}


@needs_chromium
def test_the_map_and_a_question_work_with_the_keyboard(site: Path, browser: Any):
    page = browser.new_page()
    page.goto((site / "map.html").as_uri())
    wide = """[...document.querySelectorAll('.node')].filter((node) =>
      node.querySelector('text').getBBox().width > node.querySelector('rect').getBBox().width)"""
    assert page.evaluate(f"{wide}.map((node) => node.textContent)") == []
    assert (
        page.evaluate(
            "(box => box.scrollWidth - box.clientWidth)(document.querySelector('.course-map'))"
        )
        == 0
    )
    page.focus(".node[data-node=xavier]")
    said = page.inner_text(".traced")
    assert "Xavier Glorot gave his first name to" in said
    assert page.locator(".link.on").count() == said.count("·") + 1
    page.goto((site / "lessons/04_xavier.html").as_uri())
    option = page.locator(".self-test summary").first
    option.focus()
    page.keyboard.press("Enter")
    assert page.locator(".self-test details[open] .verdict").first.is_visible()
    page.close()


@needs_chromium
def test_a_figure_of_lines_follows_the_theme(site: Path, browser: Any):
    page = browser.new_page(color_scheme="dark")
    page.goto((site / "lessons/04_xavier.html").as_uri())
    shown = page.locator("article img.drawn").first.screenshot()
    assert np.median(np.asarray(Image.open(io.BytesIO(shown)).convert("L"))) < 60


@needs_chromium
def test_search_finds_a_word_from_a_folder(site: Path, browser: Any):
    page = browser.new_page()
    page.goto((site / "search.html").as_uri() + "?q=Jacobian")
    page.wait_for_selector("#search-results li a", timeout=20_000)
    assert page.locator("#search-results li").count() >= 1
    page.close()
