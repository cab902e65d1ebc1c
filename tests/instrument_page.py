"""A page with an instrument in it, in a browser."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
needs_chromium = pytest.mark.skipif(not CHROMIUM, reason="no chromium; apt-get install chromium")
FRAME = "<!doctype html><html lang='en'><head><meta charset='utf-8'><title>t</title></head>"


def shown(browser: Any, folder: Path, html: str, **context: Any) -> Any:
    """A page that shows the HTML; its list `wrong` has errors and requests."""
    (folder / "page.html").write_text(f"{FRAME}<body><main><h1>t</h1>{html}</main></body>", "utf-8")
    page = browser.new_context(**context).new_page()
    page.wrong = []
    page.on("pageerror", lambda error: page.wrong.append(str(error)))
    page.on("console", lambda said: page.wrong.append(said.text))
    page.on(
        "request",
        lambda asked: asked.url.startswith(("file:", "about:")) or page.wrong.append(asked.url),
    )
    page.goto((folder / "page.html").as_uri())
    return page


def inside(page: Any, at: int = 0) -> Any:
    """The frame of an instrument, ready."""
    frame = page.query_selector_all("iframe")[at].content_frame()
    frame.wait_for_function("window.instrument || !document.querySelector('.alive')")
    return frame
