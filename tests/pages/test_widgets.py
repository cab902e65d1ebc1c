"""The widget for the weights' scale, as a browser shows it: no script, no kernel, no network."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from initlab.figures.widgets import scale_widget

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
PLACES = ["Input", "Layer 1", "Output"]
AHEAD = {"too small": [1.0, 0.1, 0.01], "kept": [1.0, 1.0, 1.0], "too large": [1.0, 10.0, 100.0]}
BACK = {name: sizes[::-1] for name, sizes in AHEAD.items()}
SIGNS = {"too small": "↓", "kept": "●", "too large": "↑"}
WORDS = {"too small": "↓ Vanishing", "kept": "● Stable", "too large": "↑ Exploding"}


def test_zero_and_infinity_have_bars_too() -> None:
    html = scale_widget(
        {"all": [1.0, 0.0]}, {"all": [float("inf"), 1.0]}, {"all": "●"}, ["Input", "Output"]
    )
    assert "Vanishing" in html
    assert "Exploding" in html
    assert "<td>" in html


def test_names_and_places_are_text_and_not_html() -> None:
    html = scale_widget({"<b>": [1.0]}, {"<b>": [1.0]}, {"<b>": "●"}, ["<i>"])
    assert "&lt;b&gt;" in html
    assert "&lt;i&gt;" in html


@pytest.mark.skipif(not CHROMIUM, reason="no chromium; apt-get install chromium")
def test_a_choice_shows_its_panel_alone_by_mouse_and_by_keyboard(tmp_path: Path) -> None:
    from playwright.sync_api import sync_playwright

    (tmp_path / "widget.html").write_text(scale_widget(AHEAD, BACK, SIGNS, PLACES), "utf-8")
    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_context(java_script_enabled=False).new_page()
        page.goto((tmp_path / "widget.html").as_uri())
        shown = page.locator(".gs-panel:visible")
        for name in AHEAD:
            page.get_by_label(name).check()
            assert shown.count() == 1
            assert shown.inner_text().count(WORDS[name]) == 2
        page.keyboard.press("ArrowUp")
        assert page.get_by_label("kept").is_checked()
        assert WORDS["kept"] in shown.inner_text()
        assert page.get_by_role("group", name="Scale of the weights").count() == 1
        browser.close()
