"""A gradebook on a PostgreSQL server holds the rows that SQLite does: graded by one, by two at once,
and when the server goes away in the middle."""

from __future__ import annotations

import re
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy
from postgres import Server, running
from sample import lay_out_class
from typer.testing import CliRunner

from autograder import grading
from autograder.authoring.config import course_config
from autograder.cli import app
from autograder.model import CourseError
from autograder.results.gradebook import CourseGradebook
from tests.warm import nbgrader, processes

NAMES = ("aiko", "dmitri", "eszter", "mei", "nikolai", "olamide", "umut", "xin")
DUE = "2026-03-01 23:59:00 UTC"
ROWS = """
    select s.student_id, b.name, g.auto_score, g.manual_score, g.extra_credit,
        g.needs_manual_grade, n.late_submission_penalty, s.timestamp, gc.max_score
    from grade g join submitted_notebook n on g.notebook_id = n.id
        join submitted_assignment s on n.assignment_id = s.id
        join base_cell b on g.cell_id = b.id join grade_cells gc on gc.id = b.id"""
COMMENTS = """
    select s.student_id, b.name, c.auto_comment
    from comment c join submitted_notebook n on c.notebook_id = n.id
        join submitted_assignment s on n.assignment_id = s.id join base_cell b on c.cell_id = b.id"""


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with running() as server:
        yield server


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("class") / "course"
    lay_out_class(root)
    for folder in (root / "submitted").iterdir():
        if folder.name not in NAMES:
            shutil.rmtree(folder)
    (root / "gradebook.db").unlink()
    with (root / "nbgrader_config.py").open("a") as file:
        file.write("\nget_config().LateSubmissionPlugin.penalty_method = 'zero'\n")
    return root


@pytest.fixture(scope="module")
def wanted(template: Path, tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Any, ...]]:
    """The rows that SQLite has."""
    root = tmp_path_factory.mktemp("sqlite") / "course"
    shutil.copytree(template, root)
    due(root)
    grade(root)
    return rows(f"sqlite:///{root}/gradebook.db")


def course(template: Path, into: Path, address: str, names: tuple[str, ...] = NAMES) -> Path:
    """A copy of the course with the submissions of some, and its gradebook on the server."""
    shutil.copytree(template, into)
    for folder in (into / "submitted").iterdir():
        if folder.name not in names:
            shutil.rmtree(folder)
    with (into / "nbgrader_config.py").open("a") as file:
        file.write(f"\nget_config().CourseDirectory.db_url = {address!r}\n")
    return into


def due(root: Path) -> None:
    with CourseGradebook(root, course_config(root)) as book:
        book.due("fans", DUE)


def grade(root: Path) -> None:
    students = grading.students(root, "fans", [])
    assert len(list(grading.grade_class(root, "fans", students, seed=5))) == len(students)


def rows(address: str) -> list[tuple[Any, ...]]:
    engine = sqlalchemy.create_engine(address)
    try:
        with engine.connect() as connection:
            found = []
            for query in (ROWS, COMMENTS):
                for row in connection.execute(sqlalchemy.text(query)):
                    found.append(
                        tuple(bool(v) if k == 5 else str(v)[:19] for k, v in enumerate(row))
                    )
            return sorted(found, key=repr)
    finally:
        engine.dispose()


def test_one_grader_leaves_the_same_rows_and_the_same_tables(server, template, wanted, tmp_path):
    address = server.new("one")
    root = course(template, tmp_path / "course", address)
    due(root)
    grade(root)
    assert rows(address) == wanted
    assert len({row[0] for row in wanted}) == len(NAMES)
    assert not (root / "gradebook.db").exists()
    said = CliRunner().invoke(app, ["export", "--course", str(root)])
    assert said.exit_code == 0, said.exception
    table = (root / "goodstart-grades.csv").read_text()
    assert table.count("\n") == len(NAMES) + 1
    nbgrader(root, "export", "--to", "all.csv")
    assert (root / "all.csv").read_text().count("\nfans,") == len(NAMES)
    before = rows(address)
    grade(root)
    assert rows(address) == before, "a second run changes nothing"


def half(root: str, said: Any) -> None:
    try:
        grade(Path(root))
        said.put("")
    except BaseException as error:
        said.put(f"{type(error).__name__}: {error}")


def test_two_graders_at_once_on_two_halves_of_a_new_gradebook(server, template, wanted, tmp_path):
    """Neither has seen the other's gradebook, assignment or cells when it begins."""
    address = server.new("two")
    halves = [course(template, tmp_path / f"half{k}", address, NAMES[k::2]) for k in range(2)]
    said = processes().Queue()
    graders = [processes().Process(target=half, args=(str(root), said)) for root in halves]
    for one in graders:
        one.start()
    assert [said.get(timeout=300) for _ in graders] == ["", ""]
    for one in graders:
        one.join()
    due(halves[0])
    for root in halves:  # nothing is graded again; the penalties follow the due date
        grade(root)
    assert rows(address) == wanted


def test_two_that_write_the_same_students_take_turns(server, template, wanted, tmp_path):
    """The same class twice, each in another order: no one waits for ever, no row is there twice."""
    address = server.new("turns")
    roots = [course(template, tmp_path / f"all{k}", address) for k in range(2)]
    due(roots[0])
    said = processes().Queue()
    graders = [processes().Process(target=half, args=(str(root), said)) for root in roots]
    for one in graders:
        one.start()
    assert [said.get(timeout=300) for _ in graders] == ["", ""]
    for one in graders:
        one.join()
    assert rows(address) == wanted


def one_line(root: Path, said: str) -> None:
    with pytest.raises(CourseError, match=said) as error:
        grade(root)
    text = str(error.value)
    assert "\n" not in text
    assert "a-secret" not in text, "a password in a message"
    assert "Traceback" not in text


def test_a_server_that_goes_away_in_the_middle(server, template, wanted, tmp_path, monkeypatch):
    """It is named in one line; who is graded is graded whole; the next run does the rest."""
    address = server.new("gone")
    root = course(template, tmp_path / "course", address)
    due(root)
    write, count = CourseGradebook.write, []

    def stops(book: CourseGradebook, *args: Any) -> float:
        late = write(book, *args)
        count.append(1)
        if len(count) == 5:  # inside a batch, whose first rows are written and not committed
            server.stop()
        return late

    monkeypatch.setattr(CourseGradebook, "write", stops)
    try:
        one_line(root, "the server went away")
        one_line(root, "the server does not answer")
    finally:
        server.start()
    monkeypatch.undo()
    there = rows(address)
    per_student = {name: [row for row in there if row[0] == name] for name in NAMES}
    whole = {name: [row for row in wanted if row[0] == name] for name in NAMES}
    for name, own in per_student.items():
        assert own in ([], whole[name]), f"{name} is there in part"
    assert len(there) < len(wanted)
    grade(root)
    assert rows(address) == wanted


def test_no_server_and_no_driver_are_one_line(template, tmp_path, monkeypatch):
    missing = tmp_path / "nowhere"
    root = course(template, tmp_path / "a", f"postgresql+psycopg://x:a-secret@/y?host={missing}")
    one_line(root, "the server does not answer; start it, or mend the address")
    root = course(template, tmp_path / "b", "postgresql+pg8000://x:a-secret@/y")
    one_line(root, r"pip install 'good-start\[cluster\]'")


def test_the_lock_ends_with_the_grader(server, template, tmp_path):
    """Whoever is stopped while others wait leaves no lock behind."""
    address = server.new("lock")
    root = course(template, tmp_path / "course", address)
    due(root)
    with CourseGradebook(root, course_config(root)) as book:
        with pytest.raises(ZeroDivisionError), book.together():
            raise ZeroDivisionError
        other = threading.Thread(target=due, args=(root,))
        other.start()
        other.join(60)
        assert not other.is_alive()


def test_the_address_in_the_documents_is_one_that_works():
    text = (Path(__file__).parents[2] / "docs/instructors.md").read_text("utf-8")
    [line] = re.findall(r"`get_config\(\)\.CourseDirectory\.db_url = \"(.*?)\"`", text)
    url = sqlalchemy.engine.make_url(line)
    assert (url.drivername, url.password) == ("postgresql+psycopg", None)
    assert sqlalchemy.create_engine(url).dialect.driver == "psycopg"
