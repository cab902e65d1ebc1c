"""What a test sees of the student, what the student sees of a test, and that it is repeatable."""

from __future__ import annotations

import re
import time

import pytest
from support import HASTY, SETUP, make_exam, score_of, sit

from autograder.model import Extra, to_json
from autograder.sandbox import ForkServer, Limits

CANARY = "canary_" + "c4f8"  # in two parts, so that it stands in tests and nowhere else

# ---- names


@pytest.mark.parametrize(
    "student",
    [
        "np = None",
        "import numpy as np\nnp.allclose = np.isclose = lambda *a, **k: True",
        "import builtins\nbuiltins.isinstance = builtins.abs = builtins.all = lambda *a: True",
        "agree = lambda *a, **k: None",
        "def same(*a): return True",
        "call = Score = None",
        "import initlab.checks as c\nc.agree = c.same = c.CheckFailed = lambda *a, **k: None",
        "from initlab import checks\nchecks.np.allclose = lambda *a, **k: True",
        "import sys\nsys.modules['numpy'] = sys.modules['initlab.checks'] = None",
        "open('numpy.py', 'w').write('')\nopen('initlab.py', 'w').write('')",
        "__builtins__ = {}",
        "helper = lambda x: 99",
        "print = len = range = None",
        "get_ipython().input_transformers_cleanup.append(lambda lines: ['pass'])",
        "get_ipython().run_cell = lambda *a, **k: None",
        "assert_ = True\n__debug__",
        "AssertionError = Exception",
        "names = seen = sitting = None",
    ],
)
@pytest.mark.parametrize("right", [True, False])
def test_the_student_can_not_replace_the_exams_own_names(fork_server, student, right):
    score = score_of(
        fork_server,
        f"def f(x): return {2 if right else 3} * x\n{student}",
        setup="def helper(x): return 2 * x",
        test="for x in range(1, 4):\n"
        "    assert np.allclose(f(x), helper(x)) and isinstance(f(x), int)\nassert len([1]) == 1"
        "\nagree(f, [call(5)], [10])\nassert same(f(3), 6) and abs(-1) == 1",
    )
    assert score.points == (4 if right else 0), score.reason


def test_a_name_that_the_solution_defines_is_the_students_though_a_locked_cell_has_it_too(
    fork_server,
):
    exam = make_exam(
        ("locked", "setup", "def f(x): return 2 * x\nk = 1\nother = 5"),
        ("test", "before", "assert f(1) == 2 and k == 1", 1),
        ("solution", "mine", "def f(x): return 3 * x\nk = 2"),
        ("test", "after", "assert f(1) == 4 and k == 7 and other == 5", 1),
    )
    report = sit(fork_server, exam, {"mine": "def f(x): return 4 * x\nk = 7\nother = 6"})
    assert [one.points for one in report.scores] == [1, 1]


def test_each_test_sees_the_state_of_its_own_time(fork_server):
    exam = make_exam(
        SETUP,
        ("solution", "one", "k = 1"),
        ("test", "a", "assert k == 1 == g()", 1),
        ("solution", "two", "k = 2"),
        ("test", "b", "assert k == 2 == g()", 1),
    )
    report = sit(fork_server, exam, {"one": "k = 1\ndef g(): return k", "two": "k = 2"})
    assert [one.points for one in report.scores] == [1, 1]


def test_a_tests_own_helper_calls_the_student(fork_server):
    assert (
        score_of(
            fork_server,
            "def f(x): return 2 * x",
            "def twice(x): return f(f(x))\n"
            "assert [twice(k) for k in (1, 2)] == [4, 8]\nassert (lambda: f(1))() == 2",
        ).points
        == 4
    )


@pytest.mark.parametrize(
    ("student", "test", "right"),
    [
        ("def f(x):\n    'Twice x.'", "assert 'Twice' in f.__doc__", True),
        ("def f(x): pass", "assert f.__doc__", False),
        (
            "def f(x, y=3, *z, k): pass",
            "import inspect\np = inspect.signature(f).parameters\n"
            "assert list(p) == ['x', 'y', 'z', 'k'] and p['y'].default == 3\n"
            "assert p['x'].default is p['x'].empty and p['k'].kind.name == 'KEYWORD_ONLY'",
            True,
        ),
        (
            "def f(x): pass",
            "import inspect\nassert len(inspect.signature(f).parameters) == 2",
            False,
        ),
        ("f = np.add", "import inspect\ninspect.signature(f)\nassert f.reduce([1, 2]) == 3", True),
        (
            "def f(x: int = 3) -> float: pass",
            "assert f.__defaults__ == (3,) and f.__annotations__ == {'x': int, 'return': float}",
            True,
        ),
        (
            "def f(x):\n    f.n += 1\nf.n = 0",
            "f(1); f(2)\nassert f.n == 2 and not hasattr(f, 'm')",
            True,
        ),
        (
            "import functools\n@functools.lru_cache\ndef f(x): return x",
            "f(1); f(1)\nassert f.cache_info().hits == 1 and f.__wrapped__(3) == 3",
            True,
        ),
        ("def f(x): pass\nf.reason = f.slip = 'x'; f.__class__ = f", "f", True),
        (
            "class K:\n  def __call__(s, x): return x\n  def __getattr__(s, n):\n    while True: pass\n"
            "f = K()",
            "f.x",
            False,
        ),
        (
            "f = 3; v = [1]",
            "assert 'v' in globals() and 'w' not in globals() and 'print' not in "
            "globals()\nassert globals().get('v') == [1] and globals().get('w', 7) == 7",
            True,
        ),
        ("f = object()", "assert 'f' in locals() and 'np' in globals()", True),
    ],
)
def test_what_a_test_asks_of_a_function_or_of_the_names_is_asked_of_the_students(
    fork_server, student, test, right
):
    score = score_of(fork_server, student, test, limits=HASTY)
    assert (score.points == 4, bool(score.reason)) == (right, not right), score.reason


# ---- what crosses


@pytest.mark.parametrize(
    ("student", "test"),
    [
        ("def f(a): a *= 2", "a = np.arange(4.0); f(a); assert a.tolist() == [0, 2, 4, 6]"),
        ("def f(a): a[0] = 9", "a = np.zeros(3); b = a[:2]; f(b); assert a.tolist() == [9, 0, 0]"),
        ("def f(a): a.append(4); a[0] = 7", "a = [1, 2]; b = a; f(a); assert b == [7, 2, 4]"),
        (
            "def f(a): a['x'] = 1; del a['y']",
            "a = {'y': 2, 'z': 3}; f(a)\nassert a == {'z': 3, 'x': 1}",
        ),
        ("def f(a): a.add(3); a.discard(1)", "a = {1, 2}; b = a; f(a); assert b == {2, 3}"),
        ("def f(a): a[0].add(3)", "b = {1}; a = [b, 5]; f(a); assert b == {1, 3}"),
        (
            "def f(a): return len({a}), a",
            "a = frozenset([1, 2]); assert f(a) == (1, a)\nassert type(f(a)[1]) is frozenset",
        ),
        ("def f(a): return {frozenset(a): 1}", "assert f([1, 2]) == {frozenset([1, 2]): 1}"),
        ("def f(a): a['w'][:] = 5", "w = np.ones(2); f({'w': w}); assert w.tolist() == [5, 5]"),
        ("def f(a): a[0][:] = 5", "w = np.ones(2); f((w, 1)); assert w.tolist() == [5, 5]"),
        ("def f(a, b): b[0] += 5", "w = np.ones(2); f(1, b=w); assert w.tolist() == [6, 1]"),
        (
            "def f(a): a[0] = 5; raise ValueError",
            "w = [1]\ntry: f(w)\nexcept ValueError: pass\nassert w == [5]",
        ),
        ("def f(a): a[0] = object()", "w = [1]; f(w); assert w == [1]"),
        (
            "def f(a): return a is None",
            "w = np.ones(3); w.flags.writeable = False; assert not f(w)",
        ),
        (
            "def f(rng): return rng.normal(size=3)",
            "one, two = (np.random.default_rng(5) for _ in 'ab')\n"
            "assert np.allclose(f(one), two.normal(size=3))\nassert one.random() == two.random()",
        ),
        ("def f(g, x): return g(x) + g(1)", "assert f(lambda x: 10 * x, 3) == 40"),
        (
            "def f(g): return g(np.ones(2)).tolist()",
            "assert f(np.tanh) == np.tanh(np.ones(2)).tolist()",
        ),
        ("def f(n): return lambda x: n * x", "g = f(3); assert g(4) == 12 and f(5)(1) == 5"),
        ("def f(n): return {'a': [lambda x: n + x]}", "assert f(3)['a'][0](4) == 7"),
        ("def f(g): return g", "def own(): pass\nassert f(own) is own"),
        ("def f(g): return lambda x: g(x) + 1", "assert f(f(lambda y: 10 * y))(2) == 22"),
        (
            "def f(g):\n    try: g()\n    except ValueError as e: return str(e)",
            "def own(): raise ValueError('told')\nassert f(own) == 'told'",
        ),
        (
            "def f(g):\n    try: g(object())\n    except TypeError: return 'no'",
            "assert f(lambda x: x) == 'no'",
        ),
        (
            "def f(g):\n    try: g('x' * 2**25)\n    except TypeError: return 'no'",
            "assert f(lambda x: x) == 'no'",
        ),
        (
            "def f(x):\n    if x < 0: raise ValueError('negative')\n    return x",
            "try: f(-1)\nexcept ValueError as e: assert str(e) == 'negative'\nelse: assert False",
        ),
        (
            "def f(*a, k=1, **m): return (a, k, m)",
            "assert f(1, (2,), k=[3], z={4}) == ((1, (2,)), [3], {'z': {4}})",
        ),
        (
            "def f(g, x): return g(x)\ndef h(x): return x + 1\nk = 5",
            "assert f(lambda x: h(x) + k, 3) == 9\nassert f(lambda x: f(lambda y: h(y + x), 1), 3) == 5",
        ),
        (
            "def f(g, n):\n    try: return [g(k) for k in range(n)]\n"
            "    except ValueError as e: return str(e)\n"
            "def h(x):\n    if x > 3: raise ValueError('large')\n    return x",
            "assert f(lambda x: h(x), 3) == [0, 1, 2]\nassert f(lambda x: h(x), 9) == 'large'",
        ),
        (
            "def f(g): return g()\ndef h(): print('in'); return 'x' * 2**25",
            "try: f(lambda: len(h()))\nexcept Exception as e: assert '16 MiB' in str(e)\n"
            "assert f(lambda: 3) == 3",
        ),
        (
            "def f(x): return {}[x]",
            "try: f('a')\nexcept KeyError as e: assert e.args == ('a',)\nelse: assert 0",
        ),
        (
            "class E(ValueError): pass\ndef f(x): raise E('bad', 3)",
            "try: f(1)\nexcept ValueError as e: assert e.args == ('bad', 3) and type(e).__name__ == 'E'\n"
            "else: assert 0",
        ),
        (
            "class E(Exception):\n  def __str__(self): return 'own'\ndef f(x): raise E(object())",
            "try: f(1)\nexcept Exception as e: assert str(e) == 'own'\nelse: assert 0",
        ),
        (
            "def f(x): return np.linalg.inv(np.zeros((2, 2)))",
            "try: f(1)\nexcept np.linalg.LinAlgError: pass\nelse: assert 0",
        ),
        (
            "def f(x): return b'\\xff'.decode()",
            "try: f(1)\nexcept UnicodeDecodeError as e: assert e.start == 0\nelse: assert 0",
        ),
        (
            "def f(g):\n    try: g()\n    except ValueError as e: return len(str(e)), e.args == (str(e),)",
            "def own(): raise ValueError('x' * 600)\nassert f(own) == (500, True)",
        ),
        (
            "def f(step):\n    try: step()\n    except StopIteration: return 'end'",
            "assert f(iter([]).__next__) == 'end'",
        ),
        (
            "def f(n):\n    for k in range(n): yield k * k",
            "assert list(f(3)) == [0, 1, 4] and f(1) != [0]\ng = f(2); assert (next(g), next(g)) == (0, 1)"
            "\ntry: next(g)\nexcept StopIteration: pass\nelse: assert 0",
        ),
        ("def f(it): return next(it), sum(it)", "assert f(k for k in range(4)) == (0, 6)"),
        (
            "def f(d, kind): d['a'] += 1; return np.zeros(2, kind), kind is np.float32",
            "from collections import defaultdict\nd = defaultdict(lambda: 5)\n"
            "assert f(d, np.float32)[0].dtype == np.float32 and f(d, int)[1] is False and d == {'a': 7}",
        ),
        (
            "def f(a):\n    try: a[0] = 9\n    except ValueError: return a.flags.writeable",
            "a = np.ones(2); a.flags.writeable = False; assert f(a) is False and a[0] == 1",
        ),
        ("def f(a): a.sort(); return a", "a = [2, 1]; assert f(a) is a and a == [1, 2]"),
        ("def f(a): return a", "a = [[1]]; b = f(a); b[0].append(2); assert a == [[1, 2]]"),
        (
            "def f(a): return a[:], 1",
            "a = [[1]]; b, _ = f(a); b[0].append(2); b.append(3)\n"
            "assert a == [[1, 2]] and b == [[1, 2], 3]",
        ),
        ("def f(a): return {'k': a[0]}", "a = [[1]]; assert f(a)['k'] is a[0]"),
        (
            "def f(a): return a[1::-1]",
            "a = np.arange(3.0); b = f(a); b[0] = 9; assert a[1] == 9\n"
            "assert b.tolist() == [9, 0] and np.shares_memory(a, b)",
        ),
        (
            "def f(a): a += 1; return a.reshape(2, 2).T",
            "a = np.arange(4); b = f(a); b[0, 1] = 9\n"
            "assert a.tolist() == [1, 2, 9, 4] and b.tolist() == [[1, 9], [2, 4]]",
        ),
        (
            "def f(a): return a[:1].copy()",
            "a = np.arange(3.0); b = f(a); b[0] = 9; assert a[0] == 0",
        ),
        ("def f(a): return a[:1]", "a = np.arange(6)[::2]; assert f(a).tolist() == [0]"),
        ("def f(a): return a > 1", "a = np.arange(3.0) > 0; assert not np.shares_memory(f(a), a)"),
        (
            "def f(a): return a[1:]",
            "a = np.arange(3.0) > 0; b = f(a); b[0] = 0\nassert a.tolist() == [False, False, True]",
        ),
        (
            "def f(a): a.append(a[0]); a[0].append(9)",
            "i = [1]; a = [i]; f(a)\nassert a == [[1, 9], [1, 9]] and i == [1, 9]",
        ),
        (
            "def f(a): a[0] = a[0] + [1]",
            "i = [0]; a = [i]; f(a); assert i == [0] and a == [[0, 1]]",
        ),
        ("def f(a): a[0] = 5", "a = [[1], [2]]; f(a); assert a == [5, [2]]"),
        (
            "def f(a): a['w'] = a['w'] * 0.5",
            "a = {'w': np.ones(2, int)}; w = a['w']; f(a)\n"
            "assert a['w'].tolist() == [0.5, 0.5] and w.tolist() == [1, 1]",
        ),
        (
            "def f(a): a['w'] = None; a['v'] = a.pop('u')",
            "a = {'w': [1], 'u': [2]}; u = a['u']; f(a)\n"
            "assert a == {'w': None, 'v': [2]} and a['v'] is u",
        ),
        (
            "def f(d): d['a'] = d.pop('a')",
            "d = {'a': 1, 'b': 2}; f(d); assert list(d) == ['b', 'a']",
        ),
        ("def f(rng): return rng", "rng = fresh_rng(); assert f(rng) is rng"),
        (
            "def f(g, a): b = list(a); g(b); return b",
            "assert f(lambda b: b.sort(), [2, 1]) == [1, 2]",
        ),
        (
            "def f(g):\n    a = np.ones(2)\n    return g(a) is a, a[0]",
            "def own(a): a *= 3; return a\nassert f(own) == (True, 3.0)",
        ),
        ("f = np.vectorize(lambda x: 2 * x)", "assert f(np.arange(3)).tolist() == [0, 2, 4]"),
        (
            "class K:\n  def __call__(self, x): return x\n  def __eq__(self, o): 1/0\nf = K()",
            "assert f(3) == 3",
        ),
    ],
)
def test_arguments_changes_and_functions_cross_both_ways(fork_server, student, test):
    score = score_of(fork_server, f"import numpy as np\n{student}", test)
    assert (score.reason, score.points) == ("", 4)


@pytest.mark.parametrize(
    ("student", "test"),
    [
        (
            "np.random.rand(n)",
            "np.random.seed(3); got = f(2)\nnp.random.seed(3)\n"
            "assert (got == np.random.rand(2)).all()",
        ),
        (
            "np.random.rand(n)",
            "np.random.seed(3); one = f(2); two = f(2)\nnp.random.seed(3)\n"
            "assert (f(2) == one).all() and (f(2) == two).all() and (one != two).all()",
        ),
        (
            "np.random.randn(n)",
            "np.random.seed(3); x = np.random.rand(2); f(1)\nnp.random.seed(3)\n"
            "assert (np.random.rand(2) == x).all()\nnp.random.seed(3)\n"
            "np.random.rand(2); one = f(3)\nnp.random.seed(3)\nnp.random.rand(2)\n"
            "assert (np.random.randn(3) == one).all()",
        ),
        (
            "[random.gauss(0, 1) for _ in range(n)]",
            "import random\nrandom.seed(4); got = f(3)\n"
            "random.seed(4)\nassert got == [random.gauss(0, 1) for _ in range(3)]",
        ),
        (
            "n",
            "np.random.seed(3); f(1); x = np.random.rand(2)\nnp.random.seed(3)\n"
            "assert (np.random.rand(2) == x).all()",
        ),
    ],
)
def test_a_test_that_seeds_the_shared_generators_seeds_the_students_draws(
    fork_server, student, test
):
    score = score_of(fork_server, f"import random\ndef f(n): return {student}", test)
    assert (score.reason, score.points) == ("", 4)


def test_a_seed_in_a_locked_cell_leaves_what_the_student_drew_since(fork_server):
    exam = make_exam(
        ("locked", "setup", "import numpy as np\nnp.random.seed(5)"),
        ("solution", "x", "x = np.random.rand()\ndef f(): return np.random.rand()"),
        ("test", "t", "y = f()\nnp.random.seed(5)\nassert (x, y) == tuple(np.random.rand(2))", 1),
    )
    assert sit(fork_server, exam).scores[0].points == 1


@pytest.mark.parametrize(
    "student",
    [
        "s = rng.bit_generator.state; s['state'] = {'state': 0, 'inc': 0}",
        "s = np.random.default_rng(1).bit_generator.state",
        "rng.bit_generator.advance(-1); s = rng.bit_generator.state",
    ],
)
def test_a_student_does_not_choose_what_a_test_draws_next(fork_server, student):
    score = score_of(
        fork_server,
        f"def f(rng):\n    {student}\n    rng.bit_generator.state = s",
        "rng = fresh_rng(); f(rng); x = rng.normal(); assert x",
    )
    assert score.points == 0
    assert "a Generator in a state that drawing does not lead to" in score.reason


@pytest.mark.parametrize(
    "student",
    [
        "class E(int):\n  def __eq__(s, o): return True\n  __hash__ = int.__hash__\n"
        "def f(x): return E()",
        "class E:\n  def __repr__(s): return '6'\n  def __eq__(s, o): return True\n"
        "def f(x): return E()",
        "class E:\n  def __reduce__(s): return (print, ())\ndef f(x): return E()",
        "def f(x):\n  a = []\n  for _ in range(100_000): a = [a]\n  return a",
        "def f(x): return '6'",
        "def f(x): print(6)",
        "def f(x): return np.array([6, None])",
    ],
)
def test_a_value_that_would_agree_with_anything_earns_nothing(fork_server, student):
    score = score_of(fork_server, f"import numpy as np\n{student}", "assert f(3) == 6")
    assert score.points == 0
    assert score.reason


def test_calls_back_are_counted_and_timed(fork_server):
    endless = "def f(g):\n    while True:\n        try: g(1)\n        except Exception: pass"
    score = score_of(fork_server, endless, "f(lambda x: x)", limits=HASTY)
    assert score.points == 0
    assert re.search("time limit [12] s", score.reason) or "call limit" in score.reason


@pytest.mark.parametrize(
    "student", ["while True: yield 1", "while True: yield 'x' * 10**6", "yield time.sleep(60)"]
)
def test_what_yields_without_an_end_is_stopped(fork_server, student):
    limits = Limits(cell_seconds=1, notebook_seconds=20, memory=256 * 2**20, grace=1)
    score = score_of(
        fork_server,
        f"import time\ndef f(x):\n  {student}",
        "assert sum(map(len, map(str, [one for one in f(1)]))) < 0",
        limits=limits,
    )
    assert score.points == 0
    assert re.search("time limit [12] s", score.reason) or "MemoryError" in score.reason


def test_an_argument_that_can_not_be_passed_is_told_to_the_teacher(fork_server):
    score = score_of(fork_server, "def f(x): return x", "f(object())")
    assert score.reason.startswith("the test calls f with a value of type object, which can't be")
    assert "--tests inside" in score.reason


@pytest.mark.parametrize(
    ("student", "why"),
    [
        ("def f(g): return g(1)\ndef h(x):\n    while True: pass", "time limit 1 s"),
        ("def f(g):\n    while True: g(1)\ndef h(x): return x", "time limit 1 s"),
        ("def f(g):\n    g(1)\n    while True: pass\ndef h(x): return x", "time limit 1 s"),
        (
            "def f(g):\n    while True:\n        try: g(1)\n        except BaseException: pass\n"
            "def h(x):\n    while True: pass",
            "time limit 1 s",
        ),
        ("def f(g): return g(1)\ndef h(x): return f(lambda y: h(y))", "RecursionError"),
        (
            "def f(g):\n    global G\n    G = g\n    return g(1)\ndef h(x): return G(x)",
            "RecursionError: h is called in a call in a call, 20 deep",
        ),
        (
            "import sys\nsys.setrecursionlimit(10**6)\ndef f(g):\n    global G\n    G = g\n"
            "    return g(1)\ndef h(x):\n    try: return G(x)\n    except BaseException: return h(x)",
            "time limit 1 s",
        ),
        ("def f(g): return g(1)\ndef h(x): import os; os._exit(0)", "left early (exit status 0)"),
    ],
)
def test_what_a_student_calls_in_the_middle_of_a_call_is_timed_and_bounded(
    fork_server, student, why
):
    exam = make_exam(
        SETUP,
        ("solution", "f", ""),
        ("test", "t", "f(lambda x: h(x))", 1),
        ("solution", "g", "def g(): return 1"),
        ("test", "u", "assert g() == 1", 1),
    )
    began = time.monotonic()
    report = sit(fork_server, exam, {"f": student}, limits=HASTY)
    assert why in report.scores[0].reason
    assert [one.points for one in report.scores] == [0, 1]
    assert time.monotonic() - began < 6


# ---- what the student sees

SEARCH = """
import gc, os, sys
mark = ''.join(['fo', 'und'])
def found(needle=None):
    needle = needle or 'yranac'[::-1] + '_c4' + 'f8'
    told = [str(In), str(Out), str(dict(os.environ)), str(sys.argv), str(os.listdir('.'))]
    told += [one for one in gc.get_objects() if isinstance(one, str)]
    for one in gc.get_objects():
        if isinstance(one, (dict, list, tuple)):
            told += [part for part in (one.values() if isinstance(one, dict) else one)
                     if type(part) is str]
    return [one[:50] for one in told if needle in one]
def f(x):
    global seen
    seen = found()
    return x
"""


def test_no_hidden_test_reaches_the_cage_or_the_report(fork_server):
    hidden = (
        f"secret = '{CANARY}'\nassert f(3) == 3\ndef {CANARY}(): return 1\n"
        f"assert f({CANARY}()) == 2  # {CANARY}"
    )
    exam = make_exam(
        SETUP,
        ("solution", "f", "def f(x): return x"),
        ("test", "t", hidden, 2),
        ("solution", "g", "pass"),
        ("test", "u", f"'{CANARY}'; assert seen == []", 2),
    )
    report = sit(
        fork_server,
        exam,
        {"f": SEARCH, "g": "print(found(), seen, mark in found(mark))"},
        extras=(Extra("u", "code", "print(found())\n%history"),),
    )
    assert [(one.points, one.reason) for one in report.scores] == [(0, "A check failed."), (2, "")]
    told = [one.outputs[0]["text"].splitlines()[0] for one in report.results]
    assert told == ["[] [] True", "[]"]  # True: the search finds what is there
    assert CANARY not in to_json(report)


@pytest.mark.parametrize(
    "test",
    [
        f"assert f(3) == '{CANARY}'",
        f"{CANARY} = 3; assert f({CANARY}) == 7",
        f"def g(): # {CANARY}\n    return 1 / (f(1) - 2)\ng()",
        f"x = '{CANARY}'\nassert f(1) == 3",
    ],
)
def test_a_failed_assert_tells_nothing_of_the_tests_source(fork_server, test):
    score = score_of(fork_server, "def f(x): return 2 * x", test)
    assert score.points == 0
    assert CANARY not in score.reason


# ---- again and again

DRAWN = make_exam(
    (*SETUP[:2], f"{SETUP[2]}\nimport random\nstart = fresh_rng().random()"),
    ("solution", "f", "def f(x): return 2 * x"),
    ("test", "a", "x = fresh_rng().random(); assert f(x) == 0, (x, f(x), start)", 1),
    ("test", "b", "assert f(1) == 0, (np.random.rand(), random.random(), fresh_rng().random())", 1),
    ("test", "c", "agree(f, [call([lambda: 1, fresh_rng()], g=(len, abs))], [{'a', 'b'}])", 1),
)
STUDENT = {
    "f": "import random, numpy as np\nprint(np.random.rand(), random.random(), {'a', 'b'})\n"
    "def f(x, **k): return 2 * x + random.random()"
}
NEIGHBOURS = (
    "import numpy as np\nnp.random.seed(1); np.e = 3\ndef f(x): return 1",
    "import os; os._exit(1)",
    "while True: pass",
    "def f(x): return print",
)


def test_the_same_seed_gives_the_same_bytes_whatever_was_graded_in_between(fork_server):
    told = {to_json(sit(fork_server, DRAWN, STUDENT, seed=7))}
    for neighbour in NEIGHBOURS:
        sit(fork_server, DRAWN, {"f": neighbour}, limits=HASTY, seed=8)
        told.add(to_json(sit(fork_server, DRAWN, STUDENT, seed=7)))
    with ForkServer() as other:
        told.add(to_json(sit(other, DRAWN, STUDENT, seed=7)))
    assert len(told) == 1


def test_another_seed_draws_other_cases_and_the_record_says_which(fork_server):
    reports = [sit(fork_server, DRAWN, STUDENT, seed=seed) for seed in (7, 8, 2**70, -1)]
    assert len({report.scores[0].reason for report in reports}) == 4
    assert [report.seed for report in reports] == [7, 8, 2**70, -1]


def test_no_student_sees_what_another_left(fork_server):
    exam = make_exam(SETUP, ("solution", "f", "pass"), ("test", "t", "left", 2))
    sit(fork_server, exam, {"f": "import numpy, builtins\nleft = numpy.left = builtins.left = 2"})
    report = sit(
        fork_server, exam, {"f": "import numpy\nprint(hasattr(numpy, 'left'), 'left' in dir())"}
    )
    assert report.results[0].outputs[0]["text"] == "False False\n"
    assert report.scores[0].reason == "left is not defined"


def test_a_report_carries_the_exams_digest_and_the_mode(fork_server):
    report = sit(fork_server, DRAWN, STUDENT)
    assert (report.exam, report.mode, report.student) == (DRAWN.digest(), fork_server.mode, "ada")


def test_a_value_that_a_call_changes_is_asked_for_again(fork_server):
    source = "count = 0\ndef f():\n    global count\n    count += 1\n    return count"
    assert score_of(
        fork_server, source, "before = count\nf()\nassert (before, count) == (0, 1)"
    ).full
