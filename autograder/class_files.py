"""Where the files of a class lie: what was handed in, reports, graded notebooks, masters."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Sequence
from pathlib import Path, PurePath

from autograder.authoring.stamp import built_stamp, is_as_built
from autograder.files import MOST_STAMP, NotRead, read_bytes
from autograder.intake import exam as exams
from autograder.intake import submission
from autograder.intake.autotest import with_tests
from autograder.model import CourseError, Exam, Protection, Report, from_json
from autograder.sandbox import visible

__all__ = [
    "edited_releases",
    "exchange_files",
    "graded_path",
    "load_reports",
    "misplaced",
    "report_files",
    "report_path",
    "require_out_of_sight",
    "source_path",
    "students",
]

EXCHANGE_FILES = ("timestamp.txt", "submission_secret.txt")


def exchange_files(root: Path, student: str, assignment: str) -> dict[str, bytes]:
    """Return the small files that nbgrader's exchange leaves beside a submission, and asks for
    beside its feedback: when it was handed in, and the secret by which the student fetches."""
    found: dict[str, bytes] = {}
    for name in EXCHANGE_FILES:
        with contextlib.suppress(NotRead):
            found[name] = read_bytes(root / "submitted" / student / assignment / name, MOST_STAMP)
    return found


def edited_releases(root: Path, wanted: Sequence[Exam]) -> list[str]:
    """Return a line for each released notebook that was built and edited since, as by somebody who
    solved it there: an answer that stands in it counts as unchanged, and earns nothing."""
    found = []
    for exam in wanted:
        where = PurePath("release", exam.assignment, f"{exam.notebook}.ipynb")
        data = (root / where).read_bytes()
        if built_stamp(json.loads(data)) and not is_as_built(data, where):
            found.append(
                f"{root / where}: edited since it was built, and what stands there counts as given "
                "out; `goodstart build --overwrite` writes it anew and keeps a copy"
            )
    return found


def require_out_of_sight(root: Path, sandbox: Protection) -> None:
    """Raise CourseError where a part of the course lies under what every submission can read from
    its cage; without a cage it can read all of it, and that is said elsewhere."""
    if sandbox == "none":
        return
    parts = [root / name for name in ("", "source", "release", "submitted", "gradebook.db")]
    for path in visible():
        for part in parts:
            if part.exists() and part.resolve().is_relative_to(path):
                raise CourseError(
                    f"{part} lies in {path}, which every submission can read, since Python's "
                    "libraries are there; move the course, or use an environment elsewhere"
                )


def students(root: Path, assignment: str, wanted: Sequence[str]) -> list[str]:
    """The students to grade. Raises CourseError for an unknown assignment, for a student who
    handed in nothing, or when nobody did."""
    exams.load(root, assignment)
    present = submission.students(root, assignment)
    if not present and (found := misplaced(root, assignment)):
        raise CourseError(found[0])
    if missing := [name for name in wanted if name not in present]:
        raise CourseError(f"no folder submitted/{missing[0]}/{assignment} in {root}")
    if not present:
        raise CourseError(
            f"no submissions: {root}/submitted/STUDENT/{assignment} is where they are expected"
        )
    return [name for name in present if not wanted or name in wanted]


def misplaced(root: Path, assignment: str) -> list[str]:
    """Return a line for each notebook of the assignment that lies in submitted/, but not where it
    is looked for: with the two folders exchanged, without the assignment's folder, or in a folder
    of a name that can't be a student's."""
    found = [
        f"{root / 'submitted' / name}: {why}; rename the folder"
        for name, why in submission.misnamed(root, assignment)
    ]
    names = {f"{exam.notebook}.ipynb" for exam in exams.load(root, assignment)}
    for path in sorted(root.glob(f"submitted/{assignment}/*")):
        if path.is_dir() and names & {one.name for one in path.glob("*.ipynb")}:
            found.append(
                f"{path}: the two folders are exchanged; submitted/{path.name}/{assignment} is "
                "where it is looked for"
            )
    for path in sorted(root.glob("submitted/*/*.ipynb")):
        if path.name in names:
            found.append(
                f"{path}: a folder is missing; {path.parent / assignment / path.name} is where it "
                "is looked for"
            )
    return found


def report_files(root: Path, exam: Exam) -> list[Path]:
    """The files of the reports of all who were graded, by name. Raises CourseError when there are
    none."""
    folder = report_path(root, exam.assignment, exam.notebook, "x").parent
    if not (files := sorted(folder.glob("*.json"))):
        raise CourseError(f"nothing graded in {folder}; run `goodstart grade {exam.assignment}`")
    return files


def load_reports(root: Path, exam: Exam) -> list[Report]:
    """The reports of all who were graded, by name. Raises CourseError when there are none."""
    return [from_json(Report, path.read_text("utf-8")) for path in report_files(root, exam)]


def report_path(root: Path, assignment: str, notebook: str, student: str) -> Path:
    """Where the report on a submission is kept."""
    return root / "reports" / assignment / notebook / f"{student}.json"


def graded_path(root: Path, student: str, assignment: str, notebook: str) -> Path:
    """Where the graded notebook is kept, which Formgrader shows."""
    return root / "autograded" / student / assignment / f"{notebook}.ipynb"


def source_path(root: Path, exam: Exam) -> Path:
    """Where the exam's master stands, with tests that nbgrader writes written out."""
    return with_tests(root / "source" / exam.assignment / f"{exam.notebook}.ipynb")
