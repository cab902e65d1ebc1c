"""A course's own policy for late work stands beside its configuration, as the docs say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from traitlets.config import Config

from autograder.authoring.config import course_config
from autograder.model import CourseError
from autograder.results.gradebook import CourseGradebook
from autograder.results.lateness import penalty

ROOT = Path(__file__).parents[2]
DAY = 86_400


def course(folder: Path, file: str, text: str, name: str) -> Config:
    (folder / file).write_text(text)
    (folder / "nbgrader_config.py").write_text(
        f'get_config().AssignLatePenalties.plugin_class = "{name}"\n'
    )
    return course_config(folder)


def test_the_policy_in_the_docs_is_found_and_takes_a_tenth_a_day(tmp_path: Path):
    section = (ROOT / "docs/instructors.md").read_text("utf-8").split("## Late work\n")[1]
    code = re.search(r"```python\n(.*?)```", section, re.DOTALL)[1]
    line = re.search(r"`(get_config\(\).*?)`", section)[1]
    (tmp_path / "late.py").write_text(code)
    (tmp_path / "nbgrader_config.py").write_text(line + "\n")
    config = course_config(tmp_path)
    for days, taken in ((0.01, 2), (1, 2), (1.5, 4), (11, 20)):
        assert penalty(tmp_path, config, "ada", 20, days * DAY) == pytest.approx(taken)


def test_the_extension_in_the_docs_gives_one_student_two_days(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    text = (ROOT / "docs/instructors.md").read_text("utf-8")
    section = text.split("### More time for one student\n")[1]
    code = re.search(r"```python\n(.*?)```", section, re.DOTALL)[1]
    monkeypatch.chdir(tmp_path)
    late = {}
    with CourseGradebook(tmp_path, course_config(tmp_path)):
        pass  # makes the file
    with Gradebook("sqlite:///gradebook.db") as book:
        book.add_assignment("fans", duedate="2026-03-01 12:00 UTC")
        for student in ("ada", "ben"):
            book.add_student(student)
            book.add_submission("fans", student, timestamp="2026-03-04 12:00 UTC")
        for round in ("before", "once", "twice"):
            if round != "before":
                exec(code, {})
            book.db.expire_all()
            late[round] = [
                book.find_submission("fans", one).total_seconds_late / DAY for one in ("ada", "ben")
            ]
    assert late == {"before": [3, 3], "once": [1, 3], "twice": [1, 3]}, "it does not add up"


@pytest.mark.parametrize(
    ("text", "name", "said"),
    [
        ("", "nowhere_to_be_found.Policy", "No module named 'nowhere_to_be_found'"),
        ("import", "broken_policy.Policy", "SyntaxError"),
        ("class Policy:\n    pass\n", "broken_policy.Policy", "can't be loaded"),
    ],
)
def test_a_policy_that_cannot_be_loaded_is_one_line(tmp_path: Path, text, name, said):
    config = course(tmp_path, "broken_policy.py", text, name)
    with pytest.raises(CourseError) as error:
        penalty(tmp_path, config, "ada", 20, DAY)
    told = str(error.value)
    assert said in told
    assert "\n" not in told
    assert "put its file beside nbgrader_config.py" in told


def test_a_policy_that_fails_is_one_line_with_its_place(tmp_path: Path):
    text = (
        "from nbgrader.plugins import BasePlugin\n\n\nclass Policy(BasePlugin):\n"
        "    def late_submission_penalty(self, student_id, score, seconds):\n        return 1 / 0\n"
    )
    config = course(tmp_path, "failing_policy.py", text, "failing_policy.Policy")
    with pytest.raises(CourseError) as error:
        penalty(tmp_path, config, "ada", 20, DAY)
    assert str(error.value) == (
        "the policy for late work, Policy, failed for ada: ZeroDivisionError: division by zero, "
        "failing_policy.py line 6"
    )
