"""An assignment in the manner of nbgrader's documentation gets the rows of stock nbgrader: partial
credit, hidden tests, answers in code, magics, `await`, files beside the notebook, lateness."""

from __future__ import annotations

import base64
from pathlib import Path

import nbformat
import pytest
from foreign import CONFIG, lay_out, notebook, rows
from foreign_ps1 import DUE, FILES, MASTERS, STUDENTS
from nbgrader.api import Gradebook
from support import make_exam, sit
from test_nbgrader import fresh

from autograder import grading
from autograder.examine.examiner import examine
from autograder.intake import attachments, submission
from autograder.intake import exam as exams
from autograder.model import Answers, ExamError, File
from tests.warm import nbgrader

SWITCH = "(for teachers: `goodstart grade --tests inside`"
# What can't be had of a student's function from outside its process, and what the student is told.
APART = {
    "awaits": "cell 'awaits' can't run apart from the student's kernel: it has an `await`",
    "asyncs": "A check failed.",  # whether it is a coroutine function
    "mocked": "A check failed.",  # what it calls, replaced
    "source": "TypeError: module, class, method, function,",
    "saved": "FileNotFoundError: [Errno 2] No such file or directory: 'out.txt'",
}


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return lay_out(
        tmp_path_factory.mktemp("ps1") / "course",
        MASTERS,
        STUDENTS,
        FILES,
        f"{CONFIG}c.LateSubmissionPlugin.penalty_method = 'zero'\n",
    )


@pytest.fixture
def released(course: Path) -> Path:
    """The course, with nothing graded and a due date."""
    fresh(course)
    nbgrader(course, "generate_assignment", "ps1", "--force")
    with Gradebook(f"sqlite:///{course}/gradebook.db", "good_start") as book:
        book.update_or_create_assignment("ps1", duedate=DUE)
    return course


@pytest.fixture(scope="module")
def stock(course: Path) -> dict:
    """The rows of stock nbgrader."""
    released.__wrapped__(course)
    nbgrader(course, "autograde", "ps1")
    return rows(course)


def of_what_came(found: dict) -> dict:
    """The rows without the comments on a notebook that was not handed in: each says "No response."
    here, and stock nbgrader leaves them blank."""
    return {
        key: value
        for key, value in found.items()
        if not (key[0] == "eve" and key[1] in ("answers", "files") and key[-1] == "comment")
    }


def grade(course: Path, tests: str) -> None:
    """Grade all, though the master's own solution has less than full points in some tests."""
    for _ in grading.grade_class(
        course, "ps1", sorted(STUDENTS), seed=1, tests=tests, despite=True
    ):
        pass


def test_inside_every_row_of_the_gradebook_is_that_of_stock_nbgrader(stock, released):
    grade(released, "inside")
    assert of_what_came(rows(released)) == of_what_came(stock)
    assert stock["dee", "grades"][-1] == stock["dee", "grades"][0] > 5, "late, so all is taken off"
    assert stock["ada", "files", "totals"][1] == 1


def test_without_a_switch_every_row_is_too_and_no_more_tests_run_inside_than_must(stock, released):
    grade(released, "apart")
    assert of_what_came(rows(released)) == of_what_came(stock)
    inside = {
        ident
        for exam in exams.load(released, "ps1")
        for report in grading.load_reports(released, exam)
        for ident in report.inside
    }
    assert inside == set(APART)


def test_apart_a_test_that_can_not_run_there_names_what_can_not_be_had(stock, course, fork_server):
    other = set()
    for exam in exams.load(course, "ps1"):
        for student in sorted(STUDENTS):
            answers = submission.read(course / "submitted" / student / "ps1", student, exam)
            for score in examine(exam, answers, fork_server, seed=1).scores:
                row = stock.get((student, exam.notebook, score.id))
                if row is None or score.points == row[1]:
                    continue
                other.add(score.id)
                assert score.points == 0
                assert score.reason.startswith(APART[score.id])
                assert (SWITCH in score.reason) == (score.reason != "A check failed.")
    assert other == set(APART)


def test_a_notebook_of_another_language_is_refused_by_name(tmp_path: Path):
    node = notebook([("test", "t", 1, "x <- 1")], "ir")
    node.metadata.kernelspec.language = "R"
    nbformat.write(node, tmp_path / "x.ipynb")
    with pytest.raises(ExamError, match=r"for the kernel 'ir'; only Python is graded here"):
        exams.load_notebook(tmp_path / "x.ipynb", tmp_path / "x.ipynb")
    node.metadata.kernelspec.language, node.metadata.kernelspec.name = "python", "my-env"
    nbformat.write(node, tmp_path / "x.ipynb")
    assert exams.load_notebook(tmp_path / "x.ipynb", tmp_path / "x.ipynb").max_score() == 1


def test_files_that_students_were_not_given_stay_out_of_the_cage(fork_server, tmp_path: Path):
    (tmp_path / "source").mkdir()
    (tmp_path / "release").mkdir()
    (tmp_path / "source/answers.py").write_text("SECRET = 7")
    (tmp_path / "source/given.txt").write_text("for all")
    (tmp_path / "release/given.txt").write_text("for all")
    files = attachments.of_course(tmp_path / "source", tmp_path / "release")
    cells = (
        ("solution", "f", "import os\nf = sorted(os.listdir())"),
        ("test", "t", "import answers\nassert answers.SECRET == 7 and f == ['given.txt']", 1),
    )
    exam = make_exam(*cells)
    exam = type(exam)(exam.assignment, exam.notebook, exam.cells, files)
    [score] = sit(fork_server, exam, {}).scores
    assert (score.points, score.reason) == (1, "")
    (tmp_path / "source/answers.py").write_text("SECRET = 8")  # a module of the same name
    other = type(exam)(
        exam.assignment,
        exam.notebook,
        exam.cells,
        attachments.of_course(tmp_path / "source", tmp_path / "release"),
    )
    assert sit(fork_server, other, {}).scores[0].points == 0


def test_a_large_file_arrives_whole_and_comes_back_with_a_new_cage(fork_server):
    text = "0123456789abcdef" * 2**17  # 2 MiB, sent in parts
    file = File("deep/er/x.txt", base64.b64encode(text.encode()).decode())
    exam = make_exam(
        ("solution", "f", "f = lambda: open('deep/er/x.txt').read()"),
        ("test", "t", "assert f() == '0123456789abcdef' * 2**17", 1),
        ("solution", "g", "import os\nos._exit(1)"),
        ("test", "u", "assert f() == '0123456789abcdef' * 2**17", 1),
    )
    exam = type(exam)(exam.assignment, exam.notebook, exam.cells, (file,))
    assert [score.points for score in sit(fork_server, exam, {}).scores] == [1, 1]


def test_what_is_handed_in_beside_the_notebook_is_bounded_and_no_link_is_followed(tmp_path: Path):
    (tmp_path / "own.py").write_text("x = 1")
    (tmp_path / "course.py").write_text("x = 2")
    (tmp_path / "timestamp.txt").write_text("2026-03-01")
    (tmp_path / "other.ipynb").write_text("{}")
    (tmp_path / "link").symlink_to("/etc/passwd")
    (tmp_path / "folder").symlink_to("/etc")
    (tmp_path / "large.bin").write_bytes(bytes(attachments.MOST_OWN + 1))
    files, notes = attachments.handed_in(tmp_path, {"course.py"})
    assert [file.name for file in files] == ["own.py"]
    assert notes == (
        "the file 'large.bin' was left out: more than 8 MiB in all",
        "the file 'link' was left out: a link, which is not followed",
    )
    for k in range(attachments.MOST_FILES):
        (tmp_path / f"x{k}").write_text("")
    files, notes = attachments.handed_in(tmp_path, set())
    assert len(files) == attachments.MOST_FILES
    assert notes[-1] == "the file 'x99' was left out: more than 200 files"


def test_a_report_keeps_a_digest_of_each_file_and_not_its_bytes():
    lean = Answers("ada", {}, files=(File("a", "eA=="), File("b", "eA=="))).lean()
    assert len({file.data for file in lean.files}) == 1
    assert len(lean.files[0].data) == 64


def test_a_course_with_too_much_beside_its_notebook_is_told_so(tmp_path: Path):
    for k in range(attachments.MOST_FILES + 1):
        (tmp_path / f"x{k}").write_text("")
    with pytest.raises(ExamError, match="more than 200 files or 32 MiB beside the notebook"):
        attachments.of_course(tmp_path, tmp_path)
