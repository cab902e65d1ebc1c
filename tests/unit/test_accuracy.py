"""The check for averages: near is not right, and has a name; far has its own."""

from __future__ import annotations

import math

import numpy as np
import pytest

from initlab.accuracy import accurate, call
from initlab.checks import CheckFailed

CASES = [call(x) for x in (1.0, 2.0, 5.0)]
SLIPS = {"he-gain-squared": lambda x: x**4}


def seen(function):
    """The slip that the check names, its message when it names none, or "right"."""
    try:
        accurate(
            function,
            on=CASES,
            expected=lambda x: x**2,
            rtol=1e-5,
            slips=SLIPS,
            rough="he-gain-rough",
        )
    except CheckFailed as error:
        return error.slip or str(error)
    return "right"


@pytest.mark.parametrize("off", [0, 9e-6, -9e-6])
def test_what_is_within_the_tolerance_is_right(off):
    assert seen(lambda x: x**2 * (1 + off)) == "right"


def test_near_on_every_call_is_rough():
    assert seen(lambda x: x**2 * 1.001) == "he-gain-rough"
    assert seen(lambda x: x**2 * (1.0 if x < 3 else 0.97)) == "he-gain-rough"


def test_noise_that_differs_at_each_call_is_rough_too():
    rng = np.random.default_rng()
    assert seen(lambda x: x**2 * rng.uniform(0.97, 0.98)) == "he-gain-rough"


def test_another_slip_goes_by_its_own_name_and_a_far_answer_by_none():
    assert seen(lambda x: x**4) == "he-gain-squared"
    assert "expected: 4.0" in seen(lambda x: x**2 if x == 1 else 2 * x**2)


def test_a_near_value_among_far_ones_is_not_rough():
    assert seen(lambda x: 1.001 * x**2 if x < 3 else 40.0).startswith("called:   ")


@pytest.mark.parametrize(
    ("function", "says"),
    [
        (lambda x: None, "nothing is returned yet"),
        (lambda x: 1 / 0, "ZeroDivisionError"),
        (lambda x: "1", "got:      '1'"),
        (lambda x: math.nan, "got:      nan"),
        (lambda x: (_ for _ in ()).throw(NotImplementedError), "nothing is returned yet"),
    ],
)
def test_what_is_no_number_is_said_as_every_check_says_it(function, says):
    assert says in seen(function)


def test_the_function_is_named_and_asked_once_for_each_case():
    asked = []

    def square(x):
        asked.append(x)
        return 0.0

    assert seen(square).startswith("called:   square(1.0)")
    assert asked == [1.0, 2.0, 5.0]
