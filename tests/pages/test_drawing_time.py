"""A page takes seconds to draw, whatever a student wrote, and says all that it said."""

from __future__ import annotations

import threading
import time

import pytest

from autograder.model import Answers, Cell, Exam, Extra, Report, Score
from autograder.pages import html
from autograder.pages.drawing_time import PAGE, PART, TookTooLong, page_limited, part_limited
from autograder.pages.feedback import render
from autograder.results.autograded import graded_text, masters

BLANK = "\n " * 9_000  # takes a highlighter many seconds
EXAM = Exam(
    "x",
    "x",
    (
        Cell("solution", "code", "def f(): return 1", "f", released="..."),
        Cell("test", "code", "assert f() == 1", "t", 1.0),
    ),
)


def report(*extras: str) -> Report:
    answers = Answers(
        "ada", {"f": f"x = 1{BLANK}y = 2"}, tuple(Extra("f", "code", one) for one in extras)
    )
    return Report("ada", "x", "x", EXAM.digest(), "none", 0, answers, (Score("t", 1.0, 1.0),))


def test_code_that_would_take_minutes_is_shown_without_colours() -> None:
    began = time.process_time()
    drawn = html.code(f"x = 1{BLANK}y = '<2>'")
    assert time.process_time() - began < 5 * PART
    assert "x = 1" in drawn
    assert "y = &#39;&lt;2&gt;&#39;" in drawn
    assert "<span" not in drawn
    assert "<span" in html.code("x = 1")


def test_many_slow_cells_take_the_time_of_a_page_together() -> None:
    extras = [f"z{k} = 1{BLANK}" for k in range(3)]
    slow = [BLANK + f"w{k} = 1" for k in range(40)]
    began = time.process_time()
    page = render(EXAM, report(*extras, *slow))
    assert time.process_time() - began < 3 * PAGE
    assert "y = 2" in page
    assert all(f"z{k}" in page for k in range(3))


def test_what_the_formgrader_shows_has_no_blank_lines_without_an_end() -> None:
    text = graded_text(EXAM, masters(EXAM), report(f"z = 1{BLANK}v = 2"))
    assert len(text) < 20_000
    for word in ("x = 1", "y = 2", "z = 1", "v = 2"):
        assert word in text
    assert text.count("[blank lines left out]") == 2


def run_on() -> None:
    while True:
        pass


def test_a_part_ends_at_its_limit_or_at_that_of_the_page_and_leaves_no_alarm() -> None:
    with pytest.raises(TookTooLong), part_limited(0.05):
        run_on()
    with page_limited(0.05):
        with pytest.raises(TookTooLong), part_limited(60):
            run_on()
        with pytest.raises(TookTooLong), part_limited(60):
            pytest.fail("nothing is left of the page's time")
    with part_limited(0.05):
        pass
    time.sleep(0.1)  # no alarm goes off


def test_in_another_thread_what_has_begun_is_finished() -> None:
    done: list[int] = []

    def draw() -> None:
        with part_limited(0.01):
            time.sleep(0.05)
            done.append(1)

    thread = threading.Thread(target=draw)
    thread.start()
    thread.join()
    assert done == [1]
