"""A learner gets a verdict on a notebook of their own: hidden tests too, without a gradebook."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from support import lines_of

from autograder import verdict
from autograder.authoring import study
from autograder.cli import console, learner_commands
from autograder.intake import exam as exams
from autograder.model import CourseError
from initlab.verdict import check as initlab_check

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course of two assignments and its lesson, laid out for a learner."""
    root = tmp_path_factory.mktemp("course")
    for name in (
        "nbgrader_config.py",
        "source/fans.py",
        "source/quiz.toml",
        "notebooks/03_fans.py",
    ):
        (root / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, root / name)
    for name in ("fans", "quiz"):
        for kind in ("source", "release"):
            shutil.copytree(ROOT / kind / name, root / kind / name)
    study.lay(root, root / "study")
    return root


@pytest.fixture
def course(template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(template, tmp_path / "course")
    monkeypatch.chdir(tmp_path / "course")
    monkeypatch.setattr(console, "out", console.Console(width=120))
    return tmp_path / "course"


def answer(course: Path, sources: dict[str, str], name: str = "fans") -> Path:
    """Write these cells' sources into the learner's notebook, as JupyterLab saves it."""
    path = course / f"study/assignments/{name}/{name}.ipynb"
    node = json.loads(path.read_text())
    for cell in node["cells"]:
        ident = cell["metadata"].get("nbgrader", {}).get("grade_id", "")
        if ident in sources:
            cell["source"] = sources[ident].splitlines(keepends=True)
    path.write_text(json.dumps(node))
    return path


def masters(course: Path, name: str = "fans") -> dict[str, str]:
    node = json.loads((course / f"source/{name}/{name}.ipynb").read_text())
    return {
        cell["metadata"]["nbgrader"]["grade_id"]: "".join(cell["source"])
        for cell in node["cells"]
        if "nbgrader" in cell["metadata"]
    }


def test_a_solved_notebook_passes_with_status_0_and_a_page(course: Path) -> None:
    answer(course, masters(course))
    status, said = lines_of(course, "check")
    assert status == 0, said
    assert "19 of 19 points; compare 1 written answer with the course's" in said
    page = course / "study/feedback/fans.html"
    assert "all reasons: study/feedback/fans.html" in said
    assert "compute_fans" in page.read_text()
    assert not (course / "gradebook.db").exists()


def test_what_hidden_tests_find_is_named_by_function_slip_and_section(course: Path) -> None:
    right = masters(course)
    wrong = "def compute_fans(shape, layout, groups=1, transposed=False):\n    return shape[0], shape[1]"
    answer(course, {**right, "compute_fans": wrong})
    status, said = lines_of(course, "check", "study/assignments/fans/fans.ipynb")
    assert status == 1
    [line] = [line for line in said.splitlines() if "compute_fans" in line]
    assert line.split()[:5] == ["✗", "compute_fans", "0", "of", "13"]
    assert "one layout for all" in line
    assert "03_fans#" in line
    page = (course / "study/feedback/fans.html").read_text()
    assert "one layout for all" in page
    assert "full_weight" not in page  # a hidden test's own code


def test_a_narrow_terminal_cuts_neither_the_mark_nor_the_points_off(
    course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(console, "out", console.Console(width=60))
    wrong = "def compute_fans(shape, layout, groups=1, transposed=False):\n    return shape[0], shape[1]"
    answer(course, {**masters(course), "compute_fans": wrong})
    _, said = lines_of(course, "check", "study/assignments/fans/fans.ipynb")
    [line] = [line for line in said.splitlines() if "compute_fans" in line]
    assert line.split()[:5] == ["✗", "compute_fans", "0", "of", "13"]
    assert "…" not in said


def test_the_quiz_comes_with_its_explanations(course: Path) -> None:
    answer(course, masters(course, "quiz"), "quiz")
    status, said = lines_of(course, "check")
    assert status == 0, said
    [exam] = exams.load(course, "quiz")
    assert f"{exam.max_score():g} of {exam.max_score():g} points" in said
    assert "thirty layers" in (course / "study/feedback/quiz.html").read_text()


def test_a_blank_notebook_is_not_checked_unless_it_is_named(course: Path) -> None:
    assert verdict.attempted(course, course / "study") == []
    status, said = lines_of(course, "check")
    assert (status, len(said.splitlines())) == (2, 1)
    assert "make study" in said
    status, said = lines_of(course, "check", "study/assignments/fans/fans.ipynb")
    assert status == 1
    assert "0 of 23 points" in said


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("study/nowhere.ipynb", "no such notebook"),
        ("study/notebooks/03_fans.ipynb", "no assignment of"),
    ],
)
def test_a_notebook_that_is_no_answer_is_one_line_and_status_2(
    course: Path, name: str, told: str
) -> None:
    status, said = lines_of(course, "check", name)
    assert (status, len(said.splitlines())) == (2, 1)
    assert told in said


def test_outside_a_course_the_message_says_so(tmp_path: Path) -> None:
    status, said = lines_of(tmp_path, "check")
    assert status == 2
    assert "no course above it" in said


def test_a_broken_notebook_is_a_verdict_with_the_reason(course: Path) -> None:
    path = course / "study/assignments/fans/fans.ipynb"
    path.write_bytes(path.read_bytes()[:3000])
    status, said = lines_of(course, "check")
    assert status == 1
    assert "unreadable: not JSON" in said


def test_a_renamed_notebook_is_recognized_by_its_cells(course: Path) -> None:
    path = answer(course, masters(course))
    path.rename(course / "mine.ipynb")
    assert verdict.exam_of(course, course / "mine.ipynb").notebook == "fans"
    status, said = lines_of(course, "check", "mine.ipynb")
    assert status == 0
    assert "all reasons: feedback/fans.html" in said


def test_an_exercise_without_an_answer_is_named_so_and_not_called_wrong(course: Path) -> None:
    answer(course, {"compute_fans": masters(course)["compute_fans"]})
    _, said = lines_of(course, "check")
    assert re.search(r"(?m)^○ +connections +0 of 3 +not answered yet", said)
    assert re.search(r"(?m)^✓ +compute_fans +13 of 13", said)


def test_in_a_notebook_the_verdict_is_a_table_with_links(
    course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = answer(
        course, {"compute_fans": "def compute_fans(*a, **k):\n    raise ValueError('a|b')"}
    )
    shown: list[str] = []
    monkeypatch.setattr("initlab.verdict.in_notebook", lambda: True)
    monkeypatch.setattr("initlab.verdict.show", shown.append)
    monkeypatch.setenv("JPY_SESSION_NAME", str(path))
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    initlab_check()
    [table] = shown
    assert table.startswith("**0 of 23 points")
    rows = {line.split("|")[2].strip(): line for line in table.splitlines() if line[:1] == "|"}
    assert rows["`connections`"].startswith("| ○ | `connections` | 0 of 3 | not answered yet | ")
    assert r"a\|b" in rows["`compute_fans`"]
    link = re.search(r"\]\(([^)#]+)#cell-id=[^)]+\) \|$", rows["`compute_fans`"])
    assert link
    assert (path.parent / link[1]).resolve() == course / "study/notebooks/03_fans.ipynb"
    page = re.search(r"\[All reasons\]\(([^)]+)\)", table)
    assert page
    assert (path.parent / page[1]).is_file()
    assert re.search(r"as it was saved \d+ seconds? ago", table)


def test_watch_checks_again_at_each_save(course: Path) -> None:
    path = answer(course, {"compute_fans": "def compute_fans(*a, **k):\n    return 1"})
    run = subprocess.Popen(
        [sys.executable, "-u", "-m", "autograder.cli", "check", "--watch", str(path)],
        cwd=course,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT), "COLUMNS": "120"},
    )
    assert run.stdout is not None
    seen: list[str] = []
    for line in run.stdout:
        seen.append(line)
        if "all reasons" in line:
            if len([one for one in seen if "all reasons" in one]) == 2:
                break
            time.sleep(1)
            answer(course, masters(course))
    run.send_signal(2)  # Ctrl-C
    run.communicate(timeout=60)
    sums = [line for line in seen if re.match(r"\d+ of \d+ points", line)]
    assert sums[0].startswith("0 of 23")
    assert sums[1].startswith("19 of 19")
    assert run.returncode == 0  # as the last check says


def test_without_bubblewrap_the_learners_code_runs_unprotected_and_that_is_said(
    course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from autograder.sandbox import NoCage, bwrap

    def refuse() -> None:
        raise NoCage("bubblewrap is not installed; run: apt-get install bubblewrap")

    monkeypatch.setattr(bwrap, "supported", refuse)
    answer(course, masters(course))
    server, why = learner_commands._server()
    with server:
        assert server.mode == "none"
        assert "bubblewrap is not installed" in why
        path = course / "study/assignments/fans/fans.ipynb"
        report = verdict.judge(course, verdict.exam_of(course, path), path, server)
    assert report.score == 19


def test_of_two_exercises_of_one_name_the_one_that_was_tried_is_shown(course: Path) -> None:
    for kind in ("source", "release"):
        for name in ("he", "signals"):
            shutil.copytree(ROOT / kind / name, course / kind / name)
            shutil.copy(ROOT / f"source/{name}.py", course / "source")
    study.lay(course, course / "study")
    with pytest.raises(CourseError, match=r"rms_after: not tried yet in .*he\.ipynb"):
        verdict.solution(course, "rms_after", course / "study")
    answer(course, {"rms_after": "def rms_after(*a, **k):\n    return 1"}, "signals")
    shown = verdict.solution(course, "rms_after", course / "study")
    assert shown.course.startswith("def rms_after(depth, n, weight_std)")


def test_a_solution_is_shown_after_an_attempt_and_not_before(course: Path) -> None:
    with pytest.raises(CourseError, match="compute_fans: not tried yet"):
        verdict.solution(course, "compute_fans", course / "study")
    answer(
        course,
        {"compute_fans": "def compute_fans(*a, **k):\n    return 1", "why-count": "Because."},
    )
    one = verdict.solution(course, "compute_fans", course / "study")
    assert one.own.endswith("return 1")
    assert "per_group" in one.course
    assert "SOLUTION" not in one.course
    assert not verdict.solution(course, "why-count", course / "study").is_code
    with pytest.raises(CourseError, match="no exercise 'nothing'"):
        verdict.solution(course, "nothing", course / "study")
    status, said = lines_of(course, "solution", "compute_fans")
    assert status == 0
    assert "per_group" in said
    assert "return 1" in said


def test_a_course_that_is_graded_can_keep_its_solutions(course: Path) -> None:
    answer(course, {"compute_fans": "def compute_fans(*a, **k):\n    return 1"})
    config = course / "nbgrader_config.py"
    config.write_text(config.read_text() + "\nget_config().GoodStart.solutions = False\n")
    with pytest.raises(CourseError, match="keeps its solutions"):
        verdict.solution(course, "compute_fans", course / "study")
