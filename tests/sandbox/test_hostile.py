"""Every submission of the corpus ends as it must, and nobody else's grading shows it.

Each is graded among honest neighbours: one in the middle of whose notebook it is graded, and one
after it, who comes before the next; all with the same fork server. GOODSTART_SANDBOX in the
environment names another cage for the whole corpus, "cold" or "none"; test_hostile_cold.py always
runs a sample cold.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from attacked_files import FILES
from attacks import CANARIES, HERE, Case, cases, exam, limits_of, notebook, saved
from bs4 import BeautifulSoup
from left_behind import forget_peak, peak, settled, traces
from msgspec.structs import replace

from autograder.authoring.percent import parse
from autograder.examine.examiner import examine
from autograder.intake import submission
from autograder.model import Answers, Report, from_json, to_json
from autograder.pages import feedback
from autograder.results import grades_csv
from autograder.sandbox import ForkServer, Limits

ROOT = Path(__file__).parents[2]
SANDBOX = os.environ.get("GOODSTART_SANDBOX", "auto")
EXAM = exam()
MEMORY = 64 * 2**20  # over what the submission itself may take
NEIGHBOURS = {
    "ada": "",
    "ben": '# %% solution="spread"\ndef spread(w):\n    return float(w.var(ddof=1))',
    "cy": '# %% solution="sizes"\nprint("so far")\n1 / 0\n\n# %%\nimport matplotlib.pyplot as plt\n'
    'plt.figure(figsize=(1, 1))\nplt.plot([1, 2]);\n\n# %% [markdown] manual="why"\n'
    f"# {CANARIES[2]}",
}
LOST = {
    "ada": [],
    "ben": ["spread-visible", "spread-hidden"],
    "cy": ["sizes-visible", "sizes-hidden"],
}


@pytest.fixture(scope="module")
def fork_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ForkServer]:
    """the fork server that all of the corpus is graded with."""
    with warmed(SANDBOX, tmp_path_factory.mktemp("cages")) as fork_server:
        yield fork_server


@contextmanager
def warmed(sandbox: str, folder: Path) -> Iterator[ForkServer]:
    """a fork server of a grader that has a secret, and a folder of its own for what is temporary:
    each cold cage makes one in there, and must remove it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GOODSTART_CANARY", CANARIES[1])
        patch.setattr(tempfile, "tempdir", str(folder))
        with ForkServer(sandbox) as fork_server:
            fork_server.cage(Limits(), drawing=True).close()  # one neighbour draws
            yield fork_server


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """What an attack may look for: a course with its gradebook, a neighbour, open sockets."""
    course = tmp_path_factory.mktemp("world-of-the-grader")
    near = course / "submitted/neighbour/hostile"
    near.mkdir(parents=True)
    (near / "hostile.ipynb").write_bytes(saved(notebook(parse(NEIGHBOURS["cy"], "cy"))))
    (course / "source").mkdir()
    shutil.copyfile(HERE / "exam.py", course / "source/hostile.py")
    with closing(sqlite3.connect(course / "gradebook.db")) as book:
        book.executescript(f"create table score (x); insert into score values ('{CANARIES[0]}')")
    with ExitStack() as stack:
        lines = [
            stack.enter_context(socket.socket(family, socket.SOCK_STREAM))
            for family in (socket.AF_INET, socket.AF_UNIX, socket.AF_UNIX)
        ]
        abstract = f"hostile-{os.getpid()}"
        for line, address in zip(
            lines, (("127.0.0.1", 0), f"\0{abstract}", str(course / "line")), strict=True
        ):
            line.bind(address)
            line.listen(50)
        yield {"course": str(course), "port": str(lines[0].getsockname()[1]), "abstract": abstract}


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The neighbours' reports, each graded with a fork server of its own."""
    told = {}
    for name in NEIGHBOURS:
        with ForkServer(SANDBOX) as fork_server:
            told[name] = to_json(sit(fork_server, name))
    return told


def sit(fork_server: Any, name: str) -> Report:
    """A neighbour's report."""
    text = NEIGHBOURS[name]
    answers = taken(
        name,
        lambda folder: (folder / "hostile.ipynb").write_bytes(
            saved(notebook(parse(text, name) if text else []))
        ),
    )
    return examine(EXAM, answers, fork_server, seed=5)


def taken(name: str, hand_in: Callable[[Path], Any]) -> Answers:
    """What intake makes of a folder that `hand_in` fills, and that is then removed."""
    with tempfile.TemporaryDirectory(prefix="handed-in-") as top:
        folder = Path(top, name)
        folder.mkdir()
        hand_in(folder)
        return submission.read(folder, name, EXAM)


class Interrupted:
    """a fork server whose first cage is interrupted by `what` in the middle of a notebook."""

    def __init__(self, fork_server: ForkServer, what: Callable[[], None]) -> None:
        self._fork_servers, self._what = fork_server, what

    def __getattr__(self, name: str) -> Any:
        return getattr(self._fork_servers, name)

    def cage(self, *args: Any) -> Any:
        cage = self._fork_servers.cage(*args)
        ask = cage.ask

        def slow_ask(message: dict[str, Any], *more: Any) -> dict[str, Any]:
            if message.get("op") == "run" and message.get("cell") == "sizes":
                self._what()
            return ask(message, *more)

        cage.ask = slow_ask
        return cage


def _params() -> list[Any]:
    known = [(case, case.fails) for case in cases(SANDBOX == "cold")]
    return [
        pytest.param(
            case, id=case.name, marks=[pytest.mark.xfail(reason=why, strict=True)] if why else []
        )
        for case, why in known
    ]


@pytest.mark.parametrize("case", _params())
def test_only_what_was_attacked_is_lost(
    fork_server: ForkServer, world: dict[str, str], alone: dict[str, str], case: Case
) -> None:
    if case.sealed and getattr(fork_server, "mode", "process") in ("process", "none"):
        pytest.skip("only a sealed cage withstands it, and none can be had here")
    reports: list[Report] = []

    def attack() -> None:
        for _ in range(2 if case.again else 1):
            answers = taken("eve", lambda folder: hand_in(case, world, folder))
            reports.append(examine(EXAM, answers, fork_server, limits_of(case), seed=6))

    before = traces(fork_server)
    forget_peak()
    room = peak()
    began = time.monotonic()
    told = to_json(sit(Interrupted(fork_server, attack), "ben"))
    spent = time.monotonic() - began
    grown = peak() - room
    assert reports, told  # else no neighbour got as far as to be interrupted
    assert told == alone["ben"]
    assert to_json(sit(fork_server, "cy")) == alone["cy"]
    for report in reports:
        check_verdict(case, report)
        check_leaks(case, report, fork_server, world)
    limits = limits_of(case)
    assert spent < (limits.notebook_seconds + 3 * limits.grace + 3) * len(reports)
    assert grown < limits.memory + MEMORY
    assert settled(fork_server, before) == before


def hand_in(case: Case, world: dict[str, str], folder: Path) -> None:
    node = notebook(case.parts(world))
    FILES[case.file or "as_it_is"](node, folder)


# ---- the duties


def check_verdict(case: Case, report: Report) -> None:
    """A score for each graded cell; only what was attacked is lost, with a reason by name."""
    assert [(one.id, one.max_points) for one in report.scores] == [
        (cell.id, cell.points) for cell in EXAM.graded()
    ]
    assert from_json(Report, to_json(report)) == report
    if case.problem:
        assert case.problem in report.problem
        assert report.problem.isprintable()
        assert {(one.points, one.reason) for one in report.scores} == {(0.0, report.problem)}
        return
    assert report.problem == ""
    for score in report.scores:
        fragments = case.reasons(score.id)
        if score.id == "why":
            assert score.points is None
        elif fragments is None:
            assert (score.id, score.points, score.reason) == (score.id, score.max_points, "")
        else:
            assert score.points == 0, score
            told = any(fragment in score.reason for fragment in fragments)
            assert told or (not score.max_points and not score.reason), score
            assert len(score.reason) <= 4000
            assert not re.search("CageLost|Refused", score.reason), "a name of the grader's own"
    assert all(note.isprintable() for note in report.answers.notes)
    said = printed(report)
    assert case.says in said, said
    assert "REACHED" not in said, said
    assert "REACHED" not in "".join(score.reason for score in report.scores)


def check_leaks(case: Case, report: Report, fork_server: ForkServer, world: dict[str, str]) -> None:
    """What a student can see tells no secret and no path, is not large, and does nothing."""
    answers = report.answers
    seen = replace(
        report,
        answers=replace(
            answers,
            sources={},
            extras=tuple(replace(one, source="") for one in answers.extras),
        ),
    )
    page = feedback.render(EXAM, report)
    told = "\n".join([to_json(seen), feedback.render(EXAM, seen), grades_csv.cells_csv([report])])
    for canary in CANARIES:
        assert canary not in to_json(report) + page + told
    for path in (
        str(ROOT),
        str(Path(np.__file__).parents[1]),
        sys.prefix,
        world["course"],
        os.path.basename(fork_server.folder),
        "handed-in-",
    ):
        assert path not in told, path
    limits = limits_of(case)
    assert len(json.dumps([one.outputs for one in report.results])) < (
        2 * limits.notebook_output + 600 * len(report.results)
    )
    soup = BeautifulSoup(page, "html.parser")
    assert not soup.find_all(
        ["script", "iframe", "object", "embed", "form", "base", "foreignobject"]
    )
    for tag in soup.find_all(True):
        assert not [name for name in tag.attrs if name.startswith("on")], tag
        for name in ("href", "src", "xlink:href", "action"):
            assert not re.match(r"(?i)\s*(javascript|vbscript|data:text)", str(tag.get(name, "")))
    for sign in "\x1b\u202e\u2066\x07":
        assert sign not in feedback.render(EXAM, seen) + grades_csv.cells_csv([report])


def printed(report: Report) -> str:
    return "".join(
        one["text"]
        for result in report.results
        for one in result.outputs
        if one["output_type"] == "stream"
    )


# ---- the corpus itself


def test_the_corpus_has_every_text_and_every_way_to_hand_in() -> None:
    named = [case.name for case in cases()]
    texts = {path.stem for path in HERE.glob("*.py")} - {"exam"}
    assert texts <= set(named)
    assert {case.name for case in cases() if not case.file} <= texts
    assert {case.file for case in cases() if case.file} | {"as_it_is"} == set(FILES)
    assert all(case.about and "\n" not in case.about for case in cases())


@pytest.mark.parametrize("told", ["", [], [""], ["wrong", ""]])
def test_a_case_that_would_take_any_reason_is_refused(told: Any) -> None:
    with pytest.raises(ValueError, match="case lax: double must name the reason"):
        Case("lax", "accepts whatever it is told", lost={"double": told})


def test_the_neighbours_earn_what_they_should(alone: dict[str, str]) -> None:
    for name, told in alone.items():
        report = from_json(Report, told)
        assert [one.id for one in report.scores if not (one.full or one.points is None)] == (
            LOST[name]
        )
    assert '"image/png"' in alone["cy"]
    assert "so far" in alone["cy"]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_the_sealed_cases_hold_for_an_ordinary_user_too() -> None:
    env = {
        "PATH": os.environ["PATH"],
        "HOME": "/nonexistent",
        "PYTHONPATH": str(ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
        "GOODSTART_SANDBOX": SANDBOX,
    }

    def run(*args: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            [sys.executable, *args],
            env=env,
            cwd=ROOT,
            capture_output=True,
            text=True,
            user=65534,
            group=65534,
            extra_groups=[],
            check=False,
        )

    try:
        able = run("-c", "import autograder.sandbox, bs4").returncode == 0
    except PermissionError:
        able = False
    if not able:
        pytest.skip("an ordinary user can't read this interpreter or this course")
    chosen = " or ".join(f"[{case.name}]" for case in cases() if case.sealed)
    done = run(
        "-m",
        "pytest",
        "-p",
        "no:cacheprovider",
        "-o",
        "addopts=",
        "-q",
        "--no-header",
        "-k",
        chosen,
        str(Path(__file__)),
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]
