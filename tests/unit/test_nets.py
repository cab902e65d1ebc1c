"""Activations, nets, losses and data, against finite differences and definitions."""

from __future__ import annotations

import doctest
import math
from itertools import pairwise

import numpy as np
import pytest

from initlab import activations, draws, nets
from initlab.activations import ACTIVATIONS
from initlab.data import digits, two_circles
from initlab.nets import (
    backward,
    descend,
    forward,
    layer_rms,
    logistic_loss,
    softmax_cross_entropy,
)

NAMES = ("linear", "tanh", "sigmoid", "relu", "leaky_relu", "gelu", "silu", "selu", "lecun_tanh")
DEFINITIONS = {
    "linear": lambda z: z,
    "tanh": lambda z: (math.exp(2 * z) - 1) / (math.exp(2 * z) + 1),
    "sigmoid": lambda z: 1 / (1 + math.exp(-z)),
    "relu": lambda z: max(z, 0.0),
    "leaky_relu": lambda z: z if z > 0 else 0.01 * z,
    "gelu": lambda z: z * 0.5 * math.erfc(-z / math.sqrt(2)),
    "silu": lambda z: z / (1 + math.exp(-z)),
    "selu": lambda z: 1.0507009873554805 * (z if z > 0 else 1.6732632423543772 * (math.exp(z) - 1)),
    "lecun_tanh": lambda z: 1.7159 * math.tanh(2 * z / 3),
}


def random_net(widths, activation, rng):
    return [
        {"W": rng.normal(size=(m, n)), "b": rng.normal(size=n), "activation": activation}
        for m, n in pairwise(widths)
    ]


def slope(loss, array, index, step=1e-5):
    """dloss/darray[index] from both sides; the array is as before afterwards."""
    was, values = array[index], []
    for moved in (was + step, was - step):
        array[index] = moved
        values.append(loss())
    array[index] = was
    return (values[0] - values[1]) / (2 * step)


def test_the_names_are_these_and_each_knows_its_own():
    assert tuple(ACTIVATIONS) == NAMES
    assert [activation.name for activation in ACTIVATIONS.values()] == list(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_an_activation_is_what_its_definition_says(name):
    z = np.linspace(-6, 6, 243).reshape(3, -1)
    got = ACTIVATIONS[name].f(z)
    assert got.dtype == float
    assert got == pytest.approx(np.vectorize(DEFINITIONS[name])(z), rel=1e-12, abs=1e-15)


@pytest.mark.parametrize("name", NAMES)
def test_a_derivative_is_the_limit_of_differences(name):
    z, step = np.linspace(-6, 6, 240), 1e-6  # 240 points: none at the kink
    f, df = ACTIVATIONS[name].f, ACTIVATIONS[name].df
    assert df(z) == pytest.approx((f(z + step) - f(z - step)) / (2 * step), abs=1e-8)


@pytest.mark.parametrize("name", NAMES)
def test_no_activation_overflows(name):
    far = np.array([-1e4, 1e4])
    assert np.isfinite(ACTIVATIONS[name].f(far)).all()
    assert np.isfinite(ACTIVATIONS[name].df(far)).all()


def test_lecuns_tanh_passes_through_one():
    assert ACTIVATIONS["lecun_tanh"].f(np.array([1.0])) == pytest.approx(0.999997, abs=1e-6)


def test_forward_by_hand():
    net = [
        {"W": np.array([[1.0, -1.0], [2.0, 0.0]]), "b": np.array([0.5, 0.0]), "activation": "relu"},
        {"W": np.array([[3.0], [4.0]]), "b": np.array([-1.0]), "activation": "linear"},
    ]
    output, trace = forward(net, np.array([[1.0, 2.0]]))
    assert output.tolist() == [[15.5]]  # z = (5.5, -1), a = (5.5, 0), 3·5.5 - 1
    assert trace[0]["z"].tolist() == [[5.5, -1.0]]
    assert trace[1]["x"].tolist() == [[5.5, 0.0]]
    assert layer_rms(trace) == pytest.approx([5.5 / math.sqrt(2), 15.5])
    assert layer_rms(trace, "z") == pytest.approx([math.sqrt((5.5**2 + 1) / 2), 15.5])


@pytest.mark.parametrize("name", NAMES)
def test_backward_against_finite_differences(name):
    rng = np.random.default_rng(7)
    net, X = random_net((3, 4, 4, 2), name, rng), rng.normal(size=(5, 3))
    y = rng.integers(0, 2, 5)
    if name == "selu":  # large values would only test the softmax
        net = [{**layer, "W": layer["W"] / 2} for layer in net]

    def loss():
        return softmax_cross_entropy(forward(net, X)[0], y)[0]

    output, trace = forward(net, X)
    grads = backward(net, trace, softmax_cross_entropy(output, y)[1])
    for layer, grad in zip(net, grads, strict=True):
        for key in ("W", "b"):
            assert grad[key].shape == layer[key].shape
            for index in np.ndindex(layer[key].shape):
                assert grad[key][index] == pytest.approx(slope(loss, layer[key], index), abs=1e-7)
    for index in np.ndindex(X.shape):
        assert grads[0]["x"][index] == pytest.approx(slope(loss, X, index), abs=1e-7)
    assert grads[0]["b"] == pytest.approx(grads[0]["z"].sum(axis=0))


def test_softmax_cross_entropy_is_its_definition_and_its_gradient():
    rng = np.random.default_rng(1)
    logits, y = rng.normal(size=(6, 4)), rng.integers(0, 4, 6)
    slow = np.mean(
        [
            -math.log(math.exp(row[k]) / sum(map(math.exp, row)))
            for row, k in zip(logits, y, strict=True)
        ]
    )
    loss, grad = softmax_cross_entropy(logits, y)
    assert loss == pytest.approx(slow, rel=1e-12)
    for index in np.ndindex(logits.shape):
        wanted = slope(lambda: softmax_cross_entropy(logits, y)[0], logits, index)
        assert grad[index] == pytest.approx(wanted, abs=1e-9)


def test_the_softmax_is_right_for_huge_logits_and_ln_c_for_equal_ones():
    assert softmax_cross_entropy(np.array([[1e4, 0.0]]), np.array([1]))[0] == 1e4
    assert softmax_cross_entropy(np.full((3, 10), 7.0), np.arange(3))[0] == pytest.approx(
        math.log(10)
    )


@pytest.mark.parametrize("shape", [(6,), (6, 1)])
def test_logistic_loss_is_its_definition_and_its_gradient(shape):
    rng = np.random.default_rng(2)
    z, y = rng.normal(size=shape), rng.integers(0, 2, 6)
    slow = np.mean(
        [
            -math.log(DEFINITIONS["sigmoid"](v if k else -v))
            for v, k in zip(z.ravel(), y, strict=True)
        ]
    )
    loss, grad = logistic_loss(z, y)
    assert loss == pytest.approx(slow, rel=1e-12)
    assert grad.shape == shape
    for index in np.ndindex(shape):
        assert grad[index] == pytest.approx(
            slope(lambda: logistic_loss(z, y)[0], z, index), abs=1e-9
        )
    assert logistic_loss(np.zeros(shape), y)[0] == pytest.approx(0.693147, abs=1e-6)
    assert logistic_loss(np.array([1e4]), np.array([0]))[0] == 1e4


def test_two_classes_of_softmax_are_the_logistic_loss_of_their_difference():
    rng = np.random.default_rng(3)
    logits, y = rng.normal(size=(8, 2)), rng.integers(0, 2, 8)
    assert softmax_cross_entropy(logits, y)[0] == pytest.approx(
        logistic_loss(logits[:, 1] - logits[:, 0], y)[0]
    )


def test_a_step_goes_down_and_leaves_the_old_net_alone():
    rng = np.random.default_rng(4)
    net, X, y = random_net((3, 5, 2), "tanh", rng), rng.normal(size=(9, 3)), rng.integers(0, 2, 9)
    before = [layer["W"].copy() for layer in net]
    output, trace = forward(net, X)
    loss, grad = softmax_cross_entropy(output, y)
    new = descend(net, backward(net, trace, grad), lr=0.01)
    assert softmax_cross_entropy(forward(new, X)[0], y)[0] < loss
    assert all(np.array_equal(layer["W"], old) for layer, old in zip(net, before, strict=True))


def test_two_circles():
    X, y = two_circles(301, np.random.default_rng(5), noise=0)
    assert (X.shape, y.shape) == ((301, 2), (301,))
    assert np.bincount(y).tolist() == [151, 150]
    assert np.hypot(*X.T) == pytest.approx(np.where(y == 1, 0.8, 1.0))
    assert len(set(y[:40].tolist())) == 2  # in random order


def test_digits():
    X, y = digits(500, np.random.default_rng(6))
    assert (X.shape, np.bincount(y).tolist()) == ((500, 64), [50] * 10)
    assert (X.mean(), X.std()) == (pytest.approx(0, abs=1e-12), pytest.approx(1))
    clean, names = digits(4000, np.random.default_rng(6), noise=0)
    assert len({tuple(row > 0) for row, name in zip(clean, names, strict=True) if name == 1}) == 24


def test_the_examples_of_the_docstrings_are_true():
    for module in (activations, draws, nets):
        assert doctest.testmod(module, extraglobs={"np": np}).failed == 0
