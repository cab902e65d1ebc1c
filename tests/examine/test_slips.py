"""Right answers earn full marks however they are written, and a wrong one loses just what its slip
costs, with the slip's own name and no other.

The answers to an assignment are in tests/answers/ASSIGNMENT: written as students write, without a
look at the tables of slips. `right/CELL--STYLE.py` answers the cell CELL; `wrong.toml` says which
test cells call which function, what each file of `wrong/` answers and what it costs. Each answer
sits once, with one of three seeds for the hidden cases; with GOODSTART_ALL_SEEDS=1 in the
environment all sit with all. Answers to several cells sit in one notebook where no test calls two
of them. The other cells are the master's.
"""

from __future__ import annotations

import ast
import itertools
import re
import tomllib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from seeds import ALL_SEEDS

from autograder.examine.examiner import examine
from autograder.intake import exam as exams
from autograder.model import Answers, Exam, Report, Score
from autograder.sandbox import ForkServer
from initlab import checks
from initlab.slips import SLIPS

ROOT = Path(__file__).parents[2]
FOLDERS = sorted(path.parent for path in (ROOT / "tests" / "answers").glob("*/wrong.toml"))
ASSIGNMENTS = [path.name for path in FOLDERS]
TABLES = {path.name: tomllib.loads((path / "wrong.toml").read_text("utf-8")) for path in FOLDERS}
CALLS = {
    name: {cell: set(tests) for cell, tests in table.pop("calls").items()}
    for name, table in TABLES.items()
}
RIGHT = [(path.name, one.name) for path in FOLDERS for one in sorted(path.glob("right/*.py"))]
WRONG = [(name, file) for name, table in TABLES.items() for file in table]
SEEDS = (0, 7, 20260301)


class Answer(NamedTuple):
    """A student's answer to a cell, and the file that it is from."""

    cell: str
    file: str
    code: str


def answers(name: str, kind: str) -> list[Answer]:
    found = []
    for path in sorted((ROOT / "tests/answers" / name / kind).glob("*.py")):
        cell = TABLES[name][path.name]["answers"] if kind == "wrong" else path.name.split("--")[0]
        found.append(Answer(cell, path.name, path.read_text("utf-8")))
    return found


def packs(name: str, answers: list[Answer]) -> list[tuple[Answer, ...]]:
    """The answers that sit in one notebook, for each notebook: they neither share a test or a name,
    nor call each other."""
    made: list[list[Answer]] = []
    for one in answers:
        for pack in made:
            if all(apart(name, one, other) for other in pack):
                pack.append(one)
                break
        else:
            made.append([one])
    return [tuple(pack) for pack in made]


def apart(name: str, one: Answer, other: Answer) -> bool:
    """Whether neither answer could have a part in what the other earns."""
    binds, reads = names_of(one.code)
    others, read = names_of(other.code)
    tests = CALLS[name][one.cell] & CALLS[name][other.cell]
    return not (tests or binds & (others | read) or reads & others)


@cache
def names_of(code: str) -> tuple[set[str], set[str]]:
    """(the functions that an answer defines and the names that its cell assigns, those it reads)"""
    body = ast.parse(code).body
    nodes = [node for statement in body for node in ast.walk(statement)]
    functions = (ast.FunctionDef, ast.ClassDef)
    binds = {node.name for node in nodes if isinstance(node, functions)}
    at_the_top = [one for one in body if not isinstance(one, functions)]
    names = [node for one in at_the_top for node in ast.walk(one) if isinstance(node, ast.Name)]
    binds |= {node.id for node in names if isinstance(node.ctx, ast.Store)}
    return binds, {node.id for node in nodes if isinstance(node, ast.Name)} - binds


def sittings(kind: str) -> list[Any]:
    """Notebooks in which every answer of this kind sits once, each with a seed, or with all."""
    times = len(SEEDS) if ALL_SEEDS else 1
    return [
        pytest.param(name, pack, SEEDS[(k + j) % len(SEEDS)], id=f"{name}-{k}-{j}")
        for name in ASSIGNMENTS
        for k, pack in enumerate(packs(name, answers(name, kind)))
        for j in range(times)
    ]


Sit = Callable[[str, dict[str, str], int], Report]


@cache
def exam(name: str) -> Exam:
    [one] = exams.load(ROOT, name)
    return one


def cells(name: str, *roles: str) -> dict[str, str]:
    return {cell.id: cell.source for cell in exam(name).cells if cell.role in roles}


@pytest.fixture(scope="module")
def sit(fork_server: ForkServer) -> Sit:
    """Examine the master's answers with some of them replaced."""
    return lambda name, replaced, seed: examine(
        exam(name),
        Answers("someone", {**cells(name, "solution", "manual"), **replaced}),
        fork_server,
        seed=seed,
    )


def lost(report: Report) -> dict[str, Score]:
    return {
        score.id: score for score in report.scores if score.points is not None and not score.full
    }


def text(name: str, kind: str, file: str) -> str:
    return (ROOT / "tests" / "answers" / name / kind / file).read_text("utf-8")


# ---- the answers


@pytest.mark.parametrize(("name", "pack", "seed"), sittings("right"))
def test_right_answers_earn_full_marks_in_any_style(
    sit: Sit, name: str, pack: tuple[Answer, ...], seed: int
) -> None:
    report = sit(name, {one.cell: one.code for one in pack}, seed)
    assert not lost(report), [one.file for one in pack]
    assert not [one.stopped for one in report.results if one.stopped]
    assert set(report.waiting) == set(cells(name, "manual"))  # written answers wait for a person


@pytest.mark.parametrize(("name", "pack", "seed"), sittings("wrong"))
def test_wrong_answers_lose_just_what_their_slips_cost(
    sit: Sit, name: str, pack: tuple[Answer, ...], seed: int
) -> None:
    found = lost(sit(name, {one.cell: one.code for one in pack}, seed))
    costs = [TABLES[name][one.file]["loses"] for one in pack]
    assert {ident: score.slip for ident, score in found.items()} == {
        ident: slip for one in costs for ident, slip in one.items()
    }
    assert all(score.points == 0 for score in found.values())
    for score in found.values():
        called, came, *rest = score.reason.split("\n")
        assert called.startswith("called:   ")
        assert came.startswith(("got:      ", "raised:   "))
        assert [line for line in rest if line.startswith("expected: ")]
        assert score.reason.count("“") == bool(score.slip)
        if score.slip:
            slip = SLIPS[score.slip]
            assert rest[-2:] == [
                f"This is the slip “{slip.name}”. {slip.sentence}",
                f"See lesson {slip.lesson}.",
            ]


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_the_master_earns_full_marks(sit: Sit, name: str) -> None:
    for seed in SEEDS if ALL_SEEDS else SEEDS[:1]:
        report = sit(name, {}, seed)
        assert not lost(report)
        assert set(report.waiting) == set(cells(name, "manual"))


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_the_released_notebook_earns_nothing(sit: Sit, name: str) -> None:
    stubs = {
        cell.id: cell.released for cell in exam(name).cells if cell.role in ("solution", "manual")
    }
    report = sit(name, stubs, SEEDS[0])
    assert report.score == 0
    assert not report.waiting
    machine = {score.id: score for score in report.scores}
    for ident in set().union(*CALLS[name].values()):
        assert "nothing is returned yet" in machine[ident].reason, ident
        assert machine[ident].slip == ""


@pytest.mark.parametrize("name", ASSIGNMENTS)
@pytest.mark.parametrize("kind", ["right", "wrong"])
def test_every_answer_sits_once_and_no_test_calls_two_of_a_notebook(name: str, kind: str) -> None:
    given = answers(name, kind)
    made = packs(name, given)
    assert sorted(one for pack in made for one in pack) == sorted(given)
    for pack in made:
        tests = [test for one in pack for test in CALLS[name][one.cell]]
        assert len(set(tests)) == len(tests)


# ---- the catalogue


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_every_slip_of_the_catalogue_has_a_wrong_answer(name: str) -> None:
    named = {row["slip"] for row in TABLES[name].values()} - {""}
    assert set(SLIPS.of(name)) <= named <= {*SLIPS.of(name), *SLIPS.of("samples")}


def test_every_assignment_of_the_catalogue_has_answers() -> None:
    assert {path.stem for path in SLIPS.folder.glob("*.toml")} == {*ASSIGNMENTS, "samples"}


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_every_wrong_answer_is_in_the_table_and_says_what_is_wrong_with_it(name: str) -> None:
    table = TABLES[name]
    files = {path.name for path in (ROOT / "tests/answers" / name / "wrong").glob("*.py")}
    assert files == set(table)
    for file, row in table.items():
        stem = file.removesuffix(".py").split("--")
        assert row["slip"] == (stem[0] if stem[0] in SLIPS else "")
        assert text(name, "wrong", file).startswith("# wrong: ")
        assert set(row["loses"]) <= CALLS[name][row["answers"]]


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_the_table_of_calls_names_every_tested_function(name: str) -> None:
    graded = {cell.id for cell in exam(name).cells if cell.role == "test" and cell.points}
    assert set().union(*CALLS[name].values()) == graded
    assert set(CALLS[name]) == set(cells(name, "solution"))


def test_each_answer_defines_its_function_and_may_be_read_by_python() -> None:
    named = [(name, "right", file, file.split("--")[0]) for name, file in RIGHT]
    named += [(name, "wrong", file, TABLES[name][file]["answers"]) for name, file in WRONG]
    for name, kind, file, function in named:
        body = ast.parse(text(name, kind, file)).body
        names = [one.name for one in body if isinstance(one, ast.FunctionDef)]
        targets = [part for one in body if isinstance(one, ast.Assign) for part in one.targets]
        names += [part.id for part in targets if isinstance(part, ast.Name)]
        assert function in names, file


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_no_two_answers_are_the_same_program(name: str) -> None:
    programs = [
        ast.dump(ast.parse(path.read_text("utf-8")))
        for path in (ROOT / "tests/answers" / name).glob("*/*.py")
    ]
    assert len(set(programs)) == len(programs)


def test_the_corpus_is_as_large_as_it_is_said_to_be() -> None:
    """Three styles or more of each function; a file for each slip; answers with no name."""
    for name in ASSIGNMENTS:
        styles = {
            cell: sum((name, cell) == (one, file.split("--")[0]) for one, file in RIGHT)
            for cell in CALLS[name]
        }
        unnamed = sum(row["slip"] == "" for row in TABLES[name].values())
        print(
            f"\n{name}: {len(SLIPS.of(name))} slips, {sum(styles.values())} right answers "
            f"{styles}, {len(TABLES[name])} wrong answers, {unnamed} of them without a name"
        )
        assert min(styles.values()) >= 3, name
        assert len(SLIPS.of(name)) >= 4, name
        assert unnamed >= 2, name
    print(f"\n{len(SLIPS)} slips, {len(RIGHT)} right answers, {len(WRONG)} wrong answers")
    assert len(SLIPS) >= 60
    assert len(RIGHT) >= 60


def test_every_slip_points_to_a_section_that_exists() -> None:
    for key, slip in SLIPS.items():
        lesson, _, anchor = slip.lesson.partition("#")
        path = ROOT / "notebooks" / f"{lesson}.py"
        headers = re.findall(r'^# %%.* name="([^"]*)"', path.read_text("utf-8"), re.M)
        assert anchor in headers, f"{key}: {slip.lesson}"


def test_a_slip_is_one_line_of_plain_sentences() -> None:
    for key, slip in SLIPS.items():
        assert "\n" not in slip.name + slip.sentence, key
        assert slip.sentence.endswith("."), key
    for name in ASSIGNMENTS:
        of = [SLIPS[key] for key in SLIPS.of(name)]
        assert len({slip.name for slip in of}) == len(of)
        assert len({slip.sentence for slip in of}) == len(of)


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_no_check_could_mistake_one_slip_for_another(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In every check of the master, on the cases it draws, two slips never expect the same wrong
    values: so the order of a table does not matter, and a name is never a guess."""
    tables: list[tuple[Any, ...]] = []
    monkeypatch.setattr(
        checks,
        "agree",
        lambda function, on, expected, slips=None, **_: tables.append((on, expected, slips or {})),
    )
    for seed in SEEDS:
        checks.use_seed(seed)
        names: dict[str, Any] = {"__name__": "__main__"}
        for cell in exam(name).cells:
            if cell.kind == "code" and cell.role in ("locked", "solution", "test"):
                exec(compile(cell.source, cell.id, "exec"), names)
    checks.use_seed(None)
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
