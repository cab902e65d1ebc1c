"""With the network off, a learner in JupyterLab sees formulas, figures, instruments and questions."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from autograder.authoring import study

ROOT = Path(__file__).parents[2]
BWRAP = shutil.which("bwrap")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = pytest.mark.skipif(
    not (BWRAP and CHROMIUM), reason="no bubblewrap or no chromium; apt-get install them"
)
# A network that holds this machine and nothing else.
OFFLINE = [str(BWRAP), "--dev-bind", "/", "/", "--unshare-net", "--die-with-parent"]


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("learner")
    study.lay(ROOT, folder / "study")
    walk = [sys.executable, str(Path(__file__).with_name("lab_walk.py"))]
    run = subprocess.run(
        [*OFFLINE, *walk, str(folder / "study"), "01_signals"],
        capture_output=True,
        text=True,
        timeout=500,
        cwd=ROOT,  # where nbgrader finds the course's configuration, and imports the grader
    )
    assert run.returncode == 0, run.stderr[-2000:]
    found: dict[str, Any] = json.loads(run.stdout.splitlines()[-1])
    assert "problem" not in found, (folder / "lab.log").read_text()[-2000:]
    return found


def test_nothing_outside_can_be_reached_and_nothing_outside_is_asked_for(seen: dict[str, Any]):
    probe = "import socket; socket.create_connection(('192.0.2.1', 80), 2)"
    run = subprocess.run([*OFFLINE, sys.executable, "-c", probe], capture_output=True, text=True)
    assert "Network is unreachable" in run.stderr
    assert seen["asked"] == []


def test_formulas_are_typeset_figures_drawn_and_the_lesson_finished(seen: dict[str, Any]):
    lesson = seen["lesson"]
    assert lesson["formulas"] >= 10
    assert lesson["raw"] == 0
    assert lesson["figures"] >= 3
    assert lesson["errors"] == 0
    assert "✓ finished" in lesson["finished"]


def test_an_instrument_answers_to_the_keyboard(seen: dict[str, Any]):
    before, after = seen["instrument"]["before"], seen["instrument"]["after"]
    assert before != after
    assert any(word in after for word in ("VANISHING", "STABLE", "EXPLODING"))


def test_a_question_that_finds_a_lesson_answers(seen: dict[str, Any]):
    assert "Right:" in seen["question"]
