"""What goes back: feedback for each student, the grades as CSV."""

from __future__ import annotations

import contextlib
from collections.abc import Generator, Iterable, Iterator, Sequence
from pathlib import Path

from msgspec.structs import replace

from autograder.authoring.config import course_config
from autograder.authoring.quiz_file import quizzes_of
from autograder.authoring.quiz_notebook import explanations
from autograder.grading import exchange_files, load_reports, report_files
from autograder.intake import exam as exams
from autograder.model import CourseError, Exam, Report, from_json, require_course
from autograder.ownership import InTheWay, Ledger
from autograder.packing import join_pair, pack
from autograder.pages import feedback_job
from autograder.results.gradebook import CourseGradebook, Standing
from autograder.results.grades_csv import Row, cells_csv, grades_csv
from autograder.verdict import slip_titles
from autograder.workers import pool

__all__ = [
    "export",
    "feedback",
    "marked",
    "rows",
    "stale",
    "standings",
]


def feedback(
    root: Path, assignment: str, lessons: str = "", workers: int = 1, overwrite: bool = False
) -> Generator[Path, None, None]:
    """Write a page for each student who was graded, and yield each as it is there; `lessons` is
    where the lessons' pages are, as seen from a feedback page. What can't be drawn, or stands where
    somebody has a file of their own, costs nobody else a page: in the end CourseError names it."""
    wanted = []
    for exam in exams.load(root, assignment):
        files = {path.stem: path for path in report_files(root, exam)}
        wanted.append((exam, files, _standings(root, exam, files)))
    return _drawn(root, wanted, lessons, workers, Ledger(root, overwrite))


def _drawn(
    root: Path,
    wanted: Sequence[tuple[Exam, dict[str, Path], dict[str, Standing]]],
    lessons: str,
    workers: int,
    ledger: Ledger,
) -> Generator[Path, None, None]:
    there = tuple(sorted(path.stem for path in root.glob("notebooks/*.ipynb")))
    quizzes = quizzes_of(root)
    names = slip_titles(quizzes)
    failed: list[str] = []
    in_the_way: list[InTheWay] = []
    for exam, files, standings in wanted:
        quiz = quizzes.get(exam.assignment)
        common = feedback_job.Common(
            exam, lessons, there, names, explanations(quiz) if quiz else {}
        )
        items = ((name, _item(path, standings[name])) for name, path in files.items())
        with contextlib.closing(
            pool.run(feedback_job.JOB, items, min(workers, len(files)), pack(common))
        ) as drawn:
            for done in drawn:
                if done.failure:
                    failed.append(f"{done.key}: {done.failure}")
                    continue
                path = root / "feedback" / done.key / exam.assignment / f"{exam.notebook}.html"
                try:
                    for name, data in exchange_files(root, done.key, exam.assignment).items():
                        ledger.write(path.with_name(name), data)
                    ledger.write(path, done.data)
                except InTheWay as error:
                    in_the_way.append(error)
                    continue
                yield path
    if in_the_way:
        more = f" (and {len(in_the_way) - 1} more like it)" if in_the_way[1:] else ""
        raise CourseError(f"{in_the_way[0]}{more}; the other pages are written")
    if failed:
        more = f" (and {len(failed) - 1} more)" if failed[1:] else ""
        raise CourseError(
            f"no feedback for {failed[0]}{more}; grade again with `goodstart grade "
            f"{wanted[0][0].assignment} --force --student NAME`"
        )


def standings(root: Path, assignment: str) -> dict[tuple[str, str], Standing]:
    """Return where each submission stands in the gradebook, by notebook and student."""
    with CourseGradebook(root, course_config(root)) as book:
        return {
            (exam.notebook, student): standing
            for exam in exams.load(root, assignment)
            for student, standing in book.standings(exam).items()
        }


def _item(path: Path, standing: Standing) -> bytes:
    return join_pair(
        pack(feedback_job.Own(standing.marks, standing.late_penalty)), path.read_bytes()
    )


def _standings(root: Path, exam: Exam, students: Iterable[str]) -> dict[str, Standing]:
    """Where these students stand. Raises CourseError when the gradebook lacks one."""
    with CourseGradebook(root, course_config(root)) as book:
        book.refresh_penalties(exam)
        found = book.standings(exam)
    for name in students:
        if name not in found:
            raise CourseError(
                f"{name} has a report but no row in the gradebook; run `goodstart "
                f"grade {exam.assignment} --student {name}`"
            )
    return found


def export(root: Path, assignments: Sequence[str], overwrite: bool = False) -> list[Path]:
    """Return the two tables in the course's folder, after writing them: a row for each submission,
    and one for each graded cell."""
    ledger = Ledger(root, overwrite)
    paths = [root / "goodstart-grades.csv", root / "goodstart-cells.csv"]
    ledger.check(paths)
    rows: list[Row] = []
    reports: list[Report] = []
    comments: dict[tuple[str, ...], str] = {}
    for report, standing in _graded(root, assignments):
        reports.append(_marked(report, standing))
        comments |= {
            (report.student, report.assignment, report.notebook, cell): comment
            for cell, (_, comment) in standing.marks.items()
        }
        rows.append(_row(report, standing))
    ledger.write_text(paths[0], grades_csv(rows))
    ledger.write_text(paths[1], cells_csv(reports, comments))
    return paths


def rows(root: Path, assignments: Sequence[str]) -> list[Row]:
    """Return a row for each submission of these assignments, of all that were graded if none is
    named. Raises CourseError where nothing was graded."""
    return [_row(report, standing) for report, standing in _graded(root, assignments)]


def stale(root: Path, assignments: Sequence[str]) -> list[str]:
    """Return a line for each assignment whose reports and gradebook tell of different gradings:
    nbgrader graded by itself since, or a run was stopped between the two. Until it is graded again,
    pages would show other points than tables."""
    lines = []
    for assignment in assignments or _all_graded(root):
        who: set[str] = set()
        for exam in exams.load(root, assignment):
            with CourseGradebook(root, course_config(root)) as book:
                if exam.notebook not in book.notebooks(assignment):
                    continue
                known = book.scores(exam)
            for path in report_files(root, exam):
                # What can't be read, or has no row, is named by the command itself.
                with contextlib.suppress(CourseError):
                    report = from_json(Report, path.read_text("utf-8"))
                    scores = {score.id: score.points for score in report.scores}
                    if known.get(report.student, scores) != scores:
                        who.add(report.student)
        if who:
            more = f" and {len(who) - 3} more" if len(who) > 3 else ""
            names = ", ".join(sorted(who)[:3]) + more
            lines.append(
                f"{assignment}: the gradebook has other points than the last reports of {names}; "
                f"run `goodstart grade {assignment}`, then this again"
            )
    return lines


def _all_graded(root: Path) -> list[str]:
    return sorted({path.parts[-3] for path in root.glob("reports/*/*/*.json")})


def marked(root: Path, assignment: str) -> Iterator[tuple[Exam, Report, Standing]]:
    """Yield each submission's exam, its report with a person's marks in, and where it stands."""
    for exam in exams.load(root, assignment):
        own = load_reports(root, exam)
        standings = _standings(root, exam, [one.student for one in own])
        for report in own:
            yield exam, _marked(report, standings[report.student]), standings[report.student]


def _graded(root: Path, assignments: Sequence[str]) -> Iterator[tuple[Report, Standing]]:
    """Each report, with where its submission stands."""
    graded = _all_graded(root)
    if not graded:
        require_course(root)
        raise CourseError(f"nothing graded in {root / 'reports'}; run `goodstart grade` first")
    for assignment in assignments or graded:
        for exam in exams.load(root, assignment):
            own = load_reports(root, exam)
            standings = _standings(root, exam, [one.student for one in own])
            for report in own:
                yield report, standings[report.student]


def _row(report: Report, standing: Standing) -> Row:
    return Row(
        student=report.student,
        assignment=report.assignment,
        score=standing.net,
        raw_score=standing.score,
        max_score=standing.max_score,
        late_penalty=standing.late_penalty,
        needs_manual=standing.needs_manual,
        problem=report.problem,
        mode=report.protection,
        seed=report.seed,
    )


def _marked(report: Report, standing: Standing) -> Report:
    """The report with a person's marks in place of the machine's points."""
    marks = {cell: points for cell, (points, _) in standing.marks.items() if points is not None}
    return replace(
        report,
        scores=tuple(
            replace(score, points=marks.get(score.id, score.points)) for score in report.scores
        ),
    )
