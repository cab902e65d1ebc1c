"""A notebook that draws runs where matplotlib is loaded already, another where it is not: nobody but
the clock can tell."""

from __future__ import annotations

import base64
import os
import signal
from contextlib import closing
from typing import Any

import pytest
from support import HASTY, SETUP, make_exam

from autograder.examine.examiner import examine
from autograder.model import Answers, Exam, Extra, File, Report, to_json
from autograder.sandbox import ForkServer

LOADED = "import sys\nprint('mat' 'plotlib' in sys.modules)\ndef f(x): return 2 * x"
IMPORTS = "import matplotlib.pyplot as plt\n"
HIDDEN = "from importlib import import_module\nplt = import_module('mat' 'plotlib.py' 'plot')\n"


def an_exam(setup: str = "", text: str = "") -> Exam:
    return make_exam(
        ("locked", "setup", f"{SETUP[2]}\n{setup}"),
        ("manual", "why", text),
        ("solution", "f", "def f(x): return 2 * x"),
        ("test", "t", "assert f(3) == 6", 2),
    )


def a_file(name: str) -> File:
    return File(name, base64.b64encode(IMPORTS.encode()).decode())


def outputs(report: Report, cell: str) -> tuple[Any, ...]:
    [result] = [one for one in report.results if one.id == cell]
    return result.outputs


@pytest.mark.parametrize(
    ("exam", "answers", "loaded"),
    [
        (an_exam(), {}, False),
        (an_exam("from matplotlib import cm"), {}, True),
        (an_exam("from initlab import figures, laws"), {}, True),
        (an_exam("%pylab"), {}, True),
        (an_exam("total = 3  # of all figures"), {}, False),
        (an_exam(), {"sources": {"f": f"{IMPORTS}{LOADED}"}}, True),
        (an_exam(), {"extras": (Extra("f", "code", IMPORTS),)}, True),
        (an_exam(), {"extras": (Extra("f", "markdown", IMPORTS),)}, False),
        (an_exam(), {"files": (a_file("own.py"),)}, True),
        (an_exam(), {"files": (a_file("own.txt"),)}, False),
    ],
)
def test_matplotlib_is_loaded_where_any_cell_or_file_of_code_uses_it(
    fork_server: ForkServer, exam: Exam, answers: dict[str, Any], loaded: bool
):
    given = {"sources": {"f": LOADED}, **answers}
    report = examine(exam, Answers("ada", **given), fork_server)
    [said] = [one for one in outputs(report, "f") if one.get("name") == "stdout"]
    assert said["text"] == f"{loaded}\n"
    assert report.scores[-1].points == 2


def test_a_picture_is_the_same_wherever_it_is_drawn(fork_server: ForkServer):
    """Where matplotlib is not loaded, for the notebook hides its name, too: one picture, that one."""
    drawn = "fig, ax = plt.subplots()\nax.plot ([1, 2], label='a')\nax.legend()\nplt.show()\nNone"
    pictures = []
    for importing in (IMPORTS, HIDDEN):
        answers = Answers("ada", {"f": LOADED}, extras=(Extra("f", "code", importing + drawn),))
        report = examine(an_exam(), answers, fork_server)
        pictures.append(outputs(report, "extra-0"))
        assert outputs(report, "f")[0]["text"] == f"{importing == IMPORTS}\n"
    assert len(pictures[0]) == 1
    assert "image/png" in pictures[0][0]["data"]
    assert pictures[0] == pictures[1]


def test_a_report_does_not_depend_on_whether_others_drew():
    plain, drawing = Answers("ada", {"f": LOADED}), Answers("ben", {"f": f"{IMPORTS}{LOADED}"})
    with ForkServer() as fork_server:
        first, _, again = (
            to_json(examine(an_exam(), one, fork_server)) for one in (plain, drawing, plain)
        )
    assert first == again


def test_both_end_with_the_grader_and_either_is_missed_when_it_is_gone():
    with ForkServer() as fork_server:
        fork_server.cage(HASTY, drawing=True).close()
        beside = fork_server.that_draws
        assert beside
        assert beside.process
        assert not fork_server.is_lost()
        os.kill(beside.process.pid, signal.SIGKILL)
        beside.gone(seconds=5)
        assert fork_server.is_lost()
        with closing(fork_server.cage(HASTY, drawing=True)):  # which starts another
            assert not fork_server.is_lost()
        one, other = fork_server.process, beside.process
    assert one
    assert (one.returncode, other.returncode) == (0, 0)
    assert not os.path.exists(beside.folder)


def test_where_all_draw_there_is_one():
    with ForkServer(drawing=True) as fork_server:
        fork_server.cage(HASTY, drawing=True).close()
        fork_server.cage(HASTY).close()
        assert fork_server.that_draws is None
