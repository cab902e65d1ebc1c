"""Networks trained side by side, against the same networks one by one, finite differences and
definitions; and the intervals of a study, against simulation."""

from __future__ import annotations

import doctest
import hashlib
import math

import numpy as np
import pytest

from initlab import nets, stacked, trials
from initlab.data import handwritten_digits
from initlab.stacked import STARTS, Plan, first_weights, layer_norm, layer_norm_back, train_runs


@pytest.fixture(scope="module")
def digits():
    return handwritten_digits()


def one_by_one(plan, data, lr, seed):
    """The loss of each step's batch, by the course's plain nets; the batches are drawn again."""
    net = [
        {"W": W, "b": b, "activation": plan.activation if k < plan.depth else "linear"}
        for k, (W, b) in enumerate(first_weights(plan, seed, 64, 10))
    ]
    rng, seen, rows = np.random.default_rng([seed, 1]), [], []
    for _ in range(plan.steps):
        if len(rows) < plan.batch:
            rows = list(rng.permutation(len(data["y"])))
        batch, rows = rows[: plan.batch], rows[plan.batch :]
        logits, trace = nets.forward(net, data["X"][batch])
        loss, grad = nets.softmax_cross_entropy(logits, data["y"][batch])
        seen.append(loss)
        net = nets.descend(net, nets.backward(net, trace, grad), lr)
    return seen, net


@pytest.mark.parametrize("activation", ["tanh", "sigmoid", "relu"])
@pytest.mark.parametrize("start", STARTS)
def test_runs_side_by_side_are_the_runs_one_by_one(digits, activation, start):
    """60 steps of 32 out of 1437: the batches begin anew once."""
    plan = Plan(start, activation, 3, steps=60, width=16)
    rates, seeds = np.array([0.01, 0.2]), np.array([5, 9])
    curves = train_runs(plan, digits, rates, seeds, looks=[0, 20, 40, 60])
    for k, (lr, seed) in enumerate(zip(rates, seeds, strict=True)):
        seen, net = one_by_one(plan, digits, lr, int(seed))
        np.testing.assert_allclose(curves.batch[k], seen, rtol=1e-6)
        logits = nets.forward(net, digits["X"][:256])[0]
        last = nets.softmax_cross_entropy(logits, digits["y"][:256])[0]
        assert curves.loss[k, -1] == pytest.approx(last, rel=1e-6)
        guesses = nets.forward(net, digits["X_test"])[0].argmax(axis=1)
        assert curves.accuracy[k] == pytest.approx(np.mean(guesses == digits["y_test"]), abs=0.003)
    assert list(curves.steps) == [0, 20, 40, 60]


def test_the_way_back_through_layer_normalization_meets_finite_differences():
    rng = np.random.default_rng(3)
    z, weights = rng.normal(1, 2, (4, 7)), rng.normal(size=(4, 7))
    got = layer_norm_back(weights, *layer_norm(z))
    for index in np.ndindex(*z.shape):
        moved = np.zeros_like(z)
        moved[index] = 1e-5
        up, down = (float(np.sum(weights * layer_norm(z + s * moved)[0])) for s in (1, -1))
        assert got[index] == pytest.approx((up - down) / 2e-5, abs=1e-7)


def test_a_normalized_net_s_first_step_follows_its_loss_downhill(digits):
    """The whole gradient, layer normalization included: a step of rate r lowers the loss of the
    batch by r·|gradient|², to first order; so half the rate lowers it half as much."""
    plan = Plan("He", "relu", 3, norm=True, steps=2, batch=len(digits["y"]))  # one batch is all
    for lr in (1e-4, 1e-5):
        full, half = train_runs(plan, digits, np.array([lr, lr / 2]), np.array([1, 1])).batch
        assert (full[0] - full[1]) / (half[0] - half[1]) == pytest.approx(2, rel=300 * lr)
        assert full[1] < full[0]


def test_normalized_units_have_mean_zero_and_variance_one():
    normal, _ = layer_norm(np.random.default_rng(4).normal(5, 3, (6, 50)))
    np.testing.assert_allclose(normal.mean(axis=1), 0, atol=1e-12)
    np.testing.assert_allclose(normal.var(axis=1), 1, rtol=1e-5)


def test_the_starts_have_the_standard_deviations_of_their_names():
    """100,000 weights: 7 standard errors of a standard deviation are 1.6 % at most."""
    wanted = {
        "zero": 0,
        "constant": 0,
        "N(0, 1)": 1,
        "small": 0.01,
        "PyTorch": math.sqrt(1 / 3 / 250),
        "LeCun": math.sqrt(1 / 250),
        "Xavier": math.sqrt(2 / 650),
        "He": math.sqrt(2 / 250),
    }
    assert set(wanted) == set(STARTS)
    for name, std in wanted.items():
        weights = STARTS[name](np.random.default_rng(5), 250, 400)
        assert weights.std() == pytest.approx(std, rel=0.016, abs=1e-12), name
    assert np.abs(STARTS["PyTorch"](np.random.default_rng(5), 250, 400)).max() <= 250**-0.5


def test_biases_start_where_the_plan_says_and_pytorch_s_at_random():
    for bias in (0.0, 0.01):
        *hidden, last = [b for _, b in first_weights(Plan("He", "relu", 2, bias=bias), 0, 64, 10)]
        assert all((b == bias).all() for b in hidden)
        assert (last == 0).all()
    for b in (b for _, b in first_weights(Plan("PyTorch", "relu", 2), 0, 64, 10)):
        assert len(np.unique(b)) == len(b)
        assert np.abs(b).max() <= 1 / 8


def test_a_run_that_diverges_ends_in_nan_and_gets_nothing_right(digits):
    plan = Plan("N(0, 1)", "relu", 5, steps=20)
    curves = train_runs(plan, digits, np.array([5.0]), np.array([0]), looks=[20])
    assert not np.isfinite(curves.batch[0, -1])
    assert curves.accuracy[0] == 0


def test_given_networks_side_by_side_learn_as_each_does_alone(digits):
    """By `nets.backward`, in double precision; 25 steps, of which the last 20 are counted."""
    rng = np.random.default_rng(8)
    weights = [rng.normal(0, 0.2, (2, 64, 30)), rng.normal(0, 0.2, (2, 30, 10))]
    biases = [rng.normal(0, 0.2, (2, 1, 30)), np.zeros((2, 1, 10))]
    found = stacked.shares_right(
        "tanh", (weights, biases), digits, 0.3, np.random.default_rng(9), steps=25
    )
    for run in range(2):
        net = [
            {"W": W[run], "b": b[run, 0], "activation": activation}
            for W, b, activation in zip(weights, biases, ("tanh", "linear"), strict=True)
        ]
        rng, shares = np.random.default_rng(9), []
        for _ in range(25):
            rows = rng.integers(0, 1437, 32)
            logits, trace = nets.forward(net, digits["X"][rows])
            shares.append(np.mean(logits.argmax(axis=1) == digits["y"][rows]))
            _, grad = nets.softmax_cross_entropy(logits, digits["y"][rows])
            net = nets.descend(net, nets.backward(net, trace, grad), 0.3)
        assert found[run] == pytest.approx(np.mean(shares[-20:]), abs=1 / 640 + 1e-9)


# ---- the digits


def test_the_digits_are_the_ones_that_were_published(digits):
    """The digest of the pixels and classes, 1,797 rows of 65 numbers, as scikit-learn's copy of
    UCI's file has them."""
    with np.load(stacked.__file__.replace("stacked.py", "datasets/handwritten_digits.npz")) as kept:
        rows = np.column_stack([kept["pixels"], kept["classes"]])
    lines = "\n".join(",".join(map(str, row)) for row in rows) + "\n"
    assert (
        hashlib.sha256(lines.encode()).hexdigest()
        == "6ebb3d2fee246a4e99363262ddf8a00a3c41bee6014c373ed9d9216ba7f651b8"
    )
    assert rows.shape == (1797, 65)
    assert list(np.bincount(rows[:, 64])) == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]


def test_the_digits_are_split_and_scaled_as_they_say(digits):
    assert {key: value.shape for key, value in digits.items()} == {
        "X": (1437, 64),
        "y": (1437,),
        "X_test": (360, 64),
        "y_test": (360,),
    }
    np.testing.assert_allclose(digits["X"].mean(axis=0), 0, atol=1e-12)
    assert np.mean(digits["X"] ** 2) == pytest.approx(1)
    whole = {row.tobytes() for row in digits["X"]} & {row.tobytes() for row in digits["X_test"]}
    assert not whole  # no test example is a training example


# ---- intervals


def test_the_docstrings_of_a_study_s_tools_are_true():
    assert doctest.testmod(trials).failed == 0


def test_students_points_leave_two_and_a_half_percent_above_them():
    """The tail of Student's t by Simpson's rule on its density; t = tan(a) makes it finite."""
    for freedom, point in enumerate(trials.STUDENT[1:], start=1):
        angle = np.linspace(math.atan(point / math.sqrt(freedom)), math.pi / 2, 4001)
        height = np.cos(angle) ** (freedom - 1)
        simpson = np.ones(4001)
        simpson[1:-1:2], simpson[2:-1:2] = 4, 2
        area = simpson @ height * (angle[1] - angle[0]) / 3
        whole = math.sqrt(math.pi) * math.gamma(freedom / 2) / math.gamma((freedom + 1) / 2)
        assert area / whole == pytest.approx(0.025, rel=2e-3), freedom


def test_an_interval_of_eight_covers_the_mean_nineteen_times_in_twenty():
    """20,000 samples: the share's standard error is 0.0015, 7 of them 0.011."""
    samples = np.random.default_rng(6).normal(3, 2, (20_000, 8))
    inside = [low <= 3 <= high for _, low, high in map(trials.mean_interval, samples)]
    assert np.mean(inside) == pytest.approx(0.95, abs=0.011)


def test_a_paired_ratio_is_narrower_than_its_parts():
    """Seeds that are slow for both cancel: here the ratio is exactly 3."""
    slow, quick = [30, 60, 90, 240], [10, 20, 30, 80]
    assert trials.paired_ratio(slow, quick) == pytest.approx((3, 3, 3))
    middle, low, high = trials.typical_steps(quick)
    assert middle == pytest.approx(math.prod(quick) ** 0.25)
    assert low < 15
    assert high > 50


def test_what_was_not_reached_has_no_ratio_and_no_typical_number_of_steps():
    assert trials.typical_steps([10, None, 20]) is None
    assert trials.paired_ratio([10, None], [5, 5]) is None
    assert trials.paired_ratio([5, 5], [10, None]) is None


def test_reached_is_the_first_look_at_or_below_the_target():
    losses = np.array([[2.3, 0.5, 0.6, 0.4], [2.3, 2.2, np.nan, np.nan], [0.1, 3.0, 3.0, 3.0]])
    assert trials.reached(np.array([0, 4, 8, 12]), losses, 0.5) == [4, None, 0]
