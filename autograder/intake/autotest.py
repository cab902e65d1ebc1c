"""Tests that nbgrader writes itself: `### AUTOTEST f(3)` in a source becomes an assertion of what
the solution gives. They are made once for each version of the source, by nbgrader's own code, and
kept."""

from __future__ import annotations

import contextlib
import hashlib
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import nbformat

from autograder.files import write_text
from autograder.model import ExamError
from autograder.ownership import FOLDER

__all__ = ["with_tests"]

MARK = "AUTOTEST"
TEMPLATES = "autotests.yml"


def with_tests(source: Path) -> Path:
    """Return the notebook of a source with its tests written out: the source itself where it asks
    for none, else one that is kept in the course's `.goodstart/`. Raises ExamError where they can't
    be made."""
    data = source.read_bytes()
    if MARK.encode() not in data:
        return source
    node = nbformat.reads(data.decode("utf-8", "replace"), as_version=4)
    if not any(cell.cell_type == "code" and MARK in cell.source for cell in node.cells):
        return source
    root = source.absolute().parents[2]
    known = hashlib.sha256(data)
    for folder in (source.parent, root):
        with contextlib.suppress(FileNotFoundError):
            known.update((folder / TEMPLATES).read_bytes())
    made = root / FOLDER / "autotests" / known.hexdigest()[:32] / source.name
    if not made.is_file():
        write_text(made, nbformat.writes(_instantiated(source, node, root)))
    return made


@contextlib.contextmanager
def _kernels_end() -> Iterator[None]:
    """End the kernel that nbgrader starts, which it leaves running when the solution fails, and
    close the line to it, which it leaves open. What a kernel says of itself is of no use here."""
    from nbgrader.preprocessors import instantiatetests

    started: list[tuple[Any, Any]] = []
    start = instantiatetests.start_new_kernel

    def start_quietly(**options: Any) -> tuple[Any, Any]:
        started.append(start(**options, stderr=subprocess.DEVNULL))
        return started[-1]

    with mock.patch.object(instantiatetests, "start_new_kernel", start_quietly):
        try:
            yield
        finally:
            for manager, client in started:
                client.stop_channels()
                manager.shutdown_kernel(now=True)
                manager.cleanup_resources()


def _instantiated(source: Path, node: nbformat.NotebookNode, root: Path) -> nbformat.NotebookNode:
    """The notebook as nbgrader makes it: it runs the solution in a kernel, as when it generates the
    release, so that both hold the same tests."""
    from nbgrader.preprocessors import InstantiateTests  # takes a second, and few courses need it

    resources = {"metadata": {"path": str(source.absolute().parent)}}
    step = InstantiateTests()
    step.log.setLevel("CRITICAL")
    try:
        with contextlib.chdir(root), _kernels_end():  # where nbgrader looks for the templates, too
            made: nbformat.NotebookNode = step.preprocess(node, resources)[0]
    except FileNotFoundError:
        raise ExamError(
            f"{source}: its tests are to be written by nbgrader, and there is no {TEMPLATES} "
            "beside it or in the course's folder"
        ) from None
    except Exception as error:  # what the solution raises, and what nbgrader does
        # nbclient's own error has no text where nbgrader raises it
        said = str(getattr(error, "evalue", "") or (error.args[:1] or [""])[0]).strip()
        why = (said.splitlines() or [type(error).__name__])[-1]
        raise ExamError(f"{source}: the tests that nbgrader is to write: {why[:300]}") from None
    return made
