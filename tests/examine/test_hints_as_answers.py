"""The last hint is nearly an answer: as it stands it earns less than full marks, and with its blanks
filled it earns them all."""

from __future__ import annotations

import ast
import shutil
import tomllib
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient
from test_slips import CALLS, Answer, cells, exam, lost, packs

from autograder.examine.examiner import examine
from autograder.model import Answers, Report
from autograder.sandbox import ForkServer

ROOT = Path(__file__).parents[2]
HINTS = {
    path.name.removesuffix(".hints.toml"): tomllib.loads(path.read_text("utf-8"))
    for path in sorted(ROOT.glob("source/*.hints.toml"))
}
FILLED = tomllib.loads((ROOT / "tests/answers/hints.toml").read_text("utf-8"))
CODE = [(name, cell) for name, hints in HINTS.items() for cell in hints if "code" in hints[cell]]


def together(codes: dict[tuple[str, str], str]) -> list[Any]:
    """The codes of (assignment, cell), those in one notebook that have nothing to do with one
    another."""
    found = []
    for name in HINTS:
        given = [Answer(cell, "", codes[one, cell]) for one, cell in codes if one == name]
        found += [
            pytest.param(name, pack, id=f"{name}-{k}") for k, pack in enumerate(packs(name, given))
        ]
    return found


def blanks(code: str) -> list[ast.Constant]:
    found = [
        node
        for node in ast.walk(ast.parse(code))
        if isinstance(node, ast.Constant) and node.value is ...
    ]
    return sorted(found, key=lambda node: (node.lineno, node.col_offset))


def filled(code: str, answers: list[str]) -> str:
    """The code with its blanks replaced, the last one first, so that places before it stay."""
    lines = [line.encode() for line in code.split("\n")]
    for node, answer in reversed([*zip(blanks(code), answers, strict=True)]):
        line = lines[node.lineno - 1]
        lines[node.lineno - 1] = (
            line[: node.col_offset] + answer.encode() + line[node.end_col_offset :]
        )
    return b"\n".join(lines).decode()


def sit(fork_server: ForkServer, name: str, *replaced: Answer) -> Report:
    """The report on the master's answers, with these replaced."""
    sources = cells(name, "solution", "manual") | {one.cell: one.code for one in replaced}
    return examine(exam(name), Answers("someone", sources), fork_server, seed=7)


def test_every_exercise_in_code_has_a_hint_that_is_tried_here() -> None:
    assert {name: {*hints} for name, hints in FILLED.items()} == {
        name: set(calls) for name, calls in CALLS.items()
    }
    assert {*CODE} == {(name, cell) for name, hints in FILLED.items() for cell in hints}


@pytest.mark.parametrize(("name", "cell"), CODE)
def test_the_last_hint_is_the_exercise_s_function_with_blanks(name: str, cell: str) -> None:
    code = HINTS[name][cell]["code"]
    assert blanks(code)
    [function] = [one for one in ast.parse(code).body if isinstance(one, ast.FunctionDef)]
    assert function.name == cell


@pytest.mark.parametrize(
    ("name", "pack"), together({(name, cell): HINTS[name][cell]["code"] for name, cell in CODE})
)
def test_the_last_hint_as_it_stands_is_no_answer(
    fork_server: ForkServer, name: str, pack: tuple[Answer, ...]
) -> None:
    missed = set(lost(sit(fork_server, name, *pack)))
    assert missed <= set().union(*(CALLS[name][one.cell] for one in pack))
    for one in pack:
        assert missed & CALLS[name][one.cell], one.cell


@pytest.mark.parametrize(
    ("name", "pack"),
    together(
        {
            (name, cell): filled(HINTS[name][cell]["code"], FILLED[name][cell])
            for name, cell in CODE
            if cell in FILLED.get(name, ())
        }
    ),
)
def test_the_last_hint_with_its_blanks_filled_earns_full_marks(
    fork_server: ForkServer, name: str, pack: tuple[Answer, ...]
) -> None:
    assert not lost(sit(fork_server, name, *pack))


def test_hints_are_no_files_of_an_exam() -> None:
    for name in HINTS:
        assert exam(name).files == ()


def test_asking_for_a_hint_costs_nothing_where_the_work_is_graded(fork_server: ForkServer) -> None:
    asked = (
        f"{cells('xavier', 'solution')['compromise']}\nimport initlab\ninitlab.hint('compromise')"
    )
    report = sit(fork_server, "xavier", Answer("compromise", "", asked))
    assert not lost(report)
    assert not [one for one in report.results if one.outputs or one.stopped]


def test_a_notebook_renders_hints_and_a_typo_is_no_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a kernel, as JupyterLab, VS Code and Colab have it; the cells after a typo still run."""
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    shutil.copy(ROOT / "release/xavier/hints.toml", tmp_path)
    calls = ('"glorot_normal"', '"glorot_norml"', '"glorot_normal"', '"glorot_normal", step=1')
    node = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(f"import initlab; initlab.hint({one})") for one in calls]
    )
    NotebookClient(
        node, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(tmp_path)}}
    ).execute()  # raises at the first error
    outputs = [cell.outputs for cell in node.cells]
    assert all(len(one) == 1 for one in outputs)
    first, typo, second, again = (one[0] for one in outputs)
    for shown, step in ((first, 1), (second, 2), (again, 1)):
        assert shown.output_type == "display_data"
        markdown = shown.data["text/markdown"]
        assert markdown.startswith(f"**glorot_normal, hint {step} of 3: ")
        field = ("question", "idea")[step - 1]
        assert " ".join(HINTS["xavier"]["glorot_normal"][field].split()) in markdown
    assert typo.text == (
        "hint: no exercise 'glorot_norml' in this notebook: " + ", ".join(HINTS["xavier"]) + "\n"
    )
