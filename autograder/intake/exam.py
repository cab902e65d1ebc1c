"""From a source notebook to an Exam: the master that every submission is graded from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat

from autograder.intake import attachments
from autograder.intake.autotest import with_tests
from autograder.model import GRADED, Cell, Exam, ExamError, require_course
from autograder.roles import role_of

__all__ = ["load", "load_notebook"]


def load(root: Path, assignment: str) -> tuple[Exam, ...]:
    """The exams of an assignment, one for each notebook in source/ASSIGNMENT/, by name.

    Raises ExamError when there is no such assignment, or it has not been released."""
    folder = root / "source" / assignment
    paths = sorted(folder.glob("*.ipynb"))
    if not paths:
        require_course(root)
        known = sorted(path.parent.name for path in root.glob("source/*/*.ipynb"))
        raise ExamError(
            f"no assignment {assignment!r} in {root / 'source'}; "
            f"known: {', '.join(sorted(set(known))) or 'none'}"
        )
    loaded = [load_notebook(path, root / "release" / assignment / path.name) for path in paths]
    graded = tuple(exam for exam in loaded if exam.graded())  # an introduction may have no test
    if not graded:
        raise ExamError(f"{folder}: no graded cell in {', '.join(path.name for path in paths)}")
    return graded


def load_notebook(source: Path, release: Path) -> Exam:
    """The exam of one source notebook; `release` is the same notebook as students were given."""
    if not release.is_file():
        raise ExamError(
            f"{release} is missing; run `goodstart build` or `nbgrader generate_assignment`"
        )
    released = {_grade_id(cell): cell.source for cell in _read(release).cells if _grade_id(cell)}
    cells, seen = [], set()
    master = _read(with_tests(source))
    _check_kernel(source, master.metadata)
    for number, cell in enumerate(master.cells, 1):
        try:
            role = role_of(cell.metadata)
        except ValueError as error:
            raise ExamError(f"{source}, cell {number}: {error}") from None
        if role == "task" and cell.cell_type != "markdown":
            raise ExamError(f"{source}, cell {number}: a task cell of code; make it markdown")
        ident = _grade_id(cell) if role else ""
        if ident and ident in seen:
            raise ExamError(f"{source}, cell {number}: the grade id {ident!r} is taken")
        if ident and ident not in released:
            raise ExamError(f"{release}: no cell {ident!r}; build the release again")
        seen.add(ident)
        if role in GRADED and not _is_number(cell):
            raise ExamError(f"{source}, cell {number}: the points of {ident!r} are not a number")
        cells.append(_cell(cell, role, ident, released.get(ident, "")))
    return Exam(
        source.parent.name,
        source.stem,
        tuple(cells),
        attachments.of_course(source.parent, release.parent),
    )


def _cell(cell: Any, role: str, ident: str, released: str) -> Cell:
    if not role:
        role = "text" if cell.cell_type == "markdown" else "free"
    points = float(cell.metadata["nbgrader"].get("points", 0)) if role in GRADED else 0.0
    lesson = cell.metadata.get("goodstart", {}).get("lesson", "")
    return Cell(
        role,  # type: ignore[arg-type]
        cell.cell_type,
        cell.source,
        ident,
        points,
        lesson,
        released,
    )


def _is_number(cell: Any) -> bool:
    """Whether a cell has points that nbgrader could count, if it has any."""
    try:
        points = float(cell.metadata.get("nbgrader", {}).get("points", 0))
    except (TypeError, ValueError):
        return False
    return 0 <= points < float("inf")


def _check_kernel(source: Path, metadata: Any) -> None:
    """Raise ExamError for a notebook of another language: the cage runs Python."""
    kernel = metadata.get("kernelspec", {})
    language = kernel.get("language") or metadata.get("language_info", {}).get("name") or "python"
    if language.lower() != "python":
        raise ExamError(
            f"{source}: a notebook for the kernel {kernel.get('name', language)!r}; "
            "only Python is graded here, use `nbgrader autograde`"
        )


def _grade_id(cell: Any) -> str:
    return str(cell.metadata.get("nbgrader", {}).get("grade_id", ""))


def _read(path: Path) -> Any:
    try:
        return nbformat.read(path, as_version=4)
    except Exception as error:  # nbformat raises many kinds
        raise ExamError(f"{path}: unreadable: {str(error).splitlines()[0][:100]}") from None
