"""Grade a class: read, examine, record; one row for each submission, whatever happens."""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from autograder import grading_job
from autograder.authoring.config import course_config
from autograder.class_files import (
    edited_releases,
    exchange_files,
    graded_path,
    load_reports,
    misplaced,
    report_files,
    report_path,
    require_out_of_sight,
    source_path,
    students,
)
from autograder.intake import exam as exams
from autograder.intake import submission
from autograder.master_checks import Run, crew_of, master_checks, require
from autograder.model import (
    Answers,
    CourseError,
    Exam,
    MasterCheck,
    Protection,
    Report,
    Score,
    TestsWhere,
    from_json,
)
from autograder.ownership import InTheWay, Ledger, keep_copy
from autograder.packing import pack, split_pair, unpack
from autograder.results.autograded import masters
from autograder.results.gradebook import CourseGradebook
from autograder.sandbox import Limits, supported
from autograder.text import one_line
from autograder.workers import pool

__all__ = [
    "Examined",
    "Graded",
    "exchange_files",
    "grade_class",
    "graded_path",
    "load_reports",
    "misplaced",
    "record",
    "report_files",
    "report_path",
    "source_path",
    "students",
    "write_report",
]


@dataclass(frozen=True)
class Graded:
    """One submission's report, whether it was graded now or stood already, and by how many
    seconds it was late. `remarks` name files of somebody's own that were left as they are."""

    report: Report
    fresh: bool
    late_seconds: float = 0.0
    remarks: tuple[str, ...] = ()


def grade_class(
    root: Path,
    assignment: str,
    chosen: Sequence[str],
    seed: int,
    force: bool = False,
    limits: Limits | None = None,
    workers: int = 1,
    sandbox: Protection = "auto",
    tests: TestsWhere = "apart",
    cluster: str = "",
    overwrite: bool = False,
    despite: bool = False,
    says: Callable[[Exam, MasterCheck], None] = lambda exam, check: None,
    tells: Callable[[str], None] = lambda line: None,
) -> Generator[Graded, None, None]:
    """Grade the chosen students' submissions and yield each when it is in the gradebook: those
    that are unchanged first, the others as they finish. Their number is students times notebooks.

    A submission that is unchanged since it was graded against the same exam, with the tests in the
    same place, is not graded again, unless `force`; so a run that was stopped, however it was, goes
    on where it stood. A graded notebook that somebody changed is left as it is, with a remark,
    unless `overwrite`.

    `tells` gets a line on cells that are new or gone since submissions were graded, and on a
    release that somebody edited. The teacher's own solution comes first: `says` is told what came
    of it, and a test that it does not pass stops all, unless `despite`. Raises CourseError or
    NoCage before the first submission when grading can't start."""
    wanted = exams.load(root, assignment)
    require_out_of_sight(root, sandbox)
    # A cluster's workers find out what cage they can build; there need be none here.
    mode = supported() if sandbox == "auto" and not cluster else sandbox
    for line in edited_releases(root, wanted):
        tells(line)
    with _alone(root), CourseGradebook(root, course_config(root)) as book:
        for exam in wanted:
            if line := book.register(exam, source_path(root, exam)):
                tells(line)
        setup = grading_job.Setup(
            wanted, tuple(map(masters, wanted)), limits or Limits(), seed, mode, tests
        )
        with crew_of(setup, workers, cluster) as run:
            checks = master_checks(root, wanted, tests, run)
            for exam, check in zip(wanted, checks, strict=True):
                says(exam, check)
            if not despite:
                require(wanted, checks)
            for exam in wanted:
                book.refresh_penalties(exam)
            inside = [tuple(one.id for one in check.inside) for check in checks]
            known = [({}, {}) if force else (book.scores(exam), book.late(exam)) for exam in wanted]
            ledger = Ledger(root, overwrite)
            todo = []
            for student in chosen:
                for number, (exam, now) in enumerate(zip(wanted, known, strict=True)):
                    where = (tests, inside[number])
                    if kept := _unchanged(root, student, exam, where, now, ledger):
                        yield kept
                    else:
                        todo.append((student, number))
            with contextlib.closing(_examined(root, setup, todo, inside, run)) as batches:
                for batch in batches:
                    yield from record(root, book, wanted, batch, ledger)


def _unchanged(
    root: Path,
    student: str,
    exam: Exam,
    where: tuple[TestsWhere, tuple[str, ...]],
    now: tuple[dict[str, dict[str, float | None]], dict[str, float]],
    ledger: Ledger,
) -> Graded | None:
    """What stands of a submission, if it need not be graded again; `now` are the gradebook's scores
    and seconds late, by student."""
    scores, late = now
    old = _standing_report(root, student, exam, where) if student in scores else None
    if old is None or scores[student] != {score.id: score.points for score in old.scores}:
        return None
    changed = tuple(_changed(ledger, student, exam))
    return None if changed and ledger.overwrite else Graded(old, False, late[student], changed)


class Examined(NamedTuple):
    """What came of one submission: its report, and the files of report and graded notebook."""

    report: Report
    packed: bytes
    notebook: bytes

    @classmethod
    def of(cls, data: bytes) -> Examined:
        """From the bytes of a worker's reply."""
        packed, notebook = split_pair(data)
        return cls(unpack(Report, packed), packed, notebook)


def _examined(
    root: Path,
    setup: grading_job.Setup,
    todo: Sequence[tuple[str, int]],
    inside: Sequence[tuple[str, ...]],
    run: Run,
) -> Generator[list[Examined], None, None]:
    """The reports on the submissions to be done, (student, number of the exam), in batches, as
    they finish; `inside` are the tests of each exam that run inside. Where the grader itself fails
    the report says so: no submission is without."""
    under_way: dict[str, grading_job.Task] = {}

    def items() -> Iterator[tuple[str, bytes]]:
        for k, (student, number) in enumerate(todo):
            exam = setup.exams[number]
            task = grading_job.Task(number, _read(root, student, exam), inside[number])
            under_way[str(k)] = task
            yield str(k), pack(task)

    def examined(done: pool.Done) -> Examined:
        task = under_way.pop(done.key)
        if not done.failure:
            return Examined.of(done.data)
        exam = setup.exams[task.exam]
        setting = (setup.mode, setup.tests, setup.seed)
        report = _failed(exam, task.answers, setting, done.failure)
        return Examined.of(grading_job.reply(exam, setup.masters[task.exam], report))

    if todo:
        with contextlib.closing(run(items())) as batches:
            for batch in batches:
                yield [examined(done) for done in batch]


def _read(root: Path, student: str, exam: Exam) -> Answers:
    """What a student handed in. Whatever goes wrong with it costs that student alone."""
    try:
        return submission.read(_folder(root, student, exam), student, exam)
    except Exception as error:
        why = f"the grader failed on these files: {type(error).__name__}: {error}"
        return Answers(student, {}, problem=one_line(why)[:300])


def _failed(
    exam: Exam, answers: Answers, setting: tuple[Protection, TestsWhere, int], why: str
) -> Report:
    mode, tests, seed = setting
    problem = f"the grader failed on this submission: {why}"
    scores = tuple(Score(cell.id, 0.0, cell.points, problem) for cell in exam.graded())
    return Report(
        student=answers.student,
        assignment=exam.assignment,
        notebook=exam.notebook,
        exam=exam.digest(),
        mode=mode,
        tests=tests,
        seed=seed,
        answers=answers.lean(),
        scores=scores,
        problem=problem,
    )


@contextlib.contextmanager
def _alone(root: Path) -> Iterator[None]:
    """Hold the course's lock, which goes with this process, however it ends: the gradebook has
    one writer. Raises CourseError when another grading holds it."""
    handle = os.open(root, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise CourseError(
            f"another `goodstart grade` is at work in {root}; wait for it, or stop it"
        ) from None
    finally:
        os.close(handle)


def record(
    root: Path,
    book: CourseGradebook,
    wanted: Sequence[Exam],
    done: Sequence[Examined],
    ledger: Ledger,
) -> Iterator[Graded]:
    """Write the graded notebooks, all rows of the gradebook in one commit, and last the reports,
    each of which says by being there that all else is; give each back when it is. Where one of
    them can't be written, each is written by itself, and that one is recorded as failed: it costs
    nobody else a row. Raises CourseError or OSError for a fault of the database or the disk."""
    try:
        yield from _record(root, book, wanted, done, ledger)
    except (CourseError, OSError):
        raise
    except Exception as error:
        if len(done) > 1:
            for one in done:
                yield from record(root, book, wanted, [one], ledger)
            return
        [one] = done
        exam = next(exam for exam in wanted if exam.notebook == one.report.notebook)
        why = one_line(f"{type(error).__name__}: {error}")[:300]
        yield from _record(root, book, wanted, [_as_failed(exam, one.report, why)], ledger)


def _as_failed(exam: Exam, report: Report, why: str) -> Examined:
    """A submission whose report could not be recorded, with a report that says so instead."""
    setting = (report.mode, report.tests, report.seed)
    failed = _failed(exam, Answers(report.student, {}), setting, why)
    return Examined.of(grading_job.reply(exam, masters(exam), failed))


def _record(
    root: Path,
    book: CourseGradebook,
    wanted: Sequence[Exam],
    done: Sequence[Examined],
    ledger: Ledger,
) -> Iterator[Graded]:
    exam_of = {exam.notebook: exam for exam in wanted}
    remarks = [tuple(_write_graded(root, ledger, one)) for one in done]
    with book.together():
        late = [
            book.write(exam_of[one.report.notebook], one.report, _old_report(root, one.report))
            for one in done
        ]
    for (report, packed, _), seconds, own in zip(done, late, remarks, strict=True):
        write_report(
            ledger, report_path(root, report.assignment, report.notebook, report.student), packed
        )
        yield Graded(report, True, seconds, own)


def _write_graded(root: Path, ledger: Ledger, one: Examined) -> Iterator[str]:
    """Write a graded notebook and its timestamp; give back a remark on what was left as it is."""
    report = one.report
    path = graded_path(root, report.student, report.assignment, report.notebook)
    stamps = exchange_files(root, report.student, report.assignment)
    files = [(path, one.notebook), *((path.with_name(name), data) for name, data in stamps.items())]
    for target, data in files:
        copies = len(ledger.kept)
        try:
            ledger.write(target, data)
        except InTheWay as error:
            yield _left(target.relative_to(root), error.reason)
        for kept, copy in ledger.kept[copies:]:
            yield f"what stood at {kept.relative_to(root)} is now {copy.relative_to(root)}"


def _changed(ledger: Ledger, student: str, exam: Exam) -> Iterator[str]:
    """A remark on the student's graded notebook, if somebody changed it."""
    path = graded_path(ledger.root, student, exam.assignment, exam.notebook)
    try:
        ledger.check([path])
    except InTheWay as error:
        yield _left(path.relative_to(ledger.root), error.reason)


def _left(path: Path, reason: str) -> str:
    return f"{path} was left as it is: {reason}; --overwrite keeps a copy"


def write_report(ledger: Ledger, path: Path, packed: bytes) -> None:
    """Write a report. It is the grader's own record, without which a submission would be graded
    again each time: where somebody changed it, a copy is kept beside it."""
    if not ledger.ours(path):
        keep_copy(path)
        ledger.note(path, path.read_bytes() if path.is_file() else b"")
    ledger.write(path, packed)


def _standing_report(
    root: Path, student: str, exam: Exam, where: tuple[TestsWhere, tuple[str, ...]]
) -> Report | None:
    """The report that stands, if it is of this exam, with its tests in the same places, and of
    what is handed in now, and if the grader was not what failed."""
    report = _read_report(report_path(root, exam.assignment, exam.notebook, student))
    if report is None:
        return None
    answers = submission.read(_folder(root, student, exam), student, exam)
    same = (report.exam, report.answers, (report.tests, report.inside)) == (
        exam.digest(),
        answers.lean(),
        where,
    )
    return report if same and report.problem == answers.problem else None


def _old_report(root: Path, new: Report) -> Report | None:
    """The report that a new one is about to take the place of."""
    return _read_report(report_path(root, new.assignment, new.notebook, new.student))


def _read_report(path: Path) -> Report | None:
    """The report at `path`; None where there is none, or one of another version."""
    if not path.is_file():
        return None
    try:
        report: Report = from_json(Report, path.read_text("utf-8"))
    except CourseError:
        return None
    return report


def _folder(root: Path, student: str, exam: Exam) -> Path:
    return root / "submitted" / student / exam.assignment
