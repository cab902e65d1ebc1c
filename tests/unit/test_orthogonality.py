"""The checks of orthogonal matrices: how surely they tell uniform ones from others, and what they say."""

from __future__ import annotations

import math

import numpy as np
import pytest

from initlab import orthogonality
from initlab.checks import CheckFailed, call
from initlab.orthogonality import DRAWS, SPREAD, SURE, equally_likely, perpendicular

SHAPES = [(9, 9), (8, 5), (5, 8)]
TIMES = 300  # samples of 120 matrices


def tall(shape):
    return max(shape), min(shape)


def uniform(shape, rng, count):
    """Matrices by the polar decomposition, which needs no signs."""
    U, _, V = np.linalg.svd(rng.normal(size=(count, *tall(shape))), full_matrices=False)
    Q = U @ V
    return Q if shape[0] >= shape[1] else Q.transpose(0, 2, 1)


def unsigned(shape, rng, count):
    Q = np.linalg.qr(rng.normal(size=(count, *tall(shape))))[0]
    return Q if shape[0] >= shape[1] else Q.transpose(0, 2, 1)


def signed(G):
    Q, R = np.linalg.qr(G)
    return Q * np.sign(np.diag(R))


def permuted(shape, rng):
    n = shape[0]
    return (np.eye(n)[rng.permutation(n)] * rng.choice([-1.0, 1.0], n))[:, : shape[1]]


def statistics(draw, shape, rng):
    """N·n·|mean|² for each of many samples."""
    Q = draw(shape, rng, TIMES * DRAWS).reshape(TIMES, DRAWS, *shape)
    return DRAWS * max(shape) * np.sum(Q.mean(axis=1) ** 2, axis=(1, 2))


@pytest.mark.parametrize("shape", [(3, 3), *SHAPES])
def test_of_uniform_matrices_the_statistic_is_chi_square(shape):
    """Mean and variance of a chi-square variable, and the limit is far above all that were seen."""
    X, d = statistics(uniform, shape, np.random.default_rng(11)), math.prod(shape)
    limit = d + 2 * math.sqrt(SURE * d) + 2 * SURE
    assert X.mean() == pytest.approx(d, abs=7 * math.sqrt(2 * d / TIMES))
    assert X.var() < 2 * 2 * d
    assert X.max() < (d + limit) / 2
    assert math.exp(-SURE) < 2e-10


@pytest.mark.parametrize("shape", SHAPES)
def test_without_signs_it_is_14_standard_errors_away(shape):
    rng, d = np.random.default_rng(12), math.prod(shape)
    right, wrong = (statistics(draw, shape, rng) for draw in (uniform, unsigned))
    gap = (wrong.mean() - right.mean()) / right.std()
    limit = d + 2 * math.sqrt(SURE * d) + 2 * SURE
    print(
        f"\n{shape}: {gap:.0f} standard errors; limit {limit:.0f}, {wrong.mean():.0f} without signs"
    )
    assert gap > 14
    assert (wrong.mean() - limit) / wrong.std() > 6  # a wrong answer passes less than once in 10⁹


def test_traces_and_fourth_powers_of_uniform_matrices_stray_as_the_bounds_say():
    """Of the trace squared: mean 1 and the variance of a chi-square variable over its degrees of
    freedom. Of the fourth powers of one vector: mean 3, and no more than the error that is named."""
    rng = np.random.default_rng(13)
    for shape in (*SHAPES, (20, 20)):
        n, times = max(shape), TIMES if max(shape) < 20 else 30
        Q = uniform(shape, rng, times * DRAWS).reshape(times, DRAWS, *shape)
        spread = np.mean(np.trace(Q, axis1=2, axis2=3) ** 2, axis=1) * n / min(shape)
        assert spread.mean() == pytest.approx(1, abs=7 * math.sqrt(2 / DRAWS / times))
        assert spread.std() < 1.4 * math.sqrt(2 / DRAWS)
        x = SPREAD[1]
        assert math.exp(-DRAWS / 2 * (x - 1 - math.log(x))) < 1e-10
        x = SPREAD[0]
        assert math.exp(-DRAWS / 2 * (x - 1 - math.log(x))) < 1e-10
        vectors = Q if shape[0] >= shape[1] else Q.transpose(0, 1, 3, 2)
        fourth = np.mean(vectors[..., 0] ** 4, axis=(1, 2)) * n * (n + 2)
        error = math.sqrt((105 * n * (n + 2) / (n + 4) / (n + 6) - 9) / (DRAWS * n))
        assert fourth.mean() == pytest.approx(3, abs=7 * error / math.sqrt(times))
        assert fourth.std() < 1.4 * error


def one(shape=(8, 5), seed=0):
    return call(shape, np.random.default_rng(seed))


def test_two_thousand_right_matrices_pass_in_every_shape():
    def draw(shape, rng):
        return uniform(shape, rng, 1)[0]

    equally_likely(
        draw, on=[one(shape, None) for shape in [(3, 3), *SHAPES, (20, 20), (1, 4), (4, 1)]]
    )


@pytest.mark.parametrize(
    ("draw", "words"),
    [
        (lambda shape, rng: np.eye(*shape), "whose entry [0, 0] has mean 1"),
        (
            permuted,
            "with entries that are mostly near 0",
        ),
        (lambda shape, rng: unsigned(shape, rng, 1)[0], "has mean -0."),
        (
            lambda shape, rng: (
                unsigned((21, 21), rng, 1)[0] * rng.choice([-1.0, 1.0])
                if shape == (21, 21)
                else uniform(shape, rng, 1)[0]
            ),
            "times the variance that it should have",
        ),
        (
            lambda shape, rng: signed(
                rng.choice([-1.0, 1.0], shape) + 1e-6 * rng.normal(size=shape)
            ),
            "with entries that are mostly alike",
        ),
    ],
)
def test_what_is_not_uniform_is_told_by_what_shows_it(draw, words):
    with pytest.raises(CheckFailed) as caught:
        equally_likely(draw, on=[one(), one((21, 21))])
    assert words in str(caught.value)


def test_a_value_of_another_kind_is_told():
    for value, words in (
        (None, "nothing is returned yet"),
        ([[1.0]], "a value of type list"),
        (np.ones((5, 8)), "an array of shape (5, 8)"),
        (np.full((8, 5), np.nan), "NaN"),
        (np.zeros((8, 5)), "5 columns of length 0"),
        (np.eye(8)[:, :5].astype(int), "dtype int64"),
    ):
        with pytest.raises(CheckFailed) as caught:
            perpendicular(lambda shape, rng, value=value: value, on=[one()])
        assert words in str(caught.value)


def test_a_gain_by_position_counts():
    def doubled(shape, rng, gain=1.0):
        return gain * uniform(shape, rng, 1)[0]

    perpendicular(doubled, on=[call((3, 4), np.random.default_rng(1), 2.0)])
    with pytest.raises(CheckFailed, match="of length 2, perpendicular"):
        perpendicular(lambda shape, rng, gain: uniform(shape, rng, 1)[0], on=[
            call((3, 4), np.random.default_rng(1), 2.0)])  # fmt: skip


def test_the_module_shows_what_it_has():
    assert orthogonality.__all__ == ["call", "equally_likely", "perpendicular"]
