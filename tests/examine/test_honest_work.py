"""Honest work keeps its points: what runs in Jupyter costs nothing here, and what can't be had here
costs no more than its own line."""

from __future__ import annotations

import time

import pytest
from support import SETUP, make_exam, sit

from autograder.examine import client
from autograder.model import Report
from autograder.sandbox import Limits

DEFINED = "\ndef f(x):\n    return 2 * x"
EXAM = make_exam(
    SETUP, ("solution", "f", f"def f(x):{DEFINED[11:]}"), ("test", "t", "assert f(2) == 4", 3)
)

HARMLESS = (
    "%autosave 60",
    "%clear",
    "%store",
    "%store -r x",
    "%connect_info",
    "%matplotlib notebook",
    "%tb",
    "get_ipython().kernel",
    "get_ipython().kernel.shell.user_ns",
    "get_ipython().parent_header",
    "import getpass; assert getpass.getuser()",
    "import os; os.path.expanduser('~')",
    "import sys; assert sys.stdout.encoding",
    "import sys; sys.stdout.flush(); sys.stderr.isatty()",
    "import faulthandler; faulthandler.enable()",
    "open('/proc/cpuinfo').read()",
    "import psutil; assert psutil.virtual_memory().total",
    "import psutil; psutil.cpu_percent()",
    "import multiprocessing; multiprocessing.cpu_count()",
    "import platform; platform.platform()",
    "import warnings; warnings.warn('careful')",
    "import logging; logging.basicConfig(); logging.warning('x')",
    "!pip install numpy",
    "files = !ls",
    "quit()",
)
WALLS = (
    "import urllib.request; urllib.request.urlopen('http://example.org')",
    "import socket; socket.create_connection(('example.org', 80))",
    "import subprocess; subprocess.run(['ls'])",
    "open('/etc/hostname').read()",
    "import psutil; psutil.Process().memory_info()",
    "from concurrent.futures import ThreadPoolExecutor as Pool\nimport time\n"
    "with Pool(64) as pool:\n    list(pool.map(time.sleep, [0.1] * 64))",
    "import ipykernel; ipykernel.get_connection_file()",
)


def stopped(report: Report) -> list[str]:
    return [one.stopped for one in report.results if one.stopped]


@pytest.mark.parametrize("line", HARMLESS)
def test_a_harmless_line_costs_nothing(fork_server, line: str):
    if "psutil" in line:
        pytest.importorskip("psutil")
    report = sit(fork_server, EXAM, {"f": line + DEFINED})
    assert report.score == 3
    assert not stopped(report)


@pytest.mark.parametrize("line", WALLS)
def test_a_line_that_needs_what_is_not_here_costs_itself_alone_and_is_named(fork_server, line: str):
    if "psutil" in line:
        pytest.importorskip("psutil")
    report = sit(fork_server, EXAM, {"f": f"before = 1\n{line}\nafter = before{DEFINED}"})
    assert report.score == 3
    assert not stopped(report)
    [result] = [one for one in report.results if one.id == "f"]
    kinds = [one["output_type"] for one in result.outputs]
    assert "error" in kinds
    told = "".join(one.get("text", "") for one in result.outputs)
    assert "can't be had while grading; the rest of the cell was run" in told


@pytest.mark.parametrize(
    "line", ["1 / 0", "undefined", "open('mine.csv')", "raise OSError('mine')", "import no_such"]
)
def test_an_error_of_the_students_own_stops_the_cell_as_in_jupyter(fork_server, line: str):
    report = sit(fork_server, EXAM, {"f": line + DEFINED})
    assert report.score == 0
    assert len(stopped(report)) == 1


def test_of_many_lines_each_that_can_not_run_is_left_out(fork_server):
    wall = "open('/etc/hostname')"
    source = (
        f"{wall}\na = 1\nfor k in range(3):\n    {wall}\nb = a + 1\n"
        f"@(lambda g: g)\ndef f(x):\n    return b * x\n{wall}"
    )
    report = sit(fork_server, EXAM, {"f": source})
    assert report.score == 3


DRESSES = {
    "a subclass of int": "class Count(int):\n    def __eq__(self, other): return True\n"
    "    __hash__ = int.__hash__\ndef f(x): return Count({})",
    "an array of objects": "def f(x): return np.array([{}], dtype=object)[0]",
    "a class whose __new__ gives it": "class f:\n    def __new__(cls, x): return {}",
    "a NumPy subclass": "class Real(np.float64): pass\ndef f(x): return Real({})",
}


@pytest.mark.parametrize("dress", DRESSES)
def test_a_right_value_in_another_dress_counts_and_a_wrong_one_does_not(fork_server, dress: str):
    for value, points in ("2 * x", 3), ("5", 0):
        assert sit(fork_server, EXAM, {"f": DRESSES[dress].format(value)}).score == points


@pytest.mark.parametrize(
    "made", ["np.array([1, 2], dtype=object)", "np.ma.array([1, 2])", "np.array([1, 2]).view(Mine)"]
)
def test_an_array_in_another_dress_counts(fork_server, made: str):
    exam = make_exam(
        SETUP,
        ("solution", "f", "def f(): return np.array([1, 2])"),
        ("test", "t", "assert isinstance(f(), np.ndarray) and f().tolist() == [1, 2]", 1),
    )
    mine = f"class Mine(np.ndarray):\n    pass\ndef f():\n    return {made}"
    assert sit(fork_server, exam, {"f": mine}).score == 1


@pytest.mark.parametrize(
    "child", ["rng.spawn(1)[0]", "np.random.default_rng(rng.bit_generator.seed_seq.spawn(1)[0])"]
)
def test_a_sampler_that_draws_from_a_spawned_generator_uses_the_one_it_was_given(
    fork_server, child: str
):
    exam = make_exam(
        ("locked", "setup", f"{SETUP[2]}\nfrom initlab.samples import uses_rng"),
        ("solution", "f", "def f(n, rng): return rng.standard_normal(n)"),
        ("test", "t", "uses_rng(f, [call(5, fresh_rng())])", 1),
    )
    own = f"def f(n, rng):\n    return {child}.standard_normal(n)"
    [score] = sit(fork_server, exam, {"f": own}).scores
    assert (score.points, score.reason) == (1, "")
    constant = "def f(n, rng):\n    return np.random.default_rng(3).standard_normal(n)"
    assert sit(fork_server, exam, {"f": constant}).score == 0


def test_sixty_thousand_numbers_one_by_one_and_two_million_at_once_are_judged(fork_server):
    exam = make_exam(
        SETUP,
        ("solution", "f", "def f(g): return g(np.zeros(3)).size"),
        ("test", "t", "assert f(lambda z: z + 1) in (60_000, 2_000_000)", 1),
    )
    for body in ("len([g(0.5) for _ in range(60_000)])", "g(np.zeros(2_000_000)).size"):
        [score] = sit(fork_server, exam, {"f": f"def f(g):\n    return {body}"}).scores
        assert (score.points, score.reason) == (1, ""), body


def test_slow_cells_take_no_time_from_the_tests_of_what_was_defined_in_time(fork_server):
    exam = make_exam(
        SETUP,
        *(
            part
            for k in range(4)
            for part in (
                ("solution", f"f{k}", f"def f{k}(): return {k}"),
                ("test", f"t{k}", f"assert f{k}() == {k}", 1),
            )
        ),
    )
    limits = Limits(cell_seconds=2, notebook_seconds=2.5, grace=1)
    slow = {f"f{k}": f"def f{k}(): return {k}\nimport time; time.sleep(1)" for k in range(4)}
    began = time.monotonic()
    report = sit(fork_server, exam, slow, limits=limits)
    assert time.monotonic() - began < 10
    points = {score.id: score.points for score in report.scores}
    assert points == {"t0": 1, "t1": 1, "t2": 1, "t3": 0}
    [late] = [score.reason for score in report.scores if score.reason]
    assert late == "f3 is not defined: cell 'f3': time limit 2.5 s for the notebook"


def test_a_later_answer_may_use_a_name_that_a_visible_check_made(fork_server):
    exam = make_exam(
        SETUP,
        ("solution", "f", "def f(x): return 2 * x"),
        ("test", "t", "shapes = [(2, 3)]\nassert f(1) == 2\nsecret = 7", 1),
        ("solution", "g", "def g(): return len([(2, 3)])"),
        ("test", "u", "assert g() == 1", 1),
    )
    visible = {"t": "shapes = [(2, 3)]\nassert f(1) == 2"}
    cells = tuple(
        type(cell)(cell.role, cell.kind, cell.source, cell.id, cell.points, "",
                   visible.get(cell.id, cell.released))
        for cell in exam.cells
    )  # fmt: skip
    exam = type(exam)(exam.assignment, exam.notebook, cells)
    assert sit(fork_server, exam, {"g": "def g():\n    return len(shapes)"}).score == 2
    assert sit(fork_server, exam, {"g": "def g():\n    return len(shapes) + secret * 0"}).score == 1
    shy = "try:\n    shapes\nexcept NameError:\n    pass\ndef g(): return 1"
    assert sit(fork_server, exam, {"f": "f = None", "g": shy}).score == 1


def test_a_call_that_is_over_the_limit_is_named_and_not_the_end_of_its_process(
    fork_server, monkeypatch
):
    monkeypatch.setattr(client, "MOST_CALLS", 1000)
    exam = make_exam(
        SETUP,
        ("solution", "f", "def f(g): return g(1)"),
        ("test", "t", "agree(f, on=[call(abs), call(float)], expected=[1, 1])", 1),
    )
    many = "def f(g):\n    for _ in range(1001):\n        g(1)\n    return 1"
    [score] = sit(fork_server, exam, {"f": many}).scores
    assert "call limit: a test's function was called over 1000 times" in score.reason
