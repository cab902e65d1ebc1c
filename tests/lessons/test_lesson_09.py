"""What lesson 09 claims about products of matrices, uniform orthogonal matrices, LSUV and SELU, against
ways of computing it that the lesson does not use.

Where a claim is about nets in general it is tried here with other seeds and widths.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from lesson_run import Lesson
from reading_time import check_boxes, check_reading_time

from initlab.activations import ACTIVATIONS
from initlab.figures import orthogonal as pictures
from initlab.reference import lsuv, orthogonal

LESSON = Lesson("09_orthogonal")


@pytest.fixture(scope="module")
def lesson():
    return LESSON.run()


def said(claim):
    """The claim stands in the lesson, wherever its lines break."""
    assert claim in LESSON.prose, claim


def polar(G):
    """The orthogonal matrix nearest to G, which inherits G's symmetry without any QR."""
    U, _, V = np.linalg.svd(G)
    return U @ V


# ---- directions


def test_81_per_cent_of_the_directions_are_crushed_whatever_the_width(lesson):
    said("81 % of the directions are crushed: about 38 of 200 are left")
    assert round(100 * np.mean(lesson.below)) == 81
    assert np.std(lesson.below, ddof=1) < 0.006
    assert round(200 * (1 - np.mean(lesson.below))) == 38
    rng = np.random.default_rng(3)
    for n in (50, 100, 200):
        shares = [
            np.mean(lesson.factors_after(lesson.gaussian, n, 50, rng) < 0.01) for _ in range(4)
        ]
        assert np.mean(shares) == pytest.approx(0.81, abs=0.02), n


def test_perpendicular_inputs_come_out_at_smaller_angles_and_keep_their_length(lesson):
    rng, n = np.random.default_rng(5), 200
    for _ in range(3):
        assert 0.25 < lesson.cosines(lesson.gaussian, n, 50, rng) < 0.95
    assert lesson.cosines(lesson.uniform_orthogonal, n, 50, rng) < 1e-12
    lengths = []
    for _ in range(30):
        x = np.eye(n)[:1]
        for _ in range(50):
            x = x @ lesson.gaussian(n, rng)
        lengths.append(np.linalg.norm(x))
    assert 0.4 < np.median(lengths) < 1.5


def test_few_factors_supply_a_mean_square_of_one(lesson):
    """Its expectation is exactly 1: E|xW|² = |x|² in each layer."""
    squares = [np.mean(s**2) for s in lesson.crushed]
    assert np.mean(squares) == pytest.approx(1, abs=7 * np.std(squares) / math.sqrt(8))
    assert all(5 <= np.sum(s > 1) <= 16 for s in lesson.crushed)
    np.testing.assert_allclose(lesson.kept, 1, atol=1e-12)


def test_the_room_left_is_that_of_a_determinant(lesson):
    """The squared determinant of n normal rows has the mean n!/n^n: the product of the shares."""
    n = 200
    logs = np.sum(np.log((n - np.arange(n)) / n))
    assert logs == pytest.approx(math.lgamma(n + 1) - n * math.log(n))
    assert (lesson.room[0], lesson.room[n - 1]) == (1, math.sqrt(1 / n))
    assert lesson.room[100] == math.sqrt(1 / 2)
    W = np.random.default_rng(1).normal(size=(30, 30))
    lengths = lesson.new_lengths(W)
    assert np.prod(lengths) == pytest.approx(abs(np.linalg.det(W)))
    # ten chi-square variables of 200 to 1 degrees of freedom: 7 standard errors of their mean
    k = np.arange(n)
    errors = np.sqrt(2 * (n - k)) / n / math.sqrt(10)
    assert np.all(abs(lesson.measured_new**2 - lesson.room**2) < 7 * errors + 1 / n)


@pytest.mark.parametrize(("n", "depth"), [(50, 10), (100, 50), (200, 200)])
def test_the_predicted_share_is_off_by_at_most_three_in_a_hundred(lesson, n, depth):
    said("here they differ by at most 3 in 100 directions")
    rng = np.random.default_rng(8)
    found = [np.mean(lesson.factors_after(lesson.gaussian, n, depth, rng) < 0.01) for _ in range(3)]
    assert np.mean(found) == pytest.approx(0.01 ** (2 / depth), abs=0.03)
    assert f"{0.01 ** (2 / 50):.0%}" == "83%"
    assert f"{0.01 ** (2 / 50):.2f}" == "0.83"


# ---- drawing


def test_the_lesson_draws_like_a_polar_decomposition_and_the_first_attempt_does_not(lesson):
    """Mean entries: 600 matrices 5 × 5, seven standard errors of 1/√5/√600."""
    rng, many, n = np.random.default_rng(), 600, 5
    error = 1 / math.sqrt(n * many)
    for draw in (lesson.uniform_orthogonal, lambda n, rng: polar(rng.normal(size=(n, n)))):
        mean = np.mean([draw(n, rng) for _ in range(many)], axis=0)
        assert abs(mean).max() < 7 * error
    attempts = np.array([lesson.first_attempt(n, rng) for _ in range(many)])
    assert abs(attempts.mean(axis=0)[0, 0]) > 14 * error
    assert (attempts[:, 0, 0] < 0).all()
    assert abs(lesson.diagonal_means["without"]).min() > 7 / math.sqrt(10 * 400)
    assert lesson.positive["without"] == 0
    assert abs(lesson.positive["with the signs"] - 0.5) < 7 * 0.5 / math.sqrt(400)


def test_cosines_have_either_sign(lesson):
    """780 pairs from each of eight nets; the sign of each of 40 images is a fair coin."""
    rng, n, positive = np.random.default_rng(17), 200, []
    for _ in range(8):
        images = np.eye(n)[:40]
        for _ in range(50):
            images = images @ lesson.gaussian(n, rng)
        positive.append(np.mean((images @ images.T)[np.triu_indices(40, 1)] > 0))
    assert np.mean(positive) == pytest.approx(0.5, abs=0.1)


def test_without_signs_the_diagonal_is_mostly_negative(lesson):
    """2,000 matrices: shares known to about 0.01, allowed are five of these."""
    said("at $n = 10$ in 93 % of the draws for the second, 76 % for the ninth")
    rng = np.random.default_rng(18)
    drawn = np.array([lesson.first_attempt(10, rng).diagonal() for _ in range(2000)])
    negative = np.mean(drawn < 0, axis=0)
    assert negative[0] == 1
    assert negative[1] == pytest.approx(0.93, abs=0.03)
    assert negative[8] == pytest.approx(0.76, abs=0.05)
    assert negative[9] < 0.5


@pytest.mark.parametrize("n", [2, 3, 6, 7])
def test_without_signs_the_determinant_says_how_many_mirrors(lesson, n):
    said("it is $(-1)^{n-1}$")
    rng = np.random.default_rng(n)
    for _ in range(20):
        assert round(np.linalg.det(lesson.first_attempt(n, rng))) == (-1) ** (n - 1)


def test_the_cosine_and_what_it_costs(lesson):
    said("At $n = 200$ it is about $-0.04$")
    said("the rms falls short by a factor of about 0.6")
    rng = np.random.default_rng(2)
    cosine = np.mean([np.trace(lesson.first_attempt(200, rng)) / 200 for _ in range(20)])
    assert cosine == pytest.approx(-0.04, abs=0.003)
    assert (1 + cosine) ** 12 == pytest.approx(0.6, abs=0.03)
    assert lesson.residual_rms(lesson.first_attempt) == pytest.approx(0.6, abs=0.05)
    assert lesson.residual_rms(lesson.uniform_orthogonal) == pytest.approx(1, abs=0.1)


@pytest.mark.parametrize("shape", [(30, 50), (50, 30), (40, 40)])
def test_the_variance_is_one_over_the_larger_fan(shape):
    W = orthogonal(shape, np.random.default_rng())
    assert np.sum(W**2) == pytest.approx(min(shape))
    assert np.mean(W**2) == pytest.approx(1 / max(shape))


def test_between_unequal_widths_an_orthogonal_net_loses_size(lesson):
    said("an rms of $3^{-5/2} = 0.064$")
    assert round(3**-2.5, 3) == 0.064
    np.testing.assert_allclose(lesson.zigzag, 3**-2.5, rtol=0.12)
    other = [lesson.rms_through([50, 200] * 4 + [50], np.random.default_rng(s)) for s in range(12)]
    np.testing.assert_allclose(np.mean(other), 4**-2, rtol=0.12)


# ---- activations and training


@pytest.mark.parametrize(
    ("name", "gain", "kind", "share"),
    [
        ("tanh", 1, "normal", 0.88),
        ("tanh", 1, "orthogonal", 0.09),
        ("relu", math.sqrt(2), "normal", 0.90),
        ("relu", math.sqrt(2), "orthogonal", 0.84),
    ],
)
def test_orthogonal_weights_help_behind_tanh_and_not_behind_relu(lesson, name, gain, kind, share):
    said("about 84 % of the directions are crushed, against 90 %")
    title = "tanh, gain 1" if name == "tanh" else "ReLU, gain √2"
    here = np.mean(np.array(lesson.through[title][kind]) < 0.01)
    assert here == pytest.approx(share, abs=0.04 if name == "tanh" else 0.02)
    rng = np.random.default_rng(11)
    for n in (100, 150):
        found = [
            np.mean(lesson.jacobian_factors(name, gain, lesson.KINDS[kind], rng, n=n) < 0.01)
            for _ in range(3)
        ]
        assert np.mean(found) == pytest.approx(share, abs=0.06), n


def test_the_price_of_tanh_s_gain(lesson):
    said("after 50 layers its rms is 0.1, and the rms of the singular values about 0.12")
    assert lesson.tanh_rms == pytest.approx(0.12, abs=0.01)
    assert lesson.own_gain["normal"] == pytest.approx(0.80, abs=0.02)
    assert lesson.own_gain["orthogonal"] == pytest.approx(0.60, abs=0.03)
    said("above 10")
    assert min(lesson.rms(nets) for nets in lesson.own_nets.values()) > 10
    rng = np.random.default_rng(1)
    for gain, size in ((1, 0.1), (1.5925, 0.63)):
        x = np.random.default_rng(2).normal(size=(8, 200))
        for _ in range(50):
            x = np.tanh(x @ (gain * polar(rng.normal(size=(200, 200)))))
        assert np.sqrt(np.mean(x**2)) == pytest.approx(size, rel=0.1)
    assert np.median(1 - x**2) < 0.7  # of the gain 1.5925


def test_deep_tanh_nets_train_better_and_deep_relu_nets_do_not(lesson):
    said("With tanh, orthogonal weights end below 0.2, normal ones above 0.7")
    ends = {
        title: {name.split(",")[0]: [run[-1] for run in runs] for name, runs in kinds.items()}
        for title, kinds in lesson.curves.items()
    }
    assert max(ends["tanh, gain 1"]["orthogonal"]) < 0.2
    assert min(ends["tanh, gain 1"]["normal"]) > 0.7
    for kind in ("normal", "orthogonal"):
        assert min(lesson.tried["ReLU, gain √2", kind].values()) > 1.5
        assert min(ends["ReLU, gain √2"][kind]) > 1.5
        tanh = lesson.tried["tanh, gain 1", kind]
        assert min(tanh, key=tanh.get) == 0.1  # not at an edge of the rates that were tried
    for seed in (96, 97):
        draw = [
            lesson.deep_net("tanh", 1.0, kind, np.random.default_rng(seed))
            for kind in ("normal", "orthogonal")
        ]
        some, other = (lesson.losses(net, 0.1)[-1] for net in draw)
        assert some > 0.7
        assert other < 0.2


def test_the_doubts_about_the_training(lesson):
    said("normal weights times 1.2 train the tanh net as well")
    said("three quarters are still crushed")
    ends = {name: np.array(losses) for name, losses in lesson.doubts.items()}
    assert ends["tanh, normal times 1.2, 80 steps"].max() < 0.2
    assert np.sum(ends["ReLU, orthogonal, 400 steps"] < 0.2) >= 3  # "most"
    assert np.median(ends["ReLU, normal, 400 steps"]) > 0.6
    assert ends["ReLU, normal, 400 steps"].min() > 0.25
    assert lesson.crushed_12 == pytest.approx(0.75, abs=0.03)
    for seed in (96, 97):
        net = lesson.deep_net("tanh", 1.2, "normal", np.random.default_rng(seed))
        assert lesson.losses(net, 0.1)[-1] < 0.2
    net = lesson.deep_net("relu", math.sqrt(2), "orthogonal", np.random.default_rng(97))
    assert lesson.losses(net, 0.01, 400)[-1] < 0.2


def test_relu_behind_the_identity_loses_directions_only_once(lesson):
    """So "half in each layer" is about weights with no preferred sign, as the lesson says."""
    rng = np.random.default_rng(4)
    s = lesson.jacobian_factors("relu", 1.0, lambda n, rng: np.eye(n), rng)
    assert set(np.round(s, 12)) == {0, 1}
    assert np.mean(s == 0) == pytest.approx(0.5, abs=7 * 0.5 / math.sqrt(200))


# ---- LSUV


def test_lsuv_s_net_keeps_its_batch_and_near_it_other_digits(lesson):
    for name, stds in lesson.gelu_stds.items():
        low, high = {
            "formula": (1, 100),
            "LSUV, its batch": (0.99, 1.01),
            "LSUV, other digits": (1 / 1.5, 1.5),
            "LSUV, twice as bright": (1.9, 20),
        }[name]
        assert low <= min(stds), name
        assert max(stds) <= high, name
    assert lesson.gelu_stds["formula"][-1] > 10
    said("Inputs twice as large keep growing, here from 2 to about 8")
    assert lesson.gelu_stds["LSUV, twice as bright"][0] == pytest.approx(2, abs=0.02)
    assert lesson.gelu_stds["LSUV, twice as bright"][-1] == pytest.approx(8, abs=0.5)


def test_the_order_of_division_and_shift_matters(lesson):
    for seed in (1, 2, 3):
        rng = np.random.default_rng(seed)
        x, W, b = (
            abs(rng.normal(size=(30, 20))),
            rng.normal(0.1, 0.3, (20, 25)),
            rng.normal(0, 0.3, 25),
        )
        assert lesson.one_layer("divide", x, W, b) == (1.0, pytest.approx(0, abs=1e-9))
        std, mean = lesson.one_layer("shift", x, W, b)
        assert std == 1.0
        assert abs(mean) > 0.1


def test_one_division_is_exact_without_biases_and_not_with_them():
    rng = np.random.default_rng(4)
    x, W = rng.normal(0.5, 1, (20, 10)), rng.normal(size=(10, 8))
    for b, exact in ((np.zeros(8), True), (rng.normal(0, 0.8, 8), False)):
        once = W / (x @ W + b).std()
        assert (abs((x @ once + b).std() - 1) < 1e-12) == exact


def test_lsuv_can_not_bring_down_what_biases_bring(lesson):
    said("never ends well if their own std is above 1")
    rng = np.random.default_rng(6)
    x, W, b = rng.normal(size=(50, 30)), rng.normal(size=(30, 20)), rng.normal(size=20)
    b *= 1.2 / b.std()
    [scaled] = lsuv([{"W": W, "b": b, "activation": "linear"}], x, max_iter=200)
    assert (x @ scaled["W"] + scaled["b"]).std() == pytest.approx(1.2, abs=0.01)
    assert abs(scaled["W"]).max() < 1e-9


def test_lsuv_finds_the_gains_of_lesson_05b(lesson):
    for name, gain in {"relu": 1.4142, "tanh": 1.5925, "gelu": 1.5335, "selu": 1.0}.items():
        assert lesson.found_gains[name] == pytest.approx(gain, rel=0.02), name


def test_lsuv_leaves_the_size_to_training(lesson):
    before, after = lesson.drift
    np.testing.assert_allclose(before, 1, atol=0.01)
    said("The hidden layers drift by up to 15 % here. The logits double")
    assert round(max(after[:-1]), 2) == 1.15
    assert after[-1] == pytest.approx(2.1, abs=0.1)
    net = [
        {
            "W": orthogonal((20, 20), np.random.default_rng(s)),
            "b": np.zeros(20),
            "activation": "selu",
        }
        for s in range(3)
    ]
    scaled = lsuv(net, np.random.default_rng(9).normal(size=(30, 20)))
    assert all(not layer["b"].any() for layer in net)  # the given net is left alone
    assert any(layer["b"].any() for layer in scaled)


# ---- SELU


def quadrature(h, q, count=200):
    """E h(√q z) by Gauss–Legendre quadrature on each side of SELU's kink: not by strips."""
    x, weights = np.polynomial.legendre.leggauss(count)
    u = 6 * (x + 1)
    density = 6 * weights * np.exp(-(u**2) / 2) / math.sqrt(2 * math.pi)
    return float(density @ (h(np.sqrt(q) * u) + h(-np.sqrt(q) * u)))


def test_selu_s_fixed_point_and_its_slope(lesson):
    f = ACTIVATIONS["selu"].f
    assert quadrature(f, 1) == pytest.approx(0, abs=1e-9)
    assert quadrature(lambda z: f(z) ** 2, 1) == pytest.approx(1, abs=1e-9)
    assert lesson.after_layer(1.0) == (pytest.approx(0, abs=1e-3), pytest.approx(1, abs=1e-3))
    said("the same 0.7826")
    h = 1e-5
    slope = quadrature(lambda z: f(z) ** 2, 1 + h) - quadrature(lambda z: f(z) ** 2, 1 - h)
    assert round(slope / (2 * h), 4) == round(float(lesson.slope), 4) == 0.7826
    said("a deviation loses 22 % per layer")
    for q in (1e-6, 0.01, 0.25, 4.0, 100.0, 1e6):
        for _ in range(120):
            q = quadrature(lambda z: f(z) ** 2, q, 60)
        assert q == pytest.approx(1, abs=1e-3)


def test_which_weights_and_dropouts_selu_bears(lesson):
    said("a SELU layer keeps $\\tfrac12 \\lambda^2 = 0.55$ of the mean square")
    assert round(0.5 * 1.0507009873554805**2, 2) == 0.55
    for name, sizes in lesson.selu_nets["LeCun"].items():
        assert 0.8 < sizes[50] < 1.25, name
    ends = {name: sizes[-1] for name, sizes in lesson.selu_nets["start at 1"].items()}
    assert ends["He"] > 50
    assert ends["dropout ½"] > 50
    assert ends["variance $1/(3n)$"] < 1e-7
    f = ACTIVATIONS["selu"].f
    for times, settles in (
        (0.8, 0.65),
        (1.2, 1.40),
    ):  # other variances have fixed points of their own
        q = 1.0
        for _ in range(300):
            q = quadrature(lambda z: f(z) ** 2, times * q)
        assert math.sqrt(q) == pytest.approx(settles, abs=0.01)
    q = 1.0
    for _ in range(200):
        q = quadrature(lambda z: f(z) ** 2, q) / 0.9
    assert round(math.sqrt(q), 2) == 1.27
    assert ends["dropout 0.1"] == pytest.approx(1.27, rel=0.1)
    assert lesson.alpha_rms == pytest.approx(1, abs=0.15)
    assert round(float(lesson.lowest), 4) == -1.7581


# ---- form


def test_the_lesson_has_the_course_s_form(lesson):
    LESSON.check_form()
    LESSON.check_sections()
    LESSON.check_figures(lesson.drawn)
    check_reading_time(LESSON)
    check_boxes(LESSON)
    for name in pictures.__all__:
        assert f"pictures.{name}(" in LESSON.text


def test_the_lesson_leaves_the_exercises_to_the_learner():
    for name in ("direction_left", "orthogonal", "lsuv"):
        assert f"def {name}(" not in LESSON.text
