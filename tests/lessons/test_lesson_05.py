"""What lesson 05 claims about ReLU, its relatives and the gain of any activation, against ways of
computing it that the lesson does not use."""

from __future__ import annotations

import math

import numpy as np
import pytest
from lesson_run import Lesson

from initlab.activations import ACTIVATIONS
from initlab.figures import relu

LESSON = Lesson("05_he")
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


def drawn_pairs(count, rng):
    """Pre-activations of two layers, drawn unit by unit with uniform weights: (z, next z)."""
    x = rng.normal(size=(count, 40))
    z = np.einsum("dij,dj->di", rng.uniform(-1, 1, (count, 60, 40)), x)
    after = np.einsum("di,di->d", rng.uniform(-1, 1, (count, 60)), np.maximum(z, 0))
    return z, after


def test_relu_keeps_half_of_the_mean_square_of_any_symmetric_number(lesson):
    for name, share in lesson.kept.items():
        z = lesson.SYMMETRIC[name]
        error = np.std(np.maximum(z, 0) ** 2) / np.mean(z**2) / math.sqrt(z.size)
        assert abs(share - 1 / 2) < 7 * error, name


def test_a_third_of_the_variance_is_left_and_the_next_layer_sees_the_half(lesson):
    z, after = drawn_pairs(20_000, np.random.default_rng())
    claim = 60 / 3 * np.mean(z**2)  # n Var w E[z²]
    error = math.sqrt(4 / len(after))  # the relative one, generous: the kurtosis is below 5
    assert abs(np.mean(after**2) / claim - 1 / 2) < 7 * error / 2
    assert abs(np.mean(after**2) / claim - 0.3408) > 7 * error / 2
    assert 1 / 2 - 1 / (2 * math.pi) == pytest.approx(0.3408, abs=5e-5)
    assert np.mean(lesson.measured_factors) == pytest.approx(1 / 2, rel=0.06)


def test_thirty_layers_leave_what_the_curriculum_says(lesson):
    ends = {name: lesson.expected[name][-1] for name in lesson.THREE}
    assert list(ends.values()) == pytest.approx([1, 3.05e-5, 2.13e-12], rel=3e-3)
    for name, end in ends.items():
        off = math.log(lesson.through[name][-1] / end)
        assert abs(off) < 7 * spread_of_log_rms(30, 512) + 0.15, name  # its mean is below 0


def test_xavier_stays_at_guessing_and_he_learns(lesson):
    he, xavier = lesson.learning.values()
    assert all(abs(loss - math.log(2)) < 0.01 for curve in xavier for loss in curve)
    assert all(curve[-1] < 0.2 for curve in he)


def test_xavier_fails_at_other_learning_rates_too(lesson):
    assert set(lesson.lowest) == {0.1, 1.0, 10.0}
    for rate, lowest in lesson.lowest.items():
        assert lowest > 0.6, rate
    assert max(curve[-1] for curve in lesson.learning["He: $2/n$"]) < 0.1


def test_he_s_nets_jump_before_they_learn(lesson):
    highest = max(max(curve) for curve in lesson.learning["He: $2/n$"])
    assert f"jump up to {highest:.1f} first" in LESSON.prose


def test_a_residual_path_does_not_set_the_size_again(lesson):
    one, ten, fifty = (lesson.residual[k - 1] for k in (1, 10, 50))
    assert one < 2 < 5 < ten < 20 < 1000 < fifty


def test_a_small_start_loses_a_fifth_per_layer_with_gelu(lesson):
    gelu, size = lesson.ACTIVATIONS["gelu"].f, 0.25
    u = np.linspace(-9, 9, 20_001)
    weight = np.exp(-(u**2) / 2) / np.exp(-(u**2) / 2).sum()
    for _ in range(3):
        kept = lesson.gains["gelu"] * math.sqrt(weight @ gelu(size * u) ** 2) / size
        assert kept == pytest.approx(0.8, abs=0.025)
        size *= kept


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


def test_backward_the_level_pass_is_that_of_the_fan_and_the_other_cancels(lesson):
    for mode, level in (("fan_in", 0), ("fan_out", 1)):
        flat, wandering = lesson.passes[mode][level], lesson.passes[mode][1 - level]
        np.testing.assert_allclose(flat, 1, rtol=0.3)
        widths = np.array(lesson.widths)
        ratio = widths / widths[0]
        expected = 1 / np.sqrt(ratio) if mode == "fan_out" else np.sqrt(ratio[-1] / ratio)
        np.testing.assert_allclose(wandering, expected, rtol=0.4)


def test_a_leaky_net_grows_by_its_slope_unless_that_is_counted(lesson):
    he, counted = lesson.ends.values()
    expected = [(1 + a**2) ** 15 for a in lesson.slopes]
    off = 7 * spread_of_log_rms(30, 200) / math.sqrt(3)
    assert np.abs(np.log(np.divide(he, expected))).max() < off
    assert np.abs(np.log(counted)).max() < off
    assert [round(value, 4) for value in expected[:2]] == [1, 1.0015]
    assert [round(value, 1) for value in expected[2:4]] == [2.5, 28.4]


@pytest.mark.parametrize("name", PUBLISHED)
def test_the_gains_are_the_published_ones_and_those_of_another_quadrature(lesson, name):
    f = ACTIVATIONS[name].f
    assert lesson.gains[name] == pytest.approx(PUBLISHED[name], abs=6e-5)
    kinked = name == "selu"  # few points are less exact where the slope jumps
    other = 1 / math.sqrt(few_points(lambda z: f(z) ** 2))
    assert lesson.gains[name] == pytest.approx(other, rel=1e-4 if kinked else 1e-7)


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


def test_only_straight_half_lines_need_one_gain_for_every_size(lesson):
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


@pytest.mark.parametrize(
    "number",
    [
        "2.1 \\cdot 10^{-12}",
        "3.05 \\cdot 10^{-5}",
        "0.3408",
        "1.178",
        "13 million",
        "1.0015",
        "1.5925",
        "1.5335",
    ],
)
def test_the_numbers_in_the_text_are_the_computed_ones(number):
    assert number in LESSON.prose


def test_the_lesson_leaves_the_exercises_to_the_learner(lesson):
    for name in ("gain", "he_normal", "he_uniform", "relu_moments", "layer_factor"):
        assert not hasattr(lesson, name)
        assert not hasattr(relu, name)


def test_the_form_the_sections_and_the_figures(lesson):
    LESSON.check_form()
    LESSON.check_sections()
    LESSON.check_figures(lesson.drawn)
    assert len(lesson.drawn) == 8
    for name in relu.__all__:
        assert f"pictures.{name}(" in LESSON.text, name
