"""A deck as PDF, one page a slide, printed by Chromium."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from autograder.model import CourseError

__all__ = ["write_pdf"]

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")


def write_pdf(deck: Path) -> bytes:
    """Return the PDF of a deck's file, tagged, with its outline. Raises CourseError where no
    Chromium is installed, or it prints nothing."""
    browser = next((found for name in BROWSERS if (found := shutil.which(name))), "")
    if not browser:
        raise CourseError("no Chromium to print with; run: apt-get install chromium")
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "deck.pdf"
        run = subprocess.run(
            [
                browser,
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                f"--user-data-dir={folder}/profile",
                "--no-pdf-header-footer",
                "--export-tagged-pdf",
                "--generate-pdf-document-outline",
                "--virtual-time-budget=10000",
                f"--print-to-pdf={target}",
                f"{deck.absolute().as_uri()}?print-pdf",
            ],
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        if run.returncode or not target.is_file():
            raise CourseError(f"{deck}: Chromium printed nothing (status {run.returncode})")
        return target.read_bytes()
