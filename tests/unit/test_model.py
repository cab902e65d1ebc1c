"""Exams, answers and reports survive JSON, and a digest tells one exam from another."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from support import make_exam

from autograder.model import (
    Answers,
    Cell,
    CellResult,
    CourseError,
    Exam,
    Extra,
    Report,
    Score,
    from_json,
    to_json,
)

NUMBERS = st.floats(0, 1e6)
KINDS = st.sampled_from(["markdown", "code"])
ROLES = st.sampled_from(["text", "free", "locked", "solution", "test", "manual"])
CELLS = st.builds(Cell, ROLES, KINDS, st.text(), st.text(), NUMBERS, st.text(), st.text())
EXAMS = st.builds(Exam, st.text(), st.text(), st.lists(CELLS, max_size=4).map(tuple))
LINES = st.lists(st.text(), max_size=3).map(tuple)
ANSWERS = st.builds(
    Answers,
    st.text(),
    st.dictionaries(st.text(), st.text(), max_size=3),
    st.lists(st.builds(Extra, st.text(), KINDS, st.text()), max_size=3).map(tuple),
    LINES,
    st.text(),
)
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | NUMBERS | st.text(),
    lambda part: st.lists(part, max_size=3) | st.dictionaries(st.text(), part, max_size=3),
    max_leaves=6,
)
RESULTS = st.builds(
    CellResult,
    st.text(),
    st.lists(st.dictionaries(st.text(), PLAIN, max_size=3), max_size=2).map(tuple),
    st.text(),
)
SCORES = st.builds(Score, st.text(), st.none() | NUMBERS, NUMBERS, st.text(), st.text())
REPORTS = st.builds(
    Report,
    st.text(),
    st.text(),
    st.text(),
    st.text(),
    st.sampled_from(["sealed", "cold", "none"]),
    st.integers(),
    ANSWERS,
    st.lists(SCORES, max_size=3).map(tuple),
    st.lists(RESULTS, max_size=2).map(tuple),
    st.text(),
    st.sampled_from(["apart", "inside"]),
)


@pytest.mark.parametrize(("cls", "values"), [(Exam, EXAMS), (Answers, ANSWERS), (Report, REPORTS)])
@given(data=st.data())
def test_what_is_written_as_json_is_read_back_equal(cls, values, data):
    value = data.draw(values)
    text = to_json(value)
    assert from_json(cls, text) == value
    assert to_json(from_json(cls, text)) == text
    assert json.loads(text.encode("utf-8")) is not None  # it is JSON, and UTF-8 holds it


def test_equal_values_have_the_same_bytes_in_whatever_order_they_were_made():
    one = Answers("ada", {"a": "1", "b": "2"})
    other = Answers("ada", {"b": "2", "a": "1"})
    assert one == other
    assert to_json(one) == to_json(other)


@given(EXAMS.filter(lambda exam: exam.cells), st.data())
def test_the_digest_changes_when_any_field_of_any_cell_does(exam, data):
    k = data.draw(st.integers(0, len(exam.cells) - 1))
    field = data.draw(st.sampled_from(["source", "id", "points", "released", "lesson"]))
    old = getattr(exam.cells[k], field)
    new = old + 1.5 if field == "points" else old + "."
    cells = list(exam.cells)
    cells[k] = replace(cells[k], **{field: new})
    changed = replace(exam, cells=tuple(cells))
    assert changed.digest() != exam.digest()
    assert replace(exam).digest() == exam.digest()


def test_an_exercise_goes_from_one_heading_to_the_next():
    exam = make_exam(
        ("text", "", "# Fans"),
        ("locked", "setup", "import numpy"),
        ("text", "", "## Counting"),
        ("solution", "count", "x = 1"),
        ("test", "count-1", "x", 2),
        ("test", "count-2", "x", 1),
        ("text", "", "more prose"),
        ("text", "", "## Why\nin words"),
        ("manual", "why", "because", 3),
        ("text", "", "## The end"),
    )
    parts = exam.exercises()
    assert [title for title, _ in parts] == ["Counting", "Why"]
    assert [[cell.id for cell in cells if cell.points] for _, cells in parts] == [
        ["count-1", "count-2"],
        ["why"],
    ]
    assert exam.max_score() == 6


def test_cells_before_the_first_heading_go_by_the_notebooks_name():
    [(title, cells)] = make_exam(("test", "t", "x", 1)).exercises()
    assert (title, cells[0].id) == ("fans", "t")


@given(
    st.lists(
        st.sampled_from(
            [
                ("manual", "m", "# the answer", 1.0),
                ("solution", "s", "# BEGIN\nx = 1"),
                ("text", "", "```python\n# a comment\n```"),
                ("text", "", "~~~\n# a comment\n~~~"),
                ("locked", "l", "# setup"),
                ("test", "t", "# hidden", 1.0),
                ("text", "", "#hashtag"),
                ("text", "", "## Title ##"[:8]),
            ]
        ),
        max_size=12,
    )
)
def test_a_title_never_comes_from_an_answer_a_test_or_a_fenced_comment(rows):
    exam = make_exam(*rows)
    assert {title for title, _ in exam.exercises()} <= {"fans", "Title"}


@given(
    st.lists(
        st.sampled_from(
            [
                ("text", "", "# A"),
                ("text", "", "# B"),
                ("test", "t", "", 1.0),
                ("manual", "m", "", 2.0),
                ("solution", "s", ""),
            ]
        ),
        max_size=12,
    )
)
def test_every_graded_cell_is_in_just_one_exercise_and_in_order(rows):
    exam = make_exam(*rows)
    listed = [
        cell for _, cells in exam.exercises() for cell in cells if cell.role in ("test", "manual")
    ]
    assert listed == list(exam.graded())


REPORT = Report(
    "ada",
    "fans",
    "fans",
    "0" * 64,
    "process",
    1,
    Answers("ada", {}),
    (Score("t", 1.0, 2.0), Score("m", None, 3.0), Score("u", 4.0, 4.0)),
)


def test_a_report_adds_up_and_says_what_waits_for_a_person():
    assert (REPORT.score, REPORT.max_score, REPORT.waiting) == (5.0, 9.0, ("m",))
    assert [score.full for score in REPORT.scores] == [False, False, True]


def without(name: str) -> str:
    form = json.loads(to_json(REPORT))
    del form[name]
    return json.dumps(form)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "null",
        "3",
        "[]",
        '""',
        "[[]]",
        "{}",
        '{"a\\nb": 1}',
        "[" * 100_000,
        without("seed"),
        without("answers"),
        to_json(REPORT).replace('"mode"', '"sandbox"'),
        to_json(REPORT).replace('"scores": [', '"scores": [[],'),
        to_json(REPORT).replace('"scores": [', '"scores": 3, "results": ['),
    ],
)
def test_another_version_is_refused_in_one_line(text):
    with pytest.raises(CourseError) as refused:
        from_json(Report, text)
    assert len(str(refused.value).splitlines()) == 1
    assert "Report" in str(refused.value)


@given(PLAIN)
def test_no_json_at_all_makes_from_json_raise_anything_but_course_error(form):
    with pytest.raises(CourseError, match=r"\A.*\Z"):
        from_json(Report, json.dumps(form))


@pytest.mark.parametrize(
    ("field", "value"),
    [("role", "nonsense"), ("kind", 7), ("source", None), ("points", "three"), ("lesson", [])],
)
def test_a_value_of_another_kind_is_refused_by_the_name_of_its_field(field: str, value) -> None:
    form = json.loads(to_json(Cell("test", "code", "assert f(1) == 2", "t", 1.0)))
    with pytest.raises(CourseError, match=rf"not a Cell of this version: .*\$\.{field}"):
        from_json(Cell, json.dumps({**form, field: value}))
