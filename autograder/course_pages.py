"""What a course shows of itself: its decks' questions, its site, a folder for its students."""

from __future__ import annotations

import datetime
import importlib.metadata
import tomllib
from pathlib import Path

import nbformat

from autograder.authoring.quiz_file import quizzes_of
from autograder.files import HINTS
from autograder.model import CourseError
from autograder.ownership import Ledger
from autograder.pages.decks import Question
from autograder.pages.site import Assignment, Site

__all__ = ["deck_questions", "handout", "site"]


def deck_questions(root: Path) -> dict[str, list[Question]]:
    """Return questions to the audience, by lesson: the quiz's choices that need no figure and are
    no warm-up, which counts less than a point."""
    found: dict[str, list[Question]] = {}
    for quiz in quizzes_of(root).values():
        for item in quiz.items:
            if item.kind == "number" or item.figure or item.draw or item.points < 1:
                continue
            options = tuple(one.text for one in item.options) or ("True", "False")
            right = f"Number {item.right_option}"
            if item.kind == "truth":
                right = "True" if item.answer else "False"
            lesson, _, section = item.lesson.partition("#")
            whys = tuple(one.why for one in item.options)
            key = item.right_option - 1
            question = Question(item.question, options, right, item.explanation, section, key, whys)
            found.setdefault(lesson, []).append(question)
    return found


def site(root: Path) -> Site:
    """Return what the course's site is made of besides its lessons."""
    made, quizzes = [], quizzes_of(root)
    for path in sorted(root.glob("release/*/*.ipynb")):
        hints = path.with_name(HINTS)
        table = tomllib.loads(hints.read_text("utf-8")) if hints.is_file() else {}
        if path.parent.name not in quizzes:
            made.append(Assignment(path.stem, nbformat.read(path, as_version=4), table))
    order = [lesson.stem for lesson in sorted(root.glob("notebooks/*.ipynb"))]

    def place(one: Assignment) -> int:
        text = one.node.cells[0].source
        named = [k for k, name in enumerate(order) if f"notebooks/{name}.ipynb" in text]
        return max(named) if one.name == "capstone" else min(named, default=len(order))

    version = importlib.metadata.version("good-start")
    today = datetime.date.today().isoformat()
    return Site(sorted(made, key=place), deck_questions(root), version, today)


def handout(root: Path, into: Path, wheel: Path, overwrite: bool = False) -> list[Path]:
    """Return the files of a folder for students who have nothing but Python, after writing them:
    the lessons, the assignments with their hints, the wheel that they import, and a page that says
    how to begin."""
    from autograder.authoring.study import course_of
    from autograder.pages.handout import start_page

    if not wheel.is_file():
        raise CourseError(f"{wheel}: no such file; `make wheel` builds it")
    course = course_of(root)
    first, *_ = course
    assignments = [str(name) for name in course if name.match("assignments/*/*.ipynb")]
    hints = any(name.name == HINTS for name in course)
    page = start_page(wheel.name, str(first), assignments, hints)
    files = {into / name: data for name, data in course.items()}
    files |= {into / wheel.name: wheel.read_bytes(), into / "START.html": page.encode()}
    ledger = Ledger(into, overwrite)
    ledger.check(files)
    for path, data in files.items():
        ledger.write(path, data)
    for path in into.glob(f"assignments/*/{HINTS}"):
        if path not in files and ledger.ours(path):  # from when the course gave hints
            path.unlink()
    return list(files)
