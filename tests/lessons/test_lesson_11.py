"""What lesson 11 claims about residual branches, the spread between nets and the width, against loops
and closed forms that the lesson does not use; and its study, against runs with other seeds.

Where a claim is about nets in general, it is tried here with seeds of its own, with a tolerance of 7
standard errors or more.
"""

from __future__ import annotations

import math
import re
from fractions import Fraction

import numpy as np
import pytest
from lesson_run import Lesson
from reading_time import check_boxes, check_reading_time

from initlab import nets
from initlab.data import handwritten_digits
from initlab.figures import beyond
from initlab.widths import draw_net, gradients, loss_and_delta, read_widths, train_adam

LESSON = Lesson("11_beyond")


@pytest.fixture(scope="module")
def lesson():
    return LESSON.run()


def said(claim):
    """The claim stands in the lesson, wherever its lines break."""
    assert claim in LESSON.prose, claim


# ---- residual branches


def test_the_sums_follow_the_three_formulas(lesson):
    for name, sizes in lesson.kept.items():
        off = np.log(np.array(sizes) / lesson.by_formula[name])
        # a branch of 256 units strays by about √(5/256) of its share, mostly independent
        assert np.abs(off).max() < (0.9 if name == "size kept" else 0.2), name
    ends = {name: sizes[-1] for name, sizes in lesson.by_formula.items()}
    assert ends["size kept"] == 2**24
    assert f"{ends['normalized']:.1f}" == "7.0"
    assert f"{ends['size kept, 1/√N']:.2f}" == "1.64"
    assert f"{ends['normalized, 1/√N']:.2f}" == "1.41"
    assert math.sqrt(math.e) == pytest.approx(1.65, abs=0.002)
    said("an rms below 1.65")
    said("about 17 million")
    assert math.e > (1 + 1 / 48) ** 48


@pytest.mark.parametrize(("N", "width"), [(12, 128), (96, 64)])
def test_other_depths_and_widths_follow_them_too(lesson, N, width):
    """Geometric means over 12 nets; the spread of one net's logarithm is below √(5/n) here."""
    for s, normalized, derived in (
        (N**-0.5, False, (1 + 1 / N) ** (N / 2)),
        (1, True, math.sqrt(1 + N)),
        (N**-0.5, True, math.sqrt(2)),
    ):
        ends = [lesson.stream(N, s, normalized, width)[-1] for _ in range(12)]
        error = 7 * math.sqrt(5 / width / 12)
        assert abs(np.mean(np.log(ends)) - math.log(derived)) < error


def test_two_layers_with_hes_variance_add_twice_as_much_as_is_there():
    """64 inputs, 32 branches: the mean of F² over x² strays by less than 0.04."""
    rng = np.random.default_rng(21)
    shares = []
    for first in (1, 2):
        ratios = []
        for _ in range(32):
            x = rng.normal(size=(64, 256))
            h = np.maximum(x @ rng.normal(0, math.sqrt(first / 256), (256, 256)), 0)
            added = h @ rng.normal(0, math.sqrt(2 / 256), (256, 256))
            ratios.append(np.mean(added**2) / np.mean(x**2))
        shares.append(np.mean(ratios))
    np.testing.assert_allclose(shares, [1, 2], rtol=0.15)
    said("the branch adds twice as much as is there")


def test_with_the_net_s_last_layer_at_zero_the_branches_get_no_gradient():
    rng = np.random.default_rng(22)
    last, push = np.zeros((6, 3)), rng.normal(size=3)
    assert not (last @ push).any()
    said("then the branches first move at the second step")


def test_the_error_signal_grows_like_the_signal(lesson):
    np.testing.assert_allclose(lesson.backward_rms, (1 + 1 / 48) ** 24, rtol=0.2)


# ---- Fixup


@pytest.mark.parametrize("m", [2, 3])
def test_the_first_step_follows_the_power_of_n_that_was_derived(lesson, m):
    """One move's logarithm strays by 0.3 at most; 8 nets, a factor of 64 in N."""
    for counts, moves, power in lesson.first[f"{m} layers in a branch"].values():
        slope = np.polyfit(np.log(counts), np.log(moves), 1)[0]
        assert slope == pytest.approx(power, abs=0.15)
    powers = [power for _, _, power in lesson.first[f"{m} layers in a branch"].values()]
    assert powers == pytest.approx([1, 1 / m, 0])


def test_the_first_step_of_a_deeper_branch_and_of_one_layer(lesson):
    # three layers of 64 units: one branch strays by √(15/64), a mean of 64 nets of two by 0.05
    four = [
        np.mean([lesson.first_move(N, 4, N ** (-1 / 6)) for _ in range(64)]) for N in (2, 8, 16)
    ]
    assert max(four) < 1.6 * min(four)
    one = [np.mean([lesson.first_move(N, 1, 1.0) for _ in range(12)]) for N in (1, 4, 16)]
    np.testing.assert_allclose(np.divide(one, one[0]), [1, 4, 16], rtol=1e-4)  # |x|² = n each time


def test_in_front_of_the_branch_the_factor_counts_twice(lesson):
    """Branch k meets a mean square of (1 + 1/N)^k; one net strays by 0.3, a mean of 64 by 0.04."""
    for N in (4, 32):
        for in_front in (False, True):
            got = np.mean([lesson.last_layer_move(N, in_front) for _ in range(64)])
            met = sum((1 + 1 / N) ** k for k in range(N)) / 2
            assert got == pytest.approx(met / N if in_front else met, rel=0.3)


# ---- finite width


def test_a_layer_multiplies_the_second_moment_by_one_and_five_over_n():
    """Exactly: of two units, each squared output is 0 or a squared normal, by fourth moments."""
    normal = {2: Fraction(1), 4: Fraction(3)}  # moments of N(0, 1)
    for n in (1, 2, 10, 64):
        first = Fraction(1, 2) * 2 * normal[2]
        second = Fraction(1, 2) * 4 * normal[4]  # of one unit, for M = 1
        assert first == 1
        mean_of_square = (n * second + n * (n - 1) * first**2) / Fraction(n) ** 2
        assert mean_of_square == 1 + Fraction(5, n)
    assert float(Fraction(3, 2) ** 10) == pytest.approx(57.7, abs=0.05)
    said("1.5^{10} = 57.7")


def test_one_layer_has_the_derived_moments_with_all_weights_drawn(lesson):
    """M² of one net of 10 units has a standard deviation below 4; 60,000 nets."""
    M = lesson.with_weights(10, 1, 60_000)
    assert M.mean() == pytest.approx(1, abs=7 * math.sqrt(0.5 / 60_000))
    assert np.mean(M**2) == pytest.approx(1.5, abs=7 * 4 / math.sqrt(60_000))


def test_mean_one_and_median_six_hundredths():
    """By chi-squares: k of n units are on, and their squares add up to a chi-square of k. The
    median's standard error is below 0.0003 with 400,000 nets."""
    rng = np.random.default_rng(4)
    M = np.ones(400_000)
    for _ in range(10):
        on = rng.binomial(10, 0.5, M.size)
        M *= 2 / 10 * np.where(on > 0, rng.chisquare(np.maximum(on, 1)), 0)
    assert np.median(M) == pytest.approx(0.0564, abs=0.0015)
    said("the **median 0.056**")
    assert _exact_median(10, 10) == pytest.approx(0.0564, abs=5e-5)
    said("it is 0.0564")
    assert np.mean(M < 1) == pytest.approx(0.863, abs=0.005)
    assert np.mean(M == 0) == pytest.approx(1 - (1 - 2**-10) ** 10, abs=0.0012)


def _exact_median(n, depth, low=-60.0, high=20.0, size=2**16):
    """The median of M without drawing: the density of a layer's ln M, a chi-square of k/n of the
    units that are on, folded with itself by its Fourier transform."""
    y, step = np.linspace(low, high, size, endpoint=False), (high - low) / size
    c, density = np.exp(y) * n / 2, np.zeros(size)
    for k in range(1, n + 1):
        log_p = k / 2 * np.log(c) - c / 2 - k / 2 * math.log(2) - math.lgamma(k / 2)
        density += math.comb(n, k) / 2**n * np.exp(log_p) * step
    shift = round(low / step)
    folded = np.fft.ifft(np.fft.fft(np.roll(density, shift)) ** depth).real
    share = np.cumsum(np.roll(folded, -shift))  # of the nets that are not 0
    return math.exp(np.interp(0.5 - (1 - share[-1]), share, y + step / 2))


def test_the_lesson_s_own_nets_agree(lesson):
    largest = np.sort(lesson.M)[-100:]
    assert np.sum(largest**2) > 0.5 * np.sum(lesson.M**2)
    said("the 100 largest make up more than half")
    assert np.median(lesson.M) == pytest.approx(0.0564, abs=0.003)
    assert np.median(lesson.slow) == pytest.approx(0.0564, abs=0.012)
    assert lesson.one_layer.mean() == pytest.approx(1, abs=0.012)
    for (width, depth), (middle, limit, variance) in lesson.medians.items():
        if width >= 100:
            assert middle == pytest.approx(limit, rel=0.05)
            assert variance == pytest.approx(5 * depth / width, rel=0.12)
    assert lesson.medians[10, 10][1] == pytest.approx(0.082, abs=5e-4)
    spreads = list(lesson.residual_spreads.values())
    assert max(spreads) < 1.3 * min(spreads)
    np.testing.assert_allclose(spreads, math.sqrt(math.exp(0.4) - 1), rtol=0.2)
    assert f"{math.sqrt(math.exp(0.4) - 1):.2f}" == "0.70"
    assert f"{math.sqrt(1.5**10 - 1):.1f}" == "7.5"


def test_a_scaled_residual_net_spreads_by_the_derived_amount(lesson):
    """2,000 nets of 40 units: the spread strays by 4 %."""
    for N in (5, 30):
        got = lesson.residual_spread(N, width=40)
        assert got == pytest.approx(math.sqrt(math.exp(0.1) - 1), rel=0.25)


# ---- a step and the width


def test_the_gradients_are_those_of_the_course_s_nets():
    rng = np.random.default_rng(2)
    weights = draw_net((5, 7, 6, 4), (0.5, 0.5, 0.5), seed=3)
    X, y = rng.normal(size=(9, 5)), rng.integers(4, size=9)
    for activation in ("relu", "tanh"):
        names = (activation, activation, "linear")
        net = [
            {"W": W, "b": np.zeros(W.shape[1]), "activation": name}
            for W, name in zip(weights, names, strict=True)
        ]
        logits, trace = nets.forward(net, X)
        loss, delta = nets.softmax_cross_entropy(logits, y)
        mine = loss_and_delta(logits, y)
        assert mine[0] == pytest.approx(loss)
        np.testing.assert_allclose(mine[1], delta)
        outputs = [seen["x"] for seen in trace]
        for got, wanted in zip(
            gradients(weights, outputs, delta, activation),
            nets.backward(net, trace, delta),
            strict=True,
        ):
            np.testing.assert_allclose(got, wanted["W"])


def test_adam_is_adam_as_published():
    """Three steps by a loop over single weights."""
    data = {"X": np.random.default_rng(0).normal(size=(20, 3)), "y": np.arange(20) % 2}
    net = draw_net((3, 4, 4, 2), (0.6, 0.6, 0.6), seed=1)
    slow = [W.copy() for W in net]
    losses = train_adam(net, data, (0.01, 0.02, 0.03), steps=3, batch=6, seed=5)
    order = np.random.default_rng([5, 1])
    m, v = ([np.zeros_like(W) for W in slow] for _ in range(2))
    for t in (1, 2, 3):
        rows = order.integers(20, size=6)
        outputs = [data["X"][rows]]
        for W in slow[:-1]:
            outputs.append(np.maximum(outputs[-1] @ W, 0))
        loss, delta = loss_and_delta(outputs[-1] @ slow[-1], data["y"][rows])
        assert loss == pytest.approx(losses[t - 1])
        for k, g in enumerate(gradients(slow, outputs, delta, "relu")):
            for at in np.ndindex(g.shape):
                m[k][at] = 0.9 * m[k][at] + 0.1 * g[at]
                v[k][at] = 0.999 * v[k][at] + 0.001 * g[at] ** 2
                up = m[k][at] / (1 - 0.9**t)
                slow[k][at] -= (
                    (0.01, 0.02, 0.03)[k] * up / (math.sqrt(v[k][at] / (1 - 0.999**t)) + 1e-8)
                )
    for W, wanted in zip(net, slow, strict=True):
        np.testing.assert_allclose(W, wanted)


def test_a_logit_moves_by_the_derived_powers_of_the_width(lesson):
    """One net's move strays by a quarter at 64 units, by 8 % at 512: with 24 nets the exponent's
    standard error is below 0.03."""
    for rule in ("standard", "muP"):
        moved = [
            np.mean([lesson.logit_moves(rule, n, 900 + k) for k in range(24)], axis=0)
            for n in (64, 128, 256, 512)
        ]
        slopes = np.polyfit(np.log((64, 128, 256, 512)), np.log(moved), 1)[0]
        np.testing.assert_allclose(slopes, lesson.EXPONENTS[rule], atol=0.21)
    shown = np.polyfit(np.log(lesson.NS), np.log(lesson.moved["standard"]), 1)[0]
    np.testing.assert_allclose(shown, (0.5, 1.5, 1), atol=0.1)


def test_a_hidden_sum_moves_as_far_at_any_width_under_mup_and_less_when_lazy():
    """The box: rates of n^(-3/2) for the hidden layer leave its sums where they are."""
    rng = np.random.default_rng(8)
    moves = []
    for n in (64, 256, 1024):
        a = np.abs(rng.normal(size=n)) * (rng.random(n) < 0.5)  # what a ReLU layer gives out
        moves.append([rate * a.sum() for rate in (1, 1 / n, n**-1.5)])
    slopes = np.polyfit(np.log((64, 256, 1024)), np.log(moves), 1)[0]
    np.testing.assert_allclose(slopes, [1, 0, -0.5], atol=0.25)


# ---- the study


def test_the_study_is_what_its_command_says(lesson):
    header, rows = read_widths()
    assert header["command"] == "python -m benchmarks.width_study --seeds 1-5"
    assert len(rows) == 21
    assert all(len(row["loss"]) == len(header["seeds"]) == 5 for row in rows)
    ratios = np.divide(header["rates"][1:], header["rates"][:-1])
    np.testing.assert_allclose(ratios, math.sqrt(2))
    for row in rows:  # no best rate at an end of those tried
        for losses in np.array(row["loss"], dtype=float):
            assert 0 < np.nanargmin(losses) < len(losses) - 1


@pytest.mark.parametrize(("rule", "name"), [("standard", "standard"), ("mup", "muP")])
def test_runs_of_the_study_come_out_again(lesson, rule, name):
    header, rows = read_widths()
    [row] = [
        r
        for r in rows
        if (r["rule"], r["width"], r["activation"], r["batch"]) == (rule, 32, "relu", 64)
    ]
    digits = handwritten_digits()
    for k in (9, 12):
        net = draw_net((64, 32, 32, 10), lesson.STDS[name](32), 2)
        rates = [header["rates"][k] * share for share in lesson.SHARES[name](32)]
        loss = train_adam(net, digits, rates, seed=2).mean()
        assert loss == pytest.approx(row["loss"][1][k], rel=0.02)  # other machines round otherwise


def test_what_the_lesson_says_of_the_study_is_in_it(lesson):
    found = {key: middle for key, (middle, _, _) in lesson.followed.items()}
    assert round(found["standard", "relu"], 1) == -0.8
    assert round(found["standard", "tanh"], 1) == -0.7
    assert f"{found['mup', 'relu']:.2f}" == "-0.06"
    assert f"{found['mup', 'tanh']:.2f}" == "0.12"
    middle = {
        (rule, n): 2 ** lesson.best(rule, n).mean()
        for rule in ("standard", "mup")
        for n in lesson.WIDTHS
    }
    assert middle["standard", 32] / middle["standard", 512] == pytest.approx(10, abs=0.5)
    stays = [middle["mup", n] for n in lesson.WIDTHS]
    assert max(stays) / min(stays) < 1.2
    assert f"{middle['standard', 64]:.3f}" == "0.014"
    assert f"{middle['standard', 512]:.4f}" == "0.0023"
    assert f"{middle['mup', 512]:.3f}" == "0.012"
    assert middle["standard", 64] / middle["standard", 512] == pytest.approx(6, abs=0.5)
    tanh = 2 ** (lesson.best("mup", 256, "tanh") - lesson.best("mup", 32, "tanh")).mean()
    assert tanh == pytest.approx(1.25, abs=0.07)
    for n in (128, 256, 512):
        assert 0.85 < lesson.lowest("standard", n).mean() / lesson.lowest("mup", n).mean() < 0.98
    assert 6 < lesson.too_far < 7
    assert all(1.8 < shift < 2.4 for shift in lesson.batch_shift.values())


def test_other_seeds_give_the_same_study(lesson):
    """Best rates of the grid, √2 apart: the exponent over a factor of 16 is right to 0.1."""
    assert lesson.exponents_again["standard"][0] == pytest.approx(-0.8, abs=0.1)
    assert lesson.exponents_again["mup"][0] == pytest.approx(-0.06, abs=0.1)
    (one, _), (other, rows) = read_widths(), read_widths("width_study_again")
    assert not set(one["seeds"]) & set(other["seeds"])
    losses = {
        (row["rule"], row["width"]): np.array(row["loss"], dtype=float).mean(axis=0)
        for row in rows
        if (row["activation"], row["batch"]) == ("relu", 64)
    }
    wide, at = losses["standard", 512], int(np.argmin(losses["standard", 32]))
    assert 6 < wide[at] / wide.min() < 7
    for n in (128, 256, 512):
        assert 0.85 < losses["standard", n].min() / losses["mup", n].min() < 0.98


def test_the_live_part_finds_the_same(lesson):
    at = {key: int(np.nanargmin(losses)) for key, losses in lesson.live.items()}
    assert at["standard", 32] - at["standard", 128] == 2  # a factor of 4 in the rate
    assert at["muP", 32] == at["muP", 128]


# ---- form


def test_the_lesson_has_the_course_s_form(lesson):
    LESSON.check_form()
    LESSON.check_sections()
    check_boxes(LESSON)
    check_reading_time(LESSON)
    LESSON.check_figures(lesson.drawn)
    for name in beyond.__all__:
        assert f"pictures.{name}(" in LESSON.text
    assert re.search(r"^# ## Residual branches$", LESSON.text, re.MULTILINE)


def test_the_lesson_leaves_the_exercises_to_the_learner(lesson):
    for name in ("residual_scale", "fixup_scale", "mup"):
        assert not hasattr(lesson, name)
