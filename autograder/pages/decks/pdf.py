"""A deck as PDF, one page a slide, printed by Chromium."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from autograder.model import CourseError

__all__ = ["write_pdf"]

PAGE = re.compile(rb"/Type\s*/Page[^s]")
BUDGETS = (10_000, 60_000, 240_000)  # a busy machine prints before the slides are laid out
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")


def write_pdf(deck: Path) -> bytes:
    """Return the PDF of a deck's file, tagged, with its outline. Raises CourseError where no
    Chromium is installed, or it does not print every slide."""
    browser = next((found for name in BROWSERS if (found := shutil.which(name))), "")
    if not browser:
        raise CourseError("no Chromium to print with; run: apt-get install chromium")
    slides = deck.read_text("utf-8").count('<section class="is-')
    for budget in BUDGETS:
        data = _printed(browser, deck, budget)
        if len(PAGE.findall(data)) == slides:
            return data
    raise CourseError(f"{deck}: Chromium did not print one page for each of {slides} slides")


def _printed(browser: str, deck: Path, budget: int) -> bytes:
    """What Chromium prints of a deck when it gives the page so many milliseconds of its own time;
    nothing, if it printed nothing."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "deck.pdf"
        subprocess.run(
            [
                browser,
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                f"--user-data-dir={folder}/profile",
                "--no-pdf-header-footer",
                "--export-tagged-pdf",
                "--generate-pdf-document-outline",
                f"--virtual-time-budget={budget}",
                f"--print-to-pdf={target}",
                f"{deck.absolute().as_uri()}?print-pdf",
            ],
            capture_output=True,
            check=False,
            timeout=300,
        )
        return target.read_bytes() if target.is_file() else b""
