"""In a folder that holds no course, a command says that, and how to name one."""

from __future__ import annotations

from pathlib import Path

import pytest
from support import lines_of

COMMANDS = [
    ("grade", "fans"),
    ("try", "fans"),
    ("feedback", "fans"),
    ("report", "fans"),
    ("export",),
    ("gradescope", "fans"),
    ("new", "assignment", "halves"),
]


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_folder_without_a_course_is_called_that(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    status, said = lines_of(tmp_path, *words)
    assert status == 2
    assert f"{tmp_path}: no course here (a folder with source/)" in said
    assert "--course" in said
    assert list(tmp_path.iterdir()) == []
