"""An assignment in the manner of nbgrader's own documentation and test files: two notebooks, and
what four students handed in."""

from __future__ import annotations

from foreign import Row, Students

GRADES: list[Row] = [
    ("text", "", 0, "# Problem set 1"),
    (
        "locked",
        "setup",
        0,
        """\
%matplotlib inline
import math
import numpy as np
from numpy.testing import assert_allclose
SCALE = 2

def close(a, b):
    "A helper that the tests use."
    return abs(a - b) < 1e-9""",
    ),
    (
        "solution",
        "f",
        0,
        """\
def f(x):
    ### BEGIN SOLUTION
    return SCALE * x
    ### END SOLUTION""",
    ),
    ("test", "plain", 1, "assert f(2) == 4"),
    (
        "test",
        "hidden",
        2,
        """\
assert f(1) == 2
### BEGIN HIDDEN TESTS
assert f(10) == 20
assert_allclose(f(np.arange(3.0)), [0, 2, 4])
### END HIDDEN TESTS""",
    ),
    ("test", "zero", 0, "assert f(0) == 0"),
    ("test", "half", 4, "2 if f(3) == 6 else 0.5"),
    ("test", "whole", 3, "score = 0\nfor k in range(3):\n    score += f(k) == 2 * k\nscore"),
    ("test", "nothing", 1, "None"),
    ("test", "true", 1, "f(1) == 2"),
    ("test", "word", 1, "'well done'"),
    ("test", "listed", 2, "[1, 2]"),
    ("test", "muted", 2, "0.5;"),
    ("test", "prints", 1, "print('testing', f(2))\nprint(1)\nassert f(2) == 4"),
    (
        "test",
        "defines",
        1,
        """\
cases = [(1, 2), (2, 4)]
def check(g):
    for x, y in cases:
        assert close(g(x), y), f"g({x})"
check(f)""",
    ),
    ("test", "uses", 1, "check(f)\nassert len(cases) == 2"),
    ("test", "stops", 1, "if f(2) != 4:\n    raise SystemExit('wrong')"),
    ("test", "breaks", 1, "if f(2) != 4:\n    raise KeyboardInterrupt"),
    ("test", "scales", 1, "assert SCALE == 2 and math.pi > 3"),
    (
        "test",
        "tries",
        1,
        """\
import unittest
case = unittest.TestCase()
case.assertEqual(f(5), 10)
with case.assertRaises(TypeError):
    f()""",
    ),
    ("test", "last", 1, "assert f(2) == 4"),
]
ANSWERS: list[Row] = [
    ("", "", 0, "import math\n%matplotlib inline\nimport matplotlib.pyplot as plt"),
    (
        "manual code",
        "plot",
        3,
        """\
### BEGIN SOLUTION
plt.plot([1, 2])
plt.title("A line")
LINE = [1, 2]
### END SOLUTION""",
    ),
    ("manual", "why", 2, "Because it is a line."),
    ("manual", "also", 2, "Because."),
    (
        "solution",
        "g",
        0,
        """\
### BEGIN SOLUTION
async def later(x):
    return x + 1
value = await later(1)
def g(x):
    print("g was asked")
    return math.sqrt(x)
### END SOLUTION""",
    ),
    ("test", "roots", 1, "import math\nassert g(4) == 2 and math.isclose(g(2) ** 2, 2)"),
    ("test", "awaited", 1, "assert value == 2"),
    ("test", "awaits", 1, "assert await later(2) == 3"),
    ("test", "asyncs", 1, "import asyncio\nassert asyncio.iscoroutinefunction(later)"),
    (
        "test",
        "warned",
        1,
        "import warnings\nwith warnings.catch_warnings(record=True) as seen:\n"
        "    warnings.simplefilter('always')\n    warnings.warn('x')\n"
        "assert len(seen) == 1 and g(1) == 1",
    ),
    (
        "test",
        "mocked",
        2,
        """\
from unittest.mock import patch
with patch("builtins.print") as said:
    g(1)
assert said.called""",
    ),
    (
        "test",
        "captured",
        2,
        """\
import io, contextlib
with contextlib.redirect_stdout(io.StringIO()) as out:
    g(1)
assert out.getvalue() == "g was asked\\n"
""",
    ),
    ("test", "source", 1, "import inspect\nassert 'sqrt' in inspect.getsource(g)"),
    ("test", "drawn", 1, "assert LINE == [1, 2]"),
]
FILES_NB: list[Row] = [
    (
        "locked",
        "load",
        0,
        "import csv\nimport helper\nfrom pathlib import Path\n"
        "ROWS = list(csv.reader(open('data/data.csv')))",
    ),
    (
        "solution",
        "total",
        0,
        """\
### BEGIN SOLUTION
def total():
    with open("data/data.csv") as file:
        return helper.add(int(line) for line in file)
### END SOLUTION""",
    ),
    ("test", "totals", 1, "assert total() == 6"),
    ("test", "helped", 1, "assert helper.add([1, 2]) == total() - 3"),
    ("test", "rows", 1, "assert ROWS == [['1'], ['2'], ['3']]"),
    (
        "test",
        "reads",
        1,
        "assert sum(int(one) for one in Path('data/data.csv').read_text().split()) == total()",
    ),
    (
        "solution",
        "save",
        0,
        "### BEGIN SOLUTION\nPath('out.txt').write_text('6')\n### END SOLUTION",
    ),
    ("test", "saved", 1, "assert Path('out.txt').read_text() == '6'"),
    ("solution", "mine", 0, "### BEGIN SOLUTION\nBEST = 3\n### END SOLUTION"),
    ("test", "best", 1, "assert BEST == 3"),
]
MASTERS = {"answers": ANSWERS, "files": FILES_NB, "grades": GRADES}
FILES = {
    "source/ps1/helper.py": "def add(numbers):\n    return sum(numbers)\n",
    "source/ps1/data/data.csv": "1\n2\n3\n",
    "submitted/ben/ps1/mine.py": "BEST = 3\n",
    "submitted/ben/ps1/helper.py": "def add(numbers):\n    return 0\n",
    "submitted/dee/ps1/data/data.csv": "1\n",
    "submitted/ada/ps1/timestamp.txt": "2026-03-01 12:00:00 UTC",
    "submitted/dee/ps1/timestamp.txt": "2026-03-02 12:00:00 UTC",
}
DUE = "2026-03-01 23:59:00 UTC"
_RELEASED = "# YOUR CODE HERE\nraise NotImplementedError()"
STUDENTS: Students = {
    "ada": {
        "answers": {"why": "YOUR ANSWER HERE", "after plot": "# A note of mine", "after g": "g(9)"}
    },
    "ben": {
        "grades": {"f": "def f(x):\n    return x + 2", "after f": "f(2)  # 4"},
        "answers": {
            "plot": _RELEASED,
            "why": "",
            "also": "  \n",
            "g": "value = input('how much? ')\ndef g(x):\n    return math.sqrt(x)\nlater = None",
        },
        "files": {
            "mine": "from mine import BEST",
            "total": "def total():\n    return 5",
            "save": "",
        },
    },
    "cy": {
        "grades": {
            "f": f"def f(x):\n    {_RELEASED.splitlines()[0]}\n    raise NotImplementedError()"
        },
        "answers": {
            "plot": _RELEASED,
            "g": _RELEASED,
            "why": "YOUR ANSWER HERE",
            "also": "YOUR ANSWER HERE",
        },
        "files": {"total": _RELEASED, "save": _RELEASED, "mine": _RELEASED},
    },
    "dee": {
        "grades": {
            "setup": "SCALE = 3",
            "f": "def f(x):\n    return SCALE * x",
            "after setup": "SCALE = 2 # as it was\nimport this_is_not_there",
            "after plain": "%timeit -n1 -r1 f(1)\n!echo hello\n%who",
            "zero": "assert False",
        },
        "answers": {
            "g": "%%time\nimport math\ndef g(x):\n    print('g was asked')\n"
            "    return math.sqrt(x)",
            "plot": "1 / 0",
            "after why": "%%bash\necho hello",
        },
    },
    "eve": {"answers": None, "files": None},
}
