"""The graded notebook: rebuilt from the master, with the student's sources and our outputs in it.

nbgrader reads scores off a notebook's outputs, so the same notebook serves its database, its
Formgrader and its feedback."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from autograder.model import GRADED, Cell, Exam, Report, Score
from autograder.roles import expand

if TYPE_CHECKING:
    from nbformat.notebooknode import NotebookNode

__all__ = ["graded_notebook", "graded_text", "masters"]

BLANKS = re.compile(r"(\s{500})\s{500,}")
MOST_SOURCE = 50_000  # characters of one cell: whoever marks it would wait minutes for more
INERT = ("text/plain", "text/latex", "image/png")


def graded_notebook(exam: Exam, report: Report) -> NotebookNode:
    """The notebook that Formgrader shows. From the student come sources only."""
    import nbformat

    node: NotebookNode = nbformat.from_dict(_graded(exam, masters(exam), report))
    return node


def graded_text(exam: Exam, made: Sequence[dict[str, Any]], report: Report) -> str:
    """The same, as the text of its file; `made` are the exam's `masters`. Needs no nbgrader, which
    takes longer to load than a dozen submissions to grade."""
    return json.dumps(_graded(exam, made, report), sort_keys=True, ensure_ascii=False) + "\n"


def _graded(exam: Exam, made: Sequence[dict[str, Any]], report: Report) -> dict[str, Any]:
    results = {result.id: result.outputs for result in report.results}
    scores = {score.id: score for score in report.scores}
    cells = list(_extras(report, "", results))
    for cell, master in zip(exam.cells, made, strict=True):
        if cell.role == "free":
            continue
        node = dict(master)
        if cell.role in ("solution", "manual"):
            node["source"] = _cut(report.answers.sources.get(cell.id, cell.released))
        if cell.kind == "code":
            node["outputs"] = (
                list(_verdict(scores[cell.id]))
                if cell.role == "test"
                else [_inert(one) for one in results.get(cell.id, ())]
            )
        cells.append(node)
        if cell.id:
            cells += _extras(report, cell.id, results)
    metadata = {
        "kernelspec": {
            "display_name": "Python 3 (ipykernel)",
            "language": "python",
            "name": "python3",
        }
    }
    return {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


@functools.lru_cache(maxsize=16)
def masters(exam: Exam) -> tuple[dict[str, Any], ...]:
    """The exam's cells as they are handed out, in nbformat's form: once for a class."""
    return tuple(_master(cell, number) for number, cell in enumerate(exam.cells))


def _master(cell: Cell, number: int) -> dict[str, Any]:
    import nbformat
    from nbgrader import utils

    given = cell.released if cell.role in ("solution", "manual") else cell.source
    metadata: dict[str, Any] = {}
    if cell.id and cell.role != "free":
        short: dict[str, Any] = {cell.role: cell.id}
        if cell.role in GRADED:
            short["points"] = cell.points
        metadata = expand(short)
        metadata["nbgrader"]["cell_type"] = cell.kind
        probe = nbformat.from_dict(_new(cell.kind, given, metadata, "probe"))
        metadata["nbgrader"]["checksum"] = utils.compute_checksum(probe)
    return _new(cell.kind, given, metadata, cell.id or f"text-{number}")


def _inert(output: dict[str, Any]) -> dict[str, Any]:
    """The output with nothing that would run in the Formgrader of the person who opens it."""
    if "data" not in output:
        return output
    # Here, for a worker starts sooner without: most outputs are plain text.
    from autograder.pages.html import html_fragment, png

    data = {
        mime: value
        for mime, value in output["data"].items()
        if mime in INERT and (mime != "image/png" or png(value))
    }
    if "text/html" in output["data"]:
        data["text/html"] = str(html_fragment(output["data"]["text/html"]))
    return {**output, "data": data}


def _verdict(score: Score) -> Iterator[dict[str, Any]]:
    """Outputs that nbgrader reads as this score."""
    if score.full or score.points is None:
        return
    if score.points > 0 or not score.reason:
        yield {
            "output_type": "execute_result",
            "execution_count": None,
            "metadata": {},
            "data": {"text/plain": repr(float(score.points))},
        }
        if score.reason:
            yield {"output_type": "stream", "name": "stdout", "text": score.reason + "\n"}
    else:
        yield {
            "output_type": "error",
            "ename": "CheckFailed",
            "evalue": score.reason,
            "traceback": [score.reason],
        }


def _extras(
    report: Report, after: str, results: dict[str, tuple[Any, ...]]
) -> Iterator[dict[str, Any]]:
    shown = report.answers.extras_shown
    for k, extra in enumerate(report.answers.extras):
        if extra.after == after:
            source = _cut(extra.source) if k < shown else "# [not shown: too many long cells]"
            node = _new(extra.kind, source, {}, f"extra-{k}")
            if extra.kind == "code":
                node["outputs"] = [_inert(one) for one in results.get(f"extra-{k}", ())]
            yield node


def _cut(source: str) -> str:
    """A source that the Formgrader can show: its highlighter takes minutes for blank lines without
    an end."""
    source = BLANKS.sub(r"\1\n# [blank lines left out]\n", source)
    if len(source) <= MOST_SOURCE:
        return source
    told = f"cut: the first {MOST_SOURCE:,} of {len(source):,} characters"
    return f"{source[:MOST_SOURCE]}\n# [{told}]"


def _new(kind: str, source: str, metadata: dict[str, Any], ident: str) -> dict[str, Any]:
    """A cell. nbformat's own makers check each against the schema, which takes longer than all
    the rest; a test checks whole notebooks."""
    more: dict[str, Any] = {"execution_count": None, "outputs": []} if kind == "code" else {}
    return {"id": ident, "cell_type": kind, "metadata": metadata, "source": source, **more}
