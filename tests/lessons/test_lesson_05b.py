"""What lesson 05b claims about the gain of any activation, against ways of computing it that the
lesson does not use."""

from __future__ import annotations

import math

import numpy as np
import pytest
from lesson_run import Lesson
from reading_time import check_boxes, check_reading_time

from initlab.activations import ACTIVATIONS
from initlab.figures import gains

LESSON = Lesson("05b_gains")
PUBLISHED = {
    "linear": 1,
    "tanh": 1.5925,
    "sigmoid": 1.8462,
    "relu": math.sqrt(2),
    "gelu": 1.5335,
    "leaky_relu": math.sqrt(2 / 1.0001),
    "silu": 1.6765,
    "selu": 1,
    "lecun_tanh": 1.1544,
}


@pytest.fixture(scope="module")
def lesson():
    return LESSON.run()


def few_points(h, count=120):
    """E h(z) by Gauss–Hermite quadrature: not by the lesson's strips."""
    z, weights = np.polynomial.hermite_e.hermegauss(count)
    return weights @ h(z) / weights.sum()


def spread_of_log_rms(depth, width):
    """The std of ln rms of one ReLU net: each layer's mean square varies by a factor of variance
    (E relu⁴·4 - 1)/n = 5/n about its mean."""
    return math.sqrt(5 * depth / width) / 2


@pytest.mark.parametrize("name", PUBLISHED)
def test_the_gains_are_the_published_ones_and_those_of_another_quadrature(lesson, name):
    f = ACTIVATIONS[name].f
    assert lesson.gains[name] == pytest.approx(PUBLISHED[name], abs=6e-5)
    kinked = name == "selu"  # few points are less exact where the slope jumps
    other = 1 / math.sqrt(few_points(lambda z: f(z) ** 2))
    assert lesson.gains[name] == pytest.approx(other, rel=1e-4 if kinked else 1e-7)


def test_a_residual_path_does_not_set_the_size_again(lesson):
    one, ten, fifty = (lesson.residual[k - 1] for k in (1, 10, 50))
    assert one < 2 < 5 < ten < 20 < 1000 < fifty


def test_what_a_layer_of_gelu_takes_or_adds_at_its_gain(lesson):
    """The extremes are those of very small and very large signals: slope ½, and ReLU."""
    gelu, gain = ACTIVATIONS["gelu"].f, lesson.gains["gelu"]
    kept = [
        gain * math.sqrt(few_points(lambda z, s=s: gelu(s * z) ** 2, 200)) / s
        for s in np.geomspace(1e-3, 1e3, 30)
    ]
    assert min(kept) == pytest.approx(gain / 2, rel=1e-3) == pytest.approx(1 - 0.23, abs=5e-3)
    assert max(kept) == pytest.approx(gain / math.sqrt(2), rel=1e-3)
    assert f"at most {100 * (gain / math.sqrt(2) - 1):.1f} %" in LESSON.prose
    assert "takes up to 23 % from a small one" in LESSON.prose


def test_other_functions_than_half_lines_have_one_gain_for_every_size(lesson):
    """So the lesson says only that those of its figure have not: f(z)² + f(-z)² = 2z² is enough."""

    def wavy(z):
        return math.sqrt(2) * z * np.abs(np.where(z > 0, np.sin(z), np.cos(z)))

    for size in (0.1, 1, 10):
        rms = math.sqrt(lesson.normal_mean(lambda z, size=size: wavy(size * z) ** 2))
        assert rms == pytest.approx(size, rel=1e-9)


def test_what_the_guesses_of_the_opening_table_are(lesson):
    assert lesson.by_std["gelu"] == pytest.approx(1.70, abs=5e-3)
    assert lesson.gains["gelu"] == pytest.approx(1.53, abs=5e-3)
    assert lesson.needed["gelu"][[0, -1]] == pytest.approx([2, math.sqrt(2)], rel=0.08)


@pytest.mark.parametrize(
    ("name", "gain", "size", "said"),
    [("tanh", 5 / 3, 1.09, "$z$ settles at 1.09"), ("selu", 3 / 4, 0.15, "$z$ settles at 0.15")],
)
def test_where_z_settles_with_torch_s_gains(name, gain, size, said):
    f, m = ACTIVATIONS[name].f, 1.0
    for _ in range(300):
        m = few_points(lambda z, m=m: f(gain * math.sqrt(m) * z) ** 2)
    assert gain * math.sqrt(m) == pytest.approx(size, abs=5e-3)
    assert said in LESSON.prose


def test_a_kink_costs_a_quadrature_its_digits(lesson):
    f = ACTIVATIONS["selu"].f
    off = abs(few_points(lambda z: f(z) ** 2, 100) * lesson.gains["selu"] ** 2 - 1)
    assert 1e-5 < off < 1e-4
    tanh = few_points(lambda z: np.tanh(z) ** 2, 100)
    assert tanh * lesson.gains["tanh"] ** 2 == pytest.approx(1, abs=1e-9)


def test_what_selu_s_gain_of_three_quarters_does_to_the_gradient(lesson):
    assert lesson.selu_back == pytest.approx(1.004, abs=5e-4)
    assert lesson.back["selu"] == pytest.approx(1.072, abs=5e-4)
    assert lesson.back["selu"] ** 100 == pytest.approx(1000, rel=0.06)


def test_an_activation_with_a_bend_whose_squares_are_equal():
    u = np.linspace(-9, 9, 20_001)
    weight = np.exp(-(u**2) / 2) / np.exp(-(u**2) / 2).sum()
    forward, backward = (np.tanh(u) + 0.26478) ** 2, (1 - np.tanh(u) ** 2) ** 2
    assert weight @ forward == pytest.approx(weight @ backward, rel=1e-5)
    sigmoid = 1 / (1 + np.exp(-u))
    assert (weight @ sigmoid) ** 2 / (weight @ sigmoid**2) == pytest.approx(0.85, abs=0.005)


def test_one_deep_relu_net_is_mostly_smaller_than_their_mean():
    """100 nets, 100 deep and 256 wide. The squared length after a layer is the one before times a
    mean of 256 products of independent variables; so draw these, not the weights: relu(z)² summed
    over units, for z normal with the std of the input."""
    rng = np.random.default_rng(5)
    nets, logs = 20_000, np.zeros(20_000)
    for _ in range(100):
        positive = rng.binomial(256, 0.5, nets)  # units that are not cut; their squares: chi-square
        logs += 0.5 * np.log(2 / 256 * rng.chisquare(positive))
    rms = np.exp(logs)
    assert np.median(rms) == pytest.approx(0.61, abs=0.03)
    assert np.mean(rms < 1 / 3) == pytest.approx(1 / 6, abs=0.03)
    assert np.mean(rms > 3) == pytest.approx(0.01, abs=0.005)


def test_the_second_column_is_the_slip_of_variance(lesson):
    for name, value in lesson.by_std.items():
        f = ACTIVATIONS[name].f
        mean = few_points(f)
        assert 1 / value**2 == pytest.approx(1 / lesson.gains[name] ** 2 - mean**2, abs=3e-3)
        assert (abs(value - lesson.gains[name]) < 1e-3) == (abs(mean) < 1e-2), name


def test_three_points_by_hand_and_how_many_tanh_needs(lesson):
    z, weights = np.array([-math.sqrt(3), 0, math.sqrt(3)]), np.array([1, 4, 1]) / 6
    assert [round(weights @ z**k, 12) for k in range(6)] == [1, 0, 1, 0, 3, 0]
    sizes = [abs(value) for value in lesson.off.values()]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[4] < 1e-7 < sizes[3]


def test_which_gain_curves_are_flat_and_which_rise_or_fall(lesson):
    flat = {name for name, curve in lesson.needed.items() if np.ptp(curve) < 1e-9}
    rising = {name for name, curve in lesson.needed.items() if (np.diff(curve) > 1e-9).all()}
    falling = {name for name, curve in lesson.needed.items() if (np.diff(curve) < -1e-9).all()}
    assert (flat, rising, falling) == ({"relu"}, {"tanh", "selu", "sigmoid"}, {"gelu", "silu"})


def test_tanh_returns_to_size_one_and_gelu_leaves_it(lesson):
    tanh = [sizes[-1] for sizes in lesson.fates["tanh"].values()]
    big, _, small = (sizes[-1] for sizes in lesson.fates["gelu"].values())
    np.testing.assert_allclose(tanh, 1, rtol=0.2)
    assert big > 4
    assert small < 1e-4


@pytest.mark.parametrize("name", ["linear", "relu", "leaky_relu"])
def test_one_number_fits_both_ways_for_straight_half_lines(lesson, name):
    assert lesson.back[name] == pytest.approx(1, abs=1e-6)


def test_backward_of_the_others_by_another_quadrature(lesson):
    for name in ("tanh", "sigmoid", "gelu", "silu"):
        df = ACTIVATIONS[name].df
        exact = lesson.gains[name] ** 2 * few_points(lambda z, df=df: df(z) ** 2)
        assert lesson.back[name] == pytest.approx(exact, rel=1e-6)
    assert lesson.back["tanh"] == pytest.approx(1.178, abs=5e-4)
    assert lesson.back["tanh"] ** 100 == pytest.approx(13e6, rel=0.05)


def test_a_hundred_layers_of_calculate_gain(lesson):
    wanted = {
        "linear": 1,
        "sigmoid": 0.12,
        "tanh": 0.65,
        "relu": 0.825,
        "leaky_relu": 0.829,
        "selu": 0.20,
    }
    for name, (predicted, measured) in lesson.at_100.items():
        assert predicted == pytest.approx(wanted[name], abs=5e-3), name
        assert abs(math.log(measured / predicted)) < 7 * spread_of_log_rms(100, 256), name
    assert lesson.predicted_std(np.tanh, 1.0) == pytest.approx(0.07, abs=5e-3)
    assert lesson.growth == pytest.approx(1.086, abs=1e-3)


def test_torch_agrees_about_its_table(lesson):
    init = pytest.importorskip("torch.nn.init")
    for name, gain in lesson.TORCH.items():
        assert init.calculate_gain(name) == pytest.approx(gain, rel=1e-12), name


def test_torch_has_no_gain_for_gelu():
    init = pytest.importorskip("torch.nn.init")
    with pytest.raises(ValueError, match="Unsupported nonlinearity gelu"):
        init.calculate_gain("gelu")


@pytest.mark.parametrize(
    "number", ["1.178", "13 million", "1.5925", "1.5335", "0.26478", "1.004", "1.072"]
)
def test_the_numbers_in_the_text_are_the_computed_ones(number):
    assert number in LESSON.prose


def test_the_lesson_leaves_the_exercises_to_the_learner(lesson):
    for name in ("gain", "he_normal", "he_uniform"):
        assert not hasattr(lesson, name)
        assert not hasattr(gains, name)


def test_the_form_the_sections_and_the_figures(lesson):
    LESSON.check_form()
    LESSON.check_sections()
    LESSON.check_figures(lesson.drawn)
    check_reading_time(LESSON)
    check_boxes(LESSON)
    assert len(lesson.drawn) == 2
    for name in gains.__all__:
        assert f"pictures.{name}(" in LESSON.text, name


def test_the_formulas_of_gelu_silu_and_selu_are_those_that_run():
    z = np.array([-2.0, -0.3, 0.4, 3.0])
    below = np.array([0.5 * (1 + math.erf(one / math.sqrt(2))) for one in z])
    np.testing.assert_allclose(ACTIVATIONS["gelu"].f(z), z * below, rtol=1e-12)
    np.testing.assert_allclose(ACTIVATIONS["silu"].f(z), z / (1 + np.exp(-z)), rtol=1e-12)
    selu = np.where(z > 0, 1.0507 * z, 1.7581 * (np.exp(z) - 1))
    np.testing.assert_allclose(ACTIVATIONS["selu"].f(z), selu, rtol=1e-4)
    assert "$1.0507\\,z$ for $z > 0$ and $1.7581\\,(e^z - 1)$ below" in LESSON.prose
