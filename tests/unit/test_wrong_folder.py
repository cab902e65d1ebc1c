"""In a folder that holds no course, a command says that, and how to name one."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder import cli

NEEDS_SOURCE = [
    ("try", "fans"),
    ("grade", "fans"),
    ("feedback", "fans"),
    ("report", "fans"),
    ("export",),
    ("quiz", "--for", "moodle"),
    ("gradescope", "fans"),
    ("new", "assignment", "halves"),
    ("roster", "table.csv"),
    ("collect", "archive.zip", "fans"),
]
NEEDS_LESSONS = [("slides",), ("slides", "03_fans"), ("site",)]
NEEDS_EITHER = [("build",), ("build", "--check"), ("study",), ("handout", "--wheel", "a.whl")]
LOOKS_ABOVE = [("check",), ("solution", "he_normal")]
COMMANDS = {
    **dict.fromkeys(NEEDS_SOURCE, "no course here (a folder with source/)"),
    **dict.fromkeys(NEEDS_LESSONS, "no course here (a folder with notebooks/)"),
    **dict.fromkeys(NEEDS_EITHER, "no course here (a folder with source/ or notebooks/)"),
    **dict.fromkeys(LOOKS_ABOVE, "no course above it (a folder with source/ and release/)"),
}


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_folder_without_a_course_is_called_that(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: tuple[str, ...],
) -> None:
    given = [tmp_path / name for name in ("a.whl", "archive.zip", "table.csv")]
    for path in given:
        path.touch()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.argv", ["goodstart", *words])
    with pytest.raises(SystemExit) as left:
        cli.main()
    said = capsys.readouterr()
    assert left.value.code == 2
    [line] = (said.out + said.err).strip().splitlines()
    assert COMMANDS[words] in line
    assert "--course" in line
    assert sorted(tmp_path.iterdir()) == given


def test_a_course_without_lessons_is_one_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "source").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.argv", ["goodstart", "build"])
    with pytest.raises(SystemExit) as left:
        cli.main()
    assert not left.value.code
