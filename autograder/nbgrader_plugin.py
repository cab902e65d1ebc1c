"""The course inside stock nbgrader: `nbgrader autograde` and the Formgrader's button grade with
our examiner in place of their own execution."""

from __future__ import annotations

import atexit
import re
import secrets
from pathlib import Path, PurePath
from typing import Any, Literal, cast

import nbformat
from nbconvert.preprocessors import Preprocessor
from nbformat.notebooknode import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.converters.autograde import Autograde
from nbgrader.converters.generate_assignment import GenerateAssignment
from nbgrader.converters.generate_feedback import GenerateFeedback
from nbgrader.plugins import CsvExportPlugin
from nbgrader.preprocessors import (
    ClearHiddenTests,
    ClearMarkScheme,
    DeduplicateIds,
    Execute,
    NbGraderPreprocessor,
)
from nbgrader.utils import is_grade, is_solution, is_task
from traitlets import Enum
from traitlets.config import Config

from autograder import grading
from autograder.authoring.config import course_config
from autograder.authoring.stamp import set_stamp
from autograder.class_files import require_out_of_sight
from autograder.examine.examiner import examine
from autograder.intake import exam as exams
from autograder.intake import submission
from autograder.master_checks import one_check
from autograder.model import Protection, TestsWhere, to_json
from autograder.ownership import Ledger
from autograder.pages import html
from autograder.results.autograded import graded_notebook
from autograder.results.gradebook import CourseGradebook
from autograder.sandbox import ForkServer

__all__ = ["Examine", "ShowScheme", "configure", "inert"]

REGION = re.compile(r"(?m)^.*(BEGIN|END) SOLUTION.*\n?")
STUB = "...  # your code here"

_fork_servers: list[ForkServer] = []


def _fork_server(sandbox: Literal["auto", "none"]) -> ForkServer:
    """One fork server for all that this process grades."""
    if not _fork_servers:
        _fork_servers.append(ForkServer(sandbox))
        atexit.register(_fork_servers[0].close)
    return _fork_servers[0]


class Examine(NbGraderPreprocessor):
    """Stands where nbgrader's Execute stands: nbgrader calls it on each submitted notebook, in
    the course's root, and then reads the scores off the notebook that comes back."""

    sandbox = Enum(["auto", "none"], "auto", help="auto, or none for no cage").tag(config=True)
    tests = Enum(["apart", "inside"], "apart", help="where tests run: apart, or inside").tag(
        config=True
    )

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        about, root = resources["nbgrader"], Path.cwd()
        require_out_of_sight(root, cast(Protection, self.sandbox))
        exam = exams.load_notebook(
            root / "source" / about["assignment"] / f"{about['notebook']}.ipynb",
            root / "release" / about["assignment"] / f"{about['notebook']}.ipynb",
        )
        answers = submission.read(
            root / "submitted" / about["student"] / about["assignment"], about["student"], exam
        )
        fork_server, tests = _fork_server(cast(Any, self.sandbox)), cast(TestsWhere, self.tests)
        check = one_check(root, exam, tests, fork_server)
        for one in check.failing:
            self.log.warning("The teacher's own solution does not pass %r: %s", one.id, one.why)
        inside = [one.id for one in check.inside]
        report = examine(exam, answers, fork_server, None, secrets.randbits(32), tests, inside)
        grading.write_report(
            Ledger(root),
            grading.report_path(root, exam.assignment, exam.notebook, report.student),
            to_json(report).encode(),
        )
        return graded_notebook(exam, report), resources


class Deduplicate(DeduplicateIds):
    """Stands where nbgrader's own stands, which leaves a copied cell with metadata that the next
    step takes for an old format, and so ends the whole run (nbgrader 0.9.6)."""

    def preprocess_cell(
        self, cell: NotebookNode, resources: Any, cell_index: int
    ) -> tuple[NotebookNode, Any]:
        cell, resources = super().preprocess_cell(cell, resources, cell_index)
        if not cell.metadata.get("nbgrader", True):
            del cell.metadata["nbgrader"]
        return cell, resources


class ClearHidden(ClearHiddenTests):
    """Stands first when nbgrader makes feedback. nbgrader's own looks for the marks of hidden tests
    in a student's cells too, and ends when one is there that the student wrote."""

    def preprocess_cell(
        self, cell: NotebookNode, resources: Any, index: int
    ) -> tuple[NotebookNode, Any]:
        if not is_grade(cell) or is_solution(cell):
            return cell, resources
        cell, resources = super().preprocess_cell(cell, resources, index)
        return cell, resources


class ClearScheme(ClearMarkScheme):
    """Stands beside it: a task's mark scheme is for the person who marks, in the Formgrader."""

    def preprocess_cell(
        self, cell: NotebookNode, resources: Any, index: int
    ) -> tuple[NotebookNode, Any]:
        if not is_task(cell):
            return cell, resources
        cell, resources = super().preprocess_cell(cell, resources, index)
        return cell, resources


class Export(CsvExportPlugin):
    """Stands where nbgrader's own table of grades is written: takes off for lateness what the due
    date and the policy say now, as all of our commands do, and then lets nbgrader write."""

    def export(self, gradebook: Gradebook) -> None:
        root = Path.cwd()
        with CourseGradebook(root, course_config(root)) as book:
            book.refresh_all_penalties()
        super().export(gradebook)


class MarkBuilt(NbGraderPreprocessor):
    """Stands at the very end when a release is made: leaves the mark by which `goodstart build`
    knows its own notebooks, so that it takes one that nbgrader wrote for one of its own."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        about = resources["nbgrader"]
        set_stamp(nb, PurePath("release", about["assignment"], f"{about['notebook']}.ipynb"))
        return nb, resources


class NoteWritten(NbGraderPreprocessor):
    """Stands at the very end when a submission is graded: enters what nbgrader is about to write
    in the course's ledger, so that `goodstart grade` may write it anew."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        about, root = resources["nbgrader"], Path.cwd()
        path = grading.graded_path(root, about["student"], about["assignment"], about["notebook"])
        text = nbformat.writes(nb, nbformat.NO_CONVERT)
        Ledger(root).note(path, text.encode() if text.endswith("\n") else f"{text}\n".encode())
        return nb, resources


class ClearCovers(NbGraderPreprocessor):
    """Stands last when a release is made: which claims a question meets hints at its answer."""

    def preprocess_cell(
        self, cell: NotebookNode, resources: Any, index: int
    ) -> tuple[NotebookNode, Any]:
        cell.metadata.get("goodstart", {}).pop("covers", None)
        return cell, resources


class ShowScheme(Preprocessor):
    """Stands where notebooks become pages: in the Formgrader, each written answer gets the course's
    own below it, which is its mark scheme. It is read from the source when the page is made, so
    that it stands in no graded notebook; a page that nbgrader makes for students is left alone."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        in_formgrader = getattr(self.parent, "template_name", "") == "formgrade"
        if not in_formgrader or "nbgrader" in resources or "submission_id" not in resources:
            return nb, resources
        folder = Path(resources.get("metadata", {}).get("path", "")).absolute()
        name = Path("source", resources["assignment_id"], f"{resources['notebook_id']}.ipynb")
        source = next((top / name for top in folder.parents if (top / name).is_file()), None)
        schemes = _schemes(source) if source else {}
        cells = []
        for cell in nb.cells:
            cells.append(cell)
            ident = cell.metadata.get("nbgrader", {}).get("grade_id")
            if ident in schemes and is_grade(cell) and is_solution(cell):
                told = f"**Mark scheme** (only you see it)\n\n{schemes[ident]}"
                cells.append(nbformat.v4.new_markdown_cell(told, id=f"scheme-{len(cells)}"))
        nb.cells = cells
        return nb, resources


def _schemes(source: Path) -> dict[str, str]:
    """The course's own written answers, by grade id, as Markdown; none where the source can't be
    read, for the page of what was handed in must be shown all the same."""
    try:
        cells = nbformat.read(source, as_version=4).cells
    except Exception:  # nbformat raises many kinds
        return {}
    found = {}
    for cell in cells:
        if is_grade(cell) and is_solution(cell):
            text = REGION.sub("", cell.source).strip()
            fenced = text if cell.cell_type == "markdown" else f"```python\n{text}\n```"
            found[str(cell.metadata["nbgrader"]["grade_id"])] = fenced
    return found


def inert(source: str) -> str:
    """Markdown as the Formgrader shows it. Its template puts a student's own HTML into a page that
    may do on the server whatever the person who marks may do; here no part of it can run."""
    return html.markdown(source, links=True)


def configure(config: Config, stock: bool = False) -> None:
    """Set a course's nbgrader configuration, in place: its id, the stubs that students get, our
    examiner (unless `stock`), grades with the late penalties of now, feedback without hidden tests
    and mark schemes, and a Formgrader in which no student's text runs and each written answer has
    its mark scheme."""
    config.CourseDirectory.course_id = "good_start"
    config.ExportApp.plugin_class = Export
    config.ClearSolutions.code_stub = {"python": STUB}
    config.ClearSolutions.text_stub = "*Your answer here.*"
    config.GenerateAssignment.preprocessors = [
        *GenerateAssignment.preprocessors.default_args[0],
        ClearCovers,
        MarkBuilt,
    ]
    config.GenerateFeedback.preprocessors = [
        ClearHidden,
        ClearScheme,
        *GenerateFeedback.preprocessors.default_args[0],
    ]
    config.HTMLExporter.preprocessors = [ShowScheme]
    # The option that nbconvert has for this, sanitize_html, does not reach markdown cells: the
    # Formgrader's template has blocks of its own for them.
    config.HTMLExporter.filters = {"markdown2html": "autograder.nbgrader_plugin.inert"}
    config.Autograde.sanitize_preprocessors = [
        Deduplicate if step is DeduplicateIds else step
        for step in Autograde.sanitize_preprocessors.default_args[0]
    ]
    if not stock:
        config.Autograde.autograde_preprocessors = [
            *(
                Examine if step is Execute else step
                for step in Autograde.autograde_preprocessors.default_args[0]
            ),
            NoteWritten,
        ]
