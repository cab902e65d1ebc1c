"""From submissions to the gradebook, and what goes back; by the command line, as people do it."""

from __future__ import annotations

import csv
import io
import json
import shutil
import sqlite3
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import NamedTuple

import nbformat
import pytest
from nbgrader.api import Gradebook
from rich.console import Console

from autograder import cli
from autograder.cli import console
from autograder.grading import Graded
from autograder.model import Answers, Report
from autograder.workers import pool
from tests.sample import lay_out_class

ROOT = Path(__file__).parents[2]
SEED = 77


class Once(NamedTuple):
    """A course that was graded by one command, with its exit status and what it said."""

    course: Path
    status: int
    out: str
    err: str


def goodstart(*args: object, workers: int = 1) -> tuple[int, str, str]:
    """(exit status, stdout, stderr) of one command on a machine with so many cores: starting a
    worker costs more than grading these few."""
    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.setattr("sys.argv", ["goodstart", *map(str, args)])
        patch.setattr(pool, "cores", lambda: workers)
        patch.setenv("COLUMNS", "250")
        patch.setattr(console, "out", console.Console(width=250))
        patch.setattr(console, "err", console.Console(stderr=True, width=250))
        with pytest.raises(SystemExit) as left:
            cli.main()
    return int(left.value.code or 0), out.getvalue(), err.getvalue()


@pytest.fixture
def run():
    return goodstart


@pytest.fixture(scope="module")
def handed_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small class: one right, one with a slip, one late, one unreadable. To be copied."""
    root = tmp_path_factory.mktemp("class") / "course"
    lay_out_class(root)
    release = (root / "release/fans/fans.ipynb").read_text()
    master = (root / "source/fans/fans.ipynb").read_text()
    shutil.rmtree(root / "submitted")
    swapped = master.replace(
        "return (fan_out, fan_in) if transposed else (fan_in, fan_out)",
        "return (fan_in, fan_out) if transposed else (fan_out, fan_in)",
    )
    for name, text in {"ada": master, "ben": swapped, "cy": release, "dot": "{"}.items():
        folder = root / "submitted" / name / "fans"
        folder.mkdir(parents=True)
        (folder / "fans.ipynb").write_text(text)
    (root / "submitted/ben/fans/timestamp.txt").write_text("2026-03-02 01:14:00 UTC")
    return root


@pytest.fixture(scope="module")
def once(handed_in: Path, tmp_path_factory: pytest.TempPathFactory) -> Once:
    """The class graded, and what the command said. To be copied."""
    root = tmp_path_factory.mktemp("graded") / "course"
    shutil.copytree(handed_in, root)
    return Once(root, *goodstart("grade", "fans", "--course", root, "--seed", SEED, workers=2))


@pytest.fixture
def course(handed_in: Path, tmp_path: Path) -> Path:
    """A copy of the class, to be graded."""
    return Path(shutil.copytree(handed_in, tmp_path / "course"))


@pytest.fixture
def graded(once: Once, tmp_path: Path) -> Path:
    """A copy of the class that is graded."""
    return Path(shutil.copytree(once.course, tmp_path / "course"))


def grades(course: Path, student: str) -> dict[str, tuple[float | None, bool]]:
    with Gradebook(f"sqlite:///{course}/gradebook.db", "good_start") as book:
        [notebook] = book.find_submission("fans", student).notebooks
        return {one.name: (one.auto_score, one.needs_manual_grade) for one in notebook.grades}


def test_every_submission_gets_a_row_and_the_status_says_if_a_person_is_needed(once):
    course, status, out, err = once
    assert status == 1
    assert "4 rows in the gradebook, 4 graded now, 1 need a person's attention" in out
    assert "what to look at stands in the remarks of 1: " in err
    assert "unreadable: not JSON at line 1" in out
    assert "late by 1 h 15 min" in out
    assert "sealed" in out
    assert "edited since" not in once.err
    assert grades(course, "ada")["fans-conv"] == (3.0, False)
    assert grades(course, "ada")["why-count"] == (None, True)
    assert grades(course, "ben")["fans-conv"] == (0.0, False)
    assert grades(course, "cy")["why-count"] == (0.0, False)
    assert set(grades(course, "dot").values()) == {(0.0, False)}


def test_unchanged_work_is_not_graded_again_and_changed_work_is(run, graded):
    reports = {path: path.read_bytes() for path in graded.glob("reports/fans/fans/*.json")}
    status, out, _ = run("grade", "fans", "--course", graded, "--seed", "5")
    assert "0 graded now" in out
    assert {path: path.read_bytes() for path in reports} == reports
    shutil.copy(graded / "submitted/ada/fans/fans.ipynb", graded / "submitted/cy/fans/fans.ipynb")
    status, out, _ = run("grade", "fans", "--course", graded)
    assert "1 graded now" in out
    assert grades(graded, "cy")["fans-conv"] == (3.0, False)
    status, out, _ = run("grade", "fans", "--course", graded, "--force", "--student", "ada")
    assert (status, "1 rows in the gradebook, 1 graded now" in out) == (0, True)


def test_the_same_seed_gives_the_same_report_and_the_report_holds_it(run, graded):
    path = graded / "reports/fans/fans/ben.json"
    first = path.read_bytes()
    assert json.loads(first)["seed"] == SEED
    args = ("grade", "fans", "--course", graded, "--force", "--student", "ben", "--seed")
    run(*args, SEED + 1)
    assert path.read_bytes() != first
    run(*args, SEED)
    assert path.read_bytes() == first


def test_a_lost_row_or_report_is_made_again(run, graded):
    (graded / "gradebook.db").unlink()
    _, out, _ = run("grade", "fans", "--course", graded)
    assert "4 graded now" in out
    (graded / "reports/fans/fans/ada.json").unlink()
    (graded / "reports/fans/fans/ben.json").write_text('{"of": "another version"}')
    _, out, _ = run("grade", "fans", "--course", graded)
    assert "2 graded now" in out


def test_a_persons_mark_and_comment_survive_and_reach_the_student(run, graded):
    with Gradebook(f"sqlite:///{graded}/gradebook.db", "good_start") as book:
        book.find_grade("why-count", "fans", "fans", "ada").manual_score = 3.5
        book.find_comment("why-count", "fans", "fans", "ada").manual_comment = "Well shown, ada."
        book.db.commit()
    run("grade", "fans", "--course", graded, "--force")
    with Gradebook(f"sqlite:///{graded}/gradebook.db", "good_start") as book:
        assert book.find_grade("why-count", "fans", "fans", "ada").manual_score == 3.5
    assert run("feedback", "fans", "--course", graded)[0] == 0
    page = (graded / "feedback/ada/fans/fans.html").read_text()
    assert "Well shown, ada." in page
    assert "22.5" in page
    assert run("export", "--course", graded)[0] == 0
    text = (graded / "goodstart-grades.csv").read_text()
    rows = {row["student"]: row for row in csv.DictReader(text.splitlines())}
    assert (float(rows["ada"]["score"]), float(rows["ben"]["score"])) == (22.5, 6.0)
    [line] = [
        line
        for line in run("grade", "fans", "--course", graded)[1].splitlines()
        if line.startswith("ada")
    ]
    assert line.split()[:3] == ["ada", "22.5", "23"]  # and nothing is left to mark
    assert rows["dot"]["problem"].startswith("fans.ipynb: unreadable")


def test_feedback_names_the_slip_and_the_class_page_counts_it(run, graded):
    run("feedback", "fans", "--course", graded, "--lessons", "../../../pages")
    page = (graded / "feedback/ben/fans/fans.html").read_text()
    assert "in and out swapped for the layout" in page
    assert "../../../pages/03_fans.html#layouts" in page
    assert "layer_with" not in page
    assert run("report", "fans", "--course", graded)[0] == 0
    report = (graded / "reports/fans/fans.html").read_text()
    assert "in and out swapped for the layout" in report
    for name in ("ada", "ben", "cy", "dot"):
        assert f"../../feedback/{name}/fans/fans.html" in report


def test_a_page_that_cannot_be_drawn_is_named_and_costs_no_one_else_theirs(run, graded):
    report = graded / "reports/fans/fans/ben.json"
    report.write_text(report.read_text().replace('"seed"', '"grain"'))
    status, _, err = run("feedback", "fans", "--course", graded)
    assert status == 2
    assert "no feedback for ben: CourseError: not a Report of this version" in err
    assert len(err.strip().splitlines()) == 1
    pages = {path.parts[-3] for path in graded.glob("feedback/*/fans/fans.html")}
    assert pages == {"ada", "cy", "dot"}


def test_the_graded_notebook_is_one_that_nbformat_finds_nothing_wrong_with(once):
    paths = list(once.course.glob("autograded/*/fans/fans.ipynb"))
    assert len(paths) == 4
    for path in paths:
        nbformat.validate(nbformat.read(path, 4))


def test_the_graded_notebook_holds_the_masters_tests_and_the_students_sources(run, course):
    path = course / "submitted/ada/fans/fans.ipynb"
    node = nbformat.read(path, 4)
    for cell in node.cells:
        if cell.id == "fans-conv":
            cell.source = "pass"
            cell.metadata.nbgrader.points = 100
    nbformat.write(node, path)
    run("grade", "fans", "--course", course, "--student", "ada")
    graded = {
        cell.id: cell for cell in nbformat.read(course / "autograded/ada/fans/fans.ipynb", 4).cells
    }
    assert "counted" in graded["fans-conv"].source
    assert graded["fans-conv"].metadata.nbgrader.points == 3
    assert graded["compute_fans"].source.startswith("def compute_fans")


def test_nothing_in_a_graded_notebook_runs_in_the_formgrader(run, graded):
    path = graded / "submitted/ada/fans/fans.ipynb"
    node = nbformat.read(path, 4)
    node.cells.append(
        nbformat.v4.new_code_cell(
            "from IPython.display import HTML, SVG, Javascript, Markdown, display\n"
            "display(Javascript('alert(1)'), Markdown('<script>alert(2)</script>'))\n"
            'display(SVG(\'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(3)"></svg>\'))\n'
            "HTML('<table><tr><td>4<script>alert(4)</script></td></tr></table>')"
        )
    )
    nbformat.write(node, path)
    run("grade", "fans", "--course", graded, "--student", "ada")
    assert "alert(4)" in (graded / "reports/fans/fans/ada.json").read_text()  # kept, as data
    cells = nbformat.read(graded / "autograded/ada/fans/fans.ipynb", 4).cells
    [extra] = [cell for cell in cells if cell.id == "extra-0"]
    shown = [output["data"] for output in extra.outputs if "data" in output]
    assert "<td>4</td>" in shown[-1]["text/html"]
    assert {mime for data in shown for mime in data} == {"text/plain", "text/html"}


def test_a_changed_exam_is_taken_into_the_gradebook(run, graded):
    for folder in ("source", "release"):
        path = graded / folder / "fans/fans.ipynb"
        path.write_text(path.read_text().replace('"points": 3', '"points": 6'))
    _, out, err = run("grade", "fans", "--course", graded)
    assert "4 graded now" in out
    assert grades(graded, "ada")["fans-conv"] == (6.0, False)
    assert "release/fans/fans.ipynb: edited since it was built, and what stands there counts" in err


MISTAKES = {
    "unknown assignment": (("grade", "fanz"), "no assignment 'fanz'"),
    "a student who handed in nothing": (
        ("grade", "fans", "--student", "eve"),
        "no folder submitted/eve/fans",
    ),
    "nothing graded yet": (("feedback", "fans"), "nothing graded"),
    "nothing to export": (("export",), "nothing graded"),
    "unknown lesson": (("slides", "99_x"), "no lesson '99_x'"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_one_line_and_status_2(run, course, mistake):
    args, told = MISTAKES[mistake]
    status, out, err = run(*args, "--course", course)
    assert status == 2
    assert told in err
    assert err.startswith("goodstart: ")
    assert len(err.strip().splitlines()) == 1
    assert "Traceback" not in err + out


def test_a_missing_course_folder_or_class_is_one_line(run, course, tmp_path):
    assert run("grade", "fans", "--course", tmp_path / "nowhere")[0] == 2
    shutil.rmtree(course / "submitted")
    status, _, err = run("grade", "fans", "--course", course)
    assert (status, "no submissions" in err) == (2, True)


def test_a_release_that_is_missing_or_old_is_told(run, course):
    shutil.rmtree(course / "release/fans")
    status, _, err = run("grade", "fans", "--course", course)
    assert (status, "goodstart build" in err) == (2, True)


def test_an_unreadable_master_is_told(run, course):
    (course / "source/fans/fans.ipynb").write_text("{")
    status, _, err = run("grade", "fans", "--course", course)
    assert (status, "unreadable" in err) == (2, True)


def test_a_gradebook_of_another_version_is_told_and_left_alone(run, course):
    (course / "gradebook.db").unlink()
    with sqlite3.connect(course / "gradebook.db") as database:
        database.execute("create table assignment (id varchar primary key, nom varchar)")
        database.execute("create table alembic_version (version_num varchar)")
        database.execute("insert into alembic_version values ('0')")
    database.close()
    before = (course / "gradebook.db").read_bytes()
    status, _, err = run("grade", "fans", "--course", course)
    assert status == 2
    assert "not a gradebook of this nbgrader" in err
    assert "nbgrader db upgrade" in err
    assert len(err.strip().splitlines()) == 1
    assert (course / "gradebook.db").read_bytes() == before


def test_a_file_that_is_no_database_is_told(run, course):
    (course / "gradebook.db").write_text("these are my grades, in a text file")
    status, _, err = run("grade", "fans", "--course", course)
    assert (status, "the file is no database" in err) == (2, True)


def test_a_quiz_with_a_wrong_key_names_file_item_and_field(run, tmp_path):
    (tmp_path / "source").mkdir()
    text = (ROOT / "source/quiz.toml").read_text()
    (tmp_path / "source/quiz.toml").write_text(text.replace("answer = 1\n", "answer = 9\n", 1))
    status, _, err = run("build", "--course", tmp_path)
    assert status == 2
    assert "quiz.toml" in err
    assert "Q1" in err
    assert "answer" in err
    assert len(err.strip().splitlines()) == 1


def test_build_check_names_what_differs_and_writes_nothing(run, tmp_path):
    for name in ("source/fans", "release/fans", "notebooks"):
        shutil.copytree(ROOT / name, tmp_path / name)
    for name in ("source/fans.py", "source/fans.hints.toml", "nbgrader_config.py"):
        shutil.copy(ROOT / name, tmp_path / name)
    assert run("build", "--check", "--course", tmp_path)[0] == 0
    lesson = tmp_path / "notebooks/03_fans.py"
    lesson.write_text(lesson.read_text().replace("two numbers", "two  numbers", 1))
    before = {path: path.read_bytes() for path in tmp_path.rglob("*.ipynb")}
    status, out, _ = run("build", "--check", "--course", tmp_path)
    assert status == 1
    assert "03_fans.ipynb" in out
    assert {path: path.read_bytes() for path in tmp_path.rglob("*.ipynb")} == before
    assert run("build", "--course", tmp_path)[0] == 0
    assert run("build", "--check", "--course", tmp_path)[0] == 0


def test_without_a_cage_it_is_said_and_recorded(run, course):
    status, out, _ = run("grade", "fans", "--course", course, "--sandbox", "none")
    assert (status, "NO CAGE" in out) == (1, True)
    assert json.loads((course / "reports/fans/fans/ada.json").read_text())["mode"] == "none"
    assert run("grade", "fans", "--course", course, "--sandbox", "soft")[0] == 2


def test_where_no_cage_can_be_built_nothing_is_graded(run, course, monkeypatch):
    from autograder.sandbox import bwrap

    bwrap.supported.cache_clear()
    monkeypatch.setattr(bwrap.shutil, "which", lambda name: None)
    status, _, err = run("grade", "fans", "--course", course)
    bwrap.supported.cache_clear()
    assert (status, "apt-get install bubblewrap" in err) == (2, True)
    assert len(err.strip().splitlines()) == 1
    assert not (course / "reports").exists()


def test_no_name_of_a_folder_commands_the_terminal_of_whoever_grades():
    answers = Answers("a\x1b[2Jb\u202e", {}, notes=("c\x9bd",))
    report = Report(answers.student, "fans", "fans", "", "none", 0, answers, ())
    line = console.row(Graded(report, True))
    out = Console(width=120)
    with out.capture() as shown:
        out.print(console.table([line]))
    assert "a\\x1b[2Jb\\u202e" in shown.get()
    assert all(one.isprintable() for one in shown.get().splitlines())


def test_nbgraders_exchange_finds_the_files_that_it_asks_for_beside_the_feedback(run, graded):
    (graded / "submitted/ben/fans/submission_secret.txt").write_text("the secret of ben")
    run("grade", "fans", "--course", graded, "--force", "--student", "ben")
    assert run("feedback", "fans", "--course", graded)[0] == 0
    for folder in ("autograded", "feedback"):
        place = graded / folder / "ben/fans"
        assert (place / "timestamp.txt").read_text() == "2026-03-02 01:14:00 UTC"
        assert (place / "submission_secret.txt").read_text() == "the secret of ben"
    assert not (graded / "feedback/ada/fans/timestamp.txt").exists()


def test_a_submission_in_the_wrong_folder_is_named_and_asks_for_a_person(run, graded):
    wrong = graded / "submitted/fans/eve"
    wrong.mkdir(parents=True)
    shutil.copy(graded / "submitted/ada/fans/fans.ipynb", wrong)
    status, out, err = run("grade", "fans", "--course", graded)
    assert status == 1
    assert "4 rows in the gradebook" in out
    assert f"not graded: {wrong}: the two folders are exchanged" in err
