"""Lessons with their outputs. A run is kept in .goodstart/runs/ until the code of the lesson or of
the course's library changes, or a package that draws: a deck of other words takes no time."""

from __future__ import annotations

import asyncio
import fcntl
import hashlib
import importlib.util
import logging
import os
import re
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from functools import cache
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbformat.notebooknode import NotebookNode
from traitlets.config import Config

from autograder.files import write_bytes
from autograder.model import CourseError, require_course
from autograder.ownership import FOLDER
from autograder.pages.made import digest_of_code

__all__ = [
    "code_cells",
    "heading_of",
    "keep",
    "kept",
    "lesson_digest",
    "lesson_paths",
    "run",
    "run_all",
]

DRAWING = ("numpy", "matplotlib", "ipykernel")  # packages whose version shows in outputs
FORMATS = "--InlineBackend.figure_formats={'svg'}"
# Figures go to the notebook whatever this process draws with; several threads would wait for each
# other.
SETTINGS = {"MPLBACKEND": "module://matplotlib_inline.backend_inline"}
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")


def lesson_paths(root: Path, names: Sequence[str]) -> list[Path]:
    """Return the lessons' notebooks; all of the course's, if none is named. Raises CourseError."""
    require_course(root, "notebooks")
    known = {path.stem: path for path in sorted(root.glob("notebooks/*.ipynb"))}
    if missing := [name for name in names if name not in known]:
        raise CourseError(
            f"no lesson {missing[0]!r} in {root / 'notebooks'}; known: {', '.join(known) or 'none'}"
        )
    return [known[name] for name in names or known]


def heading_of(node: NotebookNode) -> str:
    """Return a notebook's title, in Markdown."""
    match = re.search(r"^#\s+(.+)$", node.cells[0].source, re.MULTILINE)
    return match[1].strip() if match else ""


def run_all(paths: Sequence[Path]) -> Iterator[tuple[Path, NotebookNode]]:
    """Run these lessons, two at a time, and yield each with its outputs when it is done. Raises
    CourseError for the first that fails."""
    with ThreadPoolExecutor(min(2, os.cpu_count() or 1)) as pool:
        runs = {pool.submit(run, path): path for path in paths}
        for done in as_completed(runs):
            yield runs[done], done.result()


def run(path: Path) -> NotebookNode:
    """Return the lesson with its outputs, figures as SVG. Raises CourseError for a cell that
    fails."""
    folder = _folder(path)
    with open(folder / f"{path.stem}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # who runs the same lesson at the same time waits for it
        return kept(path) or _run(path)


def kept(path: Path) -> NotebookNode | None:
    """Return the lesson with the outputs of a run that is kept, None if there is none."""
    node: NotebookNode = nbformat.read(path, as_version=4)
    file = _kept_at(path, node)
    if not file.is_file():
        return None
    ran = nbformat.read(file, as_version=4)
    for cell, own in zip(code_cells(node), code_cells(ran), strict=True):
        cell.outputs, cell.execution_count = own.outputs, own.execution_count
    return node


def keep(path: Path, node: NotebookNode) -> None:
    """Keep this run of the lesson, instead of those of the lesson as it was."""
    file = _kept_at(path, node)
    write_bytes(file, nbformat.writes(node).encode())
    for older in file.parent.glob(f"{path.stem}-*.ipynb"):
        if older != file:
            older.unlink(missing_ok=True)


def code_cells(node: NotebookNode) -> list[NotebookNode]:
    """Return a notebook's code cells."""
    return [cell for cell in node.cells if cell.cell_type == "code"]


def _folder(path: Path) -> Path:
    folder = path.parent.parent / FOLDER / "runs"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _kept_at(path: Path, node: NotebookNode) -> Path:
    """The file for a run of this lesson. All that its outputs depend on is in the name: its words
    don't count."""
    sources = [cell.source for cell in code_cells(node)]
    digest = hashlib.sha256(f"{sources!r} {_library()}".encode()).hexdigest()[:16]
    return _folder(path) / f"{path.stem}-{digest}.ipynb"


def _run(path: Path) -> NotebookNode:
    node: NotebookNode = nbformat.read(path, as_version=4)
    try:
        with tempfile.TemporaryDirectory() as sockets:  # here: no port that others can reach
            local = Config({"KernelManager": {"transport": "ipc", "ip": f"{sockets}/kernel"}})
            client = NotebookClient(
                node,
                timeout=180,
                coalesce_streams=True,  # what is printed slowly is one text all the same
                config=local,
                extra_arguments=[FORMATS],
                resources={"metadata": {"path": str(path.parent)}},
            )
            client.log.setLevel(logging.WARNING)  # it would say each time that it runs a notebook
            env = {**dict.fromkeys(THREADS, "1"), **os.environ, **SETTINGS}
            asyncio.run(client.async_execute(env=env))  # a loop of its own, closed in the end
    except Exception as error:  # a failing cell, or a kernel that can't start
        last = str(error).strip().splitlines()[-1]
        raise CourseError(f"{path}: does not run: {last}") from None
    keep(path, node)
    return node


def lesson_digest(path: Path) -> str:
    """Return the digest of all that a lesson's deck or page shows: its words, and what its outputs
    depend on."""
    return hashlib.sha256(path.read_bytes() + _library().encode()).hexdigest()[:16]


@cache
def _library() -> str:
    """A digest of what all lessons import, and of the versions of what draws."""
    spec = importlib.util.find_spec("initlab")
    folder = Path(spec.origin).parent if spec and spec.origin else Path("initlab")
    return digest_of_code(folder, DRAWING, f"{sys.version} {FORMATS} {SETTINGS}")
