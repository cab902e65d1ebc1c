"""A working start for what one writes next: an assignment with its hints, or a question of a quiz.
What is laid builds, is tried and is graded as it stands, and shows where one's own words go."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Literal

from autograder.authoring import quiz_file
from autograder.files import write_bytes
from autograder.model import CourseError, require_course
from autograder.ownership import obstacle, one_line_errors

__all__ = ["new_assignment", "new_question"]

STARTS = Path(__file__).with_name("start")
NAME = re.compile(r"[a-z][a-z0-9_]*")
LESSON = re.compile(r"[0-9]{2}[a-z]?_[a-z0-9_]+")
KEY = re.compile(r"Q([0-9]+)")
HEAD = """title = "Quiz"
intro = \'\'\'
Each question is followed by a cell for your answer and a cell that checks it. Put your answer in
place of the three dots, then run both cells.
\'\'\'
"""


def new_assignment(root: Path, name: str) -> list[Path]:
    """Return the text and the hints of a new assignment, after laying them in source/. Raises
    CourseError where anything of this name is there already."""
    require_course(root)
    if not NAME.fullmatch(name):
        raise CourseError(
            f"{name!r}: a name has small letters, digits and _, and begins with a letter"
        )
    texts = {
        root / "source" / f"{name}.py": "assignment.txt",
        root / "source" / f"{name}.hints.toml": "hints.txt",
    }
    others = [root / "source" / f"{name}.toml", root / "source" / name, root / "release" / name]
    for path in (*texts, *others):
        if os.path.lexists(path):
            raise CourseError(f"{path} is there already; take another name")
    title = name.replace("_", " ").capitalize()
    for path, start in texts.items():
        text = (STARTS / start).read_text("utf-8")
        with one_line_errors(path):
            write_bytes(path, text.replace("TITLE", title).replace("NAME", name).encode())
    return list(texts)


def new_question(
    root: Path, quiz: str = "quiz", kind: Literal["choice", "truth", "number"] = "choice"
) -> tuple[Path, str]:
    """Return the quiz's file and the key of a new question, after adding it at the file's end. What
    stands before it keeps every byte. A course without a quiz gets one. Raises QuizError, and
    leaves the file as it is, where it was not valid before."""
    require_course(root)
    if not NAME.fullmatch(quiz):
        raise CourseError(f"{quiz!r}: a quiz has small letters, digits and _ in its name")
    path = root / "source" / f"{quiz}.toml"
    text = (STARTS / f"{kind}.txt").read_text("utf-8").replace("LESSON", _lesson(root))
    if not os.path.lexists(path):
        if (root / "source" / f"{quiz}.py").exists():
            raise CourseError(f"source/{quiz}.py is an assignment; take another name for the quiz")
        before, key = HEAD.encode(), "Q1"
    else:
        if reason := obstacle(path):
            raise CourseError(f"{path}: {reason}; nothing is added to it")
        numbers = [KEY.match(item.key) for item in quiz_file.load(path).items]
        key = f"Q{max(int(found[1]) for found in numbers if found) + 1}"
        before = path.read_bytes()
    gap = b"\n" if before.endswith(b"\n") else b"\n\n"
    with one_line_errors(path):
        write_bytes(path, before + gap + text.replace("KEY", key).encode())
    return path, key


def _lesson(root: Path) -> str:
    """The course's last lesson, for new questions come with new lessons."""
    names = (path.stem for path in sorted(root.glob("notebooks/*.ipynb"), reverse=True))
    return next((name for name in names if LESSON.fullmatch(name)), "01_lesson")
