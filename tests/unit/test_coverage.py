"""Every row of the source material is met by a cell or a quiz item, or owed to a named lesson."""

from __future__ import annotations

import tomllib
from pathlib import Path

from autograder.authoring.percent import parse
from autograder.authoring.quiz_file import load

ROOT = Path(__file__).parents[2]
TABLE = tomllib.loads((ROOT / "tests/source_rows.toml").read_text("utf-8"))
ROWS: dict[str, str] = TABLE["rows"]
OWED: dict[str, str] = TABLE["owed"]
LESSONS = (
    "00_first_loss",
    "01_signals",
    "02_symmetry",
    "03_fans",
    "04_xavier",
    "05_he",
    "05b_gains",
    "06_frameworks",
    "07_debugging",
    "08_training",
    "09_orthogonal",
    "10_mean_field",
    "11_beyond",
    "12_source_check",
    "quiz",
    "site",
)


def met() -> dict[str, list[str]]:
    """row -> the places that say they meet it: "03_fans, line 39" or "quiz Q3b"."""
    places: dict[str, list[str]] = {}
    for path in sorted([*ROOT.glob("notebooks/*.py"), *ROOT.glob("source/*.py")]):
        for part in parse(path.read_text("utf-8"), path.name):
            for row in filter(None, str(part.short.get("covers", "")).split(",")):
                places.setdefault(row, []).append(f"{path.stem}, line {part.line}")
    for item in load(ROOT / "source/quiz.toml").items:
        for row in item.covers:
            places.setdefault(row, []).append(f"quiz {item.key}")
    return places


def test_the_table_has_every_row_of_the_source_material():
    counts = {"S0": 21, "S1": 14, "S2": 15, "S3": 20}
    wanted = {f"{text}.{n}" for text, count in counts.items() for n in range(1, count + 1)}
    wanted |= {f"Q{n}" for n in range(1, 8)} | {f"E{n}" for n in range(1, 20)}
    assert set(ROWS) == wanted


def test_each_row_is_met_or_owed_and_not_both():
    places = met()
    assert set(places) <= set(ROWS), "a cell covers a row that does not exist"
    neither = [row for row in ROWS if row not in places and row not in OWED]
    # a quiz asks about a row; what is owed to a lesson is still to be taught there
    both = [
        row
        for row, lesson in OWED.items()
        if lesson == "quiz" or any(not place.startswith("quiz ") for place in places.get(row, ()))
    ]
    assert (neither, both) == ([], [])


def test_what_is_owed_names_a_lesson_that_is_not_written_yet(capsys):
    written = {path.stem for path in ROOT.glob("notebooks/*.py")}
    assert set(OWED) <= set(ROWS)
    for row, lesson in OWED.items():
        assert lesson in LESSONS, f"{row} is owed to {lesson!r}, which the curriculum does not have"
        assert lesson not in written, f"{row} is owed to {lesson}, which is written"
    with capsys.disabled():
        print(f"\n{len(ROWS) - len(OWED)} of {len(ROWS)} rows are met; {len(OWED)} are owed")


def test_every_question_of_the_sources_is_in_the_quiz():
    quiz = {row for item in load(ROOT / "source/quiz.toml").items for row in item.covers}
    assert {f"Q{n}" for n in range(1, 8)} <= quiz
