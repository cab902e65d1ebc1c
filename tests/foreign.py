"""Courses that were not written for this grader, laid out as nbgrader alone lays them out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import nbformat
from nbgrader.api import Gradebook

from autograder.model import GRADED
from autograder.roles import expand
from tests.warm import nbgrader

CONFIG = """\
c = get_config()
c.CourseDirectory.course_id = "good_start"
"""

# (role, grade id, points, source). A role "" is a cell of code that nbgrader does not know, "text"
# one of prose; "manual code" is an answer in code that a person marks.
Row = tuple[str, str, float, str]
Masters = Mapping[str, Sequence[Row]]
# student -> notebook -> grade id -> the student's source; None: the cell, or the notebook, is not
# there. A key "after ID" adds a cell of code, or of prose where its source begins with "# ".
Students = Mapping[str, Mapping[str, Mapping[str, str | None] | None]]


def notebook(cells: Sequence[Row], kernel: str = "python3") -> nbformat.NotebookNode:
    """The notebook of these rows, with nbgrader's metadata."""
    node = nbformat.v4.new_notebook(
        metadata={"kernelspec": {"name": kernel, "display_name": kernel, "language": "python"}}
    )
    for k, (kind, ident, points, source) in enumerate(cells):
        role = kind.split()[0] if kind not in ("", "text") else ""
        short = {role: ident, **({"points": points} if role in GRADED else {})}
        make = (
            nbformat.v4.new_markdown_cell
            if kind in ("text", "manual", "task")
            else nbformat.v4.new_code_cell
        )
        node.cells.append(
            make(source, id=ident or f"cell-{k}", metadata=expand(short) if role else {})
        )
    return node


def handed_in(
    release: nbformat.NotebookNode, cells: Sequence[Row], changed: Mapping[str, str | None]
) -> nbformat.NotebookNode:
    """What a student hands in who was given this release, answered as the master does, but for
    these changes."""
    master = {
        ident: source
        for role, ident, _, source in cells
        if role.split()[:1] in (["solution"], ["manual"])
    }
    node = nbformat.v4.new_notebook(metadata=release.metadata)
    for cell in release.cells:
        ident = cell.metadata.get("nbgrader", {}).get("grade_id", "")
        own = changed.get(ident, master.get(ident, cell.source)) if ident else cell.source
        if own is not None:
            node.cells.append({**cell, "source": own})
        if more := changed.get(f"after {ident}") if ident else None:
            make = nbformat.v4.new_markdown_cell if more[:2] == "# " else nbformat.v4.new_code_cell
            node.cells.append(make(more, id=f"after-{ident}"))
    return nbformat.from_dict(node)


def lay_out(
    root: Path,
    masters: Masters,
    students: Students,
    files: Mapping[str, str] = {},
    config: str = CONFIG,
) -> Path:
    """The course at `root` with one assignment, ps1, released by nbgrader, and what the students
    handed in; `files` are written below the course's folder first."""
    (root / "source/ps1").mkdir(parents=True)
    (root / "nbgrader_config.py").write_text(config)
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    for name, cells in masters.items():
        nbformat.write(notebook(cells), root / f"source/ps1/{name}.ipynb")
    nbgrader(root, "generate_assignment", "ps1")
    for student, changed in students.items():
        (root / "submitted" / student / "ps1").mkdir(parents=True, exist_ok=True)
        for name, cells in masters.items():
            if (own := changed.get(name, {})) is None:
                continue
            release = nbformat.read(root / f"release/ps1/{name}.ipynb", 4)
            nbformat.write(
                handed_in(release, cells, own), root / f"submitted/{student}/ps1/{name}.ipynb"
            )
    return root


def rows(course: Path, assignment: str = "ps1") -> dict[tuple[str, ...], Any]:
    """What the gradebook holds of the assignment, without nbgrader's random keys: by student, notebook and
    cell the grade and the comment, and by student and notebook the totals."""
    found: dict[tuple[str, ...], Any] = {}
    with Gradebook(f"sqlite:///{course}/gradebook.db", "good_start") as book:
        for submission in book.assignment_submissions(assignment):
            for one in submission.notebooks:
                key = (submission.student.id, one.name)
                found[key] = (
                    one.score,
                    one.max_score,
                    one.written_score,
                    one.task_score,
                    one.max_task_score,
                    one.needs_manual_grade,
                    one.late_submission_penalty,
                )
                for grade in one.grades:
                    found[(*key, grade.name)] = (
                        type(grade.cell).__name__,
                        grade.auto_score,
                        grade.manual_score,
                        grade.max_score,
                        grade.needs_manual_grade,
                    )
                for comment in one.comments:
                    found[(*key, comment.name, "comment")] = (
                        comment.auto_comment,
                        comment.manual_comment,
                    )
    return found
