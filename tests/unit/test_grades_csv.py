"""What is exported reads back as it was, and no cell of it is a formula."""

from __future__ import annotations

import csv
import io
import re

import pytest

from autograder.model import Answers, Report, Score
from autograder.results.grades_csv import Row, cells_csv, grades_csv

ROW = Row("ada", "fans", 12.5, 20.0, 13.5, 1.0, True, "", "bubblewrap", 2**60)


def read(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def report(*scores: Score, student: str = "ada") -> Report:
    return Report(student, "fans", "fans", "", "none", 0, Answers(student, {}), scores)


def test_a_row_reads_back_under_its_names() -> None:
    assert read(grades_csv([ROW])) == [
        {
            "student": "ada",
            "assignment": "fans",
            "score": "12.5",
            "max_score": "20",
            "raw_score": "13.5",
            "late_penalty": "1",
            "needs_manual": "true",
            "problem": "",
            "mode": "bubblewrap",
            "seed": str(2**60),
        }
    ]


def test_no_rows_leave_the_header() -> None:
    assert grades_csv([]).startswith("student,assignment,score,")
    assert grades_csv([]).count("\n") == 1


def test_lines_end_in_a_newline_alone() -> None:
    text = grades_csv([ROW, ROW])
    assert "\r" not in text
    assert text.count("\n") == 3
    assert text.endswith("\n")


@pytest.mark.parametrize("name", ['O"Neil, Ann', "two\nlines", "Zoë 王", "semi;colon", ""])
def test_any_text_survives_the_round_trip(name: str) -> None:
    assert read(grades_csv([Row(name, "a", 0.0, 1.0)]))[0]["student"] == name


@pytest.mark.parametrize(
    "name",
    ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1+1", "＝1", '=HYPERLINK("http://x","y")'],
)
def test_no_text_is_a_formula(name: str) -> None:
    cell = read(grades_csv([Row(name, "a", 0.0, 1.0, problem=name)]))[0]
    assert cell["student"][0] == "'"
    assert cell["problem"][0] == "'"


@pytest.mark.parametrize("text", ["got x;=1+1", "x; @SUM(A1)", "x\t+1", "x\n-1", "x;＝1", ";;=1"])
def test_no_text_is_a_formula_where_semicolons_part_the_cells(text: str) -> None:
    line = grades_csv([Row("ada", "a", 0.0, 1.0, problem=text)]).split("\n", 1)[1]
    parts = [part for part in re.split("[;\t\n]", line) if part]
    assert not [part for part in parts if part.strip(" ").startswith(tuple("=+-@＝"))]


def test_numbers_stay_numbers_and_what_is_not_one_is_empty() -> None:
    row = read(grades_csv([Row("x", "a", -0.5, 3.0, 1.0, float("nan"))]))[0]
    assert (row["score"], row["max_score"], row["late_penalty"]) == ("-0.5", "3", "")
    third = read(grades_csv([Row("x", "a", 1 / 3, 1.0)]))[0]["score"]
    assert float(third) == 1 / 3


def test_odd_characters_do_not_break_the_file() -> None:
    text = grades_csv([Row("a\ud800\x00b\rc", "a", 0.0, 1.0)])
    assert text.encode("utf-8")
    assert len(read(text)) == 1


def test_there_is_a_line_for_each_student_and_graded_cell() -> None:
    lines = read(
        cells_csv(
            [
                report(
                    Score("a", 2.0, 2.0), Score("b", 0.5, 1.0, "called: f()\ngot: 1", "off-by-one")
                ),
                report(Score("a", None, 2.0), student="ben"),
            ]
        )
    )
    assert [(one["student"], one["cell"]) for one in lines] == [
        ("ada", "a"),
        ("ada", "b"),
        ("ben", "a"),
    ]
    assert lines[1] == {
        "student": "ada",
        "assignment": "fans",
        "notebook": "fans",
        "cell": "b",
        "points": "0.5",
        "max_points": "1",
        "slip": "off-by-one",
        "reason": "called: f()",
        "comment": "",
    }


def test_a_persons_comment_stands_in_the_line_of_its_cell() -> None:
    lines = read(
        cells_csv(
            [report(Score("a", 1.0, 2.0), Score("b", 0.5, 1.0))],
            {("ada", "fans", "fans", "b"): "Well put,\nbut late."},
        )
    )
    assert [one["comment"] for one in lines] == ["", "Well put,\nbut late."]


def test_a_mark_still_owed_is_empty_and_not_zero() -> None:
    waiting, lost = read(cells_csv([report(Score("a", None, 2.0), Score("b", 0.0, 2.0))]))
    assert (waiting["points"], lost["points"]) == ("", "0")


def test_a_reason_is_its_first_line_without_codes_and_never_a_formula() -> None:
    scores = (Score("a", 0.0, 1.0, "\n\x1b[31m=cmd|' /C calc'!A0\x1b[0m\nmore"),)
    assert read(cells_csv([report(*scores)]))[0]["reason"] == "'=cmd|' /C calc'!A0"
