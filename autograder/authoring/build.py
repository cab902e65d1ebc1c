"""Texts in, notebooks out: the same text gives the same bytes.

notebooks/NN_name.py ─▶ notebooks/NN_name.ipynb
source/name.py       ─▶ source/name/name.ipynb ─nbgrader─▶ release/name/name.ipynb
source/quiz.toml     ─▶ source/quiz/quiz.ipynb ─nbgrader─▶ release/quiz/quiz.ipynb
source/name.hints.toml ─▶ source/name/hints.toml, release/name/hints.toml
"""

from __future__ import annotations

import copy
import hashlib
import os
import re
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any, Literal

import nbformat
from nbformat.notebooknode import NotebookNode
from traitlets.config.loader import Config

from autograder.authoring import hints_file, quiz_file, quiz_notebook
from autograder.authoring.config import course_config
from autograder.authoring.notebook_text import text_of, text_path
from autograder.authoring.percent import parse
from autograder.authoring.stamp import built_stamp, has_outputs, is_as_built, set_stamp
from autograder.files import HINTS, HINTS_MARK, write_bytes
from autograder.model import BuildError, require_course
from autograder.ownership import FOLDER, keep_copy, obstacle, one_line_errors
from autograder.roles import expand, role_of

__all__ = [
    "Outcome",
    "build",
    "course_files",
    "expected",
    "is_text_as_built",
    "notebook",
    "stale",
]

METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
REGIONS = {  # region -> the role whose cells may hold it
    "### {} SOLUTION": "solution",
    "### {} HIDDEN TESTS": "test",
    "{} MARK SCHEME": "task",
}


@dataclass(frozen=True)
class Outcome:
    """What `build` did about one notebook or file of hints. `in_the_way` says that what its text
    describes could not be written or removed, because somebody's work stands there."""

    path: Path
    done: Literal["wrote", "removed", "kept"]
    remark: str = ""
    in_the_way: bool = False


def build(root: Path, overwrite: bool = False) -> list[Outcome]:
    """Write every notebook that differs from its text, and the hints beside it, and say what was
    done. Raises BuildError.

    Only what `build` wrote, and nobody edited since, is written over or removed. An edited, copied,
    renamed or added notebook stays. `overwrite` writes over edited ones too, after a copy of
    each."""
    wanted = expected(root)
    outcomes = [
        _put(root, path, data, overwrite)
        for path, data in wanted.items()
        if not _is_same(path, data)
    ]
    for path in _built(root):
        if path not in wanted:
            outcomes.append(_left_over(root, path))
    return sorted(outcomes, key=lambda outcome: outcome.path)


def _put(root: Path, path: Path, data: bytes, overwrite: bool) -> Outcome:
    """Write one notebook, unless somebody's work stands there."""
    remark = ""
    if os.path.lexists(path):
        there = b"" if obstacle(path) else path.read_bytes()
        if obstacle(path) or not (_is_unedited(root, path, there, data) or _text_holds(root, path)):
            if not overwrite:
                return Outcome(path, "kept", _how_to_go_on(root, path), in_the_way=True)
            remark = f"what stood there is now {keep_copy(path)}"
        elif path.suffix == ".ipynb" and has_outputs(there):
            copy = root / FOLDER / "outputs" / path.relative_to(root)
            write_bytes(copy, there)
            remark = f"what its cells had printed is in {copy}"
    with one_line_errors(path):
        write_bytes(path, data)
    return Outcome(path, "wrote", remark)


def _left_over(root: Path, path: Path) -> Outcome:
    """Remove what has no text any more, if it is ours; else leave it and say why. A copy of it is
    kept, since it is all that is left where the text was lost."""
    off = path.name == HINTS and not hints_file.are_given(course_config(root))
    if not obstacle(path) and _is_unedited(root, path, path.read_bytes()):
        if off or path.is_relative_to(root / "release"):  # its source has all of it
            path.unlink()
            why = "this course gives no hints" if off else "its text is gone"
            return Outcome(path, "removed", why)
        copy = root / FOLDER / "removed" / path.relative_to(root)
        with one_line_errors(copy):
            write_bytes(copy, path.read_bytes())
        path.unlink()
        return Outcome(path, "removed", f"its text is gone; it is now {copy}")
    if path.name == HINTS:
        why = "edited since it was built; students get these hints until you move it away"
        return Outcome(path, "kept", why, in_the_way=True)
    try:
        text_path(path)
    except BuildError:
        return Outcome(path, "kept", "a notebook of somebody's own")
    return Outcome(path, "kept", "it has no text; `goodstart adopt` makes one")


def _how_to_go_on(root: Path, path: Path) -> str:
    """Why a notebook was kept, and what its owner can do."""
    if reason := obstacle(path):
        return f"{reason}; --overwrite takes its place and keeps it beside"
    name = path.relative_to(root)
    if path.name == HINTS:
        return (
            f"edited since it was built; edits belong in source/{path.parent.name}.hints.toml, "
            "--overwrite writes it anew and keeps a copy"
        )
    if name.parts[0] == "release" or (root / "source" / f"{path.stem}.toml").is_file():
        return "edited since it was built; --overwrite writes it anew and keeps a copy"
    return (
        f"edited since it was built; `goodstart adopt {path}` brings the edits into its text, "
        "--overwrite writes it anew and keeps a copy"
    )


def _is_unedited(root: Path, path: Path, there: bytes, wanted: bytes = b"") -> bool:
    where = PurePath(path.relative_to(root))
    if path.name == HINTS:
        return hints_file.is_as_laid(there, where)
    return is_as_built(there, where, wanted)


def _text_holds(root: Path, path: Path) -> bool:
    """Whether the notebook's text says all that its cells say, as it does once it is adopted."""
    try:
        text = text_path(path)
        return text.read_text("utf-8") == text_of(path)
    except (BuildError, OSError, UnicodeDecodeError):
        return False


def is_text_as_built(text: Path, node: dict[str, Any]) -> bool:
    """Return whether a text still says what it said when the notebook was built from it."""
    root = text.parent.parent
    where = (
        text.with_suffix(".ipynb")
        if text.parent.name == "notebooks"
        else text.parent / text.stem / f"{text.stem}.ipynb"
    )
    try:
        now = notebook(text.read_text("utf-8"), text, root, graded=text.parent.name == "source")
    except (BuildError, UnicodeDecodeError):
        return False
    set_stamp(now, PurePath(where.relative_to(root)))
    return built_stamp(node) == built_stamp(now)


def course_files(root: Path) -> dict[PurePath, bytes]:
    """Return the files of a copy of the course, by path: the notebooks as their texts say,
    whatever was edited in them, and the settings; nothing that anybody handed in."""
    files = {path.relative_to(root): data for path, data in expected(root).items()}
    for path in (
        *root.glob("notebooks/*.ipynb"),
        *root.glob("source/*/*.ipynb"),
        *quiz_file.files(root),
        *root.glob("release/*/*.ipynb"),
        *root.glob("nbgrader_config.py"),
    ):
        if path.relative_to(root) not in files:
            files[path.relative_to(root)] = path.read_bytes()
    return dict(sorted(files.items()))


def stale(root: Path, wanted: dict[Path, bytes] | None = None) -> list[Path]:
    """Return the notebooks and hints that differ from what their texts say: missing ones, and those
    that `build` left and whose text is gone. A notebook of somebody's own is not one of them."""
    wanted = expected(root) if wanted is None else wanted
    differing = [path for path, data in wanted.items() if not _is_same(path, data)]
    left_over = [
        path
        for path in _built(root)
        if path not in wanted and not obstacle(path) and _is_unedited(root, path, path.read_bytes())
    ]
    return sorted([*differing, *left_over])


def _is_same(path: Path, data: bytes) -> bool:
    return path.is_file() and path.read_bytes() == data


def _built(root: Path) -> list[Path]:
    return [
        *root.glob("notebooks/*.ipynb"),
        *root.glob("source/*/*.ipynb"),
        *root.glob("release/*/*.ipynb"),
        *(
            path
            for path in (*root.glob(f"source/*/{HINTS}"), *root.glob(f"release/*/{HINTS}"))
            if path.is_file() and path.read_bytes().startswith(HINTS_MARK)
        ),
    ]


def expected(root: Path) -> dict[Path, bytes]:
    """What every notebook and file of hints should hold, by path. Raises BuildError with file, line
    and cell; CourseError where there is no course."""
    require_course(root, "source", "notebooks")
    wanted: dict[Path, bytes] = {}
    for path in sorted(root.glob("notebooks/*.py")):
        target = path.with_suffix(".ipynb")
        wanted[target] = _bytes(
            notebook(path.read_text("utf-8"), path, root), target.relative_to(root)
        )
    config = course_config(root)
    hints = hints_file.files(root)
    for path in _assignments(root):
        name = path.stem
        text = (
            quiz_notebook.to_text(quiz_file.load(path))
            if path.suffix == ".toml"
            else path.read_text("utf-8")
        )
        node = notebook(text, path, root, graded=True)
        where = PurePath("source", name, f"{name}.ipynb")
        wanted[root / "release" / name / f"{name}.ipynb"] = _release(node, name, config)
        wanted[root / where] = _bytes(node, where)
        if own := hints.pop(name, None):
            data = hints_file.as_laid(own, own.relative_to(root), _roles(node))
            if hints_file.are_given(config):
                wanted[root / "source" / name / HINTS] = data
                wanted[root / "release" / name / HINTS] = data
    if hints:
        name, own = min(hints.items())
        raise BuildError(f"{own.relative_to(root)}: no assignment source/{name}.py to go with it")
    return wanted


def _roles(node: NotebookNode) -> dict[str, str]:
    """The roles of a notebook's cells, by grade id."""
    return {
        cell.metadata["nbgrader"]["grade_id"]: role_of(cell.metadata)
        for cell in node.cells
        if "nbgrader" in cell.metadata
    }


def _assignments(root: Path) -> list[Path]:
    return sorted([*root.glob("source/*.py"), *quiz_file.files(root)])


def notebook(text: str, path: Path, root: Path = Path(), graded: bool = False) -> NotebookNode:
    """The notebook that a text describes, without outputs; `graded` for assignments."""
    where = path.relative_to(root) if path.is_relative_to(root) else path
    cells: list[NotebookNode] = []
    seen: dict[str, int] = {}
    for part in parse(text, str(where)):
        try:
            metadata = expand(part.short)
            _check_regions(part.source, role_of(metadata), graded)
            if "task" in part.short and part.kind != "markdown":
                raise ValueError("task= on a code cell; write # %% [markdown]")
            ident = _cell_id(part.kind, part.source, metadata)
            named = metadata.get("nbgrader", {}).get("grade_id") or part.short.get("name")
            if ident in seen and named:
                raise ValueError(f"the name {named!r} is taken by the cell at line {seen[ident]}")
        except ValueError as error:
            raise BuildError(f"{where}, line {part.line}, cell {part.number}: {error}") from None
        while ident in seen:
            ident = hashlib.sha256(ident.encode()).hexdigest()[:12]
        seen[ident] = part.line
        make: dict[str, Any] = {
            "markdown": nbformat.v4.new_markdown_cell,
            "code": nbformat.v4.new_code_cell,
        }
        cells.append(make[part.kind](part.source, metadata=metadata, id=ident))
    made: NotebookNode = nbformat.v4.new_notebook(cells=cells, metadata=METADATA, nbformat_minor=5)
    return made


def _cell_id(kind: str, source: str, metadata: dict[str, Any]) -> str:
    """The cell's id: its grade id or name where it has one, else a digest of its content."""
    name = metadata.get("nbgrader", {}).get("grade_id") or metadata.get("goodstart", {}).get("name")
    if name is None:
        return hashlib.sha256(f"{kind}\n{source}".encode()).hexdigest()[:12]
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", str(name)):
        raise ValueError(f"the name {name!r}: up to 64 letters, digits, - and _")
    return str(name)


def _check_regions(source: str, role: str, graded: bool) -> None:
    """Raise ValueError for a region that nbgrader would not cut, and so would give away."""
    for region, owner in REGIONS.items():
        depth, count, begin, end = 0, 0, region.format("BEGIN"), region.format("END")
        for line in source.splitlines():
            begins, ends = begin in line, end in line
            depth += begins - ends
            count += begins
            if depth not in (0, 1):
                raise ValueError(f"{begin} and {end} do not pair up")
        if depth:
            raise ValueError(f"{begin} has no {end}")
        if count and role != owner:
            raise ValueError(f"{begin} in a cell that is not {owner}=")
        if graded and role == "solution" == owner and not count:
            raise ValueError("a solution= cell without ### BEGIN SOLUTION")


def _bytes(node: NotebookNode, where: PurePath) -> bytes:
    set_stamp(node, where)
    return f"{nbformat.writes(node)}\n".encode()


def _release(node: NotebookNode, name: str, config: Config) -> bytes:
    """What students get: nbgrader's own steps of generate_assignment, but for the one that writes
    to a gradebook (a test holds this against the real command)."""
    from nbgrader.converters import GenerateAssignment
    from nbgrader.preprocessors import SaveCells

    resources = {"nbgrader": {"assignment": name, "notebook": name, "student": "."}}
    released = copy.deepcopy(node)
    for step in GenerateAssignment(config=config).preprocessors:
        if step is not SaveCells:
            released, resources = step(config=config).preprocess(released, resources)
    return _bytes(released, PurePath("release", name, f"{name}.ipynb"))
