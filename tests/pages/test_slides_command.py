"""`goodstart slides` shows how far it is, lists what it wrote, and watches a text."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import nbformat
import pytest
from test_slides import html, lesson_of_one_cell
from typer.testing import CliRunner

from autograder.authoring import build
from autograder.cli import app, console
from autograder.model import CourseError
from autograder.pages import lesson_runs, slides


def test_each_lesson_moves_the_bar(tmp_path: Path, monkeypatch):
    lesson_of_one_cell(tmp_path, "1 + 1")
    shutil.copy(tmp_path / "notebooks/01_x.ipynb", tmp_path / "notebooks/02_y.ipynb")
    monkeypatch.setattr(lesson_runs, "run", lambda path: nbformat.read(path, 4))
    monkeypatch.setattr(
        slides, "run_all", lambda paths: ((one, nbformat.read(one, 4)) for one in paths)
    )
    moved: list[tuple[float, float]] = []

    class Bar(console.Progress):
        def advance(self, task: Any, by: float = 1) -> None:
            super().advance(task, by)
            moved.append((self.tasks[task].completed, self.tasks[task].total or 0))

    monkeypatch.setattr(console, "Progress", Bar)
    result = CliRunner().invoke(app, ["slides", "--course", str(tmp_path)])
    assert result.exit_code == 0, result.exception
    assert moved == [(1, 2), (2, 2)]


def test_the_decks_that_are_there_are_listed_in_order(tmp_path: Path):
    for name in ("02_y", "03_z", "01_x"):
        lesson_of_one_cell(tmp_path, "1 + 1").rename(tmp_path / f"notebooks/{name}.ipynb")
    folder = tmp_path / "slides"
    folder.mkdir()
    for name in ("01_x.html", "01_x.pdf", "02_y.html", "02_y-handout.html", "old.html"):
        (folder / name).touch()
    page = html(slides.write_list(tmp_path, folder))
    links = [one["href"] for one in page.select("a")]
    assert links == ["01_x.html", "01_x.pdf", "02_y.html", "02_y-handout.html"]
    (folder / "index.html").write_text("mine")
    with pytest.raises(CourseError, match="not written by goodstart"):
        slides.write_list(tmp_path, folder)


def test_a_deck_that_is_watched_is_written_again_when_its_text_is_saved(tmp_path, monkeypatch):
    (tmp_path / "notebooks").mkdir()
    text = tmp_path / "notebooks/01_x.py"
    text.write_text('# %% [markdown] slide="slide"\n# # Before\n#\n# Why?\n')
    build.build(tmp_path)
    monkeypatch.setattr(lesson_runs, "run", lambda path: nbformat.read(path, 4))
    monkeypatch.setattr(
        slides, "run_all", lambda paths: ((one, nbformat.read(one, 4)) for one in paths)
    )
    deck, seen = tmp_path / "slides/01_x.html", []

    def sleep(seconds: float) -> None:
        seen.append(html.__wrapped__(deck).h1.get_text(strip=True))
        if len(seen) == 3:
            raise KeyboardInterrupt
        if len(seen) == 1:
            text.write_text(text.read_text().replace("Before", "After"))
            os.utime(text, (seconds, seconds))

    monkeypatch.setattr("autograder.cli.course_commands.time.sleep", sleep)
    result = CliRunner().invoke(app, ["slides", "01_x", "--watch", "--course", str(tmp_path)])
    assert result.exit_code == 0, result.exception
    assert seen == ["Before", "After", "After"]
    assert result.output.count(f"wrote  {deck}") == 3, "at the start twice, and once it was saved"
    assert "location.reload" in deck.read_text()
