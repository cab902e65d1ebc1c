"""In the checks of samplers, the law that is asked for and those of all slips are 14 standard
errors apart or more: each slip is told from a right answer, and from every other slip, with a
probability of error below 10⁻¹⁰ (`initlab.laws.apart`). `pytest -s` prints the numbers.
"""

from __future__ import annotations

import itertools
import math
from pathlib import Path
from typing import Any

import pytest

from autograder.intake import exam as exams
from initlab import checks, laws, samples

ROOT = Path(__file__).parents[2]
SURE = 2 * laws.ERRORS


def tables(assignment: str, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Any, Any, Any]]:
    """(test cell, calls, law, slips) of every check of a sampler, as the master meets them."""
    found: list[tuple[str, Any, Any, Any]] = []
    names: dict[str, Any] = {"__name__": "__main__"}
    [exam] = exams.load(ROOT, assignment)
    for cell in exam.cells:
        if cell.kind == "code" and cell.role in ("locked", "solution", "test"):

            def note(_: Any, on: Any, law: Any, slips: Any = None, at: str = cell.id) -> None:
                found.append((at, on, law, slips or {}))

            monkeypatch.setattr(samples, "drawn", note)
            if "drawn" in names:
                names["drawn"] = note
            exec(compile(cell.source, cell.id, "exec"), names)
    return found


def apart(some: Any, other: Any) -> float:
    """The surest of the calls: a slip is named only when it accounts for all of them."""
    return max(
        laws.apart(one, two, math.prod(shape))
        for pairs, others in zip(some, other, strict=True)
        for (shape, one), (_, two) in zip(pairs, others, strict=True)
    )


@pytest.mark.parametrize("assignment", ["he", "frameworks"])
@pytest.mark.parametrize("seed", [0, 7, 20260301])
def test_no_two_laws_of_a_check_can_be_mistaken(
    assignment: str, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    checks.use_seed(seed)
    found = tables(assignment, monkeypatch)
    checks.use_seed(None)
    assert len(found) >= 8
    for cell, on, law, slips in found:
        parts = {
            key: [
                samples._parts(one, each)
                for one, each in zip(on, samples._laws(source, on), strict=True)
            ]
            for key, source in {"the law": law, **slips}.items()
        }
        least = min(
            (apart(parts[one], parts[other]), one, other)
            for one, other in itertools.combinations(parts, 2)
            if one.split("/")[0] != other.split("/")[0]
        )
        print(
            f"\n{cell}: {len(slips)} slips, nearest {least[0]:.0f} standard errors: "
            f"{least[1]}, {least[2]}"
        )
        assert least[0] >= SURE, (cell, least)


def test_tables_of_visible_checks_have_the_laws_that_the_slips_have_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The numbers in the catalogue are those of the hidden laws, at the visible calls."""
    for assignment in ("he", "frameworks"):
        hidden: dict[str, dict[str, Any]] = {}
        found = tables(assignment, monkeypatch)
        for cell, _, _, slips in found:
            hidden.setdefault(cell, {}).update(
                {key: source for key, source in slips.items() if callable(source)}
            )
        compared = 0
        for cell, on, _, slips in found:
            for key, source in slips.items():
                if callable(source) or key not in hidden[cell]:
                    continue
                compared += 1
                for one, told in zip(on, source, strict=True):
                    [(_, law)] = samples._parts(one, told)
                    [(_, wanted)] = samples._parts(one, one.of(hidden[cell][key]))
                    assert (law.mean, law.std, law.low, law.high) == pytest.approx(
                        (wanted.mean, wanted.std, wanted.low, wanted.high)
                    ), (cell, key)
        assert compared >= 25, assignment
