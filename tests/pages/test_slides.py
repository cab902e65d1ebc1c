"""Lessons become slides and pages that need no network, and every slide fits on the screen."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup

from autograder.model import CourseError
from autograder.pages import slides

ROOT = Path(__file__).parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
LESSONS = sorted(path.stem for path in ROOT.glob("notebooks/*.ipynb"))


@pytest.fixture(scope="module")
def written(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("shown")
    slides.write_slides(ROOT, [], folder / "slides")
    slides.write_pages(ROOT, [], folder / "pages")
    return folder


def html(path: Path) -> BeautifulSoup:
    return BeautifulSoup(path.read_text(), "html.parser")


@pytest.mark.parametrize("lesson", LESSONS)
@pytest.mark.parametrize("kind", ["slides", "pages"])
def test_nothing_is_fetched_from_a_network(written: Path, kind: str, lesson: str):
    page = html(written / kind / f"{lesson}.html")
    for tag, where in (("script", "src"), ("link", "href"), ("img", "src"), ("iframe", "src")):
        for one in page.find_all(tag):
            address = one.get(where) or ""
            assert not re.match(r"(https?:)?//", address), address
            if address and not address.startswith("data:"):
                assert (written / kind / address).is_file(), address


@pytest.mark.parametrize("lesson", LESSONS)
@pytest.mark.parametrize("kind", ["slides", "pages"])
def test_every_formula_is_drawn(written: Path, kind: str, lesson: str):
    page = html(written / kind / f"{lesson}.html")
    for code in page.find_all(["code", "pre", "script", "style"]):
        code.extract()
    assert page.find_all("math")
    assert not re.findall(r"\$[^$\n]*\\[a-z]+[^$\n]*\$", page.get_text()), "a formula left as TeX"


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


def test_money_code_and_escaped_dollars_are_not_formulas():
    drawn = slides._with_maths("`$x$` costs 5$ or \\$6 and $y$; $5 and $6\n```\n$z$\n```")
    assert drawn.count("<math") == 1
    assert "`$x$`" in drawn
    assert "$z$" in drawn


def test_a_lesson_that_fails_is_one_line(tmp_path: Path):
    (tmp_path / "notebooks").mkdir()
    node = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell("1 / 0")],
        metadata={
            "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}
        },
    )
    nbformat.write(node, tmp_path / "notebooks/01_x.ipynb")
    with pytest.raises(CourseError, match=r"01_x\.ipynb: does not run: .*ZeroDivisionError"):
        slides.write_slides(tmp_path, [], tmp_path / "slides")
    assert not (tmp_path / "slides").exists()


@pytest.mark.skipif(not CHROMIUM, reason="no chromium; apt-get install chromium")
@pytest.mark.parametrize("lesson", LESSONS)
def test_every_slide_fits_on_the_screen_and_nothing_goes_wrong(written: Path, lesson: str):
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": 1120, "height": 800})
        wrong: list[str] = []
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on(
            "request",
            lambda request: (
                wrong.append(request.url)
                if not request.url.startswith(("file:", "data:"))
                else None
            ),
        )
        page.goto((written / "slides" / f"{lesson}.html").as_uri())
        page.wait_for_function("window.Reveal && Reveal.isReady()")
        heights = page.evaluate("""() => {
            const found = [];
            for (;;) {
                while (Reveal.availableFragments().next) Reveal.nextFragment();
                const slide = Reveal.getCurrentSlide();
                found.push([slide.innerText.slice(0, 40), slide.scrollHeight, slide.scrollWidth]);
                if (Reveal.isLastSlide()) return found;
                Reveal.next();
            }
        }""")
        browser.close()
    assert wrong == []
    assert len(heights) >= 10
    assert [one for one in heights if one[1] > 800 or one[2] > 1120] == []
