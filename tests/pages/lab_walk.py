"""What a learner sees in JupyterLab, said as JSON: run inside a network of its own, where nothing
but this machine can be reached.

    python lab_walk.py STUDY LESSON
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
SEEN = """() => ({
  formulas: document.querySelectorAll('.jp-MarkdownOutput mjx-container').length,
  raw: [...document.querySelectorAll('.jp-MarkdownOutput')].filter(
      (one) => /\\$[^$ ]+\\$/.test(one.innerText)).length,
  finished: document.querySelector('.jp-Notebook .jp-Cell:last-child .jp-OutputArea').innerText,
  figures: [...document.querySelectorAll('.jp-OutputArea img')].filter(
      (one) => one.naturalWidth > 100).length,
  frames: document.querySelectorAll('.jp-OutputArea iframe').length,
  errors: document.querySelectorAll('.jp-OutputArea-output[data-mime-type*=stderr]').length,
})"""


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2):
            return True
    except (urllib.error.URLError, OSError):
        return False


def opened(page: Page, url: str) -> None:
    """Open a notebook, and close what JupyterLab asks on its first day."""
    page.goto(url)
    page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=90_000)
    page.wait_for_timeout(1500)
    page.keyboard.press("Escape")


def instrument(page: Page) -> dict[str, str]:
    """What an instrument says before and after its slider was moved with the keyboard."""
    frame = page.frame_locator(".jp-OutputArea iframe").first
    slider = frame.locator("input[type=range]").first
    slider.focus(timeout=120_000)
    before = frame.locator("body").inner_text()
    for _ in range(6):
        page.keyboard.press("ArrowRight")
    page.wait_for_timeout(500)
    return {"before": before, "after": frame.locator("body").inner_text()}


def settings_of(scratch: Path) -> dict[str, str]:
    """Folders of its own for JupyterLab, and all cells drawn: it else draws those in sight."""
    tracker = scratch / "settings/@jupyterlab/notebook-extension/tracker.jupyterlab-settings"
    tracker.parent.mkdir(parents=True)
    tracker.write_text('{"windowingMode": "none"}')
    return {
        "JUPYTERLAB_SETTINGS_DIR": str(scratch / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(scratch / "workspaces"),
        "JUPYTER_CONFIG_DIR": str(scratch / "config"),
        "JUPYTER_RUNTIME_DIR": str(scratch / "runtime"),
    }


def walk(study: Path, lesson: str) -> dict[str, Any]:
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    settings = settings_of(study.parent / "jupyter")
    options = ["--no-browser", "--allow-root", f"--port={port}", "--ServerApp.token="]
    with open(study.parent / "lab.log", "w") as log:
        lab = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", *options, f"--ServerApp.root_dir={study}"],
            env={**os.environ, **settings},
            stdout=log,
            stderr=log,
        )
    asked: list[str] = []
    try:
        deadline = time.monotonic() + 90
        while not answers(f"{base}/api"):
            if time.monotonic() > deadline or lab.poll() is not None:
                return {"problem": "JupyterLab did not start"}
            time.sleep(0.3)
        with sync_playwright() as play:
            browser = play.chromium.launch(
                executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
            )
            page = browser.new_page(viewport={"width": 1400, "height": 950})
            page.on(
                "request",
                lambda one: (
                    None
                    if one.url.startswith((base, base.replace("http", "ws"), "data:", "blob:"))
                    else asked.append(one.url)
                ),
            )
            opened(page, f"{base}/lab/tree/notebooks/{lesson}.ipynb?reset")
            # A click while the kernel starts runs nothing.
            page.get_by_text("| Idle").wait_for(timeout=90_000)
            page.click("text=Run >> nth=0")
            page.click("text=Run All Cells >> nth=0")
            page.wait_for_function(
                "document.querySelector('.jp-Notebook .jp-Cell:last-child .jp-OutputArea')"
                ".innerText.trim()",
                timeout=180_000,
            )
            page.wait_for_timeout(1500)
            found: dict[str, Any] = {"lesson": page.evaluate(SEEN)}
            page.screenshot(path=study.parent / "lesson.png")
            found["instrument"] = instrument(page)
            page.screenshot(path=study.parent / "instrument.png")
            opened(page, f"{base}/lab/tree/Start%20here.ipynb?reset")
            option = page.locator(".jp-MarkdownOutput summary", has_text="2.30").first
            option.focus(timeout=120_000)
            page.keyboard.press("Enter")
            found["question"] = page.locator(".jp-MarkdownOutput details[open]").first.inner_text()
            page.screenshot(path=study.parent / "question.png")
            browser.close()
    finally:
        lab.terminate()
        lab.wait()
    return {**found, "asked": asked}


if __name__ == "__main__":
    print(json.dumps(walk(Path(sys.argv[1]), sys.argv[2])))
