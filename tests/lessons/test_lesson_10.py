"""What lesson 10 claims about deep random nets, against closed forms, other averages, other seeds
and widths, and the published numbers.

Statistical tests say how many standard errors they allow. The lesson's own runs have fixed seeds.
"""

from __future__ import annotations

import functools
import math

import numpy as np
import pytest
from lesson_run import Lesson
from reading_time import check_boxes, check_reading_time

from initlab.activations import ACTIVATIONS
from initlab.data import handwritten_digits
from initlab.figures import mean_field as pictures
from initlab.stacked import shares_right

LESSON = Lesson("10_mean_field")
A, B, C = "A: σ_w² = 1.2", "B: σ_w² = 1.76", "C: σ_w² = 2.5"


@pytest.fixture(scope="module")
def lesson():
    return LESSON.run()


def said(claim):
    """The claim stands in the lesson, wherever its lines break."""
    assert claim in LESSON.prose, claim


nodes = functools.cache(np.polynomial.hermite_e.hermegauss)


def few_points(h, count=100):
    """E h(u) by Gauss–Hermite quadrature: not by the lesson's strips."""
    u, weights = nodes(count)
    return float(weights @ h(u) / weights.sum())


def halved(rises, low, high):
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (low, middle) if rises(middle) > 0 else (middle, high)
    return low


def q_star(f, sigma_w2, sigma_b2):
    """By halving an interval, not by repeating the map."""
    return halved(
        lambda q: q - sigma_w2 * few_points(lambda u: f(math.sqrt(q) * u) ** 2) - sigma_b2, 0, 20
    )


def chi_1(name, sigma_w2, sigma_b2):
    f, df = ACTIVATIONS[name].f, ACTIVATIONS[name].df
    q = q_star(f, sigma_w2, sigma_b2)
    return sigma_w2 * few_points(lambda u: df(math.sqrt(q) * u) ** 2)


# ---- the size


def test_the_map_of_a_sine_is_the_closed_form(lesson):
    for q in (0.0, 0.3, 1.0, 2.5):
        wanted = 1.7 * (1 - math.exp(-2 * q)) / 2 + 0.2
        assert lesson.next_size(np.sin, q, 1.7, 0.2) == pytest.approx(wanted, rel=1e-9)
        slope = 1.7 * (1 + math.exp(-2 * q)) / 2
        assert lesson.chi(np.cos, q, 1.7) == pytest.approx(slope, rel=1e-9)
    assert lesson.settled(lambda z: z, 0.5, 1) == pytest.approx(2)


def test_the_sizes_settle_where_halving_finds_them(lesson):
    for name, sigma_w2 in lesson.THREE.items():
        assert lesson.fixed[name] == pytest.approx(q_star(np.tanh, sigma_w2, 0.05), rel=1e-6)
        rms = np.array(lesson.means[name][0][8:])
        np.testing.assert_allclose(rms, math.sqrt(lesson.fixed[name]), rtol=0.06)


def test_the_size_settles_sooner_than_the_likeness(lesson):
    for name, scale in lesson.size_scales.items():
        assert scale < 2 < 5 < 1 / abs(math.log(lesson.chis[name]))


# ---- small differences and error signals


def test_chi_1_is_that_of_another_quadrature(lesson):
    for name, sigma_w2 in lesson.THREE.items():
        assert lesson.chis[name] == pytest.approx(chi_1("tanh", sigma_w2, 0.05), rel=1e-5)
    assert [round(lesson.chis[name], 3) for name in (A, B, C)] == [0.845, 1.0, 1.134]


def test_small_differences_and_error_signals_have_the_factor_chi_1(lesson):
    """The log of a mean square strays by about √(6 · 30/500 / 8) = 0.21 after 30 layers, for a
    mean over eight nets; allowed are four of these."""
    for name, both_ways in lesson.small.items():
        for way in both_ways:
            off = np.log(way / lesson.by_chi[name])
            assert np.abs(off).max() < 4 * 0.21


@pytest.mark.parametrize("sigma_b2", [0.02, 0.15])
def test_the_critical_line_is_one_of_simulated_nets(lesson, sigma_b2):
    """Nets of width 800 with weights 20 % off the line: a small difference falls in 12 layers on
    one side and grows on the other. χ₁ is off 1 by 0.05 or more there; the mean of the log over
    six nets strays by √(6 · 12/800 / 6) = 0.12."""
    rng = np.random.default_rng(3)
    line = lesson.edge(sigma_b2)
    for times in (0.8, 1.2):
        q, logs = q_star(np.tanh, times * line, sigma_b2), []
        for _ in range(6):
            z = rng.normal(0, math.sqrt(q), 800) * np.ones((2, 1))
            z[1] += 1e-6 * rng.normal(size=800)
            start = np.mean((z[1] - z[0]) ** 2)
            for _ in range(12):
                W = rng.standard_normal((800, 800)) * math.sqrt(times * line / 800)
                z = np.tanh(z) @ W + rng.normal(0, math.sqrt(sigma_b2), 800)
            logs.append(math.log(np.mean((z[1] - z[0]) ** 2) / start))
        wanted = 12 * math.log(chi_1("tanh", times * line, sigma_b2))
        assert abs(wanted) > 4 * 0.12
        assert np.mean(logs) == pytest.approx(wanted, abs=4 * 0.12)


# ---- depth scale and correlation


def test_the_correlations_of_the_nets_are_those_of_the_theory(lesson):
    """Within four standard errors of eight nets at each depth shown, and 0.02 for finite width."""
    for name, (mean, error) in lesson.measured.items():
        off = np.abs(np.subtract(mean, lesson.theory[name]))
        assert (off[1:] < 4 * error[1:] + 0.02).all(), name
    for name, runs in lesson.relu_runs.items():
        mean, error = lesson.mean_and_error(runs)
        assert (np.abs(mean - lesson.relu_theory[name]) < 4 * error + 0.02).all(), name


def test_width_does_not_help(lesson):
    """The std over nets is 0.04 at width 100 and 0.01 at 1,000; allowed are five standard errors."""
    assert lesson.by_width[100] == pytest.approx(0.933, abs=5 * 0.04 / math.sqrt(40))
    assert lesson.by_width[1000] == pytest.approx(0.933, abs=5 * 0.01 / math.sqrt(4))
    assert lesson.told(1.2, 0.6, 12)[-1] == pytest.approx(0.933, abs=1e-3)


def test_the_correlation_map_s_slope_at_one_is_chi_1(lesson):
    for name, sigma_w2 in lesson.THREE.items():
        _, c = lesson.next_pair(np.tanh, lesson.fixed[name], 1 - 1e-6, sigma_w2, 0.05)
        assert (1 - c) / 1e-6 == pytest.approx(lesson.chis[name], rel=1e-3)


def test_chaos_settles_at_0_45_from_either_side(lesson):
    for start in (0.05, 0.6, 0.95):
        assert lesson.told(2.5, start, 400)[-1] == pytest.approx(0.447, abs=1e-3)
    said("goes to 0.45, from either side")


def test_the_depth_scale_s_arithmetic():
    assert math.exp(6) == pytest.approx(400, rel=0.01)
    assert math.exp(3) == pytest.approx(20, rel=0.01)
    assert 80 * -math.log(chi_1("tanh", 1.2, 0.05)) == pytest.approx(13, abs=0.5)


# ---- published numbers


@pytest.mark.parametrize(("sigma_b2", "published"), [(0, 1.0), (0.05, 1.7610)])
def test_the_critical_line_has_the_published_values(lesson, sigma_b2, published):
    assert lesson.edge(sigma_b2) == pytest.approx(published, abs=5e-5)
    if sigma_b2:
        found = halved(lambda w: chi_1("tanh", w, sigma_b2) - 1, 0.5, 8)
        assert lesson.edge(sigma_b2) == pytest.approx(found, rel=1e-5)


def test_the_bias_grows_along_the_line(lesson):
    walked = [lesson.point(q)[0] for q in np.linspace(0, 10, 200)]
    assert (np.diff(walked) > 0).all()


def test_where_the_known_rules_stand(lesson):
    q, factor = lesson.stand["1.7159 tanh(2z/3), LeCun"]
    assert (round(q, 3), round(factor, 3)) == (0.382, 1.019)
    assert factor == pytest.approx(chi_1("lecun_tanh", 1, 0), rel=1e-5)
    assert round(1 / math.log(factor)) == 52
    said("with 52 layers to a factor of $e$")
    _, factor = lesson.stand["tanh, PyTorch's nn.Linear"]
    assert -1 / math.log(factor) < 1
    said("a depth scale of less than one layer")


def test_relu_s_map_is_the_average_over_pairs(lesson):
    """Not by polar coordinates: for a given u, v decides; sums over a fine grid of both."""
    u, v = np.meshgrid(*[np.linspace(-7, 7, 701)] * 2)
    share = np.exp(-(u**2 + v**2) / 2)
    share /= share.sum()
    for c in (-0.9, 0.0, 0.5, 0.95):
        other = c * u + math.sqrt(1 - c * c) * v
        wanted = 2 * np.sum(share * np.maximum(u, 0) * np.maximum(other, 0))
        assert lesson.more_alike(c) == pytest.approx(wanted, abs=2e-4)
    assert lesson.more_alike(0.0) == pytest.approx(1 / math.pi)
    said("$1/\\pi = 0.318$")
    assert lesson.relu_theory["start at 0"][30] == pytest.approx(0.97, abs=5e-3)


def test_the_gap_of_relu_falls_like_44_over_the_square_of_the_depth(lesson):
    """Published as 1 - c ~ (9π²/2)/l². The increments of 1/√gap tend to √2/(3π)."""
    said("25 at layer 30, 36 at layer 100, and 43 at layer 1,000")
    assert [round(lesson.gap_times[k]) for k in (30, 100, 1000)] == [25, 36, 43]
    assert 9 * math.pi**2 / 2 == pytest.approx(44.4, abs=0.05)
    gap = 1 - np.array(lesson.alike(0.3, 20_000))
    rise = (gap[20_000] ** -0.5 - gap[10_000] ** -0.5) / 10_000
    assert rise == pytest.approx(math.sqrt(2) / (3 * math.pi), rel=1e-3)
    assert math.sqrt(2) / (3 * math.pi) == pytest.approx(0.150, abs=5e-4)


def test_on_tanh_s_line_the_gap_falls_like_one_over_the_depth(lesson):
    gaps = [1 - lesson.on_edge[k] for k in (500, 1000, 2000)]
    assert gaps[0] / gaps[1] == pytest.approx(2, rel=0.01)
    assert gaps[1] / gaps[2] == pytest.approx(2, rel=0.01)


# ---- training


def test_what_learns_lies_below_a_multiple_of_the_depth_scale(lesson):
    assert lesson.accuracy[0].min() > 0.9  # six layers learn from every start
    near = lesson.SIGMAS.index(1.76)
    assert lesson.accuracy[-1].argmax() == near
    assert lesson.accuracy[-1, near] > 0.7
    assert lesson.accuracy[-1, :3].max() < 0.3
    for k, scale in enumerate(lesson.reach):
        for table, low, high in ((lesson.accuracy, 4.5, 12), (lesson.accuracy_50, 2.5, 8)):
            end = lesson.last_depth(table[:, k])
            if end and k != near:
                assert low < end / scale < high
    assert lesson.accuracy[3, lesson.SIGMAS.index(2.5)] > 0.8
    said("26 layers learned")


def test_another_seed_moves_the_ends_by_two_depth_scales_at_most(lesson):
    again = lesson.table(50, np.random.default_rng(1))
    for k, scale in enumerate(lesson.reach[:4]):
        ends = [lesson.last_depth(table[:, k]) for table in (again, lesson.accuracy_50)]
        assert abs(ends[0] - ends[1]) / scale < 2


def test_no_rate_makes_deep_ordered_nets_learn(lesson):
    """σ_w² of 0.6, 0.8 and 1.0 at 42 layers; guessing has 0.10."""
    said("No rate between 0.005 and 3 made the ordered nets of 42 layers learn")
    data = handwritten_digits()
    for lr in (0.005, 0.02, 0.1, 0.5, 3.0):
        rng = np.random.default_rng(1)
        nets = lesson.first_nets(42, (0.6, 0.8, 1.0), rng)
        assert shares_right("tanh", nets, data, lr, rng, 200).max() < 0.3, lr


def test_the_best_start_moves_with_the_critical_line(lesson):
    said("those of 2.285 learned best, those of 1.76 worse")
    assert lesson.edge(0.2) == pytest.approx(2.285, abs=5e-4)
    data, sigma_w2s = handwritten_digits(), (1.3, 1.76, 2.285, 3.0)
    for seed in (1, 2):
        rng = np.random.default_rng(seed)
        weights, biases = lesson.first_nets(42, sigma_w2s, rng)
        nets = weights, [b * 2 for b in biases]  # variance 0.05 becomes 0.2
        shares = np.max([shares_right("tanh", nets, data, lr, rng) for lr in (0.005, 0.02)], axis=0)
        assert shares.argmax() == 2
        assert shares[2] > shares[1] + 0.15


def test_relu_s_variance_grows_by_that_of_the_bias(lesson):
    q = 1.0
    for k in range(1, 6):
        q = lesson.next_size(lesson.relu, q, 2.0, 0.1)
        assert q == pytest.approx(1 + 0.1 * k, rel=1e-3)


def test_eighty_layers_on_the_line_need_a_thousand_steps(lesson):
    data = handwritten_digits()
    shares = {}
    for steps in (200, 1000):
        rng = np.random.default_rng(0)
        nets = lesson.first_nets(80, (1.2, 1.76), rng)
        shares[steps] = shares_right("tanh", nets, data, 0.005, rng, steps)
    said("with 80 layers they got less than half right after 200 steps")
    assert shares[200][1] < 0.5
    assert shares[1000][1] > 0.6
    assert shares[1000][0] < 0.2


# ---- form


def test_the_lesson_has_the_course_s_form(lesson):
    LESSON.check_form()
    LESSON.check_sections()
    LESSON.check_figures(lesson.drawn)
    check_reading_time(LESSON)
    check_boxes(LESSON)
    for name in pictures.__all__:
        assert f"pictures.{name}(" in LESSON.text


def test_the_lesson_leaves_the_exercises_to_the_learner(lesson):
    for name in ("q_map", "q_star", "chi1", "depth_scale", "critical_sigma_w2"):
        assert not hasattr(lesson, name)
