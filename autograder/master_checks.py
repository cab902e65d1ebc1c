"""The teacher's own solution sits each exam before the class does; what came of it is kept, by the
digest of the exam, so that it sits once."""

from __future__ import annotations

import contextlib
import hashlib
import secrets
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path

from autograder import grading_job
from autograder.class_files import require_out_of_sight
from autograder.examine.masters import check_masters
from autograder.files import write_text
from autograder.intake import exam as exams
from autograder.intake import submission
from autograder.model import (
    CourseError,
    Exam,
    MasterCheck,
    Protection,
    TestsWhere,
    from_json,
    to_json,
)
from autograder.ownership import FOLDER
from autograder.packing import pack, unpack
from autograder.results.autograded import masters
from autograder.sandbox import ForkServer, Limits, supported
from autograder.text import first_line
from autograder.workers import cluster as far
from autograder.workers import pool

__all__ = [
    "Run",
    "crew_of",
    "kept",
    "master_checks",
    "one_check",
    "require",
    "task_of",
    "try_masters",
]

MOST_AT_ONCE = 16  # submissions in one commit, or as many as finish in
SECONDS_AT_ONCE = 0.5

# Has each worker do some of the items; yields what came of them as it comes.
Run = Callable[[Iterable[tuple[str, bytes]]], Generator[list[pool.Done], None, None]]
ENGINE = [Path(__file__).parent / name for name in ("examine", "sandbox", "intake")]


def master_checks(
    root: Path, wanted: Sequence[Exam], tests: TestsWhere, run: Run, fresh: bool = False
) -> list[MasterCheck]:
    """Return what came of the teacher's own solution of each exam: what is kept of it, unless
    `fresh`, or what the workers of `run` find. A solution that failed a test sits again: what it
    lacked, a package or a slip's name, need not be in the exam. Raises CourseError when it can't
    be read."""
    known = [None if fresh else kept(root, exam, tests) for exam in wanted]
    known = [None if check and check.failing else check for check in known]
    items = [
        (f"master {k}", pack(task_of(root, wanted, k)))
        for k, one in enumerate(known)
        if one is None
    ]
    if items:
        with contextlib.closing(run(items)) as batches:
            for done in (done for batch in batches for done in batch):
                number = int(done.key.split()[1])
                if done.failure:
                    raise CourseError(
                        f"{wanted[number].notebook}: the teacher's own solution can't be "
                        f"examined: {done.failure}"
                    )
                known[number] = check = unpack(MasterCheck, done.data)
                write_text(_path(root, check.exam, tests), to_json(check))
    return [one for one in known if one is not None]


def try_masters(
    root: Path,
    assignment: str,
    workers: int = 1,
    sandbox: Protection = "auto",
    tests: TestsWhere = "apart",
) -> list[tuple[Exam, MasterCheck]]:
    """Return what comes of the teacher's own solution and of the released notebook when they sit
    each exam of the assignment as students do. Raises CourseError or NoCage."""
    wanted = exams.load(root, assignment)
    require_out_of_sight(root, sandbox)
    mode = supported() if sandbox == "auto" else sandbox
    made = tuple(map(masters, wanted))
    setup = grading_job.Setup(wanted, made, Limits(), secrets.randbits(32), mode, tests)
    with crew_of(setup, workers, "") as run:
        checks = master_checks(root, wanted, tests, run, fresh=True)
    return list(zip(wanted, checks, strict=True))


@contextlib.contextmanager
def crew_of(setup: grading_job.Setup, workers: int, cluster: str) -> Iterator[Run]:
    """Give what has workers do items, here or on the cluster at that address; each worker that
    stands here is set up once. Raises CourseError when none can be set up."""
    packed = pack(setup)

    def on_cluster(items: Iterable[tuple[str, bytes]]) -> Generator[list[pool.Done], None, None]:
        return far.batches(cluster, grading_job.JOB, items, packed, MOST_AT_ONCE, SECONDS_AT_ONCE)

    try:
        if cluster:
            yield on_cluster
        else:
            with pool.Pool(grading_job.JOB, workers, packed) as opened:
                yield lambda items: opened.batches(items, MOST_AT_ONCE, SECONDS_AT_ONCE)
    except pool.PoolError as error:
        raise CourseError(f"grading can't start: {error}") from None


def one_check(root: Path, exam: Exam, tests: TestsWhere, fork_server: ForkServer) -> MasterCheck:
    """Return what is kept of the teacher's own solution of an exam, or else what comes of it now,
    in this process; it is kept then. Raises CourseError when it can't be read."""
    if check := kept(root, exam, tests):
        return check
    task = task_of(root, [exam], 0)
    assert task.released is not None
    check = check_masters(exam, task.answers, task.released, fork_server, tests=tests)
    write_text(_path(root, check.exam, tests), to_json(check))
    return check


def task_of(root: Path, wanted: Sequence[Exam], number: int) -> grading_job.Task:
    """Return the job of a worker that examines an exam's own solution and its release. Raises
    CourseError when one of them can't be read."""
    exam = wanted[number]
    read = []
    for top in ("source", "release"):
        path = root / top / exam.assignment / f"{exam.notebook}.ipynb"
        read.append(submission.read_notebook(path, "", exam))
        if read[-1].problem:
            raise CourseError(f"{path}: {read[-1].problem}")
    return grading_job.Task(number, read[0], released=read[1])


def require(wanted: Sequence[Exam], checks: Sequence[MasterCheck]) -> None:
    """Raise CourseError for a test that the teacher's own solution does not pass."""
    for exam, check in zip(wanted, checks, strict=True):
        for ident, why in ((one.id, one.why) for one in check.failing):
            more = f" (and {len(check.failing) - 1} more)" if len(check.failing) > 1 else ""
            raise CourseError(
                f"source/{exam.assignment}/{exam.notebook}.ipynb: the teacher's own solution does "
                f"not pass {ident!r}{more}: {first_line(why)}; mend it (`goodstart try "
                f"{exam.assignment}` shows all), or grade all the same with --despite"
            )


def kept(root: Path, exam: Exam, tests: TestsWhere) -> MasterCheck | None:
    """Return what is kept of the teacher's solution of this very exam; None if it never sat it, or
    if the grader has changed since."""
    try:
        return from_json(MasterCheck, _path(root, exam.digest(), tests).read_text("utf-8"))
    except (OSError, CourseError):
        return None


def _path(root: Path, digest: str, tests: TestsWhere) -> Path:
    return root / FOLDER / "masters" / f"{digest[:32]}-{tests}-{_engine()}.json"


@cache
def _engine() -> str:
    """A digest of the code that examines: another version may judge otherwise."""
    known = hashlib.sha256()
    for path in sorted(path for folder in ENGINE for path in folder.rglob("*.py")):
        known.update(path.read_bytes())
    return known.hexdigest()[:16]
