"""What lesson 06 claims about the laws that libraries draw from, against other ways to compute it;
test_conformance.py holds the same claims against PyTorch itself."""

from __future__ import annotations

import math

import numpy as np
import pytest
from lesson_run import Lesson
from reading_time import check_boxes, check_reading_time

from initlab.figures import distributions

LESSON = Lesson("06_frameworks")
PUBLISHED = 0.87962566103423978  # Keras, JAX


@pytest.fixture(scope="module")
def lesson():
    return LESSON.run()


def phi(z):
    """The normal distribution function."""
    return 0.5 * math.erfc(-z / math.sqrt(2))


def cut_std(c):
    """By inverting the distribution function on a fine grid of probabilities, not by an integral
    over z: the quantiles of the cut law are the law."""
    z = np.linspace(-c, c, 20_001)
    below = (np.array([phi(value) for value in z]) - phi(-c)) / (1 - 2 * phi(-c))
    quantiles = np.interp((np.arange(200_000) + 0.5) / 200_000, below, z)
    return quantiles.std()


def test_the_square_root_of_five_gives_one_over_root_n():
    for n in (7, 512):
        std = math.sqrt(2 / ((1 + math.sqrt(5) ** 2) * n))
        assert math.sqrt(3) * std == pytest.approx(1 / math.sqrt(n))
        assert n * std**2 == pytest.approx(1 / 3)
        assert 5 / n / std**2 == pytest.approx(15)  # taken for a gain


def test_the_three_defaults_have_the_fingerprints_that_the_lesson_predicts(lesson):
    wanted = {
        "PyTorch": (1 / 3, math.sqrt(3)),
        "Keras": (1, math.sqrt(3)),
        "Flax": (1, 2 / PUBLISHED),
    }
    for name, W in lesson.DEFAULTS.items():
        times, largest = lesson.fingerprint(W, 512)
        assert times == pytest.approx(wanted[name][0], rel=7 / math.sqrt(W.size))
        assert largest == pytest.approx(wanted[name][1], rel=5e-3)


def test_the_largest_weight_in_units_of_the_sample_s_own_std_refutes_nothing():
    """Of right draws of 512 × 512, many exceed 1.733 sample stds; none exceeds 1/√n."""
    rng, bound = np.random.default_rng(1), 1 / math.sqrt(512)
    exceed = 0
    for _ in range(60):
        W = rng.uniform(-bound, bound, (512, 512))
        assert abs(W).max() * math.sqrt(512) <= 1
        exceed += abs(W).max() / W.std() > 1.733
    assert exceed >= 3  # about a quarter: fewer than 3 of 60 has a probability of 1e-5


def test_sixteen_thousand_normal_weights_reach_four_deviations():
    """The median of the largest of N: P(|z| < 4)ᴺ = ½ at N = ln ½ / ln(1 − erfc(4/√2))."""
    half = math.log(0.5) / math.log1p(-math.erfc(4 / math.sqrt(2)))
    assert half == pytest.approx(11_000, rel=0.01)
    assert (1 - math.erfc(4 / math.sqrt(2))) ** 16_000 == pytest.approx(math.exp(-1), abs=0.01)


def test_the_published_constant_is_right_to_the_last_digit_that_a_float_holds(lesson):
    assert lesson.constant == pytest.approx(PUBLISHED, rel=1e-14)
    assert lesson.std_inside == pytest.approx(PUBLISHED, abs=1e-6)
    assert lesson.share_inside == pytest.approx(1 - 2 * phi(-2), abs=1e-6)


@pytest.mark.parametrize("cut", [0.5, 1, 2, 3])
def test_the_curve_of_cuts_by_quantiles(lesson, cut):
    assert np.interp(cut, lesson.cuts, lesson.cut_stds) == pytest.approx(cut_std(cut), abs=1e-3)


def test_the_formula_by_parts_is_the_integral():
    density = math.exp(-2) / math.sqrt(2 * math.pi)
    inside = 1 - 2 * phi(-2)
    assert 1 - 2 * 2 * density / inside == pytest.approx(cut_std(2) ** 2, abs=1e-5)
    assert (round(density, 5), round(inside, 5)) == (0.05399, 0.95450)
    assert round(4 * density, 5) == 0.21596


def test_no_default_keeps_a_relu_net_s_signal(lesson):
    for name, sizes in lesson.signal.items():
        off = math.log(sizes[-1] / lesson.expected[name][-1])
        assert abs(off) < 7 * math.sqrt(5 * 30 / 512) / 2 + 0.15, name
    assert lesson.signal["PyTorch"][-1] < 1e-10


def test_biases_keep_the_size_and_not_the_signal(lesson):
    assert lesson.settled == pytest.approx(0.0198, abs=1e-4)
    np.testing.assert_allclose(lesson.size[8:], lesson.settled, rtol=0.25)
    fall = math.log(lesson.spread[30] / lesson.spread[10]) / 20
    assert fall == pytest.approx(-math.log(6) / 2, rel=0.1)


def test_the_fixed_point_with_biases_by_repeating_the_map(lesson):
    q = 1.0
    for _ in range(60):
        q = q / 6 + 1 / (3 * 512)
    assert math.sqrt(q / 2) == pytest.approx(lesson.settled)


def test_an_uncorrected_cut_costs_a_fiftieth_in_thirty_layers(lesson):
    spread = 7 * math.sqrt(5 * 30 / 512) / 2 + 0.15
    assert abs(math.log(lesson.uncorrected / PUBLISHED**30)) < spread
    assert abs(math.log(lesson.corrected)) < spread
    assert round(PUBLISHED**30, 3) == 0.021


def test_clipping_piles_up_on_the_bounds(lesson):
    assert np.mean(np.abs(lesson.clipped) == 2) == pytest.approx(2 * phi(-2), abs=2e-3)
    assert lesson.clipped.std() > 0.95


def test_the_recipes_are_the_rules_of_the_papers(lesson):
    n_in, n_out = 400, 300
    rules = {
        "LeCun": 1 / n_in,
        "Glorot (Xavier)": 2 / (n_in + n_out),
        "He (Kaiming)": 2 / n_in,
        "He, for gradients": 2 / n_out,
        "PyTorch's default": 1 / (3 * n_in),
    }
    for name, (scale, mode) in lesson.RECIPES.items():
        assert scale / lesson.n_of(mode, n_in, n_out) == pytest.approx(rules[name]), name


def test_three_laws_of_one_std(lesson):
    for name, sample in lesson.LAWS.items():
        assert sample.std() == pytest.approx(math.sqrt(2 / 512), rel=7 / math.sqrt(sample.size)), (
            name
        )
    bounds = {
        name: np.abs(sample).max() / math.sqrt(2 / 512) for name, sample in lesson.LAWS.items()
    }
    assert bounds["uniform"] <= math.sqrt(3)
    assert bounds["normal, cut"] <= 2 / PUBLISHED < bounds["normal"]


@pytest.mark.parametrize(
    "number",
    [
        "0.7737",
        "0.8796",
        "0.05399",
        "0.95450",
        "2.274",
        "fifteen times too much",
        "0.0442",
        "0.0765",
        "0.1083",
    ],
)
def test_the_numbers_in_the_text_are_there(number):
    assert number in LESSON.prose


def test_the_packed_projection_has_the_bound_that_the_text_says():
    assert math.sqrt(6 / (4 * 256)) == pytest.approx(0.0765, abs=5e-5)
    assert math.sqrt(6 / (2 * 256)) == pytest.approx(0.1083, abs=5e-5)


def test_the_lesson_leaves_the_exercises_to_the_learner(lesson):
    for name in (
        "truncated_normal",
        "truncated_variance",
        "variance_scaling",
        "kaiming_bound",
        "torch_linear_default",
    ):
        assert not hasattr(lesson, name)
        assert not hasattr(distributions, name)


def test_the_form_the_sections_and_the_figures(lesson):
    LESSON.check_form()
    LESSON.check_sections()
    LESSON.check_figures(lesson.drawn)
    check_reading_time(LESSON)
    check_boxes(LESSON)
    assert len(lesson.drawn) == 7
    for name in distributions.__all__:
        assert f"pictures.{name}(" in LESSON.text, name
