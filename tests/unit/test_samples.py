"""The check of samplers: a right answer passes, whatever it draws first; a wrong one is told from
it, and by its name, with a certainty that the tolerances promise.

Statistical: every tolerance is 7 standard errors (probability 2.6e-12 for a mean), or 3.5 / √N for
a Kolmogorov–Smirnov distance (4.6e-11); laws that must be told apart are 14 and more apart.
"""

from __future__ import annotations

import math
import re

import numpy as np
import pytest

from initlab import laws
from initlab.checks import CheckFailed, call, fresh_rng
from initlab.laws import apart, misfit, normal, truncated, uniform
from initlab.samples import drawn

SHAPE = (200, 300)
COUNT = 200 * 300


def seen(function, law=None, slips=None, shape=SHAPE):
    """What the check says of a function."""
    try:
        drawn(
            function,
            on=[call(shape, fresh_rng()), call(shape[::-1], fresh_rng())],
            law=law or normal(0.5),
            slips=slips,
        )
    except CheckFailed as error:
        return error.slip or str(error)
    return "right"


def one_by_one(shape, rng):
    return np.array([[rng.normal(0, 0.5) for _ in range(shape[1])] for _ in range(shape[0])])


RIGHT = {
    "at once": lambda shape, rng: rng.normal(0, 0.5, shape),
    "one by one": one_by_one,
    "transposed and back": lambda shape, rng: rng.normal(0, 0.5, shape[::-1]).T,
    "scaled": lambda shape, rng: 0.5 * rng.standard_normal(math.prod(shape)).reshape(shape),
    "more drawn than used": lambda shape, rng: rng.normal(0, 0.5, (2, *shape))[1],
}


@pytest.mark.parametrize("style", RIGHT)
def test_a_right_sampler_passes_in_any_style(style):
    assert seen(RIGHT[style]) == "right"


WRONG = {
    "draw-transposed": lambda shape, rng: rng.normal(0, 0.5, shape[::-1]),
    "draw-dtype": lambda shape, rng: rng.normal(0, 0.5, shape).astype(np.float32),
    "draw-same-values": lambda shape, rng: np.random.default_rng(0).normal(0, 0.5, shape),
    "draw-rng-ignored": lambda shape, rng: np.random.default_rng().normal(0, 0.5, shape),
    "draw-repeated": lambda shape, rng: np.tile(rng.normal(0, 0.5, shape[1]), (shape[0], 1)),
    "draw-mean": lambda shape, rng: rng.normal(0.1, 0.5, shape),
}


@pytest.mark.parametrize("slip", WRONG)
def test_what_any_sampler_can_get_wrong_has_a_name(slip):
    assert seen(WRONG[slip]) == slip


def test_a_constant_is_one_value_repeated_and_not_a_generator_ignored():
    assert seen(lambda shape, rng: np.full(shape, 0.5)) == "draw-repeated"


def test_a_slip_is_named_when_its_law_accounts_for_every_call():
    table = {
        "draw-dtype/0.25": normal(0.25),
        "draw-mean/root": lambda shape, rng: normal(math.sqrt(shape[0]) / 40),
    }
    assert seen(lambda shape, rng: rng.normal(0, 0.25, shape), slips=table) == "draw-dtype"
    by_rows = seen(lambda shape, rng: rng.normal(0, math.sqrt(shape[0]) / 40, shape), slips=table)
    assert by_rows == "draw-mean"
    first_only = seen(
        lambda shape, rng: rng.normal(0, [0.25, 0.3][shape == SHAPE], shape), slips=table
    )
    assert first_only.startswith("called:   ")


def test_a_message_says_what_was_called_what_came_and_what_was_expected():
    told = seen(lambda shape, rng: rng.normal(0, 1.0, shape)).split("\n")
    assert told[0].endswith("((200, 300), rng)")
    assert re.match(r"got:      60000 values of std (0\.99|1(\.0\d?)?\b)", told[1])
    assert told[2] == "expected: std 0.5 (normal; chance allows ± 0.01)"
    told = seen(lambda shape, rng: rng.uniform(-1, 1, shape) * math.sqrt(3) / 2)
    assert re.search("the right mean and std, but 5[78]% of them within one std", told)  # 1/√3
    told = seen(lambda shape, rng: None)
    assert told.split("\n")[1:] == [
        "got:      None (nothing is returned yet)",
        "expected: an array of shape (200, 300)",
    ]
    assert "raised:   ZeroDivisionError: " in seen(lambda shape, rng: 1 / 0)
    assert "got:      a value of type list" in seen(lambda shape, rng: [1.0])
    assert "NaN" in seen(lambda shape, rng: np.full(shape, np.nan))


def test_a_function_with_two_arrays_has_a_law_for_each():
    def layer(shape, rng):
        return rng.uniform(-1, 1, shape), rng.uniform(-1, 1, shape[0])

    def pair(shape, rng):
        return (shape, uniform(-1, 1)), (shape[:1], uniform(-1, 1))

    shape = (30_000, 3)
    on = [call(shape, fresh_rng())]
    drawn(layer, on=on, law=pair)
    with pytest.raises(CheckFailed, match="in part 2, 30000 values of std"):
        drawn(
            lambda shape, rng: (layer(shape, rng)[0], rng.uniform(-2, 2, shape[0])), on=on, law=pair
        )
    with pytest.raises(CheckFailed, match=r"array of shape \(30000, 3\) and an array of shape"):
        drawn(lambda shape, rng: rng.uniform(-1, 1, shape), on=on, law=pair)


def test_a_law_in_a_table_of_numbers_is_the_law():
    for words, sampler in (
        ({"normal": 0.5}, RIGHT["at once"]),
        ({"uniform": [-1, 1]}, lambda shape, rng: rng.uniform(-1, 1, shape)),
    ):
        drawn(sampler, on=[call(SHAPE, fresh_rng())], law=[words])


# ---- the laws, against samples and known moments


def test_the_laws_have_the_moments_that_samples_show():
    rng = fresh_rng()
    wide = rng.standard_normal(4 * COUNT)
    for law, sample in (
        (normal(2.0, 1.0), rng.normal(1.0, 2.0, COUNT)),
        (uniform(-1.0, 3.0), rng.uniform(-1.0, 3.0, COUNT)),
        (truncated(0.7), 0.7 * wide[np.abs(wide) < 2][:COUNT]),
    ):
        assert misfit(sample, law) == "", law
        fourth = np.mean((sample - law.mean) ** 4) / law.std**4
        assert abs(fourth - law.fourth) < 0.2  # its standard error is below 0.04 here


def test_a_normal_cut_at_two_deviations_has_the_published_std():
    assert math.isclose(truncated(1.0).std, 0.87962566103423978, rel_tol=1e-14)


@pytest.mark.parametrize(
    ("law", "other", "problem"),
    [
        (normal(1.0), normal(1.1), "std"),
        (normal(1.0), normal(1.0, 0.2), "mean"),
        (normal(1.0), uniform(-math.sqrt(3), math.sqrt(3)), "shape"),
        (truncated(1 / truncated(1.0).std), normal(1.0), "bounds"),
    ],
)
def test_a_sample_of_another_law_is_told_by_what_differs(law, other, problem):
    assert apart(law, other, COUNT) > 2 * laws.ERRORS
    assert misfit(other_sample(other), law) == problem


def other_sample(law):
    rng = fresh_rng()
    return (
        rng.uniform(law.low, law.high, COUNT)
        if law.words == "uniform"
        else rng.normal(law.mean, law.std, COUNT)
    )


def test_how_far_apart_two_laws_are_is_what_samples_show():
    """std 1 and 1.1: 0.1 is 0.1 / (1.1/√(2N)) = 31.5 standard errors for N = 60,000."""
    assert math.isclose(apart(normal(1.0), normal(1.1), COUNT), 0.1 / 1.1 * math.sqrt(2 * COUNT))
    assert apart(normal(1.0), normal(1.0), COUNT) == 0
