"""What the tests of pages share."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from instrument_page import CHROMIUM

from autograder import course_pages
from autograder.pages import slides

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All decks with their handouts, in slides/, and all pages, in pages/: made once for all
    workers of pytest. To be read, not to be written in."""
    base = tmp_path_factory.getbasetemp()
    base = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    folder, begun = base / "written", base / "begun"
    with open(base / "written.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            asked = course_pages.deck_questions(ROOT)
            list(slides.write_slides(ROOT, [], begun / "slides", handout=True, questions=asked))
            list(slides.write_pages(ROOT, [], begun / "pages"))
            begun.rename(folder)
    return folder


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        yield play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])


@pytest.fixture
def browser(chromium: Any) -> Iterator[Any]:
    """A browser, whose pages are closed after the test: they would work on beside the next."""
    before = chromium.contexts
    yield chromium
    for context in chromium.contexts:
        if context not in before:
            context.close()
