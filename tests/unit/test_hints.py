"""Three hints for every exercise: what they say, and how they are asked for."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from test_build import SMALL

import initlab
from autograder.authoring import build as builder
from initlab import hints as hints_module

ROOT = Path(__file__).parents[2]
ASSIGNMENTS = sorted(path.stem for path in ROOT.glob("source/*.py"))
TWO = """
[add]
question = '''
What is a sum,
and what is none?'''
idea = 'Take $a$ and $b$ together.'
code = '''
def add(a, b):
    return ...'''

[why]
question = 'Why?'
idea = 'Because of what?'
outline = '1. Because …'
"""


def exercises(name: str) -> dict[str, str]:
    """The names of an assignment's answers and their roles, read from its text."""
    text = (ROOT / "source" / f"{name}.py").read_text("utf-8")
    found = re.findall(r'^# %%.*? (solution|manual)="([^"]+)"', text, re.M)
    return {cell: role for role, cell in found}


def hints_of(name: str) -> dict[str, dict[str, str]]:
    return tomllib.loads((ROOT / "source" / f"{name}.hints.toml").read_text("utf-8"))


def small_course(folder: Path) -> Path:
    """Make a small course with hints, and build it."""
    (folder / "source").mkdir()
    (folder / "notebooks").mkdir()
    (folder / "source/add.py").write_text(SMALL)
    (folder / "source/add.hints.toml").write_text(TWO)
    (folder / "notebooks/01_x.py").write_text("# %% [markdown]\n# # Adding up\n")
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    builder.build(folder)
    return folder


@pytest.fixture
def course(tmp_path: Path) -> Path:
    return small_course(tmp_path)


@pytest.fixture
def asked(course: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The small course's assignment as the working folder of someone who asks for hints."""
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    monkeypatch.chdir(course / "release/add")
    monkeypatch.setattr(hints_module, "_shown", {})
    return course / "release/add"


def said(capsys: pytest.CaptureFixture[str], *args: object, **more: object) -> str:
    initlab.hint(*args, **more)  # type: ignore[arg-type]
    return capsys.readouterr().out


# ---- what the hints say


def test_every_assignment_has_exercises_to_look_at() -> None:
    assert len(ASSIGNMENTS) >= 8
    assert all(len(exercises(name)) >= 4 for name in ASSIGNMENTS if name != "capstone")
    assert len(exercises("capstone")) == 2  # one function for everything, and a written answer


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_every_exercise_has_three_hints(name: str) -> None:
    wanted = {
        cell: {"question", "idea", "code" if role == "solution" else "outline"}
        for cell, role in exercises(name).items()
    }
    assert {cell: {*row} for cell, row in hints_of(name).items()} == wanted


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_a_question_asks_and_an_idea_names_a_section_that_exists(name: str) -> None:
    for cell, row in hints_of(name).items():
        assert "?" in row["question"], cell
        assert len(row["question"].split()) <= 60, cell
        assert len(row["idea"].split()) <= 61, cell
        [(number, title)] = re.findall(r"See lesson (\d\d[a-z]?), “(.+)”\.?\Z", flat(row["idea"]))
        [lesson] = ROOT.glob(f"notebooks/{number}_*.py")
        headings = re.findall(r"^# #+ (.+)$", lesson.read_text("utf-8"), re.M)
        assert title in headings, (cell, title)


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_the_formulas_of_a_hint_are_closed(name: str) -> None:
    for cell, row in hints_of(name).items():
        for field in ("question", "idea"):
            assert row[field].count("$") % 2 == 0, (cell, field)
            assert row[field].count("`") % 2 == 0, (cell, field)
        assert "…" in row.get("outline", "…"), cell


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_an_assignment_says_once_how_to_ask(name: str) -> None:
    text = (ROOT / "release" / name / f"{name}.ipynb").read_text("utf-8")
    [shown] = re.findall(r'initlab\.hint\(\\"(\w+)\\"\)', text)
    assert shown in exercises(name)


def flat(text: str) -> str:
    return " ".join(text.split())


# ---- asking


def test_each_call_shows_the_next_hint_and_then_the_last_one_again(asked, capsys) -> None:
    assert said(capsys, "add") == (
        "**add, hint 1 of 3: a question**\n\nWhat is a sum, and what is none?\n"
    )
    assert said(capsys, "add") == ("**add, hint 2 of 3: the idea**\n\nTake $a$ and $b$ together.\n")
    third = said(capsys, "add")
    assert third == (
        "**add, hint 3 of 3: nearly the code**\n\n```python\ndef add(a, b):\n    return ...\n```\n"
    )
    for _ in range(2):
        again = said(capsys, "add")
        assert again.startswith(third)
        assert "`goodstart solution add` shows the solution after an attempt" in again


def test_each_exercise_counts_for_itself_and_a_written_answer_ends_in_an_outline(
    asked, capsys
) -> None:
    said(capsys, "add")
    assert said(capsys, "why").startswith("**why, hint 1 of 3")
    assert said(capsys, "add").startswith("**add, hint 2 of 3")
    assert said(capsys, "why", step=3) == "**why, hint 3 of 3: an outline**\n\n1. Because …\n"


def test_a_step_is_shown_directly_and_the_next_call_goes_on_from_there(asked, capsys) -> None:
    assert said(capsys, "add", step=2).startswith("**add, hint 2 of 3")
    assert said(capsys, "add").startswith("**add, hint 3 of 3")
    assert "last hint" not in said(capsys, "add", step=3)
    assert said(capsys, "add", step=1).startswith("**add, hint 1 of 3")


def test_a_function_may_stand_for_its_name(asked, capsys) -> None:
    def add(a, b): ...

    assert said(capsys, add).startswith("**add, hint 1 of 3")


@pytest.mark.parametrize(
    ("args", "more", "line"),
    [
        (("ad",), {}, "hint: no exercise 'ad' in this notebook: add, why\n"),
        ((), {}, "hint: name an exercise: add, why\n"),
        (([1],), {}, "hint: no exercise [1] in this notebook: add, why\n"),
        (("add",), {"step": 4}, "hint: step 4: there are steps 1, 2 and 3\n"),
        (("add",), {"step": 0}, "hint: step 0: there are steps 1, 2 and 3\n"),
        (("add",), {"step": "two"}, "hint: step 'two': there are steps 1, 2 and 3\n"),
    ],
)
def test_what_cannot_be_shown_is_said_in_one_line(asked, capsys, args, more, line) -> None:
    assert said(capsys, *args, **more) == line


def test_hints_lie_beside_the_notebook_wherever_the_kernel_runs(
    asked, capsys, monkeypatch, tmp_path
) -> None:
    monkeypatch.chdir(tmp_path)
    assert said(capsys, "add").startswith("hint: this course gives no hints")
    monkeypatch.setenv("JPY_SESSION_NAME", str(asked / "add.ipynb"))
    assert said(capsys, "add").startswith("**add, hint 1 of 3")


def test_vs_code_says_where_the_notebook_is(asked, capsys, monkeypatch, tmp_path) -> None:
    monkeypatch.chdir(tmp_path)
    main = sys.modules["__main__"]
    monkeypatch.setattr(main, "__vsc_ipynb_file__", str(asked / "add.ipynb"), raising=False)
    assert said(capsys, "add").startswith("**add, hint 1 of 3")


def test_in_colab_the_missing_file_is_asked_for(asked, capsys, monkeypatch, tmp_path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(sys.modules, "google.colab", sys)
    assert "in Colab, drop the assignment's hints.toml into the folder" in said(capsys, "add")


@pytest.mark.parametrize("content", [b"\xff", b"[add", b"add = 1", b"[add]\nidea = 'x'"])
def test_a_damaged_file_is_said_in_one_line(asked, capsys, content) -> None:
    (asked / "hints.toml").write_bytes(content)
    line = said(capsys, "add")
    assert re.fullmatch(r"hint: hints\.toml can't be read: .+\n", line)


@pytest.mark.parametrize("variable", ["NBGRADER_EXECUTION", "NBGRADER_VALIDATING"])
def test_under_a_grader_nothing_is_said(asked, capsys, monkeypatch, variable) -> None:
    monkeypatch.setenv(variable, "autograde")
    assert said(capsys, "add") == ""
    assert said(capsys, "ad") == ""


def test_stock_ipython_without_the_grader_shows_a_hint(asked) -> None:
    """The distribution's grading half can't be imported, nor can anything that it needs."""
    code = (
        "import sys; sys.modules['autograder'] = sys.modules['nbgrader'] = None\n"
        "sys.path.insert(0, sys.argv[1])\n"
        "from IPython.core.interactiveshell import InteractiveShell\n"
        "shell = InteractiveShell.instance()\n"
        'done = shell.run_cell(\'import initlab; initlab.hint("add"); initlab.hint("ad")\')\n'
        "sys.exit(not done.success)"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, str(ROOT)], capture_output=True, text=True, cwd=asked
    )
    assert run.returncode == 0, run.stderr
    assert "hint 1 of 3: a question" in run.stdout
    assert run.stdout.endswith("hint: no exercise 'ad' in this notebook: add, why\n")
