"""The cage runs cells as a notebook does, names what stopped them, and takes all away with it."""

from __future__ import annotations

import base64
import os
import struct
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from nbformat import from_dict, v4, validate
from support import alive, open_wire, texts

from autograder.examine.client import Client, Missing, Refused
from autograder.sandbox import CageLost, Cause, Limits

ROOT = Path(__file__).parents[2]
SITE = str(Path(np.__file__).parents[1])
Run = Callable[[str], tuple[tuple[dict[str, Any], ...], str]]


@pytest.fixture
def run(wire) -> Run:
    return lambda source: wire.run(source, "a-cell")[:2]


# ---- outputs


def test_prints_are_merged_and_the_last_value_is_a_result(run):
    outputs, stopped = run("print('a')\nprint('b', end='')\n[1, 2]")
    assert stopped == ""
    assert outputs == (
        {"output_type": "stream", "name": "stdout", "text": "a\nb"},
        {
            "output_type": "execute_result",
            "data": {"text/plain": "[1, 2]"},
            "metadata": {},
            "execution_count": None,
        },
    )
    assert run("3;") == ((), "")
    assert run("x = 3") == ((), "")


@pytest.fixture
def drawing(fork_server) -> Iterator[Client]:
    """The wire to a cage for a notebook that draws."""
    wire = open_wire(fork_server, drawing=True)
    with closing(wire.cage):
        yield wire


def test_a_figure_left_open_is_shown_as_a_picture_and_then_closed(drawing):
    outputs, *_ = drawing.run("import matplotlib.pyplot as plt\nplt.plot([1, 2])\nNone", "c")
    [picture] = [one for one in outputs if one["output_type"] == "display_data"]
    png = base64.b64decode(picture["data"]["image/png"])
    assert png.startswith(b"\x89PNG")
    assert min(struct.unpack(">II", png[16:24])) > 100
    assert drawing.run("plt.get_fignums()", "c")[0][0]["data"]["text/plain"] == "[]"


def test_every_output_is_one_that_nbformat_knows(run):
    outputs, _ = run(
        "import sys\nfrom IPython.display import HTML, display\ndisplay(HTML('<b>'))\n"
        "print('x', file=sys.stderr)\nprint('\\ud800')\nprint('y')\n1/0"
    )
    assert [one["output_type"] for one in outputs] == ["display_data", "stream", "stream", "error"]
    str(outputs).encode()
    cell = v4.new_code_cell("", outputs=[from_dict(one) for one in outputs])
    validate(v4.new_notebook(cells=[cell]))


def test_what_an_exercise_asks_for_is_not_in_the_cage(run):
    """Gradients and cross-entropy, neither by name nor as a file; the rest of the library is."""
    outputs, _ = run(
        "import initlab, pathlib\nfrom initlab import nets, reference\n"
        "folder = pathlib.Path(initlab.__file__).parent\n"
        "files = [path.read_bytes() for path in folder.rglob('*reference*')]\n"
        "print(len(files) > 0, any(b'delta' in one for one in files), dir(reference)[0])\n"
        "print(nets.forward([], [[1.0]])[0])\nnets.backward([], [], None)"
    )
    assert texts(outputs) == "True False __all__\n[[1.]]\n"
    assert outputs[-1]["evalue"] == (
        "nets.backward is not there while work is graded: write your own"
    )


def test_an_error_names_its_type_and_the_lines_of_own_cells(run):
    run("import numpy as np\ndef inner(x):\n    return np.linalg.inv(x)")
    outputs, stopped = run("y = 1\ninner(np.zeros((2, 2)))")
    assert stopped == "LinAlgError: Singular matrix"
    assert outputs[-1]["traceback"] == [
        "  line 2, in <module>: inner(np.zeros((2, 2)))",
        "  line 3, in inner: return np.linalg.inv(x)",
        "LinAlgError: Singular matrix",
    ]


@pytest.mark.parametrize(
    ("source", "program"),
    [
        ("!pip install numpy", "pip install numpy"),
        ("%pip install numpy", "-m pip install numpy"),
        ("got = !touch there\nprint(list(got))", "touch there"),
        ("%sx touch there", "touch there"),
        ("get_ipython().system('touch there')", "touch there"),
    ],
)
def test_a_cell_that_calls_a_program_is_told_that_it_is_not_run_and_goes_on(run, source, program):
    outputs, stopped = run(f"{source}\nprint('on')\nimport os\nprint(os.listdir())")
    assert stopped == ""
    said = texts(outputs, "stderr")
    assert said.startswith("[not run while grading: ")
    assert said.endswith(f"{program}]\n")
    assert "on\n" in texts(outputs)
    assert "there" not in texts(outputs)


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("def f(:\n    pass", "SyntaxError: invalid syntax (line 1)"),
        ("  x = 1\n y = 2", "IndentationError: "),
        ("raise SystemExit(3)", "SystemExit: 3"),
        ("import sys; sys.exit()", "SystemExit"),
        ("raise KeyboardInterrupt", "KeyboardInterrupt"),
        (
            "input('name?')",
            "EOFError: input() waits for an answer, and nobody is there while grading",
        ),
        ("breakpoint()", "RuntimeError: breakpoint() waits for commands, and nobody is there"),
        ("import keras_", "ModuleNotFoundError: No module named 'ker"),
        ("assert False, 'own words'", "AssertionError: own words"),
        ("class Odd(Exception): __str__ = lambda self: 1/0\nraise Odd", "Odd"),
        ("class Odd: __repr__ = lambda self: 1/0\nOdd()", "ZeroDivisionError: division by zero"),
        ("class Odd(BaseException):\n  def __str__(self): raise self\nraise Odd", "Odd"),
        ("def f(): f()\nf()", "RecursionError: maximum recursion depth"),
        ("x = 'a' * 2**40", "MemoryError"),
    ],
)
def test_a_cell_that_stops_says_why_and_the_next_one_runs(run, source, why):
    run("kept = 41")
    assert run(source)[1].startswith(why)
    assert texts(run("print(kept + 1)")[0]) == "42\n"


@pytest.mark.parametrize(
    "source",
    [
        "import json\njson.loads('{')",
        "from numpy import no_such_thing",
        "raise SystemExit",
        "import numpy as np\nnp.linalg.inv(np.eye(3)[:2])",
        "import numpy\nprint(numpy)\nnumpy",
        "import warnings, logging\nwarnings.warn('mind')",
        "import traceback, json\n"
        "try:\n    json.loads('{')\nexcept ValueError:\n    traceback.print_exc()",
        "open('data.csv')",
        "import numpy as np\nnp.log(np.zeros(1))",
        "import os\nprint(os.getcwd())",
        "import inspect",
        "from IPython import get_ipython\nget_ipython().magic('nothing')",
        "%run nothing.py",
        "!ls /nothing-there",
        "f'''\n{1/0}'''",
        "import autograder\nautograder",
    ],
)
def test_no_output_tells_a_path_of_this_machine(run, source):
    outputs, stopped = run(source)
    told = str(outputs) + stopped
    for path in (
        SITE,
        sys.prefix,
        sys.base_prefix + "/lib",
        str(ROOT),
        tempfile.gettempdir(),
        os.path.expanduser("~") + "/",
    ):
        assert path not in told


def test_a_warning_names_the_line_in_the_cell(run):
    outputs, _ = run("import numpy as np\nnp.log(np.zeros(1));")
    assert texts(outputs, "stderr") == (
        "line 2: RuntimeWarning: divide by zero encountered in log\n"
    )


def test_output_is_cut_at_the_limit_of_the_cell_and_of_the_notebook_and_says_so(fork_server):
    wire = open_wire(fork_server, Limits(cell_output=1000, notebook_output=1500, cell_seconds=5))
    with closing(wire.cage):
        for source in ("for k in range(100_000): print(k)", "print('x' * 10_000_000)"):
            outputs, stopped, _ = wire.run(source, "c")
            assert stopped == ""
            assert len(texts(outputs)) in (1000, 500)
            assert "the rest was left out]" in texts(outputs, "stderr")
        assert "output limit 1500 bytes a notebook" in texts(outputs, "stderr")
        outputs, stopped, _ = wire.run("print('more')\n1/0", "c")
        assert (texts(outputs), stopped) == ("", "ZeroDivisionError: division by zero")
        assert wire.run("def f(): return 7", "c")[1] == ""
        assert wire.look("f")() == 7


def test_a_picture_over_the_limit_is_left_out_and_said(fork_server):
    wire = open_wire(fork_server, Limits(cell_output=100), drawing=True)
    with closing(wire.cage):
        outputs, *_ = wire.run("import matplotlib.pyplot as plt\nplt.plot([1])\nNone", "c")
    assert outputs == (
        {
            "output_type": "stream",
            "name": "stderr",
            "text": "[output limit 100 bytes a cell, the rest was left out]\n",
        },
    )


# ---- limits


def test_an_endless_loop_is_stopped_by_name_and_the_state_before_it_is_kept(run):
    outputs, stopped = run("kept = 1\nprint('so far')\nwhile True: kept += 1")
    assert stopped == "1 s"
    assert [one["output_type"] for one in outputs] == ["stream", "error"]
    assert texts(run("print(kept > 1)")[0]) == "True\n"


@pytest.mark.parametrize(
    "source",
    [
        "while True:\n    try:\n        import time; time.sleep(60)\n    except BaseException: pass",
        "import signal\nsignal.signal(signal.SIGALRM, signal.SIG_IGN)\n"
        "signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 60))\nwhile True: pass",
    ],
)
def test_one_that_ignores_the_limit_is_killed_after_the_grace(wire, source):
    began = time.monotonic()
    with pytest.raises(CageLost, match=r"^1 s$"):
        wire.run(source, "c")
    assert time.monotonic() - began < 8
    assert not alive(wire.cage.fork_server, wire.cage.pid)


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)", r"crashed \(SIGSEGV\)"),
        ("import ctypes\nctypes.string_at(0)", r"crashed \(SIGSEGV\)"),
        ("import os\nos.abort()", r"crashed \(SIGABRT\)"),
        ("import os\nos.kill(os.getpid(), 9)", r"crashed \(SIGKILL\)"),
        ("import os\nos.kill(os.getpid(), 40)", r"crashed \(signal 40\)"),
        ("import os\nos._exit(0)", r"left early \(exit status 0\)"),
        ("import os\nos.system('sleep 60 &')\nos._exit(3)", r"left early \(exit status 3\)"),
        (
            "import os\nfor k in range(3, 50):\n  try: os.write(k, b'\\0\\0\\0\\6\\0\\0\\0\\2[]')\n"
            "  except OSError: pass",
            "refused: a message that is not an object",
        ),
        (
            "import os\nfor k in range(3, 50):\n  try: os.write(k, b'\\0\\0\\0\\6\\0\\0\\0\\2{}')\n"
            "  except OSError: pass",
            "refused: a message of another version",
        ),
        (
            "import os\nfor k in range(3, 50):\n  try: os.write(k, b'\\0\\0\\0\\x0b\\0\\0\\0\\x07{\"v\":3}')\n"
            "  except OSError: pass",
            "refused: a reply to another question",
        ),
        (
            'import os\nfor k in range(3, 50):\n  try: os.write(k, b\'\\0\\0\\0\\x11\\0\\0\\0\\x0d{"v":3,"n":1}\')\n'
            "  except OSError: pass",
            "refused: a malformed reply",
        ),
        (
            "import os\nfor k in range(3, 50):\n  try: os.write(k, b'\\xff' * 9)\n"
            "  except OSError: pass",
            "refused: a message of 4294967295 bytes",
        ),
        ("import os\nos.closerange(3, 50)", "left early"),
    ],
)
def test_an_end_is_named_and_the_next_cage_is_as_new(fork_server, wire, source, why):
    assert alive(wire.cage.fork_server, wire.cage.pid)
    with pytest.raises(CageLost, match=why):
        wire.run(source, "c")
    assert not wire.cage.open
    assert not alive(wire.cage.fork_server, wire.cage.pid)
    other = open_wire(fork_server)
    with closing(other.cage):
        assert texts(other.run("print(1)", "c")[0]) == "1\n"


# ---- calls


def test_an_exception_crosses_as_its_built_in_type_with_its_message(wire):
    wire.run(
        "def f(kind, *args): raise kind(*args)\n"
        "def g(x): raise {1: ValueError, 2: KeyError}[x](f'no {x}')\n"
        "class Mine(LookupError): pass\ndef h(): raise Mine('own')\n"
        "class Base(BaseException): pass\ndef b(): raise Base('own')\n"
        "class Odd(ValueError): __str__ = lambda self: 1/0\ndef o(): raise Odd\n"
        "def e(): raise SystemExit(1)\ndef u(): b'\\xff'.decode()",
        "c",
    )
    for call, kind, words in (
        (lambda: wire.look("g")(1), ValueError, "^no 1$"),
        (lambda: wire.look("g")(2), KeyError, "no 2"),
        (lambda: wire.look("h")(), LookupError, "^own$"),
        (lambda: wire.look("b")(), RuntimeError, "Base: own"),
        (lambda: wire.look("o")(), ValueError, "^$"),
        (lambda: wire.look("e")(), RuntimeError, "SystemExit: 1"),
        (lambda: wire.look("u")(), UnicodeDecodeError, "'utf-8' codec"),
        (lambda: wire.look("g")(3), KeyError, "3"),
    ):
        with pytest.raises(kind, match=words) as raised:
            call()
        assert kind in type(raised.value).__mro__[:2]  # or one that is called as the student's


def test_what_is_printed_drawn_or_warned_during_a_call_is_dropped(drawing):
    drawing.run(
        "import warnings, matplotlib.pyplot as plt\ndef f(x):\n    print('seen', x)\n"
        "    warnings.warn('seen'); display(x); plt.plot([x])\n    return x",
        "c",
    )
    assert drawing.look("f")(3) == 3
    assert drawing.run("print('later')", "c")[0] == (
        {"output_type": "stream", "name": "stdout", "text": "later\n"},
    )


def test_a_value_that_is_not_plain_is_refused_by_name_and_the_cage_goes_on(wire):
    wire.run(
        "class Odd: pass\nclass Sly:\n  def __getattribute__(self, name): 1/0\nodd = Odd()\n"
        "def f(): return odd\ndef g(): return Sly()\ndef big(): return 'x' * 2**25",
        "c",
    )
    with pytest.raises(Refused, match="odd gave a value of type Odd"):
        wire.look("odd")
    with pytest.raises(Refused, match="f gave a value of type Odd, which can't be graded"):
        wire.look("f")()
    with pytest.raises(Refused, match="g gave a value of type Sly"):
        wire.look("g")()
    with pytest.raises(Refused, match="big gave more than 16 MiB"):
        wire.look("big")()
    with pytest.raises(Missing):
        wire.look("In")
    assert wire.cage.open


def test_a_call_has_the_time_limit_too(wire):
    wire.run("def f():\n    while True: pass", "c")
    with pytest.raises(TimeoutError, match="1 s"):
        wire.look("f")()
    assert wire.cage.open


def test_a_cell_that_stops_says_of_which_kind_the_cause_is(wire: Client):
    assert wire.run("1", "c").cause is Cause.NONE
    assert wire.run("1 / 0", "c").cause is Cause.ERROR
    assert wire.run("while True: pass", "c").cause is Cause.TIME
    with pytest.raises(CageLost) as lost:
        wire.run("import os; os._exit(3)", "c")
    assert lost.value.cause is Cause.EXITED


@pytest.mark.parametrize(
    "number", [457, 458, 467], ids=["statmount", "listmount", "open_tree_attr"]
)
def test_calls_that_are_newer_than_libseccomp_are_refused(wire, number):
    told = wire.run(
        "import ctypes\nlibc = ctypes.CDLL(None, use_errno=True)\n"
        f"print(libc.syscall({number}, 0, 0, 0, 0, 0), ctypes.get_errno())",
        "c",
    )
    assert texts(told.outputs) == "-1 1\n"
