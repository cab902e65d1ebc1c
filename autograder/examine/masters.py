"""The teacher's own solution is the first submission: what it does not pass is not the class's
fault, and what it passes only in the student's process is judged there."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from autograder.cell_names import bound, defined, free_names
from autograder.examine.examiner import examine
from autograder.examine.replaced import replaced
from autograder.model import Answers, Exam, Finding, MasterCheck, Report, Score, TestsWhere
from autograder.sandbox import ForkServer, Limits

__all__ = ["check_masters"]


def check_masters(
    exam: Exam,
    solution: Answers,
    released: Answers,
    fork_server: ForkServer,
    limits: Limits | None = None,
    seed: int = 0,
    tests: TestsWhere = "apart",
) -> MasterCheck:
    """Return which tests are to be judged inside, which the teacher's own solution does not pass
    anywhere, and which the released notebook passes without an answer.

    A test that the solution does not pass apart is tried inside, together with the tests that
    define what it uses; that may be more of them each time, until no other test fails. One that
    replaces what a module has runs inside from the start: apart, no answer would notice."""
    stubs = _replacing(exam) if tests == "apart" else {}
    why = dict(stubs)
    inside = _with_what_they_use(exam, stubs)
    while True:
        report = examine(exam, solution, fork_server, limits, seed, tests, inside)
        lost = _lost(report)
        fresh = {} if tests == "inside" else {k: v for k, v in lost.items() if k not in inside}
        if not fresh:
            break
        why |= fresh
        inside = _with_what_they_use(exam, inside | fresh.keys())
    if lost and tests == "apart":  # those that pass nowhere stay apart, out of the student's reach
        inside = _with_what_they_use(exam, inside & (why.keys() - lost.keys()))
    empty = examine(exam, released, fork_server, limits, seed, tests, inside)
    return MasterCheck(
        exam=exam.digest(),
        tests=tests,
        inside=_findings(exam, {ident: why.get(ident, "") for ident in inside}, stubs),
        failing=_findings(exam, lost),
        unearned=tuple(score.id for score in empty.scores if score.points),
    )


def _lost(report: Report) -> dict[str, str]:
    """Why the solution lost points, by test; a test that is worth none can fail too."""
    return {
        score.id: score.reason or f"{score.points:g} of {score.max_points:g} points"
        for score in report.scores
        if score.points is not None and _fails(score)
    }


def _fails(score: Score) -> bool:
    return not score.full or (not score.max_points and bool(score.reason))


def _replacing(exam: Exam) -> dict[str, str]:
    """The tests that replace what a module has, each with what."""
    found = {
        cell.id: replaced(exam, cell.source)
        for cell in exam.cells
        if cell.role == "test" and cell.kind == "code"
    }
    return {
        ident: "it replaces " + ", ".join(sorted(f"{module}.{name}" for module, name in names))
        for ident, names in found.items()
        if names
    }


def _findings(
    exam: Exam, why: Mapping[str, str], untried: Collection[str] = ()
) -> tuple[Finding, ...]:
    """In the order of the notebook."""
    return tuple(
        Finding(cell.id, why[cell.id], cell.id not in untried)
        for cell in exam.cells
        if cell.id in why
    )


def _with_what_they_use(exam: Exam, chosen: Collection[str]) -> frozenset[str]:
    """These tests, and those above them that define what they use: a helper must stand on the same
    side. What a test only imports is lent, and needs no other test."""
    found, used = set(chosen), set[str]()
    for cell in reversed([cell for cell in exam.cells if cell.kind == "code"]):
        if cell.role in ("solution", "locked"):
            used -= bound(cell.source)  # a test below this one uses these
        elif cell.role == "test" and (cell.id in found or defined(cell.source) & used):
            found.add(cell.id)
            used |= free_names(cell.source)
    return frozenset(found)
