"""What a learner has done is kept in one file of theirs, which survives damage and full disks."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from initlab import progress_file as progress_module
from initlab.progress_file import finished, note_check, note_verdict, progress

CELL = {"cell_type": "code", "metadata": {"nbgrader": {"solution": True}}, "source": []}


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A learner's folder with two assignments, and the notebook of the first open."""
    for name, count in (("fans", 2), ("xavier", 3)):
        folder = tmp_path / "assignments" / name
        folder.mkdir(parents=True)
        (folder / f"{name}.ipynb").write_text(json.dumps({"cells": [CELL] * count}))
    (tmp_path / "Start here.ipynb").write_text("{}")
    monkeypatch.setattr(progress_module, "in_notebook", lambda: True)
    monkeypatch.setenv("JPY_SESSION_NAME", str(tmp_path / "assignments/fans/fans.ipynb"))
    return tmp_path


def shown(monkeypatch: pytest.MonkeyPatch) -> str:
    said: list[str] = []
    monkeypatch.setattr(progress_module, "show", said.append)
    progress()
    [text] = said
    return text


def test_checks_and_verdicts_are_counted_by_assignment(study, monkeypatch):
    assert "| fans | 0 of 2 |  |" in shown(monkeypatch)
    note_check("connections")
    note_check("connections")
    text = shown(monkeypatch)
    assert "| fans | 1 of 2 |" in text
    assert "✓ the first check has passed" in text
    note_check("compute_fans")
    note_verdict(12, 19)
    text = shown(monkeypatch)
    assert "| fans | 2 of 2 | 12 of 19, " in text
    assert "✓ fans: every check passes" in text
    assert "full points" not in text
    note_verdict(19, 19)
    assert "✓ fans: full points from all tests" in shown(monkeypatch)
    assert "| xavier | 0 of 3 |" in text


def test_finished_lessons_are_kept_and_all_of_them_are_an_achievement(study, monkeypatch, capsys):
    (study / "notebooks").mkdir()
    for name in ("00_first", "01_signals"):
        (study / f"notebooks/{name}.ipynb").write_text("{}")
    assert "Lessons finished: 0 of 2." in shown(monkeypatch)
    monkeypatch.setenv("JPY_SESSION_NAME", str(study / "notebooks/01_signals.ipynb"))
    finished()
    assert "✓ finished" in capsys.readouterr().out
    text = shown(monkeypatch)
    assert "Lessons finished: 1 of 2 (01)." in text
    assert "every lesson" not in text
    monkeypatch.setenv("JPY_SESSION_NAME", str(study / "notebooks/00_first.ipynb"))
    finished()
    assert "✓ every lesson is finished" in shown(monkeypatch)


def test_a_file_from_before_lessons_were_kept_is_read(study, monkeypatch):
    (study / "progress.json").write_text('{"checks": {"fans": ["connections"]}, "verdicts": {}}')
    assert "| fans | 1 of 2 |" in shown(monkeypatch)
    assert not list(study.glob("progress-damaged-*"))


@pytest.mark.parametrize("damage", ["{", "[]", '{"checks": 3, "verdicts": {}}', '{"checks": {}}'])
def test_a_damaged_file_is_set_aside_and_said(study, capsys, damage: str):
    (study / "progress.json").write_text(damage)
    note_check("connections")
    assert "was damaged; it is now progress-damaged-" in capsys.readouterr().out
    [aside] = study.glob("progress-damaged-*.json")
    assert aside.read_text() == damage
    assert json.loads((study / "progress.json").read_text())["checks"] == {"fans": ["connections"]}


def test_a_disk_that_can_not_be_written_stops_nobody(study, capsys, monkeypatch):
    def full(*args: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(Path, "write_text", full)
    note_check("connections")
    assert "could not be kept" in capsys.readouterr().out


def test_nothing_is_kept_outside_a_learners_folder(study, capsys, monkeypatch):
    (study / "Start here.ipynb").unlink()
    note_check("connections")
    assert not (study / "progress.json").exists()
    progress()
    assert "no Start here.ipynb above this notebook" in capsys.readouterr().out


def test_nothing_is_kept_under_a_grader(study, monkeypatch):
    monkeypatch.setattr(progress_module, "in_notebook", lambda: False)
    note_check("connections")
    assert not (study / "progress.json").exists()
