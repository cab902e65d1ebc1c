"""Every row of the source material is met, by a cell, a quiz item, or a feature with a test."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from autograder.authoring.percent import parse
from autograder.authoring.quiz_file import load

ROOT = Path(__file__).parents[2]
TABLE = tomllib.loads((ROOT / "tests/source_rows.toml").read_text("utf-8"))
ROWS: dict[str, str] = TABLE["rows"]
FEATURES: dict[str, str] = TABLE["features"]


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


def test_each_row_is_met_by_a_cell_an_item_or_a_feature_that_a_test_shows():
    places = met()
    assert set(places) <= set(ROWS), "a cell covers a row that does not exist"
    assert set(FEATURES) <= set(ROWS)
    assert [row for row in ROWS if row not in places and row not in FEATURES] == []
    # a quiz asks about a row; to meet it, something must teach or show it
    asked_only = [
        row
        for row, found in places.items()
        if row[0] == "S" and row not in FEATURES and all(one.startswith("quiz ") for one in found)
    ]
    assert asked_only == []


@pytest.mark.parametrize(("row", "test"), FEATURES.items())
def test_the_test_that_shows_a_feature_exists(row: str, test: str):
    file, _, name = test.partition("::")
    assert f"\ndef {name}(" in (ROOT / file).read_text("utf-8"), row


def test_every_question_of_the_sources_is_in_the_quiz():
    quiz = {row for item in load(ROOT / "source/quiz.toml").items for row in item.covers}
    assert {f"Q{n}" for n in range(1, 8)} <= quiz


def test_every_item_of_this_quiz_meets_a_row():
    """Another course's need not."""
    bare = [item.key for item in load(ROOT / "source/quiz.toml").items if not item.covers]
    assert not bare, f"say in source/quiz.toml which rows these cover: {', '.join(bare)}"
