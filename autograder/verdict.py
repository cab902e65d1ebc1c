"""A learner's verdict on their own notebook: all tests, hidden ones too, and no gradebook."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from autograder.authoring.config import course_config
from autograder.authoring.quiz_file import Quiz
from autograder.authoring.quiz_notebook import explanations, slip_names
from autograder.examine.examiner import examine
from autograder.intake import exam as exams
from autograder.intake import submission
from autograder.master_checks import one_check
from autograder.model import Answers, Cell, CourseError, Exam, Report, Score
from autograder.ownership import Ledger
from autograder.pages.feedback import render
from autograder.sandbox import ForkServer
from initlab.slips import SLIPS

__all__ = [
    "Line",
    "Solution",
    "attempted",
    "exam_of",
    "find_course",
    "judge",
    "lines",
    "page",
    "solution",
]

LEARNER = "me"
SHOWN = 3  # lines of a reason
NOT_ANSWERED = "not answered yet"
REGION = re.compile(r"(?m)^[ \t]*### (BEGIN|END) SOLUTION[ \t]*\n?")


@dataclass(frozen=True)
class Line:
    """One exercise of a verdict, by the name of its function or cell. `points` is None where only
    a person can mark it; `told` and `lesson` are those of the first test that lost points. `blank`
    says that there is no answer yet."""

    exercise: str
    points: float | None
    max_points: float
    told: str = ""
    lesson: str = ""
    blank: bool = False

    @property
    def full(self) -> bool:
        return self.points is not None and self.points >= self.max_points


@dataclass(frozen=True)
class Solution:
    """The course's solution of one exercise, and the learner's own."""

    own: str
    course: str
    is_code: bool


def find_course(path: Path) -> Path:
    """Return the folder of the course that a notebook belongs to: the nearest above it that has
    `source` and `release`. Raises CourseError."""
    for folder in (path.absolute(), *path.absolute().parents):
        if (folder / "source").is_dir() and (folder / "release").is_dir():
            return Path(os.path.relpath(folder))
    raise CourseError(
        f"{path}: no course above it (a folder with source/ and release/); name it with --course"
    )


def attempted(root: Path, study: Path) -> list[Path]:
    """Return the learner's assignments that differ from what was handed out, by name."""
    found = []
    for path in sorted(study.glob("assignments/*/*.ipynb")):
        released = root / "release" / path.parent.name / path.name
        if released.is_file() and _differs(path, released):
            found.append(path)
    return found


def _differs(path: Path, released: Path) -> bool:
    exam = exams.load_notebook(
        released.parents[2] / "source" / path.parent.name / path.name, released
    )
    answers = submission.read_notebook(path, LEARNER, exam)
    return bool(answers.problem) or any(_is_tried(cell, answers) for cell in exam.cells)


def _is_tried(cell: Cell, answers: Answers) -> bool:
    return cell.role in ("solution", "manual") and not answers.is_blank(cell)


def exam_of(root: Path, path: Path) -> Exam:
    """Return the exam that a notebook answers: the one of its name, or else the one that most of
    its cells are of. Raises CourseError."""
    if not path.is_file():
        raise CourseError(f"{path}: no such notebook")
    sources = sorted(root.glob("source/*/*.ipynb"))
    sources.sort(key=lambda source: source.stem != path.stem)
    best, most = None, 0
    for source in sources:
        if not (root / "release" / source.parent.name / source.name).is_file():
            continue
        exam = exams.load_notebook(source, root / "release" / source.parent.name / source.name)
        answers = submission.read_notebook(path, LEARNER, exam)
        count = len(answers.sources)
        if source.stem == path.stem and (count or answers.problem):
            return exam  # an unreadable file is known by its name alone
        if count > most:
            best, most = exam, count
    if best is None:
        raise CourseError(f"{path}: no assignment of {root} has cells like its own")
    return best


def judge(root: Path, exam: Exam, path: Path, fork_server: ForkServer) -> Report:
    """Return the report on a learner's notebook; its cases are drawn afresh."""
    answers = submission.read_notebook(path, LEARNER, exam)
    inside = [one.id for one in one_check(root, exam, "apart", fork_server).inside]
    return examine(exam, answers, fork_server, seed=secrets.randbits(32), inside=inside)


def lines(exam: Exam, report: Report, names: Mapping[str, str]) -> Iterator[Line]:
    """Yield a line for each exercise; a test belongs to the answer above it."""
    scores = {score.id: score for score in report.scores}
    exercise = ""
    tests: dict[str, list[Cell]] = {}
    blank = set()
    for cell in exam.cells:
        if cell.role in ("solution", "manual"):
            exercise = cell.id
            if report.answers.is_blank(cell) and not report.problem:
                blank.add(exercise)
        if cell.id in scores and cell.points:
            tests.setdefault(exercise or cell.id, []).append(cell)
    for name, cells in tests.items():
        own = [scores[cell.id] for cell in cells]
        judged = [score.points for score in own if score.points is not None]
        lost = next(((c, s) for c, s in zip(cells, own, strict=True) if not s.full), None)
        yield Line(
            name,
            sum(judged) if judged else None,
            sum(score.max_points for score in own),
            (NOT_ANSWERED if name in blank else _told(lost[1], names)) if lost else "",
            lost[0].lesson if lost else "",
            name in blank,
        )


def _told(score: Score, names: Mapping[str, str]) -> str:
    """Why points are missing, in a few words: the slip's name, or the first lines of the reason
    (called, got, expected)."""
    if score.full or score.points is None:
        return ""
    if score.slip:
        return names.get(score.slip, score.slip)
    first = [" ".join(line.split()) for line in score.reason.splitlines() if line.strip()]
    return "; ".join(first[:SHOWN])


def slip_titles(quizzes: Mapping[str, Quiz]) -> dict[str, str]:
    """Return a short name for every slip: the catalogue's, and the quizzes' wrong options."""
    names = {key: slip.name for key, slip in SLIPS.items()}
    for quiz in quizzes.values():
        names |= slip_names(quiz)
    return names


def page(
    root: Path,
    exam: Exam,
    report: Report,
    into: Path,
    names: Mapping[str, str],
    quiz: Quiz | None = None,
) -> Path:
    """Return the feedback page, after writing it to the folder `into`. Links lead to the lessons'
    pages where `make slides` has written them."""
    pages = root / "pages"
    path = into / f"{exam.notebook}.html"
    text = render(
        exam,
        report,
        lesson_url=os.path.relpath(pages, into) if pages.is_dir() else "",
        lessons=[one.stem for one in pages.glob("*.html")],
        slip_names=names,
        explanations=explanations(quiz) if quiz else {},
    )
    Ledger(into).write_text(path, text)
    return path


def solution(root: Path, name: str, study: Path) -> Solution:
    """Return the solution of the exercise whose cell has this name, once it was attempted. Raises
    CourseError: where there is no such exercise, no attempt yet, or where the course keeps its
    solutions (`c.GoodStart.solutions = False` in nbgrader_config.py)."""
    if course_config(root).get("GoodStart", {}).get("solutions", True) is False:
        raise CourseError("this course keeps its solutions until it is graded")
    known: list[str] = []
    untried: Path | None = None
    for source in sorted(root.glob("source/*/*.ipynb")):
        exam = exams.load_notebook(source, root / "release" / source.parent.name / source.name)
        cells = {cell.id: cell for cell in exam.cells if cell.role in ("solution", "manual")}
        known += cells
        if name not in cells:
            continue
        path = study / "assignments" / exam.assignment / source.name
        answers = submission.read_notebook(path, LEARNER, exam)
        if not _is_tried(cells[name], answers):
            untried = untried or path
            continue  # another assignment may have an exercise of this name
        text = REGION.sub("", cells[name].source).strip("\n")
        return Solution(answers.sources[name].strip("\n"), text, cells[name].kind == "code")
    if untried:
        raise CourseError(f"{name}: not tried yet in {untried}; the solution comes after that")
    raise CourseError(f"no exercise {name!r}; known: {', '.join(known) or 'none'}")
