"""A deck as PDF, one page a slide, printed by Chromium."""

from __future__ import annotations

import re
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from autograder.model import CourseError

__all__ = ["write_pdf"]

PAGE = re.compile(rb"/Type\s*/Page[^s]")
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
PATIENCE = 120_000  # milliseconds until the slides are laid out, on a machine that is busy


def write_pdf(deck: Path) -> bytes:
    """Return the PDF of a deck's file, tagged, with its outline. Raises CourseError where no
    Chromium is installed, or it does not print every slide."""
    browser = next((found for name in BROWSERS if (found := shutil.which(name))), "")
    if not browser:
        raise CourseError("no Chromium to print with; run: apt-get install chromium")
    try:
        from playwright.sync_api import Error, sync_playwright
    except ImportError:
        raise CourseError(
            "playwright, which has Chromium print, is missing; run: pip install 'good-start[site]'"
        ) from None
    slides = deck.read_text("utf-8").count('<section class="is-')

    def printed() -> bytes:
        with sync_playwright() as play:
            options = ["--no-sandbox", "--disable-gpu"]
            page = play.chromium.launch(executable_path=browser, args=options).new_page()
            page.goto(f"{deck.absolute().as_uri()}?print-pdf", timeout=PATIENCE)
            ready = "document.documentElement.dataset.ready === 'yes'"
            page.wait_for_function(ready, timeout=PATIENCE)
            return bytes(
                page.pdf(
                    prefer_css_page_size=True, print_background=True, tagged=True, outline=True
                )
            )

    try:
        with ThreadPoolExecutor(1) as apart:  # the caller's thread may run a loop of events
            data = apart.submit(printed).result()
    except Error as error:
        raise CourseError(f"{deck}: not printed: {error.message.splitlines()[0]}") from None
    if (pages := len(PAGE.findall(data))) != slides:
        raise CourseError(f"{deck}: Chromium printed {pages} pages for {slides} slides")
    return data
