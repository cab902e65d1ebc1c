"""Two students with one `my_number` are found, however they wrote it."""

from __future__ import annotations

import pytest

from autograder.model import Answers, Report
from autograder.results.shared_numbers import number_of, shared


def report(source: str) -> Report:
    return Report("ada", "quiz", "quiz", "", "none", 0, Answers("ada", {"my_number": source}), ())


@pytest.mark.parametrize(
    ("source", "number"),
    [
        ("my_number = (\n    2026\n)", "2026"),
        ("my_number=2_026", "2026"),
        ("my_number = '2026 '", "2026"),
        ("my_number = 1\nmy_number = 2026", "2026"),
        ("my_number = 2000 + 26", "2000 + 26"),
        ("my_number = (\n    ...  # your code here\n)", ""),
        ("my_number = (", ""),
        ("", ""),
    ],
)
def test_number(source: str, number: str):
    assert number_of(report(source)) == number


def test_shared():
    lines = shared({"mei": "7", "ada": "7", "bob": "8", "blank": "", "none": ""})
    assert lines == ["one my_number, 7, for 2 students: ada, mei; they have the same questions"]
