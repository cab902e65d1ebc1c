"""What new users met stays mended: each line has tests, and these are there."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
TABLE = tomllib.loads((TESTS / "trials.toml").read_text("utf-8"))
LINES = [(f"{part}: {line['met']}", line) for part, lines in TABLE.items() for line in lines]


@cache
def functions(file: str) -> set[str]:
    """The tests of a file, by the names of their functions."""
    return set(re.findall(r"(?m)^def (test_\w+)\(", (TESTS / file).read_text("utf-8")))


def test_every_part_is_there():
    assert list(TABLE) == [
        "work-that-is-lost",
        "learners",
        "instructors",
        "files-that-classes-hand-in",
        "nbgraders-own-features",
        "honest-work",
        "lecturers",
    ]
    assert len(dict(LINES)) == len(LINES), "a line stands twice"


@pytest.mark.parametrize(("met", "line"), LINES, ids=[met for met, _ in LINES])
def test_the_tests_that_hold_a_line_exist(met: str, line: dict[str, object]):
    assert set(line) <= {"met", "was", "tests"}
    named = line["tests"]
    assert isinstance(named, list)
    assert named
    for one in named:
        file, _, name = one.partition("::")
        assert name in functions(file), f"{met}: {one} is gone; name what holds this now"
