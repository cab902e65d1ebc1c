"""Every graded cell gets the score it earned and a reason, whatever the student's code does."""

from __future__ import annotations

import base64
import hashlib
import math
import os
import warnings

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support import HASTY, SETUP, make_exam, score_of, sit

from autograder.examine.examiner import examine
from autograder.model import Answers, Extra, File, Report, from_json, to_json
from autograder.sandbox import Limits

RIGHT = "def f(x): return 2 * x"

# ---- the scoring rule


@pytest.mark.parametrize(
    ("last", "points"),
    [
        ("None", 4),
        ("", 4),
        ("x = 1", 4),
        ("True", 4),
        ("False", 4),
        ("'2'", 4),
        ("[1]", 4),
        ("f", 4),
        ("np.bool_(False)", 4),
        ("2", 2),
        ("2.5", 2.5),
        ("0", 0),
        ("-3", 0),
        ("9", 4),
        ("2;", 4),
        ("float('nan')", 0),
        ("float('inf')", 4),
        ("-float('inf')", 0),
        ("np.float64(2.5)", 2.5),
        ("np.int64(3)", 3),
        ("np.float32(1.5)", 1.5),
        ("np.nan", 0),
        ("10**400", 4),
        ("-10**400", 0),
        ("Score(1.5)", 1.5),
        ("f(1)", 2),
        ("1j", 4),
        ("2 if f(1) == 2 else 0", 2),
        ("2  # of 4", 2),
    ],
)
def test_the_last_line_of_a_test_is_its_score(fork_server, last, points):
    score = score_of(fork_server, RIGHT, f"assert f(3) == 6\n{last}")
    assert (score.points, score.max_points) == (points, 4)
    assert type(score.points) is float


def test_a_test_is_told_that_it_is_graded_and_nobody_after_it(fork_server, monkeypatch):
    """nbgrader's button in JupyterLab grades in the process that starts kernels."""
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    monkeypatch.setenv("MPLBACKEND", "svg")
    test = "import os\nassert os.environ['NBGRADER_EXECUTION'] == 'autograde'\nassert f(3) == 6"
    assert score_of(fork_server, RIGHT, test).points == 4
    assert "NBGRADER_EXECUTION" not in os.environ
    assert os.environ["MPLBACKEND"] == "svg"


@pytest.mark.parametrize(
    ("test", "reason"),
    [
        ("assert f(3) == 7", "A check failed."),
        ("assert f(3) == 7, f'got {f(3)}'", "got 6"),
        ("raise ValueError('no')", "ValueError: no"),
        ("{}[f(1)]", "KeyError: 2"),
        ("f(", "SyntaxError: '(' was never closed (<t>, line 1)"),
        ("1/0", "ZeroDivisionError: division by zero"),
        ("{}[10**5000]", "KeyError"),
        ("no_such", "no_such is not defined"),
        ("f.x", "AttributeError: 'function' object has no attribute 'x'"),
        ("Score(1, 'half of the cases', 'fans-sum')", "half of the cases"),
    ],
)
def test_points_that_are_missing_have_a_reason(fork_server, test, reason):
    score = score_of(fork_server, RIGHT, test)
    assert score.reason == reason
    assert score.points == (1 if "Score" in test else 0)
    assert score.slip == ("fans-sum" if "Score" in test else "")


def test_full_points_have_no_reason_and_a_failed_check_brings_its_slip(fork_server):
    assert score_of(fork_server, RIGHT, "Score(4, 'unsaid')").reason == ""
    score = score_of(
        fork_server,
        "def f(x): return x + 2",
        "agree(f, [call(2), call(5)], [4, 10], {'fans-sum': lambda x: x + 2})",
    )
    assert (score.points, score.slip) == (0, "fans-sum")
    assert score.reason.startswith("called:   f(5)\ngot:      7\nexpected: 10\nThis is the slip")


def test_a_reason_is_bounded_and_fits_in_any_file(fork_server):
    score = score_of(fork_server, "def f(x): return '\\ud800' * 10**6", "assert not f(1), f(1)")
    assert set(score.reason) == {"?"}
    assert len(score.reason) <= 4000
    assert len(score_of(fork_server, RIGHT, "Score(1, 'half', 'x' * 10**6)").slip) <= 100


def test_a_blank_manual_cell_is_0_and_any_other_waits_for_a_person(fork_server):
    exam = make_exam(
        ("manual", "a", "model", 3), ("manual", "b", "model", 3), ("manual", "c", "model", 3)
    )
    report = examine(exam, Answers("ada", {"a": " *Your answer.*\n", "b": "Because."}), fork_server)
    assert [(one.points, one.reason) for one in report.scores] == [
        (0, "No answer."),
        (None, ""),
        (0, "No answer."),
    ]
    assert report.waiting == ("b",)


def test_what_can_not_be_graded_is_0_everywhere_with_the_problem(fork_server):
    exam = make_exam(("manual", "a", "model", 3), ("test", "t", "1", 2))
    report = examine(exam, Answers("ada", {}, problem="unreadable: x"), fork_server)
    assert report.problem == "unreadable: x"
    assert [(one.points, one.reason) for one in report.scores] == [(0, "unreadable: x")] * 2


# ---- what went wrong before a test

EXAM = make_exam(
    SETUP,
    ("solution", "f", RIGHT),
    ("test", "f-1", "assert f(3) == 6", 2),
    ("solution", "g", "def g(x): return x + 1"),
    ("test", "g-1", "assert g(3) == 4", 2),
    ("test", "f-2", "assert f(5) == 10", 2),
)


@pytest.mark.parametrize(
    ("student", "why"),
    [
        ("def f(x) return 2", "f is not defined: cell 'f': SyntaxError: expected ':' (line 1)"),
        ("1/0\ndef f(x): return 2 * x", "f is not defined: cell 'f': ZeroDivisionError: division"),
        (
            "import torch_\ndef f(x): pass",
            "f is not defined: cell 'f': ModuleNotFoundError: No module",
        ),
        ("while True: pass", "f is not defined: cell 'f': time limit 1 s"),
        ("import os; os.kill(os.getpid(), 11)", "f is not defined: cell 'f': crashed (SIGSEGV)"),
        ("import os; os._exit(0)", "f is not defined: cell 'f': left early (exit status 0)"),
        ("", "f is not defined"),
        ("def F(x): return 2 * x", "f is not defined"),
        ("def f(x): return y", "NameError: name 'y' is not defined"),
        ("f = 3", "TypeError: 'int' object is not callable"),
        ("def f(x): return [print]", "A check failed."),
        ("def f(x): return object()", "f gave a value of type object, which can't be graded"),
        ("class f: pass", "f gave a value of type type, which can't be graded"),
        ("def f(): return 1", "TypeError: f() takes 0 positional arguments but 1 was given"),
        ("def f(x): raise NotImplementedError", "NotImplementedError"),
        ("def f(x): import os; os.kill(os.getpid(), 11)", "crashed (SIGSEGV)"),
        ("def f(x): import os; os._exit(0)", "left early (exit status 0)"),
        ("def f(x):\n    while True: pass", "TimeoutError: time limit 1 s"),
        (
            "def f(x):\n    import time\n    try: time.sleep(9)\n    except BaseException: "
            "time.sleep(9)",
            "time limit 1 s",
        ),
    ],
)
def test_only_what_was_attacked_loses_points_and_the_reason_names_it(fork_server, student, why):
    report = sit(fork_server, EXAM, {"f": student}, limits=HASTY)
    scores = {score.id: score for score in report.scores}
    assert scores["f-1"].reason.startswith(why)
    assert scores["f-2"].reason == scores["f-1"].reason
    assert [scores[name].points for name in ("f-1", "g-1", "f-2")] == [0, 2, 0]


def test_a_missing_cell_is_named(fork_server):
    report = examine(EXAM, Answers("ada", {"g": "def g(x): return x + 1"}), fork_server)
    assert [(one.points, one.reason) for one in report.scores] == [
        (0, "f is not defined: cell 'f': the cell is missing"),
        (2, ""),
        (0, "f is not defined: cell 'f': the cell is missing"),
    ]


def test_after_a_crash_all_that_was_defined_before_is_there_again(fork_server):
    exam = make_exam(
        SETUP,
        ("solution", "f", "scale = 2\ndef f(x): return scale * x"),
        ("test", "f-1", "assert f(3) == 6", 1),
        ("solution", "g", "def g(x): return f(x) + 1"),
        ("test", "g-1", "assert g(1) == 3", 1),
        ("test", "f-2", "assert f(4) == 8", 1),
        ("test", "scale-1", "assert scale == 2", 1),
    )
    report = sit(fork_server, exam, {"g": "import os\ndef g(x): os._exit(1)"})
    assert [one.points for one in report.scores] == [1, 0, 1, 1]


def test_a_cell_that_ends_the_cage_only_the_second_time_costs_itself_and_no_more(
    fork_server, tmp_path
):
    sly = (
        f"import os, pathlib\nif (mark := pathlib.Path('{tmp_path}/mark')).exists():\n"
        "    mark.unlink(); os._exit(1)\nmark.touch()\ndef f(x): os._exit(1)"
    )
    report = sit(fork_server, EXAM, {"f": sly}, limits=HASTY)
    assert [one.points for one in report.scores] == [0, 2, 0]


def test_a_test_that_counts_up_to_a_students_number_is_stopped_and_the_rest_is_graded(fork_server):
    exam = make_exam(
        SETUP,
        ("solution", "f", RIGHT),
        ("test", "a", "for k in range(f(1)): pass", 1),
        ("test", "b", "assert f(2) == 10**18", 1),
    )
    report = sit(fork_server, exam, {"f": "def f(x): return 10**18"}, limits=HASTY)
    assert [(one.points, one.reason) for one in report.scores] == [
        (0, "time limit 2 s for this test"),
        (1, ""),
    ]


def test_when_the_notebooks_time_is_up_that_is_what_is_said(fork_server):
    rows = [("solution", f"s{k}", "pass") for k in range(4)]
    exam = make_exam(*rows, ("solution", "f", RIGHT), ("test", "t", "assert f(1) == 2", 1))
    limits = Limits(cell_seconds=1, notebook_seconds=1.5, grace=1)
    report = sit(fork_server, exam, {f"s{k}": "while True: pass" for k in range(4)}, limits=limits)
    assert [one.stopped for one in report.results] == ["time limit 1 s"] + [
        "time limit 1.5 s for the notebook"
    ] * 4
    assert report.scores[0].reason == (
        "f is not defined: cell 'f': time limit 1.5 s for the notebook"
    )


@pytest.mark.parametrize(
    "locked",
    [
        "picture = f(3) + 1",
        "f.no_such",
        "1/0",
        "no_such_name",
        "%matplotlib inline",
        "import warnings\nwarnings.warn('loud')",
        "while f(1) == 2: pass",
        "print(f'{f(3)}' * 3)",
    ],
)
def test_a_locked_cell_may_fail_and_grading_goes_on(fork_server, locked):
    exam = make_exam(
        SETUP,
        ("solution", "f", RIGHT),
        ("locked", "show", locked),
        ("solution", "g", "pass"),
        ("test", "t", "4", 4),
        ("test", "u", "picture", 4),
    )
    for student in (RIGHT, "def f(x): return x + 1/0"):
        report = sit(fork_server, exam, {"f": student}, limits=HASTY)
        assert [one.points for one in report.scores] == [
            4,
            4 if locked.startswith("picture") and student == RIGHT else 0,
        ]
    assert report.scores[1].reason == (
        "picture is not defined: cell 'show': ZeroDivisionError: division by zero"
        if locked.startswith("picture")
        else "picture is not defined"
    )


def test_warnings_prints_and_errors_on_stderr_cost_nothing(fork_server):
    student = (
        "import sys, warnings\ndef f(x):\n    warnings.warn('old')\n"
        "    print('noise', file=sys.stderr); print('4')\n    return 2 * x\nf(1)"
    )
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        score = score_of(
            fork_server, student, "import warnings\nwarnings.warn('mine')\nassert f(3) == 6"
        )
    assert (score.points, score.reason) == (4, "")


def test_added_cells_run_in_their_place(fork_server):
    exam = make_exam(
        SETUP,
        ("solution", "f", RIGHT),
        ("test", "a", "assert f(1) == 2", 1),
        ("solution", "g", "pass"),
        ("test", "b", "assert f(1) == 9", 1),
    )
    report = sit(
        fork_server,
        exam,
        {"f": "def f(x): return k * x"},
        extras=(
            Extra("setup", "code", "k = 2"),
            Extra("setup", "markdown", "k = 3"),
            Extra("g", "code", "k = 9"),
            Extra("g", "code", "print('last')\n1/0"),
        ),
    )
    assert [one.points for one in report.scores] == [1, 1]
    assert [(one.id, one.stopped) for one in report.results] == [
        ("extra-3", "ZeroDivisionError: division by zero")
    ]


# ---- whatever it is

SNIPPETS = st.sampled_from(
    [
        RIGHT,
        "def f(x): return x",
        "def f(x): raise SystemExit",
        "1/0",
        "def f(",
        "f = None",
        "del f",
        "import os; os._exit(0)",
        "def f(x): import os; os._exit(0)",
        "print('a' * 10**5)",
        "def f(x): return f(x)",
        "class f: pass",
        "def f(x): return float('nan')",
        "def f(x): return [f]",
        "f = lambda *a, **k: (a, k, f)",
        "import builtins; builtins.str = None",
        "import builtins; builtins.isinstance = lambda *a: True",
        "import sys; sys.modules.clear()",
        "get_ipython().run_cell = None",
        "import signal; signal.alarm(1)",
        "raise KeyboardInterrupt",
        "import json; json.dumps = json.loads = None",
        "import os; os.close(4)",
        "\0",
        "print('\\ud800')",
        "%%bash",
        "get_ipython().user_ns.clear()",
        "!exit 1",
        "?f",
        "import gc; gc.get_objects()[0]",
        "%reset -f",
        'import os; [os.write(k, b\'\\0\\0\\0\\x1d\\0\\0\\0\\x19{"back": -Infinity,"v":3}\') for k in range(3, 12)]',
        "import sys; sys.stdout = sys.stderr = None",
        "def f(x): x.clear()",
        "x = [1]; x.append(x); x",
    ]
)


@settings(max_examples=40)
@given(st.lists(SNIPPETS, min_size=1, max_size=4).map("\n".join), st.lists(SNIPPETS, max_size=2))
def test_every_graded_cell_has_a_score_whatever_the_student_wrote(fork_server, source, added):
    extras = tuple(Extra("f", "code", one) for one in added)
    report = sit(
        fork_server,
        EXAM,
        {"f": source},
        extras,
        limits=Limits(cell_seconds=0.3, notebook_seconds=3, grace=0.3),
    )
    assert [score.id for score in report.scores] == ["f-1", "g-1", "f-2"]
    for score in report.scores:
        assert score.points is not None
        assert 0 <= score.points <= score.max_points
        assert not math.isnan(score.points)
        assert score.full or score.reason
    to_json(report).encode()
    assert from_json(Report, to_json(report)) == report


# ---- files beside the notebook


def test_files_lie_there_for_the_cells_and_in_no_history_and_again_after_a_crash(fork_server):
    exam = make_exam(
        SETUP,
        ("solution", "f", RIGHT),
        ("test", "t", "assert f(3) == 6", 4),
        ("solution", "g", "def g(): return 1"),
        ("test", "u", "assert g() == 9", 2),
    )
    large = os.urandom(3 * 2**20)
    files = (
        File("data/large.bin", base64.b64encode(large).decode()),
        File("empty.txt", ""),
        File("x/" * 3000 + "deep", "eA=="),
    )  # no such name is possible
    look = "import hashlib, os\nprint(len(In), os.path.getsize('empty.txt'))\n"
    told = (
        "print(hashlib.sha256(open('data/large.bin', 'rb').read()).hexdigest())\n"
        "open('data/large.bin', 'w').close()\n"
    )
    answers = Answers(
        "ada",
        {
            "f": f"{look}{told}def f(x):\n    os._exit(3)",
            "g": (
                "print(os.path.getsize('data/large.bin'))\n"
                "def g(): return len(open('data/large.bin').read()) + 9"
            ),
        },
        files=files,
    )
    report = examine(exam, answers, fork_server)
    said = {one.id: one.outputs[0]["text"] for one in report.results}
    assert said == {"f": f"3 0\n{hashlib.sha256(large).hexdigest()}\n", "g": "0\n"}
    assert [one.points for one in report.scores] == [0, 2]
    assert len(to_json(report)) < 5000 + len("x/" * 3000)  # a report keeps digests
