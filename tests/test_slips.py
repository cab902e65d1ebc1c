"""Right answers earn full marks however they are written, and a wrong one loses just what its slip
costs, with the slip's own name and no other.

The answers are in tests/answers/fans: written as students write, without a look at the tables of
slips. `right/CELL--STYLE.py` answers the cell CELL; `wrong.toml` says what each file of `wrong/`
answers and what it costs. Every answer sits three times, each time with other hidden cases; the
other cells are the master's.
"""

from __future__ import annotations

import ast
import itertools
import re
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from autograder import exam as exams
from autograder.cage import Warm
from autograder.examiner import examine
from autograder.model import Answers, Exam, Report, Score
from initlab import checks
from initlab.slips import SLIPS

ROOT = Path(__file__).parents[1]
ANSWERS = ROOT / "tests" / "answers" / "fans"
RIGHT = sorted(path.name for path in (ANSWERS / "right").glob("*.py"))
WRONG = tomllib.loads((ANSWERS / "wrong.toml").read_text("utf-8"))
SEEDS = (0, 7, 20260301)
OF_FANS = sorted(key for key in SLIPS if key.startswith(("connections-", "field-", "fans-")))
TESTS_OF = {  # solution cell -> the test cells that call it
    "connections": {"connections-check"},
    "receptive_field": {"receptive-field-check"},
    "compute_fans": {"fans-dense", "fans-conv", "fans-1d-3d", "fans-groups", "fans-transposed"},
}

Examine = Callable[[dict[str, str], int], Report]


@pytest.fixture(scope="module")
def exam() -> Exam:
    [one] = exams.load(ROOT, "fans")
    return one


@pytest.fixture(scope="module")
def sit(exam: Exam) -> Iterator[Examine]:
    """Examine the master's answers with some of them replaced."""
    master = {cell.id: cell.source for cell in exam.cells if cell.role in ("solution", "manual")}
    with Warm() as warm:
        yield lambda replaced, seed: examine(
            exam, Answers("someone", {**master, **replaced}), warm, seed=seed)


def lost(report: Report) -> dict[str, Score]:
    return {score.id: score for score in report.scores
            if score.points is not None and not score.full}


def text(kind: str, name: str) -> str:
    return (ANSWERS / kind / name).read_text("utf-8")


# ---- the answers


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", RIGHT)
def test_a_right_answer_earns_full_marks_in_any_style(sit: Examine, name: str, seed: int) -> None:
    report = sit({name.split("--")[0]: text("right", name)}, seed)
    assert not lost(report)
    assert not [one.stopped for one in report.results if one.stopped]
    assert report.score == report.max_score - 4  # the written answer waits for a person


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_answer_loses_just_what_its_slip_costs(
        sit: Examine, name: str, seed: int) -> None:
    row = WRONG[name]
    report = sit({row["answers"]: text("wrong", name)}, seed)
    found = lost(report)
    assert {ident: score.slip for ident, score in found.items()} == row["loses"]
    assert all(score.points == 0 for score in found.values())


@pytest.mark.parametrize("name", WRONG)
def test_each_loss_says_what_was_called_what_came_and_what_was_expected(
        sit: Examine, name: str) -> None:
    row = WRONG[name]
    for score in lost(sit({row["answers"]: text("wrong", name)}, SEEDS[0])).values():
        called, came, expected, *rest = score.reason.split("\n")
        assert called.startswith(f"called:   {row['answers']}(")
        assert came.startswith(("got:      ", "raised:   "))
        assert expected.startswith("expected: ")
        assert score.reason.count("“") == bool(score.slip)
        if score.slip:
            slip = SLIPS[score.slip]
            assert rest == [f"This is the slip “{slip.name}”. {slip.sentence}",
                            f"See lesson {slip.lesson}."]


def test_the_master_earns_full_marks(sit: Examine) -> None:
    for seed in SEEDS:
        report = sit({}, seed)
        assert not lost(report)
        assert report.waiting == ("why-count",)


def test_the_released_notebook_earns_nothing(sit: Examine, exam: Exam) -> None:
    stubs = {cell.id: cell.released for cell in exam.cells if cell.role in ("solution", "manual")}
    report = sit(stubs, SEEDS[0])
    assert report.score == 0
    assert not report.waiting
    machine = {score.id: score for score in report.scores if score.id not in ("why-count",)}
    for ident in set().union(*TESTS_OF.values()):
        assert "nothing is returned yet" in machine[ident].reason, ident
        assert machine[ident].slip == ""


# ---- the catalogue


def test_every_slip_of_the_catalogue_has_a_wrong_answer() -> None:
    assert {row["slip"] for row in WRONG.values()} - {""} == set(OF_FANS)


def test_every_wrong_answer_is_in_the_table_and_says_what_is_wrong_with_it() -> None:
    files = {path.name for path in (ANSWERS / "wrong").glob("*.py")}
    assert files == set(WRONG)
    for name, row in WRONG.items():
        stem = name.removesuffix(".py").split("--")
        assert row["slip"] == (stem[0] if stem[0] in SLIPS else "")
        assert text("wrong", name).startswith("# wrong: ")
        assert set(row["loses"]) <= TESTS_OF[row["answers"]]


def test_each_answer_defines_its_function_and_may_be_read_by_python() -> None:
    named = [("right", name, name.split("--")[0]) for name in RIGHT]
    named += [("wrong", name, row["answers"]) for name, row in WRONG.items()]
    for kind, name, function in named:
        body = ast.parse(text(kind, name)).body
        assert function in [one.name for one in body if isinstance(one, ast.FunctionDef)], name


def test_no_two_answers_are_the_same_program() -> None:
    programs = [ast.dump(ast.parse(path.read_text("utf-8"))) for path in ANSWERS.glob("*/*.py")]
    assert len(set(programs)) == len(programs)


def test_the_corpus_is_as_large_as_it_is_said_to_be() -> None:
    """At least four styles of each function, a file for each slip, and answers with no name."""
    styles = {cell: sum(name.startswith(f"{cell}--") for name in RIGHT) for cell in TESTS_OF}
    unnamed = sum(row["slip"] == "" for row in WRONG.values())
    print(f"\n{len(OF_FANS)} slips, {len(RIGHT)} right answers {styles}, "
          f"{len(WRONG)} wrong answers, {unnamed} of them without a name")
    assert min(styles.values()) >= 4
    assert len(OF_FANS) >= 20
    assert len(WRONG) - unnamed >= 40
    assert unnamed >= 12


def test_every_slip_points_to_a_section_that_exists() -> None:
    for key, slip in SLIPS.items():
        lesson, _, anchor = slip.lesson.partition("#")
        path = ROOT / "notebooks" / f"{lesson}.py"
        if path.is_file():
            headers = re.findall(r'^# %%.* name="([^"]*)"', path.read_text("utf-8"), re.M)
            assert anchor in headers, f"{key}: {slip.lesson}"


def test_a_slip_is_one_line_of_plain_sentences() -> None:
    for key, slip in SLIPS.items():
        assert "\n" not in slip.name + slip.sentence, key
        assert slip.sentence.endswith("."), key
    assert len({slip.name for slip in SLIPS.values()}) == len(SLIPS)
    assert len({slip.sentence for slip in SLIPS.values()}) == len(SLIPS)


def test_no_check_could_mistake_one_slip_for_another(
        exam: Exam, monkeypatch: pytest.MonkeyPatch) -> None:
    """In every check of the master, on the cases it draws, two slips never expect the same wrong
    values: so the order of a table does not matter, and a name is never a guess."""
    tables: list[tuple[Any, ...]] = []
    monkeypatch.setattr(checks, "agree", lambda function, on, expected, slips=None, **_: (
        tables.append((on, expected, slips or {}))))
    for seed in SEEDS:
        checks.use_seed(seed)
        names: dict[str, Any] = {"__name__": "__main__"}
        for cell in exam.cells:
            if cell.kind == "code" and cell.role in ("locked", "solution", "test"):
                exec(compile(cell.source, cell.id, "exec"), names)
    checks.use_seed(None)
    assert len(tables) >= 3 * 14
    for on, expected, slips in tables:
        wanted = checks._values(expected, on)
        values = {key: checks._values(source, on) for key, source in slips.items()}
        telling = {key: value for key, value in values.items() if not equal(value, wanted)}
        for one, other in itertools.combinations(telling, 2):
            if one.split("/")[0] != other.split("/")[0]:
                assert not equal(telling[one], telling[other]), (one, other, on)
        assert {key.split("/")[0] for key in slips} <= set(SLIPS)


def equal(some: list[Any], others: list[Any]) -> bool:
    return all(checks.same(a, b) for a, b in zip(some, others, strict=True))
