"""What lesson 04 claims about LeCun's and Xavier's rules, against integrals, counts and loops that
the lesson does not use.

Statistical tolerances are 7 standard errors or more; each says how many.
"""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from lesson_run import Lesson
from reading_time import check_boxes, check_reading_time

from initlab.figures import xavier
from initlab.laws import misfit, normal, uniform

LESSON = Lesson("04_xavier")


@pytest.fixture(scope="module")
def lesson():
    return LESSON.run()


def normal_mean(g, q):
    """E g(z) for z normal of mean square q, by Gauss–Hermite quadrature."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(120)
    return weights @ g(math.sqrt(q) * nodes) / weights.sum()


def test_the_old_heuristic_loses_a_factor_root_three_per_layer_both_ways(lesson):
    for title, step in (("activations", 1), ("error signals", -1)):
        sizes = lesson.before[title][::step]
        factors = np.divide(sizes[1:], sizes[:-1])
        assert all(0.45 < factor < 0.6 for factor in factors), title
        assert factors[-1 if step == 1 else 0] == pytest.approx(3**-0.5, rel=0.05)


def test_a_single_net_strays_little_from_the_mean_factor():
    """The last of four factors, over 40 nets: its std has a standard error of 11 %."""
    rng, factors = np.random.default_rng(4), []
    for _ in range(40):
        x, sizes = rng.normal(size=(200, 500)), []
        for _ in range(5):
            x = np.tanh(x @ rng.uniform(-1, 1, (500, 500)) / math.sqrt(500))
            sizes.append(math.sqrt(np.mean(x**2)))
        factors.append(sizes[-1] / sizes[-2])
    assert "strays from the mean by some 0.2 %" in LESSON.prose
    assert 0.0005 < np.std(factors) / np.mean(factors) < 0.008


def test_its_weight_gradients_are_alike_in_all_layers_and_smaller_in_a_deeper_net(lesson):
    gradients = lesson.before["weight gradients"]
    assert max(gradients) < 1.2 * min(gradients)
    ratio = gradients[0] / lesson.twice["weight gradients"][0]
    assert ratio == pytest.approx(3**2.5, rel=0.2)


def test_the_normalised_net_keeps_its_sizes_up_to_a_slow_decline(lesson):
    for title in ("activations", "error signals"):
        sizes = lesson.after[title]
        assert max(sizes) < 3 * min(sizes)
        assert max(lesson.before[title]) > 8 * min(lesson.before[title])


@pytest.mark.parametrize(
    ("k", "rule"),
    list(
        enumerate(
            [
                lambda i, o: 1 / i,
                lambda i, o: 1 / o,
                lambda i, o: 2 / (i + o),
                lambda i, o: 1 / math.sqrt(i * o),
                lambda i, o: 1 / (3 * i),
            ]
        )
    ),
)
def test_measured_gains_are_fan_times_variance(lesson, k, rule):
    """20 nets of 40,000 weights: a gain's standard error is √(2/800,000) and that of its 200·20
    inputs' squares, together below 0.3 %; 3 % is 10 of them."""
    variance = list(lesson.RULES.values())[k]
    assert variance == pytest.approx(rule(400, 100))
    np.testing.assert_allclose(
        list(lesson.measured.values())[k], (400 * variance, 100 * variance), rtol=0.03
    )


def test_between_unequal_widths_only_xavier_leaks(lesson):
    """The product of the forward gains, width by width. A layer's gain strays by √(2/(20·100)) =
    3 % between narrow and wide at most, twelve layers by 11 % (they are 20 nets): 0.8 in the
    logarithm is 7 of them."""
    for name, variance in lesson.FORMULAS.items():
        expected, size = [1.0], 1.0
        for i, o in zip(lesson.WIDTHS[:-1], lesson.WIDTHS[1:], strict=True):
            size *= i * variance(i, o)
            expected.append(size)
        assert expected[-1] == pytest.approx(0.64**6 if name == "Xavier" else 1), name
        np.testing.assert_allclose(np.log(lesson.alternating[name]), np.log(expected), atol=0.8)


def test_the_two_laws_have_one_std_and_xavier_s_bound(lesson):
    bound = math.sqrt(6 / 500)
    assert misfit(lesson.laws["normal"], normal(math.sqrt(2 / 500))) == ""
    assert misfit(lesson.laws["uniform"], uniform(-bound, bound)) == ""
    beyond = 1 - (1 - math.erfc(4 / math.sqrt(2))) ** 40_000
    assert f"in {100 * beyond:.0f} % of all draws" in LESSON.prose


def test_the_square_of_a_tanh_signal_follows_one_over_twice_the_depth(lesson):
    """Against the exact map q -> E tanh(√q u)², and the law that the lesson derives from it. The
    map's logarithm strays by √(100/500)·½ in a net of width 500: 0.7 is 7 of them."""
    q, exact = 1.0, []
    for _ in range(100):
        q = normal_mean(lambda z: np.tanh(z) ** 2, q)
        exact.append(q)
    assert exact[99] == pytest.approx(1 / 200, rel=0.03)
    np.testing.assert_allclose(np.log(lesson.tanh_squares), np.log(exact), atol=0.7)


def test_the_backward_product_of_a_tanh_net_is_a_constant_over_the_depth(lesson):
    """The exact map by Gauss–Hermite quadrature, not on the lesson's grid: 0.71/D."""
    q, product = 1.0, 1.0
    for _ in range(1000):
        product *= normal_mean(lambda z: 1 / np.cosh(z) ** 4, q)
        q = normal_mean(lambda z: np.tanh(z) ** 2, q)
    assert f"product is ${1000 * product:.2f}/D$" in LESSON.prose
    assert lesson.product == pytest.approx(product, rel=1e-3)


def test_what_xavier_s_rule_does_to_a_net_that_narrows():
    widths = [1024, 512, 256, 128, 64]
    forward = math.prod(2 * i / (i + o) for i, o in itertools.pairwise(widths))
    backward = math.prod(2 * o / (i + o) for i, o in itertools.pairwise(widths))
    assert f"by {forward:.1f} forward and by {backward:.2f} backward" in LESSON.prose
    assert pytest.approx(0.11, abs=0.002) == 1 - 4 * 1 * 2 / 9


def test_the_activations_decline_as_the_text_says(lesson):
    first, last = lesson.after["activations"][0], lesson.after["activations"][-1]
    assert "from 0.63 to 0.32 in five layers" in LESSON.prose
    assert (first, last) == (pytest.approx(0.63, abs=0.01), pytest.approx(0.32, abs=0.02))


def test_lecun_s_tanh_settles_at_an_rms_below_one(lesson):
    assert f"at an rms of {math.sqrt(lesson.q):.2f}" in LESSON.prose
    assert "by 2 % per layer on its way back, sevenfold in 100" in LESSON.prose
    assert (lesson.chi - 1, lesson.chi**100) == (
        pytest.approx(0.02, abs=2e-3),
        pytest.approx(7, abs=0.5),
    )


def test_singular_values_have_the_moments_of_a_quarter_circle(lesson):
    for k, moment in ((1, 8 / (3 * math.pi)), (2, 1.0), (4, 2.0)):
        assert lesson.circle @ lesson.s**k == pytest.approx(moment, rel=1e-3)
        measured = np.mean(lesson.linear["normalised"] ** k)
        assert measured == pytest.approx(moment, rel=0.02)  # they hardly vary: ± 1/n
    assert np.mean(lesson.linear["standard"]) == pytest.approx(0.490, abs=0.01)
    assert round(8 / (3 * math.pi), 3) == 0.849
    assert round(8 / (3 * math.pi) / math.sqrt(3), 3) == 0.490


def test_tanh_layers_show_the_published_singular_values(lesson):
    """About 0.8 and 0.5, Glorot and Bengio's section 4.2.2."""
    assert lesson.jacobians["normalised"][-1] == pytest.approx(0.8, abs=0.06)
    assert lesson.jacobians["standard"][-1] == pytest.approx(0.5, abs=0.03)
    for means in lesson.jacobians.values():
        assert means == sorted(means)


def test_the_sigmoid_loses_a_factor_of_four_per_layer_with_xavier_s_rule(lesson):
    spread, errors = lesson.curves["sigmoid, Xavier"]
    factors = np.divide(errors[:-1], errors[1:])
    slope = math.sqrt(normal_mean(lambda z: (1 / (2 + 2 * np.cosh(z))) ** 2, 0.27))
    np.testing.assert_allclose(factors[1:], slope, rtol=0.1)
    assert 0.2 < slope < 0.25
    assert spread[-1] < 4.0**-9
    for name, (tanh_or_four, back) in lesson.curves.items():
        if name != "sigmoid, Xavier":
            assert tanh_or_four[-1] > 1000 * spread[-1]
            assert back[0] > 1000 * errors[0]


def test_what_four_sigmoid_layers_between_unequal_widths_do_to_an_error_signal():
    """The exemplary answer of the assignment: the slope's 4⁴ = 256 and Xavier's gains, √0.41 = 0.64
    in the rms; the slope is a little below ¼, as z is not small. Five nets; they differ by 2 %."""
    rng, widths, ratios = np.random.default_rng(8), [800, 200, 800, 200, 800], []
    for _ in range(5):
        x, layers = rng.normal(size=(100, 800)), []
        for i, o in itertools.pairwise(widths):
            W = rng.normal(0, math.sqrt(2 / (i + o)), (i, o))
            x = 1 / (1 + np.exp(-x @ W))
            layers.append((W, x * (1 - x)))
        delta = rng.normal(size=x.shape)
        for W, slope in reversed(layers):
            delta = (delta * slope) @ W.T
        ratios.append(1 / math.sqrt(np.mean(delta**2)))
    assert 256 / 0.64 < np.mean(ratios) < 2 * 256 / 0.64


def test_a_gain_of_four_still_declines(lesson):
    spread, errors = lesson.curves["sigmoid, 4 × Xavier"]
    assert spread[-1] < 0.1 * spread[0]
    assert errors[0] < 0.1 * errors[-1]


def test_lecun_s_function_meets_its_published_facts(lesson):
    """f(1) = 1 and a fixed point, here by quadrature instead of a grid."""
    assert 1.7159 * math.tanh(2 / 3) == pytest.approx(0.999997, abs=1e-6)
    q = 0.2
    for _ in range(3000):
        q = normal_mean(lambda z: (1.7159 * np.tanh(2 * z / 3)) ** 2, q)
    chi = normal_mean(lambda z: (1.7159 * 2 / 3 / np.cosh(2 * z / 3) ** 2) ** 2, q)
    assert (round(q, 3), round(chi, 3)) == (0.382, 1.019)
    assert (lesson.q, lesson.chi) == (pytest.approx(q), pytest.approx(chi))


def test_the_curvature_is_largest_close_to_one():
    """f'' is proportional to -tanh·(1 - tanh²), largest where tanh² = 1/3."""
    peak = 1.5 * math.atanh(3**-0.5)
    assert peak == pytest.approx(0.988, abs=1e-3)
    right = xavier.lecun_curve().axes[1]
    assert "0.99" in [text.get_text().split()[-1] for text in right.texts]


@pytest.mark.parametrize(
    ("row", "variance"),
    [
        ("| 1/400 | LeCun | **1** | 0.25 |", 1 / 400),
        ("| 1/100 | backward | 4 | **1** |", 1 / 100),
        ("| 1/250 | Xavier | 1.6 | 0.4 |", 1 / 250),
        ("| 1/200 | geometric mean | 2 | 0.5 |", 1 / 200),
        ("| 1/1200 | heuristic | 0.33 | 0.08 |", 1 / 1200),
    ],
)
def test_the_last_table_has_the_computed_gains(row, variance):
    assert row in LESSON.text
    forward, backward = row.replace("*", "").split("|")[3:5]
    assert float(forward) == pytest.approx(400 * variance, abs=0.005)
    assert float(backward) == pytest.approx(100 * variance, abs=0.005)


def test_the_lesson_has_the_course_s_form(lesson):
    LESSON.check_form()
    LESSON.check_sections()
    LESSON.check_figures(lesson.drawn)
    check_reading_time(LESSON)
    check_boxes(LESSON)
    for name in xavier.__all__:
        assert f"pictures.{name}(" in LESSON.text


def test_the_lesson_leaves_the_exercises_to_the_learner(lesson):
    for name in (
        "forward_gain",
        "backward_gain",
        "uniform_bound",
        "lecun_normal",
        "lecun_uniform",
        "glorot_normal",
        "glorot_uniform",
    ):
        assert not hasattr(lesson, name)
