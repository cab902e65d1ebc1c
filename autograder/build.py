"""Texts in, notebooks out: the same text gives the same bytes.

    notebooks/NN_name.py ─▶ notebooks/NN_name.ipynb
    source/name.py       ─▶ source/name/name.ipynb ─nbgrader─▶ release/name/name.ipynb
    source/quiz.toml     ─▶ source/quiz/quiz.ipynb ─nbgrader─▶ release/quiz/quiz.ipynb
"""

from __future__ import annotations

import copy
import hashlib
import re
import shutil
from pathlib import Path

import nbformat
from nbformat.notebooknode import NotebookNode
from traitlets.config import Config, PyFileConfigLoader

from autograder import quizbank, quiztext
from autograder.files import write_bytes
from autograder.model import BuildError
from autograder.percent import parse
from autograder.roles import expand, role_of

__all__ = ["build", "copy_course", "course_config", "expected", "notebook", "stale"]

METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
REGIONS = {  # region -> the role whose cells may hold it
    "### {} SOLUTION": "solution",
    "### {} HIDDEN TESTS": "test",
    "{} MARK SCHEME": "task",
}


def build(root: Path) -> list[Path]:
    """The notebooks that had to be written, after writing them. Raises BuildError."""
    wanted = expected(root)
    changed = stale(root, wanted)
    for path in changed:
        if path in wanted:
            write_bytes(path, wanted[path])
        else:
            path.unlink()
    return changed


def copy_course(root: Path, into: Path) -> None:
    """Make a course at `into` of the notebooks and the settings of the course at `root`, with
    nothing that anybody handed in."""
    for pattern in ("notebooks/*.ipynb", "source/*/*.ipynb", "source/*.toml", "release/*/*.ipynb",
                    "nbgrader_config.py"):
        for path in root.glob(pattern):
            target = into / path.relative_to(root)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)


def stale(root: Path, wanted: dict[Path, bytes] | None = None) -> list[Path]:
    """The notebooks that differ from what their texts say, missing and left-over ones too."""
    wanted = expected(root) if wanted is None else wanted
    differing = [path for path, data in wanted.items()
                 if not path.is_file() or path.read_bytes() != data]
    built = [*root.glob("notebooks/*.ipynb"), *root.glob("source/*/*.ipynb"),
             *root.glob("release/*/*.ipynb")]
    return sorted([*differing, *(path for path in built if path not in wanted)])


def expected(root: Path) -> dict[Path, bytes]:
    """What every notebook should hold, by path. Raises BuildError with file, line and cell."""
    wanted: dict[Path, bytes] = {}
    for path in sorted(root.glob("notebooks/*.py")):
        wanted[path.with_suffix(".ipynb")] = _bytes(notebook(path.read_text("utf-8"), path, root))
    config = course_config(root)
    for path in _assignments(root):
        name = path.stem
        text = (quiztext.to_text(quizbank.load(path)) if path.suffix == ".toml"
                else path.read_text("utf-8"))
        node = notebook(text, path, root, graded=True)
        wanted[root / "source" / name / f"{name}.ipynb"] = _bytes(node)
        wanted[root / "release" / name / f"{name}.ipynb"] = _release(node, name, config)
    return wanted


def _assignments(root: Path) -> list[Path]:
    return sorted([*root.glob("source/*.py"), *root.glob("source/*.toml")])


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
        make = {"markdown": nbformat.v4.new_markdown_cell, "code": nbformat.v4.new_code_cell}
        cells.append(make[part.kind](part.source, metadata=metadata, id=ident))
    return nbformat.v4.new_notebook(cells=cells, metadata=METADATA, nbformat_minor=5)


def _cell_id(kind: str, source: str, metadata: dict) -> str:
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


def _bytes(node: NotebookNode) -> bytes:
    return (nbformat.writes(node) + "\n").encode()


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
    return _bytes(released)


def course_config(root: Path) -> Config:
    """The course's nbgrader configuration; an empty one where it has no nbgrader_config.py."""
    if not (root / "nbgrader_config.py").is_file():
        return Config()
    return PyFileConfigLoader("nbgrader_config.py", path=str(root)).load_config()
