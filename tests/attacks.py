"""The corpus of hostile submissions in tests/hostile: its exam, its cases, and how they are laid
out as files. A case is a table of cases.toml, with the cells of NAME.py in place of honest ones,
and `file`, the name of one of the ways below to hand in something else than a notebook.

    about    what it does, in one line
    lost     what it must cost: cell, or exercise, and a fragment of the reason that the student is
             told; a list of fragments, any of which may be it, where that is not for us to say,
             and then a comment says what decides
    says     what its output must hold: that the attack was made and met nothing
    problem  a fragment of the line that says why it can't be graded
    sealed   that only a sealed cage withstands it
    again    that it is handed in twice: the second must not find what the first left
    fails    why the grader does not yet withstand it
    cold     what it must cost instead in a cold cage, where the student's process can reach those
             beside it: stopping them gains nothing, but ends otherwise
    limits   other limits than the corpus's own
"""

from __future__ import annotations

import dataclasses
import json
import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from autograder.authoring.percent import TextCell, parse
from autograder.model import Cell, Exam
from autograder.roles import ROLES, expand
from autograder.sandbox import Limits

__all__ = ["CANARIES", "HERE", "Case", "cases", "exam", "limits_of", "notebook"]

HERE = Path(__file__).parent / "hostile"
CANARIES = ("canary-hidden-7d31", "canary-environ-90ab", "canary-neighbour-4e12")
SMALL = Limits(
    cell_seconds=1,
    notebook_seconds=20,
    memory=256 * 2**20,
    files=16 * 2**20,
    cell_output=64 * 2**10,
    notebook_output=256 * 2**10,
    grace=1,
)
HONEST = {
    "double": "def double(x):\n    return 2 * x",
    "sizes": "def sizes(g, n):\n    return [g(k) for k in range(n)]",
    "spread": "def spread(w):\n    return float(np.mean((w - np.mean(w)) ** 2))",
    "why": "A weight twice as large has a variance four times as large.",
}


@dataclass(frozen=True)
class Case:
    """One hostile submission and what must come of it."""

    name: str
    about: str
    lost: dict[str, str | list[str]] = field(default_factory=dict)
    says: str = ""
    problem: str = ""
    file: str = ""
    sealed: bool = False
    again: bool = False
    fails: str = ""
    cold: dict[str, str | list[str]] | None = None
    limits: dict[str, Any] = field(default_factory=dict)

    def parts(self, world: dict[str, str]) -> list[TextCell]:
        """The cells that differ from an honest submission; `@KEY@` in them is filled in."""
        path = HERE / f"{self.name}.py"
        text = path.read_text("utf-8") if path.is_file() else ""
        for key, value in world.items():
            text = text.replace(f"@{key.upper()}@", value)
        return parse(text, path.name) if text else []

    def __post_init__(self) -> None:
        for ident, told in self.lost.items():
            if not told or not all(self.reasons(ident) or ()):
                raise ValueError(
                    f"case {self.name}: {ident} must name the reason that the student "
                    "is told; an empty one would let any pass"
                )

    def reasons(self, ident: str) -> tuple[str, ...] | None:
        """The fragments of which the reason why a graded cell earns nothing must hold one; None if
        it must earn all."""
        told = self.lost.get(ident, self.lost.get(ident.partition("-")[0]))
        return (told,) if isinstance(told, str) else told and tuple(told)


def cases(cold: bool = False) -> list[Case]:
    """Every case, in the order of cases.toml, with what must come of it in such a cage."""
    tables = tomllib.loads((HERE / "cases.toml").read_text("utf-8"))
    known = [Case(name, **table) for name, table in tables.items()]
    return [
        case
        if case.cold is None or not cold
        else dataclasses.replace(case, lost=case.cold, says="")
        for case in known
    ]


def limits_of(case: Case) -> Limits:
    """The limits for a case. Where none is to be hit, a busy machine gets more time."""
    told = [case.lost, case.says, case.problem, *([case.cold] if case.cold else [])]
    patient = {} if "time limit" in str(told) else {"cell_seconds": 4.0}
    return dataclasses.replace(SMALL, **patient | case.limits)


def exam() -> Exam:
    """The master."""
    return Exam("hostile", "hostile", tuple(map(_cell, _master())))


def notebook(parts: list[TextCell] = ()) -> dict[str, Any]:  # type: ignore[assignment]
    """A submission: the release with honest answers, and in their place the parts given. A part
    without a grade id is a cell added after the one above it; "top" stands before all."""
    after: dict[str, list[TextCell]] = {}
    last = ""
    for part in parts:
        last = _ident(part) or last
        after.setdefault(last, []).append(part)
    cells = [_node(part.kind, part.source, {}) for part in after.get("", ())]
    for part in _master():
        ident = _ident(part)
        own = after.get(ident, []) if ident else []
        answers = [one.source for one in own if _ident(one)]
        source = answers[0] if answers else HONEST.get(ident, _released(part.source))
        cells.append(_node(part.kind, source, expand(part.short)))
        cells += [_node(one.kind, one.source, {}) for one in own if not _ident(one)]
    return {
        "cells": cells,
        "metadata": {"kernelspec": {"name": "python3"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def saved(node: Any) -> bytes:
    return json.dumps(node, indent=1, ensure_ascii=False).encode()


def _master() -> list[TextCell]:
    return parse((HERE / "exam.py").read_text("utf-8"), "exam.py")


def _cell(part: TextCell) -> Cell:
    role = next((role for role in ROLES if role in part.short), "text")
    return Cell(
        role,
        part.kind,
        part.source,
        _ident(part),  # type: ignore[arg-type]
        float(part.short.get("points", 0)),
        "",
        _released(part.source),
    )


def _ident(part: TextCell) -> str:
    return next((part.short[role] for role in ROLES if role in part.short), "")


def _released(source: str) -> str:
    """The source as students are given it."""
    source = re.sub(r"(?s)### BEGIN SOLUTION.*?### END SOLUTION", "...", source)
    return re.sub(r"(?s)### BEGIN (HIDDEN TESTS|MARK SCHEME).*?### END \1", "", source).rstrip()


def _node(kind: str, source: str, metadata: dict[str, Any]) -> dict[str, Any]:
    node: dict[str, Any] = {"cell_type": kind, "metadata": metadata, "source": source}
    return node | ({"outputs": [], "execution_count": None} if kind == "code" else {})
