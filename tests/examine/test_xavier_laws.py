"""The assignment `xavier`: truth and slips are told apart with a certainty that is counted here.

A right sample strays 7 standard errors from its law less than once in 10¹¹ checks, and a wrong one
from its own as seldom: laws that are 14 standard errors apart are never taken for each other.
"""

from __future__ import annotations

import itertools
import math
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from seeds import ALL_SEEDS

from autograder.authoring.percent import parse
from initlab import checks, samples
from initlab.laws import ERRORS, Law, apart

SOURCE = Path(__file__).parents[2] / "source" / "xavier.py"
SAMPLERS = ("lecun_normal", "lecun_uniform", "glorot_normal", "glorot_uniform")


@cache
def drawn_checks(seed: int) -> list[tuple[str, list[checks.Call], list[Law], dict[str, list[Law]]]]:
    """(sampler, calls, laws, slips) of every check of a sampler, with the cases of this seed."""
    seen: list[Any] = []
    names: dict[str, Any] = {"__name__": "__main__"}
    checks.use_seed(seed)
    for cell in parse(SOURCE.read_text("utf-8"), SOURCE.name):
        if cell.kind == "code":
            exec(compile(cell.source, "cell", "exec"), names)
            names["drawn"] = lambda function, on, law, slips: seen.append(
                (function.__name__, on, law, slips)
            )
    checks.use_seed(None)
    return [
        (name, on, laws_of(law, on), {key: laws_of(one, on) for key, one in slips.items()})
        for name, on, law, slips in seen
    ]


def laws_of(source: Any, on: list[checks.Call]) -> list[Law]:
    return [samples._law(one) for one in samples._laws(source, on)]


def separation(some: list[Law], others: list[Law], on: list[checks.Call]) -> float:
    """Of the calls, the one that tells most: in standard errors of a sample of its shape."""
    return max(
        apart(a, b, math.prod(one.args[0])) for a, b, one in zip(some, others, on, strict=True)
    )


def test_each_sampler_has_four_checks() -> None:
    names = [name for name, *_ in drawn_checks(0)]
    assert names == [name for name in SAMPLERS for _ in range(4)]


# Of each pair of slips the distance is computed: seconds for each seed.
SEEDS = [0, 7, 20260301] if ALL_SEEDS else [20260301]


@pytest.mark.parametrize("seed", [0, 7, 20260301])
def test_every_slip_is_fourteen_standard_errors_from_the_truth(seed: int) -> None:
    least = math.inf
    for name, on, laws, slips in drawn_checks(seed):
        for key, wrong in slips.items():
            gap = separation(laws, wrong, on)
            assert gap == 0 or gap > 2 * ERRORS, (name, key, gap)
            least = min(least, gap or least)
    print(f"\nthe slip that is nearest to the truth: {least:.0f} standard errors")


@pytest.mark.parametrize("seed", SEEDS)
def test_no_two_slips_are_nearer_than_fourteen_standard_errors(seed: int) -> None:
    """A slip that draws the very truth in a check cannot be seen there, and another one sees it."""
    least = math.inf
    for name, on, laws, slips in drawn_checks(seed):
        told = {key: wrong for key, wrong in slips.items() if separation(laws, wrong, on) > 0}
        for one, other in itertools.combinations(told, 2):
            if one.split("/")[0] != other.split("/")[0]:
                gap = separation(told[one], told[other], on)
                assert gap > 2 * ERRORS, (name, one, other, gap)
                least = min(least, gap)
    print(f"\nthe two slips that are nearest to each other: {least:.0f} standard errors")
