"""What notebooks do that were written for one kernel in which everything runs: the teacher's own
solution passes, and as many tests as can stand apart do."""

from __future__ import annotations

import math

import pytest
from support import make_exam, sit

from autograder.cell_names import bound, free_names, without_magics
from autograder.examine.examiner import examine
from autograder.examine.replaced import put_back, replaced
from autograder.model import Answers, Extra, Report

CANARY = "canary_" + "9d21"  # in two parts, so that it stands in tests and nowhere else


def scores(report: Report) -> dict[str, tuple[float | None, str]]:
    return {one.id: (one.points, one.reason) for one in report.scores}


# ---- magics


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("%reset -f\nimport math\nx = 1", {"math", "x"}),
        ("%%time\nx = f(3)", {"x"}),
        ("%time x = f(3)", {"x"}),
        ("!pip install numpy\nx = 1", {"x"}),
        ("np.sin?\nx = 1", {"x"}),
        ("files = !ls\nx = len(files)", {"files", "x"}),
        ("if True:\n    !ls\nx = 1", {"x"}),
        ("%%html\n<b>x = 1</b>", set()),
        ("text = '''\n%time\n!ls\n'''\nx = 7 %3", {"text", "x"}),
        ("x = (", set()),
    ],
)
def test_a_cell_with_magics_says_what_it_defines(cell, names):
    assert bound(cell) == names


def test_a_cell_with_magics_says_what_it_uses():
    assert free_names("%%time\n!ls\nf(g)") == {"f", "g"}


@pytest.mark.parametrize("cell", ["x = 1\nif x:\n    x %2", "text = '''\n%reset\nwhat?\n'''"])
def test_what_is_python_is_left_as_it_is(cell):
    assert without_magics(cell) == cell


def test_what_is_imported_under_a_magic_can_be_used_by_tests(fork_server):
    free = "%reset -f\nimport math"
    exam = make_exam(
        ("free", "", free),
        ("solution", "f", "def f(x):\n    return x / 3"),
        ("test", "t", "%%time\nassert math.isclose(f(1), 1 / 3)", 2),
    )
    there = (Extra("", "code", free),)
    assert scores(sit(fork_server, exam, extras=there)) == {"t": (2, "")}
    wrong = sit(fork_server, exam, {"f": "def f(x):\n    return x"}, there)
    assert scores(wrong) == {"t": (0, "A check failed.")}


def test_a_locked_cell_with_magics_defines_its_names_for_tests(fork_server):
    exam = make_exam(
        ("locked", "setup", "import math\nmath.sin?\n!ls\n%time three = 3\ndef near(a, b):\n"
         "    return abs(a - b) < 1e-9"),
        ("solution", "f", "def f(x):\n    return x / 3"),
        ("test", "t", "assert near(f(1), 1 / three)", 2),
    )  # fmt: skip
    assert scores(sit(fork_server, exam)) == {"t": (2, "")}
    forged = "def f(x):\n    return x\nnear = lambda a, b: True"
    assert sit(fork_server, exam, {"f": forged}).scores[0].points == 0


# ---- imports


def test_a_test_may_import_the_class_that_an_answer_imports(fork_server):
    exam = make_exam(
        ("solution", "f", "from collections import deque\ndef f(x):\n    return [*deque(x)]"),
        ("test", "t", "from collections import deque\nassert deque(f('ab')) == deque('ab')", 2),
    )
    assert scores(sit(fork_server, exam)) == {"t": (2, "")}


def test_a_class_in_the_place_of_an_answer_is_refused_in_plain_words(fork_server):
    exam = make_exam(
        ("solution", "f", "def f(x):\n    return 2 * x"),
        ("test", "t", "class f:\n    pass", 2),
    )
    [(points, reason)] = scores(sit(fork_server, exam)).values()
    assert points == 0
    assert reason.startswith("the test replaces f by a value of type type, which can't be passed")


def test_a_test_that_runs_inside_has_what_a_test_apart_imports(fork_server):
    exam = make_exam(
        ("solution", "f", "def f(x):\n    return x + step"),
        ("test", "first", "from math import isclose as near\nassert near(2, 2)", 1),
        ("test", "second", "step = 1\nassert near(f(1), 2)", 1),
    )
    answers = Answers("ada", {"f": exam.cells[0].source})
    report = examine(exam, answers, fork_server, inside=["second"])
    assert scores(report) == {"first": (1, ""), "second": (1, "")}


# ---- what a test replaces in a module

REPLACING = make_exam(
    ("locked", "setup", "import os.path, math, sys\nfrom os import path as p\nclass C: pass"),
    ("solution", "f", "def f(x, y):\n    return (x * x + y * y) ** 0.5"),
    ("test", "t", "want = math.hypot(3, 4)\nmath.hypot = None\nassert f(3, 4) == want", 2),
)


@pytest.mark.parametrize(
    ("test", "names"),
    [
        ("math.hypot = None", {"math.hypot"}),
        ("try:\n    math.hypot, k = None, 1\nexcept AttributeError:\n    pass", {"math.hypot"}),
        ("del os.path.join", {"posixpath.join"}),
        ("p.join = f", {"posixpath.join"}),
        ("setattr(math, 'hypot', None)", {"math.hypot"}),
        ("with patch.object(math, 'hypot'):\n    f(3, 4)", {"math.hypot"}),
        ("@mock.patch('math.hypot')\ndef test(m):\n    f(3, 4)\ntest()", {"math.hypot"}),
        ("import json\njson.dumps = None", {"json.dumps"}),
        ("sys.stdout = None", set()),  # what an answer prints comes over
        ("C.hypot = math.hypot", set()),
        ("x = math.hypot(3, 4)\nk = {}\nk['hypot'] = x", set()),
        ("nothing.like.that = 1", set()),
    ],
)
def test_what_a_test_replaces_in_a_module_is_known_from_its_text(test, names):
    exam = make_exam(*((one.role, one.id, one.source) for one in REPLACING.cells[:2]),
                     ("test", "t", test))  # fmt: skip
    assert {f"{module}.{name}" for module, name in replaced(exam, test)} == names


def test_what_a_test_replaced_is_put_back_before_the_next_student(fork_server):
    hypot = math.hypot
    for _ in range(2):
        assert scores(sit(fork_server, REPLACING)) == {"t": (2, "")}
        assert math.hypot is hypot


def test_what_was_not_there_is_gone_afterwards():
    exam = make_exam(("test", "t", "import math\nmath.of_a_test = 1"))
    with put_back(exam):
        exec(exam.cells[0].source, {})
        assert math.of_a_test == 1  # type: ignore[attr-defined]
    assert not hasattr(math, "of_a_test")


# ---- names


def test_a_test_may_ask_dir_whether_a_name_is_there(fork_server):
    exam = make_exam(
        ("solution", "v", "vec = [1, 2]\nclass Box: pass"),
        ("test", "t", "mine = 1\nif 'vec' not in dir() or 'Box' not in dir():\n"
         "    raise ValueError('no vec yet')\nassert 'mine' in dir() and 'mean' not in dir()\n"
         "assert 'print' not in dir() and 'append' in dir([]) and 'sort' in dir(vec)\n"
         "assert 'vec' in globals() and 'vec' in locals()", 2),
    )  # fmt: skip
    assert scores(sit(fork_server, exam)) == {"t": (2, "")}
    assert scores(sit(fork_server, exam, {"v": "ve = 1"})) == {"t": (0, "ValueError: no vec yet")}


def test_a_test_may_take_away_what_a_cell_without_marks_defines(fork_server):
    free = "def half(x):\n    return x / 2"
    exam = make_exam(
        ("free", "", free),
        ("solution", "f", "def f(x):\n    return half(x) / 2"),
        ("test", "t", "assert f(8) == 2\nkept = half\ndel half\ntry:\n    f(8)\n"
         "except NameError:\n    pass\nelse:\n    raise AssertionError('use half')\n"
         "finally:\n    half = kept\nassert f(4) == 1", 2),
    )  # fmt: skip
    there = (Extra("", "code", free),)
    assert scores(sit(fork_server, exam, extras=there)) == {"t": (2, "")}
    alone = sit(fork_server, exam, {"f": "def f(x):\n    return x / 4"}, there)
    assert scores(alone) == {"t": (0, "use half")}


# ---- what a test sends


def test_what_a_test_sends_to_a_generator_arrives(fork_server):
    exam = make_exam(
        ("solution", "f", "def f(x):\n    while x < 9:\n        x += (yield x) or 1"),
        ("test", "t", "g = f(1)\nassert [next(g), next(g), g.send(3), g.send(0)] == [1, 2, 5, 6]\n"
         "assert list(g) == [7, 8]\ng = f(1)\nnext(g)\ntry:\n    g.send(9)\n"
         "except StopIteration:\n    2.0", 2),
        ("test", "no send", "g = f(1)\ng.send(1)", 1),
    )  # fmt: skip
    first, second = sit(fork_server, exam).scores
    assert (first.points, first.reason) == (2, "")
    assert second.reason == "TypeError: can't send non-None value to a just-started generator"
    deaf = "def f(x):\n    while x < 9:\n        yield x\n        x += 1"
    assert sit(fork_server, exam, {"f": deaf}).scores[0].points == 0


# ---- the history


def test_a_test_inside_finds_the_cell_above_it_in_the_history_and_no_cell_finds_the_test(
    fork_server,
):
    exam = make_exam(
        ("solution", "f", "print('hello')"),
        ("test", "t", f"assert In[-2] == \"print('hello')\", '{CANARY}'", 1),
        ("solution", "later", "print(In, _ih, _i, _ii)"),
    )
    answers = Answers("ada", {cell.id: cell.source for cell in exam.cells if cell.role != "test"})
    report = examine(exam, answers, fork_server, inside=["t"])
    assert scores(report) == {"t": (1, "")}
    shown = str([result.outputs for result in report.results if result.id == "later"])
    assert "hello" in shown
    assert CANARY not in shown
