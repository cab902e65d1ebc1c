"""nbgrader's tasks: a text that says what to do, cells of the student's own below it, and a person
who marks them. The gradebook's rows are those of stock nbgrader."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import nbformat
import pytest
from foreign import CONFIG, lay_out, notebook, rows
from nbgrader.api import Gradebook
from test_formgrader import exporter, page_of
from test_nbgrader import fresh

from autograder import class_reports, grading, publish
from autograder.intake import exam as exams
from autograder.intake import submission
from autograder.model import ExamError
from autograder.nbgrader_plugin import configure
from tests.warm import nbgrader

__all__ = ["exporter"]  # a fixture

TASK = """\
## Plot it

Plot `double` in a cell of your own, and say what you see.

=== BEGIN MARK SCHEME ===
Two points for a straight line.
=== END MARK SCHEME ==="""
MASTERS = {
    "lines": [
        ("text", "", 0, "# Lines"),
        (
            "solution",
            "double",
            0,
            "### BEGIN SOLUTION\ndef double(x):\n    return 2 * x\n### END SOLUTION",
        ),
        ("test", "doubles", 1, "assert double(3) == 6"),
        ("task", "plot", 4, TASK),
        ("text", "", 0, "## The end"),
        ("manual", "why", 2, "Because."),
    ]
}
TEXT = "## Plot it\n\nPlot `double` in a cell of your own, and say what you see.\n"
STUDENTS = {
    "ada": {
        "lines": {
            "after plot": "print('points:', [double(x) for x in range(3)])",
            "why": "It is a line.",
        }
    },
    "ben": {"lines": {"double": "double = None"}},  # did nothing about the task
    "cy": {"lines": {"plot": f"{TEXT}\nI see a line."}},  # wrote into the text that is locked
    "dee": {"lines": {"plot": None, "after doubles": "# My plot\n\nA line."}},
}
CONFIGURED = CONFIG + "from autograder.nbgrader_plugin import configure\nconfigure(c)\n"


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return lay_out(tmp_path_factory.mktemp("tasks") / "course", MASTERS, STUDENTS)


@pytest.fixture(scope="module")
def graded(course: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the course, graded."""
    copy = Path(shutil.copytree(course, tmp_path_factory.mktemp("graded") / "course"))
    fresh(copy)
    grade(copy)
    return copy


@pytest.fixture
def marked(graded: Path, tmp_path: Path) -> Path:
    """A copy of that, with Ada's task marked by a person."""
    copy = Path(shutil.copytree(graded, tmp_path / "marked"))
    with Gradebook(f"sqlite:///{copy}/gradebook.db", "good_start") as book:
        mark = book.find_grade("plot", "lines", "ps1", "ada")
        mark.manual_score, mark.needs_manual_grade = 3.5, False
        book.find_comment("plot", "lines", "ps1", "ada").manual_comment = "Label the axes."
        book.db.commit()
    return copy


def grade(course: Path, force: bool = False) -> None:
    list(grading.grade_class(course, "ps1", sorted(STUDENTS), seed=1, force=force))


def sources(course: Path, student: str) -> list[str]:
    path = course / f"autograded/{student}/ps1/lines.ipynb"
    return [cell.source for cell in nbformat.read(path, 4).cells]


def test_the_gradebook_gets_the_rows_of_stock_nbgrader(course: Path, graded: Path):
    ours = rows(graded)
    assert ours["ada", "lines", "plot"] == ("TaskCell", None, None, 4, True)
    assert ours["ada", "lines", "plot", "comment"] == (None, None)
    for config in (CONFIGURED, CONFIG):
        fresh(course)
        (course / "nbgrader_config.py").write_text(config)
        nbgrader(course, "generate_assignment", "ps1", "--force")
        nbgrader(course, "autograde", "ps1")
        assert rows(course) == ours


def test_the_graded_notebook_has_the_task_and_the_students_cells_below_it(graded, exporter):
    ada = sources(graded, "ada")
    at = ada.index(TASK)  # with the mark scheme, for the person who marks
    assert ada[at + 1] == STUDENTS["ada"]["lines"]["after plot"]
    node = nbformat.read(graded / "autograded/ada/ps1/lines.ipynb", 4)
    nbformat.validate(node)
    assert node.cells[at + 1].outputs[0].text == "points: [0, 2, 4]\n"
    html = page_of(exporter, graded / "autograded/ada/ps1/lines.ipynb")
    assert html.count("Student's task") == 1
    for ident in ("plot", "plot-comment"):
        assert html.count(f'id="{ident}"') == 1


def test_a_tasks_text_is_the_courses_and_what_a_student_wrote_in_it_is_kept(
    course: Path, graded: Path
):
    [exam] = exams.load(course, "ps1")
    answers = submission.read(course / "submitted/cy/ps1", "cy", exam)
    assert [(one.after, one.source) for one in answers.extras] == [
        ("plot", f"{TEXT}\nI see a line.")
    ]
    assert answers.notes == ("cell 'plot' was changed; what was written in it stands below it",)
    assert submission.read(course / "submitted/dee/ps1", "dee", exam).notes == (
        "cell 'plot' is missing",
    )
    for student in ("ben", "ada"):
        assert submission.read(course / f"submitted/{student}/ps1", student, exam).notes == ()
    for student in STUDENTS:
        assert sources(graded, student).count(TASK) == 1
    assert sources(graded, "cy")[4] == f"{TEXT}\nI see a line."


def test_an_answer_in_a_copy_of_the_task_is_kept(course: Path, tmp_path: Path):
    [exam] = exams.load(course, "ps1")
    both = [*MASTERS["lines"][:3], ("task", "plot", 4, "I see a line."), *MASTERS["lines"][3:]]
    node = notebook(both)
    node.cells[3].id = "copy"
    nbformat.write(node, tmp_path / "lines.ipynb")
    answers = submission.read(tmp_path, "ada", exam)
    assert "I see a line." in [one.source for one in answers.extras]


def test_a_persons_marks_and_comments_go_into_feedback_report_and_grades(marked: Path):
    list(publish.feedback(marked, "ps1"))
    ada, ben = ((marked / f"feedback/{name}/ps1/lines.html").read_text() for name in ("ada", "ben"))
    assert "3.5 / 4 · part" in ada
    assert "Label the axes." in ada
    assert (
        ada.index("Plot <code>double</code>")
        < ada.index("points: [0, 2, 4]")
        < ada.index("Label the axes.")
    )
    assert "– / 4 · waiting" in ben
    assert "No cell of yours stands below this task." in ben
    assert ben.count('<h2 id="title-2"><span>Plot it</span>') == 1
    for page in (ada, ben):
        assert "MARK SCHEME" not in page
        assert "straight line" not in page
    [path] = class_reports.write(marked, ["ps1"])
    told = path.read_text()
    assert 'Plot it <span class="small soft">(3 waiting)</span>' in told
    assert "straight line" not in told
    publish.export(marked, ["ps1"])
    with (marked / "goodstart-cells.csv").open(newline="") as file:
        cells = {(row["student"], row["cell"]): row for row in csv.DictReader(file)}
    assert (cells["ada", "plot"]["points"], cells["ada", "plot"]["comment"]) == (
        "3.5",
        "Label the axes.",
    )
    assert (cells["ben", "plot"]["points"], cells["ben", "plot"]["comment"]) == ("", "")
    with (marked / "goodstart-grades.csv").open(newline="") as file:
        totals = {row["student"]: row for row in csv.DictReader(file)}
    assert (totals["ada"]["score"], totals["ada"]["max_score"]) == ("4.5", "7")
    assert {row["needs_manual"] for row in totals.values()} == {"true"}


def change(course: Path, path: str, old: str, new: str) -> None:
    text = (course / path).read_text("utf-8")
    assert old in text
    (course / path).write_text(text.replace(old, new), "utf-8")


def change_exam(course: Path, old: str, new: str) -> None:
    for folder in ("source", "release"):
        change(course, f"{folder}/ps1/lines.ipynb", old, new)


def of_the_task(course: Path) -> tuple[float, bool, str]:
    """Ada's mark, whether it asks to be looked at again, and her comment."""
    found = rows(course)
    _, auto, points, _, ask = found["ada", "lines", "plot"]
    assert auto is None
    return points, ask, found["ada", "lines", "plot", "comment"][1]


def test_a_mark_asks_nothing_again_when_only_another_cells_test_changed(marked: Path):
    change_exam(marked, "assert double(3) == 6", "assert double(4) == 8")
    grade(marked)
    assert of_the_task(marked) == (3.5, False, "Label the axes.")
    assert rows(marked)["ben", "lines", "plot"][-1], "who has no mark still waits for one"
    grade(marked, force=True)
    assert of_the_task(marked) == (3.5, False, "Label the axes.")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("print('points:'", "print('other points:'"),  # the student's cell below the task
        ("It is a line.", "It is a line, I think."),
    ],
)
def test_a_mark_stays_and_asks_to_be_looked_at_when_the_work_changed(
    marked: Path, old: str, new: str
):
    with Gradebook(f"sqlite:///{marked}/gradebook.db", "good_start") as book:
        why = book.find_grade("why", "lines", "ps1", "ada")
        why.manual_score, why.needs_manual_grade = 1.0, False
        book.db.commit()
    change(marked, "submitted/ada/ps1/lines.ipynb", old, new)
    grade(marked)
    plot, why = (rows(marked)["ada", "lines", one] for one in ("plot", "why"))
    assert (plot[2], why[2]) == (3.5, 1.0)
    assert (plot[-1], why[-1]) == (old.startswith("print"), not old.startswith("print"))
    grade(marked, force=True)
    assert of_the_task(marked)[1] == old.startswith("print"), "until a person has looked"


def test_a_mark_asks_to_be_looked_at_when_its_cell_has_other_points(marked: Path):
    change_exam(marked, '"points": 4', '"points": 5')
    grade(marked)
    assert of_the_task(marked) == (3.5, True, "Label the axes.")


def test_a_mark_asks_to_be_looked_at_when_nothing_tells_what_was_marked(marked: Path):
    (marked / "reports/ps1/lines/ada.json").unlink()
    grade(marked)
    assert of_the_task(marked) == (3.5, True, "Label the axes.")


def test_nbgraders_own_feedback_shows_the_task_without_its_mark_scheme(marked: Path):
    (marked / "nbgrader_config.py").write_text(CONFIGURED)
    nbgrader(marked, "generate_feedback", "ps1")
    page = (marked / "feedback/ada/ps1/lines.html").read_text()
    assert "say what you see" in page
    assert "Label the axes." in page
    assert "straight line" not in page


def test_a_task_of_code_is_refused_by_name(tmp_path: Path):
    node = notebook([("task", "plot", 1, "Plot it.")])
    node.cells[0] = nbformat.v4.new_code_cell("Plot it.", metadata=node.cells[0].metadata)
    nbformat.write(node, tmp_path / "x.ipynb")
    with pytest.raises(ExamError, match="cell 1: a task cell of code; make it markdown"):
        exams.load_notebook(tmp_path / "x.ipynb", tmp_path / "x.ipynb")


def test_the_configuration_of_the_course_cuts_mark_schemes():
    from traitlets.config import Config

    config = Config()
    configure(config)
    assert "ClearScheme" in [step.__name__ for step in config.GenerateFeedback.preprocessors]
