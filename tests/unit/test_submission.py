"""Whatever is in a student's folder, intake makes Answers of it, and takes sources only."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from left_behind import forget_peak, peak
from support import make_exam

from autograder.intake import submission
from autograder.model import Answers, Extra
from autograder.sandbox.redact import removed

EXAM = make_exam(
    ("text", "", "# Fans of a layer"),
    ("locked", "setup", "import numpy as np"),
    ("solution", "one", "def one(): return 1"),
    ("test", "one-1", "assert one() == 1", 2),
    ("solution", "two", "def two(): return 2"),
    ("manual", "why", "because", 3),
)
IDS = ("one", "two", "why")


def cell(source: str, ident: str = "", kind: str = "code", **flags: Any) -> dict[str, Any]:
    metadata = {"nbgrader": {"grade_id": ident, "solution": True, **flags}} if ident else {}
    made = {"cell_type": kind, "metadata": metadata, "source": source}
    return made | ({"outputs": [], "execution_count": None} if kind == "code" else {})


def book(*cells: Any, **more: Any) -> dict[str, Any]:
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": list(cells), **more}


ANSWERED = (
    cell("import numpy", "setup"),
    cell("ONE", "one"),
    cell("mine", "one-1"),
    cell("TWO", "two"),
    cell("WHY", "why", "markdown"),
)
TAKEN = {"one": "ONE", "two": "TWO", "why": "WHY"}


def put(folder: Path, form: Any, name: str = "fans.ipynb") -> None:
    data = form if isinstance(form, bytes) else json.dumps(form).encode()
    (folder / name).write_bytes(data)


def read(folder: Path) -> Answers:
    return submission.read(folder, "ada", EXAM)


def refused(folder: Path) -> str:
    answers = read(folder)
    assert answers.student == "ada"
    assert not answers.sources
    assert len(answers.problem.splitlines()) == 1
    return answers.problem


# ---- which file


def test_the_expected_name_wins_over_other_notebooks(tmp_path):
    put(tmp_path, book(*ANSWERED), "a-copy.ipynb")
    put(tmp_path, book(cell("only one", "one")))
    answers = read(tmp_path)
    assert answers.sources == {"one": "only one"}
    assert answers.notes == ("cell 'two' is missing", "cell 'why' is missing")


def test_a_renamed_notebook_is_found_by_its_grade_ids_and_a_note_says_so(tmp_path):
    put(tmp_path, book(*ANSWERED), "fans (final) ada.ipynb")
    put(tmp_path, book(cell("x = 1")), "scratch.ipynb")
    put(tmp_path, b"no JSON", "zzz.ipynb")
    answers = read(tmp_path)
    assert answers.sources == TAKEN
    assert "'fans (final) ada.ipynb' was graded; fans.ipynb is expected" in answers.notes


def test_two_that_look_alike_are_refused_with_the_name_expected(tmp_path):
    put(tmp_path, book(*ANSWERED), "v1.ipynb")
    put(tmp_path, book(*ANSWERED), "v2.ipynb")
    problem = refused(tmp_path)
    assert "'v1.ipynb' and 'v2.ipynb'" in problem
    assert "fans.ipynb is expected" in problem


def test_of_two_renamed_ones_the_one_with_more_of_the_cells_is_taken(tmp_path):
    put(tmp_path, book(cell("old", "one")), "a.ipynb")
    put(tmp_path, book(*ANSWERED), "b.ipynb")
    assert read(tmp_path).sources == TAKEN


@pytest.mark.parametrize("name", [None, "notes.txt", "scratch.ipynb"])
def test_no_notebook_of_this_assignment_says_which_is_expected(tmp_path, name):
    if name:
        put(tmp_path, book(cell("x = 1")), name)
    assert refused(tmp_path) == "no notebook; fans.ipynb is expected"
    assert refused(tmp_path / "nowhere") == "no notebook; fans.ipynb is expected"


def test_another_assignments_notebook_under_the_expected_name_is_named(tmp_path):
    put(tmp_path, book(cell("x = 1", "other")))
    assert refused(tmp_path) == "fans.ipynb is of another assignment; it answers 'other'"
    put(tmp_path, book(cell("# mine", kind="markdown")))
    assert refused(tmp_path) == "fans.ipynb holds no cell of this assignment"


TEST = cell("assert one() == 1", "one-1", solution=False, grade=True)


def test_a_copy_with_other_answers_beside_the_notebook_is_named(tmp_path):
    put(tmp_path, book(*ANSWERED))
    put(tmp_path, book(*ANSWERED, TEST), "fans-Copy1.ipynb")
    assert read(tmp_path).notes == ()
    other = cell("another", "why", "markdown")
    put(tmp_path, book(*ANSWERED[:-1], TEST, other), "fans-Copy2.ipynb")
    answers = read(tmp_path)
    assert answers.sources == TAKEN
    assert any("'fans-Copy2.ipynb' was handed in too" in note for note in answers.notes)


def test_another_notebook_of_the_assignment_with_cells_of_these_names_is_no_copy(tmp_path):
    """An assignment may have several notebooks, and each of them a cell `one` with its test."""
    untouched = (cell("...", "one"), TEST, cell("...", "two"))
    test = cell("assert one() == 'another'", "one-1", solution=False, grade=True)
    put(tmp_path, book(*untouched))
    put(tmp_path, book(cell("of the second", "one"), test), "second.ipynb")
    answers = read(tmp_path)
    assert answers.sources == {"one": "...", "two": "..."}
    assert "second" not in " ".join(answers.notes)


def test_a_cell_that_every_assignment_has_makes_no_notebook_this_ones(tmp_path):
    """As the cell with the imports, which goes by `setup` in all of them."""
    setup = cell("import numpy", "setup", solution=False)
    other = book(
        setup, cell("x = 1", "gain"), cell("assert x", "gain-1", solution=False, grade=True)
    )
    put(tmp_path, other)
    told = "fans.ipynb is of another assignment; it answers 'gain'"
    assert refused(tmp_path) == told
    (tmp_path / "fans.ipynb").rename(tmp_path / "he.ipynb")
    assert refused(tmp_path) == told
    put(tmp_path, other, "xavier.ipynb")
    put(tmp_path, book(cell("ONE", "one")), "mine.ipynb")
    assert read(tmp_path).sources == {"one": "ONE"}
    assert read(tmp_path).notes[0] == "'mine.ipynb' was graded; fans.ipynb is expected"


def test_who_deleted_all_answers_is_told_which_are_missing(tmp_path):
    put(tmp_path, book(cell("import numpy", "setup", solution=False), cell("def one(): return 1")))
    assert read(tmp_path).problem == ""
    assert "cell 'one' is missing" in read(tmp_path).notes


def test_a_link_is_not_followed(tmp_path):
    put(tmp_path, book(*ANSWERED), "elsewhere")
    inner = tmp_path / "ada"
    inner.mkdir()
    (inner / "fans.ipynb").symlink_to(tmp_path / "elsewhere")
    assert refused(inner) == "fans.ipynb: unreadable: a link, which is not followed"


def test_a_folder_that_is_a_link_is_not_followed_to_a_neighbours_work(tmp_path):
    (tmp_path / "ben/fans").mkdir(parents=True)
    put(tmp_path / "ben/fans", book(*ANSWERED))
    (tmp_path / "ada").mkdir()
    (tmp_path / "ada/fans").symlink_to("../ben/fans")
    assert "is a link; hand in the folder itself" in refused(tmp_path / "ada/fans")
    assert read(tmp_path / "ben/fans").sources == TAKEN


def test_a_folder_by_that_name_is_refused(tmp_path):
    (tmp_path / "fans.ipynb").mkdir()
    assert refused(tmp_path) == "fans.ipynb: unreadable: not a file"


def test_a_pipe_by_that_name_does_not_hang_even_while_someone_holds_it_open(tmp_path):
    os.mkfifo(tmp_path / "fans.ipynb")
    assert refused(tmp_path) == "fans.ipynb: unreadable: not a file"
    holder = os.open(tmp_path / "fans.ipynb", os.O_RDWR)
    try:
        assert refused(tmp_path) == "fans.ipynb: unreadable: not a file"
    finally:
        os.close(holder)


def test_a_name_that_is_no_text_or_has_two_lines_is_shown_in_one(tmp_path):
    put(tmp_path, b"junk", os.fsdecode(b"fa\xffns\n2.ipynb"))
    refused(tmp_path).encode("utf-8")
    put(tmp_path, b"junk", "\x1b]0;title\x07\u202e.ipynb")  # what a terminal would obey
    assert refused(tmp_path).startswith(r"\x1b]0;title\x07\u202e.ipynb: unreadable: not JSON")
    put(tmp_path, book(*ANSWERED), "renamed\n.ipynb")
    assert all(len(note.splitlines()) == 1 for note in read(tmp_path).notes)


def test_reading_leaves_no_file_open(tmp_path):
    (tmp_path / "fans.ipynb").mkdir()
    before = os.listdir("/proc/self/fd")
    for _ in range(3):
        read(tmp_path)
    assert len(os.listdir("/proc/self/fd")) == len(before)


# ---- what is in it


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "an empty file"),
        (b" \n\n", "an empty file"),
        (json.dumps(book(*ANSWERED)).encode()[:200], "not JSON at line 1, column"),
        (b"[1, 2]", "JSON, but not a notebook"),
        (b'"text"', "JSON, but not a notebook"),
        (b"{}", "no list of cells"),
        (b'{"cells": 3}', "no list of cells"),
        (b"[" * 200_000, "not JSON (RecursionError)"),
        (b"{}," * 1_000_001, "more than 1000000 brackets"),
        (b"1" * 10_000, "not JSON (ValueError)"),
        (b"\xff\xfe{\x00}\x00", "no list of cells"),
        (b"\x00\x01\x02", "not JSON at line 1"),
        (b'{"nbformat": 3, "worksheets": 7}', "an old format"),
        (b'{"nbformat": "four", "cells": "x"}', "no list of cells"),
        (b'{"nbformat": -1e999, "cells": []}', "an old format"),
        (b"x" * (20 * 2**20 + 1), "larger than 20 MiB"),
        (b'{"cells": [' + b"0," * 5_000 + b"0]}", "more than 5000 cells"),
        (
            b'{"nbformat": 3, "worksheets": [' + b'{"cells": [0, 0]},' * 2_501 + b"{}]}",
            "more than 5000 cells",
        ),
    ],
    ids=lambda one: str(one[:20]),
)
def test_a_file_that_is_no_notebook_is_refused_with_the_reason(tmp_path, data, why):
    put(tmp_path, data)
    assert refused(tmp_path).startswith(f"fans.ipynb: unreadable: {why}")


@pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="no such /proc")
@pytest.mark.parametrize("how", ["sparse", "nested", "many"])
def test_whatever_is_handed_in_is_looked_at_in_little_memory_and_time(tmp_path, how):
    if how == "sparse":
        put(tmp_path, b"")
        os.truncate(tmp_path / "fans.ipynb", 500 * 2**20)
    elif how == "nested":
        put(tmp_path, b"[" * (20 * 2**20))
    else:  # each might be the renamed one; all of them at once would be 400 MiB
        large = json.dumps(book(*ANSWERED, cell("x" * (19 * 2**20)))).encode()
        for k in range(20):
            put(tmp_path, large, f"{k}.ipynb")
    forget_peak()
    room, began = peak(), time.process_time()
    assert refused(tmp_path)
    assert peak() - room < 200 * 2**20
    assert time.process_time() - began < 10


def test_more_notebooks_than_anyone_needs_are_not_looked_through(tmp_path):
    for k in range(21):
        put(tmp_path, book(*ANSWERED), f"{k}.ipynb")
    assert refused(tmp_path) == "more than 20 notebooks; fans.ipynb is expected"
    put(tmp_path, book(*ANSWERED))
    assert read(tmp_path).sources == TAKEN


def test_five_thousand_cells_are_graded(tmp_path):
    put(tmp_path, book(*ANSWERED, *[cell("1")] * (5_000 - len(ANSWERED))))
    answers = read(tmp_path)
    assert answers.sources == TAKEN
    assert len(answers.extras) == 5_000 - len(ANSWERED)


def test_what_no_one_takes_of_an_old_notebook_is_not_converted(tmp_path):
    heavy = [{}] * 450_000
    put(
        tmp_path,
        {
            "nbformat": 3,
            "worksheets": [
                {
                    "cells": [
                        {
                            "cell_type": "code",
                            "language": "python",
                            "input": "ONE",
                            "outputs": heavy,
                            "metadata": {"nbgrader": {"grade_id": "one"}},
                        },
                        {
                            "cell_type": "heading",
                            "level": 2,
                            "source": "mine",
                            "metadata": {"heavy": heavy},
                        },
                    ]
                }
            ],
        },
    )
    began = time.process_time()
    answers = read(tmp_path)
    assert answers.sources == {"one": "ONE"}
    assert answers.extras == (Extra("one", "markdown", "## mine"),)
    assert time.process_time() - began < 3


def test_a_mebibyte_of_outputs_and_a_deeply_nested_output_are_no_hindrance(tmp_path):
    deep: Any = []
    for _ in range(400):
        deep = [deep]
    big = {**ANSWERED[1], "outputs": [{"output_type": "stream", "text": "x" * 2**20, "y": deep}]}
    put(tmp_path, book(big, *ANSWERED[2:]))
    assert read(tmp_path).sources == TAKEN


@pytest.mark.parametrize("how", ["utf-8", "utf-8-sig", "cp1252"])
def test_any_of_these_encodings_is_read(tmp_path, how):
    text = json.dumps(
        book(cell("π = 'é'" if how != "cp1252" else "'é'", "one")), ensure_ascii=False
    )
    put(tmp_path, text.encode(how))
    assert "'é'" in read(tmp_path).sources["one"]


def test_windows_line_ends_become_plain_ones_inside_and_around_the_json(tmp_path):
    text = json.dumps(book(cell("a = 1\r\nb = 2", "one")), indent=1)
    put(tmp_path, text.replace("\n", "\r\n").encode())
    assert read(tmp_path).sources["one"] == "a = 1\nb = 2"


def test_lone_surrogates_and_nul_are_replaced(tmp_path):
    put(tmp_path, book(cell("a = '\ud800'\0", "one"), cell("\udfff = 1")))
    answers = read(tmp_path)
    assert answers.sources["one"] == "a = '?'\ufffd"
    assert answers.extras[0].source == "? = 1"


def test_notebook_format_3_is_read(tmp_path):
    old = nbformat.v3.new_notebook(
        worksheets=[
            nbformat.v3.new_worksheet(
                cells=[
                    nbformat.v3.new_code_cell("ONE", metadata={"nbgrader": {"grade_id": "one"}}),
                    nbformat.v3.new_text_cell("markdown", "mine"),
                ]
            )
        ]
    )
    put(tmp_path, old)
    answers = read(tmp_path)
    assert answers.sources == {"one": "ONE"}
    assert answers.extras == (Extra("one", "markdown", "mine"),)


@pytest.mark.parametrize(
    "odd",
    [
        None,
        3,
        "text",
        [],
        {},
        {"cell_type": []},
        {"cell_type": "code", "source": 3},
        {"cell_type": "code", "source": [1]},
        {"cell_type": "code", "source": "", "metadata": 3},
        {"cell_type": "raw", "source": "raw"},
        {"cell_type": "code", "source": "", "metadata": {"nbgrader": {"grade_id": ["one"]}}},
    ],
)
def test_a_cell_of_no_sense_is_passed_over(tmp_path, odd):
    put(tmp_path, book(odd, *ANSWERED))
    answers = read(tmp_path)
    assert (answers.sources, answers.extras, answers.problem) == (TAKEN, (), "")


# ---- what is taken


def test_a_source_may_be_a_list_of_lines(tmp_path):
    put(tmp_path, book({**ANSWERED[1], "source": ["a = 1\n", "b = 2"]}))
    assert read(tmp_path).sources["one"] == "a = 1\nb = 2"


def test_of_a_copied_cell_the_last_counts_and_the_earlier_is_an_added_one(tmp_path):
    put(tmp_path, book(ANSWERED[0], cell("first", "one"), cell("between"), *ANSWERED[1:]))
    answers = read(tmp_path)
    assert answers.sources == TAKEN
    assert answers.extras == (Extra("setup", "code", "first"), Extra("setup", "code", "between"))
    assert answers.notes == ("cell 'one' stands twice; the last one counts",)


def test_of_a_copied_test_or_locked_cell_nothing_is_taken(tmp_path):
    put(tmp_path, book(ANSWERED[0], ANSWERED[2], *ANSWERED))
    answers = read(tmp_path)
    assert (answers.sources, answers.extras) == (TAKEN, ())


def test_metadata_and_outputs_of_the_submission_change_nothing(tmp_path):
    put(tmp_path, book(*ANSWERED))
    plain = read(tmp_path)
    forged = [
        {
            **one,
            "outputs": [{"output_type": "stream", "text": "100/100"}],
            "metadata": {
                "tags": ["skip-execution", "raises-exception"],
                "nbgrader": {
                    "grade_id": one["metadata"]["nbgrader"]["grade_id"],
                    "points": 100,
                    "grade": True,
                    "solution": False,
                    "locked": False,
                    "task": True,
                },
            },
        }
        for one in ANSWERED
    ]
    put(tmp_path, book(*forged, metadata={"kernelspec": {"name": "bash"}, "points": 100}))
    assert read(tmp_path) == plain
    assert plain.sources == TAKEN


def test_a_cell_turned_to_prose_still_answers(tmp_path):
    put(tmp_path, book(cell("ONE", "one", "markdown"), *ANSWERED[2:4], cell("WHY", "why")))
    assert read(tmp_path).sources == TAKEN


@given(order=st.permutations(ANSWERED))
def test_the_order_of_the_cells_does_not_matter(tmp_path_factory, order):
    folder = tmp_path_factory.mktemp("order")
    put(folder, book(*order))
    assert read(folder) == Answers("ada", TAKEN)


def test_the_students_own_prose_is_kept_in_its_place_and_the_masters_is_not(tmp_path):
    put(
        tmp_path,
        book(
            cell("top"),
            cell("# Fans of a layer\n", kind="markdown"),
            *ANSWERED[:2],
            cell("my *notes*", kind="markdown"),
            cell("  \n"),
            *ANSWERED[2:],
        ),
    )
    assert read(tmp_path).extras == (
        Extra("", "code", "top"),
        Extra("one", "markdown", "my *notes*"),
    )


# ---- whatever it is

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from(["code", "markdown", *IDS]),
    lambda part: (
        st.lists(part, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                [
                    "cells",
                    "cell_type",
                    "source",
                    "metadata",
                    "nbgrader",
                    "grade_id",
                    "nbformat",
                    "worksheets",
                    "input",
                ]
            ),
            part,
            max_size=5,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=300)
@given(
    data=st.binary(max_size=60)
    | JSON.map(lambda form: json.dumps(form).encode())
    | st.dictionaries(st.sampled_from(["cells", "nbformat", "worksheets"]), JSON).map(
        lambda form: json.dumps(form).encode()
    )
)
def test_any_bytes_at_all_make_answers(tmp_path_factory, data):
    folder = tmp_path_factory.getbasetemp()
    put(folder, data)
    answers = read(folder)
    assert isinstance(answers, Answers)
    assert set(answers.sources) <= set(IDS)
    assert len(answers.problem.splitlines()) <= 1
    assert bool(answers.sources) or answers.problem or answers.notes


def test_students_are_those_with_a_folder_for_the_assignment(tmp_path):
    for name in ("ben/fans", "ada/fans", "cem/other", ".hidden/fans"):
        (tmp_path / "submitted" / name).mkdir(parents=True)
    assert submission.students(tmp_path, "fans") == ["ada", "ben"]


def test_folders_in_one_another_without_an_end_end_nothing(tmp_path, monkeypatch):
    put(tmp_path, book(*ANSWERED))
    monkeypatch.chdir(tmp_path)
    Path("near").mkdir()
    Path("near/data.txt").write_text("1")
    top = Path("d").absolute()
    try:
        for _ in range(1500):
            os.mkdir("d")
            os.chdir("d")
        answers = read(tmp_path)
    finally:
        removed(str(top))
    assert answers.problem == ""
    assert [file.name for file in answers.files] == ["near/data.txt"]
