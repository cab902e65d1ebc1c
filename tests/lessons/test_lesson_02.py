"""What lesson 02 claims about symmetry, against a network of plain loops and exact fractions."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from lesson_run import Lesson
from reading_time import check_boxes, check_reading_time

LESSON = Lesson("02_symmetry")


@pytest.fixture(scope="module")
def lesson():
    return LESSON.run()


def exact_step(net, points, f, slope, p, lr=Fraction(1, 2)):
    """One step of gradient descent of a one-layer network, in exact fractions.

    net: {"w": rows of (n_in), "b", "v", "c"}; `p` maps z to a probability. Any p will do, since
    the symmetry does not hang on which."""
    new = {
        "w": [list(row) for row in net["w"]],
        "b": list(net["b"]),
        "v": list(net["v"]),
        "c": net["c"],
    }
    for x, y in points:
        z = [
            sum(a * b for a, b in zip(row, x, strict=True)) + b
            for row, b in zip(net["w"], net["b"], strict=True)
        ]
        h = [f(one) for one in z]
        delta = p(sum(a * b for a, b in zip(h, net["v"], strict=True)) + net["c"]) - y
        rate = lr / len(points)
        new["c"] -= rate * delta
        for j, v in enumerate(net["v"]):
            new["v"][j] -= rate * delta * h[j]
            inner = delta * v * slope(z[j])
            new["b"][j] -= rate * inner
            for i, one in enumerate(x):
                new["w"][j][i] -= rate * inner * one
    return new


RELU = (lambda z: max(z, Fraction(0)), lambda z: Fraction(z > 0))
HALF = Fraction(1, 2)
POINTS = [
    ((Fraction(1), Fraction(2)), 1),
    ((Fraction(-1), Fraction(3)), 0),
    ((Fraction(2), Fraction(-1)), 1),
]


def steps(net, count, points=POINTS, f=RELU):
    for _ in range(count):  # a rational stand-in for the sigmoid, increasing from 0 to 1
        net = exact_step(net, points, *f, lambda z: HALF + z / (2 * (1 + abs(z))))
        net = {
            "w": [[one.limit_denominator(10**6) for one in row] for row in net["w"]],
            "b": [one.limit_denominator(10**6) for one in net["b"]],
            "v": [one.limit_denominator(10**6) for one in net["v"]],
            "c": net["c"].limit_denominator(10**6),
        }
    return net


def start(w=0, b=0, v=0, units=3):
    def each(value):
        values = value if isinstance(value, list) else [value] * units
        return [Fraction(one).limit_denominator(100) for one in values]

    return {"w": [[a, a] for a in each(w)], "b": each(b), "v": each(v), "c": Fraction(0)}


def parted(net):
    return len({tuple(row) for row in net["w"]}) > 1


def test_from_zero_only_the_last_bias_moves_exactly():
    net = steps(start(), 5)
    assert (net["w"], net["b"], net["v"]) == ([[0, 0]] * 3, [0] * 3, [0] * 3)
    assert net["c"] != 0


def test_from_zero_on_balanced_classes_nothing_moves_at_all():
    assert steps(start(), 5, POINTS[:2]) == start()


def test_equal_units_stay_exactly_equal_and_each_way_out_parts_them():
    assert not parted(steps(start(HALF, HALF, HALF), 6))
    assert parted(steps(start(HALF, HALF, [0.1, 0.5, 0.9]), 1))
    assert parted(steps(start(HALF, [0.1, 0.5, -0.9], HALF), 1))
    assert parted(steps(start([0.1, 0.5, 0.9], HALF, HALF), 1))


def test_random_biases_over_zero_weights_part_the_units_at_the_second_step():
    net = start(0, [0.1, 0.5, 0.9], 0)
    assert not parted(steps(net, 1))
    assert parted(steps(net, 2))
    assert steps(net, 4, POINTS[:2]) == net  # balanced: nothing moves


def test_the_network_of_the_lesson_says_the_same(lesson):
    assert lesson.losses["zero"][-1] == pytest.approx(math.log(2), abs=1e-12)
    assert f"{lesson.losses['zero'][-1]:.6f}" == "0.693147"
    assert lesson.accuracy(lesson.trained["zero"], lesson.X, lesson.y) == 0.5
    assert all(not np.any(layer["W"]) for layer in lesson.trained["zero"])
    W = lesson.trained["constant"][0]["W"]
    assert np.abs(W - W[:, :1]).max() < 1e-6
    assert not np.allclose(W[0], W[1])  # the inputs are told apart
    assert lesson.accuracy(lesson.trained["constant"], lesson.X, lesson.y) < 0.75
    assert lesson.accuracy(lesson.trained["random"], lesson.X, lesson.y) > 0.95


def test_the_only_number_that_moves_goes_to_the_log_odds(lesson):
    assert lesson.after[-1]["b"][0] != 0
    _, curve = lesson.train(
        lesson.network(np.zeros), lesson.X[lesson.uneven], lesson.y[lesson.uneven]
    )
    share = lesson.y[lesson.uneven].mean()
    assert share == pytest.approx(2 / 3)
    entropy = -share * math.log(share) - (1 - share) * math.log(1 - share)
    assert curve[-1] == pytest.approx(entropy, abs=1e-6)
    numbers = sum(layer["W"].size + layer["b"].size for layer in lesson.network(np.zeros))
    assert f"One of {numbers} numbers" in LESSON.prose


def test_the_ways_out_and_the_belief_about_biases(lesson):
    assert lesson.broken["none"][0] < 1e-3
    for way in "ABC":
        assert lesson.broken[way][0] > 0.5
        assert lesson.broken[way][1] < 0.5 < lesson.broken["none"][1]


def test_rounding_parts_equal_units_after_thousands_of_steps(lesson):
    """Not by a proof: by the last digits of float64, so only the two orders of magnitude are held."""
    early, late = (lesson.rounding[steps][0] for steps in (1500, 4500))
    assert early < 1e-6
    assert late > 1e-2


def test_a_sigmoid_net_of_zeros_learns_on_unequal_classes_only(lesson):
    start = lesson.network(np.zeros, (2, 10, 1), "sigmoid")
    balanced, _ = lesson.train(start, lesson.X, lesson.y, steps=500, lr=1.0)
    assert max(np.abs(layer["W"]).max() for layer in balanced) < 1e-9
    uneven, _ = lesson.train(start, *lesson.uneven_data, steps=500, lr=1.0)
    assert np.abs(uneven[1]["W"]).max() > 0.01


def test_random_biases_alone_move_the_inner_weights_at_the_second_step(lesson):
    perched = lesson.perched
    assert perched["2 : 1", 1][0] == 0 < perched["2 : 1", 1][1]
    assert perched["2 : 1", 2][0] > 1e-6
    assert max(perched["balanced", 2]) < 1e-16
    assert min(perched["2 : 1", 1000]) > 0.1


def test_a_last_layer_of_zeros_costs_one_step_and_no_more(lesson):
    z, trace = lesson.forward(lesson.last_zero, lesson.X)
    loss, grad = lesson.logistic_loss(z, lesson.y)
    grads = lesson.backward(lesson.last_zero, trace, grad)
    assert loss == pytest.approx(math.log(2))
    assert [bool(np.any(one["W"])) for one in grads] == [False, False, True]
    assert lesson.last_zero_losses[-1] < 0.2


def test_one_layer_of_zeros_before_a_relu_keeps_all_weights(lesson):
    """Also as the first layer, and whatever the outgoing weights are; by tanh they all move."""
    assert lesson.stuck["relu"] == [0, 0, 0]
    assert min(lesson.stuck["tanh"]) > 0.1
    for widths in ((2, 10, 1), (2, 10, 10, 1)):
        for activation, moves in (("relu", False), ("tanh", True)):
            net = lesson.network(lesson.random, widths, activation)
            net[0]["W"] = np.zeros(net[0]["W"].shape)
            end, _ = lesson.train(net, *lesson.uneven_data, steps=50, lr=0.3)
            assert (
                any(np.any(new["W"] != old["W"]) for new, old in zip(end, net, strict=True))
                is moves
            )


def test_a_sigmoid_net_of_zeros_learns_what_one_unit_can(lesson):
    """Points that a line separates, 3 : 2: all units alike are enough."""
    rng = np.random.default_rng(0)
    points = rng.normal(size=(400, 2))
    points = points[np.abs(points[:, 0] + 0.3) > 0.3]
    side = (points[:, 0] > -0.3).astype(int)
    net, curve = lesson.train(
        lesson.network(np.zeros, (2, 10, 1), "sigmoid"), points, side, 2000, 1.0
    )
    assert curve[-1] < 0.01 < 0.6 < curve[0]
    assert lesson.accuracy(net, points, side) == 1
    assert lesson.spread(net) < 1e-9


def test_zero_is_fine_for_logistic_regression_and_residual_branches(lesson):
    zero, random = (
        lesson.train(lesson.network(weights, widths=(2, 1)), lesson.squares, lesson.y, 4000, 10.0)
        for weights in (np.zeros, lesson.random)
    )
    assert zero[1][-1] == pytest.approx(random[1][-1], rel=1e-3)
    assert zero[0][0]["W"] == pytest.approx(random[0][0]["W"], rel=1e-2)
    still, grown = lesson.residual.values()
    assert still == pytest.approx(1, abs=7 * math.sqrt(0.5 / (200 * 64)))
    # each block doubles the variance, on average over the weights: 2^50 in all, give or take
    assert 0.2 < math.log2(grown) / 50 < 1.2


def test_a_block_of_the_residual_stream_doubles_the_variance():
    rng, ratios = np.random.default_rng(), []
    for _ in range(200):
        x = rng.normal(size=(50, 64))
        W, V = rng.normal(0, np.sqrt(2 / 64), (64, 64)), rng.normal(0, 1 / 8, (64, 64))
        ratios.append(np.mean((x + np.maximum(x @ W, 0) @ V) ** 2) / np.mean(x**2))
    error = np.std(ratios) / math.sqrt(len(ratios))
    assert abs(np.mean(ratios) - 2) < 7 * error


def test_zero_gradients_are_zero_in_every_layer_and_small_ones_are_not(lesson):
    assert lesson.by_layer["zero"] == [0.0] * 4
    assert all(
        0 < small < fine
        for small, fine in zip(lesson.by_layer["std 0.1"], lesson.by_layer["suitable"], strict=True)
    )


def test_the_lesson_leaves_the_exercises_to_the_learner(lesson):
    for name in ("gradients", "rows_stay_identical", "trained_parameters"):
        assert not hasattr(lesson, name)


def test_the_form(lesson):
    LESSON.check_form()
    LESSON.check_sections()
    check_boxes(LESSON)
    check_reading_time(LESSON)
    LESSON.check_figures(lesson.drawn)
    assert len(lesson.drawn) == 3
