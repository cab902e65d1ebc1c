"""A sample with the right histogram is refused when its weights depend on each other, and a right
one never: every share of agreeing pairs may stray by 8 standard errors (Hoeffding: 2.5e-14)."""

from __future__ import annotations

import doctest
import math

import numpy as np
import pytest

from initlab import independence
from initlab.checks import CheckFailed, call, fresh_rng
from initlab.independence import dependence, dependence_between
from initlab.laws import STEPS, SURE, misfit, normal, truncated, uniform, unlikeliest
from initlab.samples import drawn

SHAPES = [(300, 80), (80, 300), (150, 150), (5, 7, 40, 14), (28, 120, 3, 3), (8000,)]


def halves(first, second):
    """Two halves of an array as one, along the first axis."""
    return np.concatenate([first, second])


def antithetic(shape, rng):
    half = rng.normal(size=(shape[0] // 2, *shape[1:]))
    return halves(half, -half)


def doubled(shape, rng):
    """Neighbours along the first axis share their sign, not their size."""
    sizes = np.abs(rng.normal(size=shape))
    signs = np.repeat(rng.choice([-1.0, 1.0], (shape[0] // 2, *shape[1:])), 2, axis=0)
    return sizes * signs


def symmetric(shape, rng):
    noise = rng.normal(size=shape)
    return (noise + noise.T) / math.sqrt(2) * np.where(np.eye(len(noise)), math.sqrt(0.5), 1)


def rows_of_many_sizes(shape, rng):
    """A mixture of deviations whose distances from 0 are those of a normal sample, sorted."""
    sizes = np.sort(np.abs(rng.normal(size=shape)), axis=None).reshape(shape)
    return sizes * rng.choice([-1.0, 1.0], shape)


DEPENDENT = {
    "sorted": lambda shape, rng: np.sort(rng.normal(size=shape), axis=None).reshape(shape),
    "each row sorted": lambda shape, rng: np.sort(rng.normal(size=shape), axis=-1),
    "each column sorted": lambda shape, rng: np.sort(rng.normal(size=shape), axis=0),
    "antithetic": antithetic,
    "antithetic and shuffled": lambda shape, rng: rng.permutation(
        antithetic(shape, rng).ravel()
    ).reshape(shape),
    "each value twice": lambda shape, rng: np.repeat(
        rng.normal(size=(shape[0] // 2, *shape[1:])), 2, axis=0
    ),
    "one sign for two": doubled,
    "large ones last": rows_of_many_sizes,
    "a common part of each column": lambda shape, rng: (
        rng.normal(size=shape) * 0.8 + rng.normal(size=shape[1:]) * 0.6
    ),
    "one half a little higher": lambda shape, rng: (
        rng.normal(size=shape)
        + halves(np.full(shape[0] // 2, 0.2), np.full(shape[0] // 2, -0.2))[:, None]
    ),
}


@pytest.mark.parametrize("name", DEPENDENT)
@pytest.mark.parametrize("shape", [(300, 80), (200, 300)])
def test_a_dependent_sample_is_told_whatever_its_histogram(name, shape):
    assert dependence(DEPENDENT[name](shape, fresh_rng()), normal(1.0))


def test_a_symmetric_matrix_is_told():
    assert "transposed" in dependence(symmetric((200, 200), fresh_rng()), normal(1.0))


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("law", [normal(0.3), uniform(-1, 1), uniform(0, 2), truncated(0.1)])
def test_independent_weights_of_any_shape_and_law_pass(shape, law):
    rng = fresh_rng()
    if law.words == "normal":
        sample = rng.normal(0, 0.3, shape)
    elif law.words == "uniform":
        sample = rng.uniform(law.low, law.high, shape)
    else:
        wide = rng.normal(0, 0.1, 2 * math.prod(shape))
        sample = wide[np.abs(wide) < 0.2][: math.prod(shape)].reshape(shape)
    assert misfit(sample, law) == ""
    assert dependence(sample, law) == ""


def test_agreements_scatter_as_those_of_fair_coins_do():
    """Over 400 arrays, 2 · agreements − pairs has the variance of so many coins, within 7 standard
    errors of a variance (√(2/400) = 7 %); so the 8 deviations are what they are said to be."""
    rng, law = fresh_rng(), normal(1.0)
    scores: dict[str, list[float]] = {}
    for _ in range(400):
        for words, coin in independence._coins(rng.normal(size=(40, 40)), law).items():
            for pairs, one, other in independence._pairs(coin):
                score = (2 * np.count_nonzero(one == other) - one.size) / math.sqrt(one.size)
                scores.setdefault(pairs + words, []).append(score)
    assert len(scores) == 18
    for pairs, found in scores.items():
        assert abs(np.mean(np.square(found)) - 1) < 7 * math.sqrt(2 / 400), pairs


@pytest.mark.parametrize(
    "biases",
    [
        lambda W, rng: W[:, 0],
        lambda W, rng: -W[::-1, 1],
        lambda W, rng: np.sign(W[:, 2]) * np.abs(rng.uniform(-1, 1, len(W))),
        lambda W, rng: (
            np.sort(np.abs(W[:, 0]))[np.argsort(np.argsort(np.abs(W[:, 1])))]
            * rng.choice([-1, 1], len(W))
        ),
    ],
)
def test_biases_that_hang_on_the_weights_are_told(biases):
    rng = fresh_rng()
    W, pair = rng.uniform(-1, 1, (8000, 4)), (uniform(-1, 1), uniform(-1, 1))
    assert dependence_between(W, biases(W, rng), pair)
    assert dependence_between(W, rng.uniform(-1, 1, 8000), pair) == ""


# ---- the shape of the distribution, far from the mean


def test_the_evidence_of_a_share_is_its_probability():
    """None of N weights beyond 3 deviations: (1 − p)ᴺ exactly, and that is exp(−evidence)."""
    sample = np.clip(fresh_rng().normal(size=20_000), -2.99, 2.99)
    evidence, step, share, expected = unlikeliest(sample, normal(1.0))
    assert (step, share) == (3.0, 0.0)
    assert math.isclose(expected, math.erfc(3 / math.sqrt(2)))
    assert math.isclose(evidence, -20_000 * math.log1p(-expected))


def test_shares_of_a_right_sample_are_likely_ones():
    """Each share is binomial; of 200 samples none reaches SURE, with room: P < 200·32·exp(−30)."""
    rng = fresh_rng()
    worst = max(unlikeliest(rng.normal(size=20_000), normal(1.0))[0] for _ in range(200))
    assert 0 < worst < SURE
    assert len(STEPS) == 15


IMITATIONS = {
    "three uniforms": lambda shape, rng: rng.uniform(-1, 1, (3, *shape)).sum(axis=0),
    "cut at three": lambda shape, rng: np.where(
        np.abs(z := rng.normal(size=shape)) < 3, z, rng.normal(size=shape) / 2
    ),
}


@pytest.mark.parametrize("name", IMITATIONS)
def test_a_normal_that_has_no_tails_is_no_normal(name):
    assert misfit(IMITATIONS[name]((300, 90), fresh_rng()), normal(1.0)) in ("std", "tails")


def test_a_truncated_normal_with_its_outliers_moved_below_the_bound_is_told():
    def moved(shape, rng):
        z = rng.normal(size=shape)
        z = np.where(np.abs(z) < 2, z, np.sign(z) * rng.uniform(1.6, 2, shape))
        return z / 0.9318

    law = truncated(1 / truncated(1.0).std)
    sample = moved((200, 150), fresh_rng())
    assert abs(sample.std() - 1) < 0.05
    assert misfit(sample, law) != ""


def test_the_example_in_the_module_holds():
    assert doctest.testmod(independence).failed == 0


def test_the_check_says_what_is_wrong_with_a_dependent_sample():
    with pytest.raises(CheckFailed, match="neighbours along axis 0") as error:
        drawn(
            lambda shape, rng: np.sort(rng.normal(size=shape), axis=0),
            on=[call((200, 100), fresh_rng())],
            law=normal(1.0),
        )
    assert error.value.slip == "draw-dependent"
    with pytest.raises(
        CheckFailed, match=r"the right mean and std, but 0\.\d\d% of them beyond \d"
    ):
        drawn(
            lambda shape, rng: rng.uniform(-1, 1, (3, *shape)).sum(axis=0),
            on=[call((200, 100), fresh_rng())],
            law=normal(1.0),
        )
