"""One class goes through a term: marks by hand, extra credit, late penalties, another due date, an
extension, a changed test, a second submission. After each step the seven places that show a score
show the same one, each read by a parser of its own and held against SQL written here."""

from __future__ import annotations

import csv
import datetime
import json
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from figure_readers import (
    Figures,
    expected,
    goodstart,
    of_cells_csv,
    of_formgrader,
    of_grades_csv,
    of_nbgrader_export,
    of_the_lms,
    of_the_lms_needs,
    of_the_pages,
    of_the_report,
    of_the_table,
)
from nbgrader.api import Gradebook
from sample import lay_out_class

# right, one wrong answer, unreadable, late by hours, all right
CLASS = ("aiko", "eszter", "nikolai", "olamide", "xin")
DUE = datetime.datetime(2026, 3, 1, 23, 59)
PLUGIN = """
from nbgrader.plugins import LateSubmissionPlugin

class TenthADay(LateSubmissionPlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return 0.1 * score * (1 + total_seconds_late // 86400)
"""
CONFIG = """
import sys
sys.path.insert(0, {folder!r})
get_config().AssignLatePenalties.plugin_class = "{module}.TenthADay"
"""
TOLERANCE = 1e-6  # Canvas and Moodle get five digits after the point, the table six in all


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    root = tmp_path_factory.mktemp("figures") / "course"
    lay_out_class(root)
    for folder in (root / "submitted").iterdir():
        if folder.name not in CLASS:
            shutil.rmtree(folder)
    plugins = root.parent / "plugins"
    plugins.mkdir()
    (plugins / "figures_late.py").write_text(PLUGIN)
    config = root / "nbgrader_config.py"
    config.write_text(
        config.read_text() + CONFIG.format(folder=str(plugins), module="figures_late")
    )
    yield root
    sys.path[:] = [one for one in sys.path if one != str(plugins)]
    sys.modules.pop("figures_late", None)


PLACES: dict[str, Callable[[Path], Figures]] = {
    # nbgrader's own first: no command of ours has brought the penalties up to date before it
    "nbgrader export": of_nbgrader_export,
    "Formgrader": of_formgrader,
    "grade": of_the_table,
    "goodstart-grades.csv": of_grades_csv,
    "goodstart-cells.csv": of_cells_csv,
    "LMS": of_the_lms,
    "class report": of_the_report,
    "feedback": of_the_pages,
}
# Pages for reading show two digits after the point.
COARSE = {"class report": 0.0051, "feedback": 0.0051, "grade": 6e-5}


def assert_all_agree(root: Path) -> Figures:
    wanted: Figures = {}
    for place, read in PLACES.items():
        found = read(root)
        wanted = expected(root)
        assert set(wanted) == set(CLASS)
        assert set(found) == set(CLASS), place
        for student, figures in found.items():
            for name, value in figures.items():
                if place == "nbgrader export" or name != "late_penalty":
                    close = pytest.approx(
                        wanted[student][name], abs=COARSE.get(place, TOLERANCE * 10)
                    )
                else:
                    close = pytest.approx(wanted[student][name], abs=0.0051)
                assert value == close, (place, student, name)
    owed = {name for name, own in wanted.items() if own["needs_manual"]}
    assert of_the_lms_needs(root) == owed
    return wanted


def mark(root: Path, student: str, cell: str, **given: float | None) -> None:
    """What the Formgrader's GradeHandler does when a person fills its boxes."""
    with Gradebook(f"sqlite:///{root}/gradebook.db", "good_start") as book:
        grade = book.find_grade(cell, "fans", "fans", student)
        grade.manual_score = given.get("manual_score")
        grade.extra_credit = given.get("extra_credit")
        grade.needs_manual_grade = grade.manual_score is None and grade.auto_score is None
        book.db.commit()


def change_exam(root: Path, change: Callable[[dict], None]) -> None:
    """Change graded cells of the master and of the release, as `goodstart build` would."""
    for path in (root / "source/fans/fans.ipynb", root / "release/fans/fans.ipynb"):
        node = json.loads(path.read_text("utf-8"))
        for cell in node["cells"]:
            change(cell)
        path.write_text(json.dumps(node, indent=1, ensure_ascii=False) + "\n", "utf-8")


def test_a_class_just_graded(root: Path) -> None:
    goodstart(root, "grade", "fans", "--seed", "7")
    figures = assert_all_agree(root)
    assert figures["olamide"]["late_penalty"] > 0
    assert figures["nikolai"]["raw_score"] == 0
    assert figures["aiko"]["needs_manual"]


def test_marks_by_hand_and_extra_credit(root: Path) -> None:
    mark(root, "aiko", "why-count", manual_score=3.25)
    mark(root, "olamide", "why-count", manual_score=2.0)
    mark(root, "xin", "why-count", manual_score=4.0, extra_credit=1.0)
    mark(root, "aiko", "fans-dense", extra_credit=0.3)  # on top of the machine's points
    mark(root, "eszter", "fans-conv", manual_score=0.1)
    mark(root, "nikolai", "fans-conv", manual_score=1.5)  # the file could not be read
    figures = assert_all_agree(root)
    assert not figures["aiko"]["needs_manual"]
    assert figures["aiko"]["raw_score"] % 1 == pytest.approx(0.55)
    assert figures["nikolai"]["score"] == 1.5


def test_another_due_date_and_an_extension(root: Path) -> None:
    before = expected(root)
    with Gradebook(f"sqlite:///{root}/gradebook.db", "good_start") as book:
        book.update_or_create_assignment("fans", duedate="2026-02-26 12:00:00 UTC")
        book.grant_extension("fans", "eszter", days=5)
    figures = assert_all_agree(root)
    assert figures["aiko"]["late_penalty"] > before["aiko"]["late_penalty"] == 0
    assert figures["eszter"]["late_penalty"] == 0
    with Gradebook(f"sqlite:///{root}/gradebook.db", "good_start") as book:
        book.update_or_create_assignment("fans", duedate=f"{DUE} UTC")
    figures = assert_all_agree(root)
    assert figures["aiko"]["late_penalty"] == 0


def test_a_regrade_with_a_changed_test_and_other_points(root: Path) -> None:
    before = expected(root)

    def change(cell: dict) -> None:
        about = cell["metadata"].get("nbgrader", {})
        if about.get("grade_id") == "fans-groups":
            cell["source"] = ["pass  # everybody passes"]
        if about.get("grade_id") == "fans-dense":
            about["points"] = 2.5

    change_exam(root, change)
    goodstart(root, "grade", "fans", "--student", "eszter", "--seed", "8", "--despite")
    goodstart(root, "grade", "fans", "--seed", "8", "--despite")
    figures = assert_all_agree(root)
    assert figures["aiko"]["max_score"] == before["aiko"]["max_score"] + 0.5
    assert not figures["aiko"]["needs_manual"], "the written answer that was marked is the same"
    assert figures["nikolai"]["needs_manual"], "a test marked by hand is to be looked at again"
    assert figures["nikolai"]["score"] == 1.5, "a person's mark stays"
    mark(root, "aiko", "why-count", manual_score=3.0)
    assert not assert_all_agree(root)["eszter"]["late_penalty"]


def test_a_second_submission_later(root: Path) -> None:
    shutil.copy(root / "submitted/aiko/fans/fans.ipynb", root / "submitted/nikolai/fans/fans.ipynb")
    (root / "submitted/nikolai/fans/timestamp.txt").write_text("2026-03-04 12:00:00 UTC")
    goodstart(root, "grade", "fans", "--seed", "9", "--despite")
    figures = assert_all_agree(root)
    assert figures["nikolai"]["late_penalty"] == pytest.approx(
        0.3 * figures["nikolai"]["raw_score"]
    )


def test_an_exam_that_is_built_and_not_graded_yet(root: Path) -> None:
    """The points of a new build count once it is graded: no page shows them before."""

    def change(cell: dict) -> None:
        about = cell["metadata"].get("nbgrader", {})
        if about.get("grade_id") == "fans-1d-3d":
            about["points"] = 6

    change_exam(root, change)
    wanted = expected(root)
    for place, read in PLACES.items():
        if place != "grade":  # which takes it up
            for student, figures in read(root).items():
                most = figures.get("max_score", wanted[student]["max_score"])
                assert most == wanted[student]["max_score"], (place, student)


def test_points_that_nbgrader_wrote_by_itself_are_named(root: Path) -> None:
    """Pages come from reports, tables from the gradebook: where these tell of different gradings,
    each command says so, until the class is graded again."""
    said = "fans: the gradebook has other points than the last reports of eszter; run"
    commands = (["feedback", "fans", "--workers", "1"], ["report", "fans"], ["export", "fans"])
    goodstart(root, "grade", "fans", "--seed", "9", "--despite")
    assert not [one for one in commands if "other points" in goodstart(root, *one)]
    with Gradebook(f"sqlite:///{root}/gradebook.db", "good_start") as book:
        grade = book.find_grade("fans-dense", "fans", "fans", "eszter")
        grade.auto_score = 0.75
        book.db.commit()
    assert [one for one in commands if said in goodstart(root, *one)] == [*commands]
    goodstart(root, "grade", "fans", "--seed", "9", "--despite")
    assert_all_agree(root)
    assert not [one for one in commands if "other points" in goodstart(root, *one)]


def explained() -> dict[str, set[str]]:
    """The columns that docs/instructors.md explains, by table."""
    text = (Path(__file__).parents[2] / "docs/instructors.md").read_text("utf-8")
    section = text.split("## What each figure means\n")[1].split("\n## ")[0]
    found: dict[str, set[str]] = {}
    where = ""
    for line in section.splitlines():
        if line.startswith("| ") and not line.startswith("| where"):
            first, columns, meaning = [one.strip() for one in line.strip("|").split("|")]
            where = first or where
            assert meaning, line
            names = re.findall(r"`([^`]+)`", columns) or [columns]
            found.setdefault(where, set()).update(names)
    return found


def test_every_column_is_explained(root: Path) -> None:
    told = explained()
    for name in ("goodstart-grades.csv", "goodstart-cells.csv"):
        with (root / name).open(encoding="utf-8") as file:
            assert set(next(csv.reader(file))) == told[f"`{name}`"]
    with (root / "nbgraders.csv").open(encoding="utf-8") as file:
        assert set(next(csv.reader(file))) == told["`nbgrader export`, `grades.csv`"]
    assert not (root / "grades.csv").exists(), "it is nbgrader's own, which no command writes over"
    [heads] = [
        re.split(r"  +", line.strip())
        for line in goodstart(root, "grade", "fans", "--seed", "9", "--despite").splitlines()
        if line.startswith("student ")
    ]
    assert set(heads) == told["`goodstart grade`, on the screen"]
