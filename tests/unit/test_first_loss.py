"""The measurement of the first loss is judged by chance: how far truth and slips lie apart.

A right mean is within 7 standard errors of the truth with probability 1 - 2.6·10⁻¹²; a slip that
lies 14 of them away is as surely outside. The separations are computed here for the cases that
are farthest from helping, over the whole range that the hidden test draws from.
"""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pytest

from autograder.authoring.percent import parse

SOURCE = Path(__file__).parents[2] / "source" / "first_loss.py"
ERRORS = 14


@pytest.fixture(scope="module")
def oracle():
    names = {"np": np}
    [cell] = [
        cell
        for cell in parse(SOURCE.read_text("utf-8"), SOURCE.name)
        if cell.short.get("test") == "first-loss-oracle"
    ]
    exec(cell.source, names)
    return names


def means(oracle, std, classes):
    """What the right answer and each slip give."""
    mean = oracle["mean_loss"]
    return {
        "right": mean(std, classes),
        "variance": mean(std**2, classes),
        "root": mean(std**0.5, classes),
        "std ignored": mean(1.0, classes),
        "mean first": np.log(classes),
        "best class": mean(std, classes) - oracle["largest"](std, classes),
        "estimate": np.log(classes) + std**2 / 2 * (1 - 1 / classes),
        "no minus": -mean(std, classes),
        "bits": mean(std, classes) / np.log(2),
        "base 10": mean(std, classes) / np.log(10),
    }


def case_of(oracle, std, classes):
    """(what each slip gives, the standard error of a right mean) in one hidden case."""
    return means(oracle, std, classes), oracle["scatter"](std, classes) / 40_000**0.5


def test_truth_and_slips_are_fourteen_standard_errors_apart(oracle):
    """On at least one of the two hidden cases, whichever are drawn, and in the visible check."""
    first = [case_of(oracle, *case) for case in itertools.product((1.4, 1.55, 1.7), (8, 10, 12))]
    second = [case_of(oracle, *case) for case in itertools.product((2.8, 3.1, 3.4), (4, 5, 6))]
    apart = [
        max(abs(table[slip] - table[wrong]) / error for table, error in pair)
        for pair in itertools.product(first, second)
        for slip, wrong in itertools.combinations(first[0][0], 2)
    ]
    print(f"\nleast separation {min(apart):.0f} standard errors")
    assert min(apart) > ERRORS


def test_the_visible_tolerances_are_seven_standard_errors(oracle):
    assert oracle["scatter"](2.0, 10) == pytest.approx(2.1, abs=0.1)
    assert oracle["mean_loss"](2.0, 10) == pytest.approx(3.7730, abs=1e-4)
    assert oracle["scatter"](1.0, 10) / 2000**0.5 * 7 < 0.17  # logit_std ignored at std 0
    table = means(oracle, 2.0, 10)
    error = 2.1 / 20_000**0.5
    values = [value for slip, value in table.items() if slip != "std ignored"]
    assert min(abs(a - b) for a, b in itertools.combinations(values, 2)) > ERRORS * error


def test_the_grader_s_own_mean_is_right_for_two_classes(oracle):
    u = np.linspace(-9, 9, 20_001)
    weight = np.exp(-(u**2) / 2) / np.exp(-(u**2) / 2).sum()
    for std in (0.5, 2.0, 6.0):
        exact = weight @ np.logaddexp(0, np.sqrt(2) * std * u)
        assert oracle["mean_loss"](std, 2) == pytest.approx(exact, rel=1e-6)
    assert oracle["largest"](1.0, 10) == pytest.approx(1.53875, abs=1e-3)
