"""Between the LMS's files and the course: the class, what was handed in, marks, feedback."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from autograder import publish
from autograder.authoring.config import course_config
from autograder.authoring.quiz_file import quizzes_of
from autograder.files import write_text
from autograder.intake import exam as exams
from autograder.intake import whose
from autograder.lms import collecting, grade_tables, returning, roster
from autograder.lms import record as records
from autograder.lms.archive import Archive, Lms
from autograder.lms.table_file import Table
from autograder.model import CourseError, Exam, Report, require_course
from autograder.ownership import FOLDER, Ledger
from autograder.quizzes.canvas import canvas_zip
from autograder.quizzes.moodle import moodle_xml
from autograder.quizzes.qti import qti_zip
from autograder.quizzes.questions import Question, figures, questions
from autograder.results import class_list
from autograder.results.gradebook import CourseGradebook, Standing
from autograder.results.grades_csv import Row
from autograder.text import one_line
from autograder.verdict import lines, slip_titles

__all__ = [
    "ReadRoster",
    "collect",
    "collected_from",
    "export",
    "feedback_archive",
    "quiz",
    "read_roster",
]

CANVAS_TITLES = "canvas-columns.txt"  # what Canvas calls its assignments


@dataclass(frozen=True)
class ReadRoster:
    """What was understood of a table of students: `seen` are those in it, `missing` those of the
    roster who are not; `anonymous` says that it hides who they are."""

    kind: roster.Kind
    table: Table
    seen: tuple[roster.Known, ...]
    total: int
    path: Path
    missing: tuple[str, ...]
    anonymous: bool


def read_roster(root: Path, path: Path, encoding: str = "") -> ReadRoster:
    """Take the students of a table into the roster and the gradebook, and return what was
    understood."""
    require_course(root)
    listed = roster.read_students(path, encoding)
    with CourseGradebook(root, course_config(root)) as book:
        known = _known(root, book)
        merged = roster.merge(list(known.values()), listed.students.values())
        class_list.put(
            book,
            [
                class_list.Entry(one.id, one.last_name, one.first_name, one.email)
                for one in (entry.student for entry in merged)
            ],
        )
    roster.save(root, [one.student for one in merged])
    if titles := grade_tables.assignment_columns(listed):
        write_text(root / FOLDER / CANVAS_TITLES, "".join(f"{one_line(one)}\n" for one in titles))
    seen = [one for one in merged if one.state != "absent"]
    missing = tuple(one.student.id for one in merged if one.state == "absent")
    anonymous = listed.kind == "worksheet" and not any(
        one.full_name or one.email for one in listed.students.values()
    )
    path = roster.roster_path(root)
    return ReadRoster(listed.kind, listed.table, tuple(seen), len(merged), path, missing, anonymous)


def collect(
    root: Path, path: Path, assignment: str, overwrite: bool = False, despite: bool = False
) -> collecting.Collected:
    """Take the submissions of an archive into submitted/; see `collecting.collect`. Raises
    CourseError where most of them are of another assignment, unless `despite`."""
    notebooks = {exam.notebook for exam in exams.load(root, assignment)}
    students = roster.load(root)
    if not students:
        raise CourseError(
            f"no roster in {root}; run `goodstart roster FILE` first, with Canvas's gradebook "
            "export or Moodle's grading worksheet"
        )
    with Archive(path) as archive:
        found = collecting.collect(
            root,
            archive,
            assignment,
            notebooks,
            students,
            Ledger(root, overwrite),
            whose.another(root, assignment),
            despite,
        )
    if list(found.roster) != students:
        roster.save(root, found.roster)
    return found


def export(
    root: Path,
    assignments: Sequence[str],
    lms: grade_tables.For | None,
    template: Path | None = None,
    into: Path | None = None,
    titles: Mapping[str, str] | None = None,
    unmarked: bool = False,
    scale: bool = False,
    encoding: str = "",
    overwrite: bool = False,
) -> tuple[Path, grade_tables.Filled]:
    """Write a table of grades for an LMS, and return its path and what there is to say of it."""
    marks = _marks(publish.rows(root, assignments))
    titles = dict(titles or {})
    if strange := sorted(titles.keys() - marks.keys()):
        raise CourseError(f"--column {strange[0]}=…: {strange[0]} is not among what is exported")
    if template:
        _require_its_worksheet(root, template, list(marks), encoding)
    students = _class(root, {student for own in marks.values() for student in own})
    if template:
        filled = grade_tables.fill(
            template, lms, students, marks, titles, unmarked, scale, encoding
        )
    elif lms:
        known = _canvas_titles(root, marks) if lms == "canvas" else {}
        filled = grade_tables.table_for(lms, students, marks, known | titles, unmarked)
    else:
        raise CourseError("name the LMS with --for canvas, moodle or csv, or give a --template")
    whom = "class" if filled.lms == "csv" else filled.lms
    name = "-".join(["goodstart", whom, *assignments])
    path = into or root / f"{name}.csv"
    Ledger(root, overwrite).write(path, filled.data)
    return path, filled


def feedback_archive(
    root: Path, assignment: str, lms: Lms, overwrite: bool = False
) -> tuple[Path, returning.Returned]:
    """Write the archive by which an LMS takes feedback back, from the pages that are there, and
    return its path and what is in it."""
    record = collected_from(root, assignment, lms)
    names = slip_titles(quizzes_of(root, assignment))
    pages: dict[str, dict[str, returning.Page]] = {}
    for exam, report, standing in publish.marked(root, assignment):
        path = root / "feedback" / report.student / assignment / f"{exam.notebook}.html"
        text = _as_markdown(exam, report, standing, names) if lms == "canvas" else ""
        page = returning.Page(path.read_bytes(), text)
        pages.setdefault(report.student, {})[exam.notebook] = page
    found = returning.returned(lms, record, pages)
    path = root / f"goodstart-feedback-{assignment}.zip"
    Ledger(root, overwrite).write(path, found.data)
    return path, found


def quiz(
    root: Path,
    name: str,
    system: Literal["moodle", "canvas", "qti"],
    into: Path | None = None,
    variants: int = 10,
    overwrite: bool = False,
) -> tuple[Path, list[Question]]:
    """Write a quiz as the file that another system imports, and return its path and the questions
    in it."""
    require_course(root)
    quizzes = quizzes_of(root)
    if name not in quizzes:
        known = f"known: {', '.join(sorted(quizzes))}" if quizzes else "there is none"
        raise CourseError(f"no quiz source/{name}.toml in {root}; {known}")
    some = questions(quizzes[name], variants)
    pictures = figures(some, _picture)
    write = {"moodle": moodle_xml, "canvas": canvas_zip, "qti": qti_zip}[system]
    ending = "xml" if system == "moodle" else "zip"
    path = into or root / f"goodstart-{name}-{system}.{ending}"
    Ledger(root, overwrite).write(path, write(quizzes[name].title, some, pictures))
    return path, some


def _picture(name: str) -> bytes:
    from initlab.figures import quiz as drawn  # loads matplotlib

    if name not in drawn.PICTURES:
        raise CourseError(f"a question has the figure {name}, and initlab.figures.quiz has none")
    png: bytes = getattr(drawn, name)().png()
    return png


def collected_from(root: Path, assignment: str, lms: Lms) -> dict[str, Any]:
    """Return what is kept of an assignment's archives. Raises CourseError where they are another
    LMS's, or there was none."""
    record = records.collected(root, assignment)
    if record["lms"] != lms:
        raise CourseError(
            f"{assignment}: these submissions were collected from {record['lms']}; use --zip "
            f"{record['lms']}"
        )
    return record


def _require_its_worksheet(
    root: Path, template: Path, assignments: Sequence[str], encoding: str
) -> None:
    """Raise CourseError for Moodle's worksheet of another assignment than the one to be filled: its
    column is called Grade, whatever it is of."""
    listed = roster.read_students(template, encoding)
    if listed.kind != "worksheet" or len(assignments) != 1:
        return
    numbers = {number for one in listed.students.values() for number in one.participants}
    known = records.participants(root)
    shared = {name: len(numbers & own) for name, own in known.items()}
    [name] = assignments
    if shared.get(name) or not any(shared.values()):
        return
    other = max(shared, key=shared.__getitem__)
    raise CourseError(
        f"{template}: this worksheet is of {other}, by its students' numbers, not of {name}; "
        f"download that of {name}, or run `goodstart export {other}`"
    )


def _as_markdown(exam: Exam, report: Report, standing: Standing, names: Mapping[str, str]) -> str:
    """The feedback on a submission, as Markdown."""
    comments = {cell: comment for cell, (_, comment) in standing.marks.items()}
    items = [
        returning.Item(
            one.exercise, one.points, one.max_points, one.told, comments.get(one.exercise, "")
        )
        for one in lines(exam, report, names)
    ]
    problem = report.problem or report.answers.problem
    title = exam.assignment
    if exam.notebook != title:
        title += f" · {exam.notebook}"
    return returning.markdown_page(
        title,
        standing.net,
        standing.max_score,
        standing.late_penalty,
        problem,
        report.answers.notes,
        items,
    )


def _canvas_titles(root: Path, assignments: Iterable[str]) -> dict[str, str]:
    """Canvas's names of the assignments, with its numbers, from the export that the roster was last
    read from."""
    path = root / FOLDER / CANVAS_TITLES
    known = path.read_text("utf-8").splitlines() if path.is_file() else []
    return {
        name: title for name in assignments for title in known if grade_tables.is_of(title, name)
    }


def _marks(rows: Iterable[Row]) -> dict[str, dict[str, grade_tables.Mark]]:
    """By assignment and student; an assignment of several notebooks is their sum."""
    found: dict[str, dict[str, grade_tables.Mark]] = {}
    for row in rows:
        own = found.setdefault(row.assignment, {})
        old = own.get(row.student, grade_tables.Mark(0.0, 0.0))
        own[row.student] = grade_tables.Mark(
            old.score + row.score,
            old.max_score + row.max_score,
            old.waiting or row.needs_manual,
            old.problem or bool(row.problem),
        )
    return found


def _class(root: Path, graded: Iterable[str]) -> list[roster.Student]:
    """The students of the roster, those that only nbgrader knows, and whoever was graded."""
    with CourseGradebook(root, course_config(root)) as book:
        known = _known(root, book)
    for ident in graded:
        known.setdefault(ident, roster.Student(ident))
    return list(known.values())


def _known(root: Path, book: CourseGradebook) -> dict[str, roster.Student]:
    """The students of the roster, and those that only nbgrader knows, by their names here."""
    known = {one.id: one for one in roster.load(root)}
    for one in class_list.entries(book):
        if one.id not in known:
            known[one.id] = roster.Student(one.id, one.last_name, one.first_name, one.email)
    return known
