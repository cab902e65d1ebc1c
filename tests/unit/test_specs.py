"""The language of the capstone's specs: what a net computes, how an error signal goes back, what is
counted, and what the check of sizes says."""

from __future__ import annotations

import numpy as np
import pytest

from initlab import keeps_size as keeps
from initlab import specs
from initlab.activations import ACTIVATIONS
from initlab.keeps_size import keeps_size, places
from initlab.notebook import CheckFailed
from initlab.size_range import HIGH, LOW, is_decided
from initlab.slips import SLIPS
from initlab.spec_draws import KINDS, draw_spec
from initlab.specs import conv, dense, residual

SMALL = {
    "input": (4, 3, 5),
    "layers": [
        conv(4, 6, (3, 1), "tanh", groups=2),
        residual(conv(6, 4, (1, 3), "gelu"), conv(4, 6, (3, 3), groups=2)),
        dense(90, 7, "leaky_relu", negative_slope=0.2),
        residual(dense(7, 5, "selu"), dense(5, 7)),
        dense(7, 3),
    ],
}


def some_params(spec: dict, rng: np.random.Generator) -> list:
    """Parameters with weights and biases of all sizes."""

    def of(layers: list) -> list:
        made = []
        for layer in layers:
            if layer["kind"] == "residual":
                made.append(of(layer["branch"]))
                continue
            shape = specs.weight_shape(layer)
            units = shape[1] if layer["kind"] == "dense" else shape[0]
            made.append({"W": rng.normal(0, 0.4, shape), "b": rng.normal(0, 0.3, units)})
        return made

    return of(spec["layers"])


def by_loops(layers: list, params: list, x: np.ndarray) -> np.ndarray:
    """One example through the layers, one unit at a time."""
    for layer, own in zip(layers, params, strict=True):
        if layer["kind"] == "residual":
            x = x + by_loops(layer["branch"], own, x)
            continue
        if layer["kind"] == "dense":
            flat = x.ravel()
            z = np.array(
                [
                    sum(flat[i] * own["W"][i, k] for i in range(len(flat)))
                    for k in range(len(own["b"]))
                ]
            )
        else:
            z = _conv_by_loops(layer, own["W"], x)
        b = own["b"] if layer["kind"] == "dense" else own["b"][:, None, None]
        z = z + b
        if layer["activation"] == "leaky_relu":
            x = np.where(z > 0, z, layer["negative_slope"] * z)
        else:
            x = ACTIVATIONS[layer["activation"]].f(z)
    return x


def _conv_by_loops(layer: dict, W: np.ndarray, x: np.ndarray) -> np.ndarray:
    _, rows, columns = x.shape
    (height, width), groups = layer["kernel"], layer["groups"]
    z = np.zeros((layer["c_out"], rows, columns))
    for c, i, j in np.ndindex(*z.shape):
        group = c // (layer["c_out"] // groups)
        for k in range(W.shape[1]):
            for u, v in np.ndindex(height, width):
                row = (i + u - height // 2) % rows
                column = (j + v - width // 2) % columns
                z[c, i, j] += W[c, k, u, v] * x[group * W.shape[1] + k, row, column]
    return z


def test_a_net_computes_what_loops_over_units_compute():
    rng = np.random.default_rng(1)
    params, X = some_params(SMALL, rng), rng.normal(size=(2, 4, 3, 5))
    expected = [by_loops(SMALL["layers"], params, x) for x in X]
    np.testing.assert_allclose(specs.forward(SMALL, params, X), expected, rtol=1e-12)


def test_an_error_signal_goes_back_as_differences_say():
    """A bias moves one pre-activation of the first layer and nothing else."""
    rng = np.random.default_rng(2)
    spec = {"input": (5,), "layers": [dense(5, 7), SMALL["layers"][3], dense(7, 3)]}
    params = some_params(spec, rng)
    seed = 11
    sizes = specs.signal_sizes(spec, params, np.random.default_rng(seed), batch=1)
    again = np.random.default_rng(seed)
    x, error = again.normal(size=(1, 5)), again.normal(size=(1, 3))
    error /= np.sqrt(np.sum(error**2))
    grad = []
    for unit in range(7):
        moved = []
        for step in (1e-5, -1e-5):
            shifted = [{**params[0], "b": params[0]["b"] + step * np.eye(7)[unit]}, *params[1:]]
            moved.append(np.sum(error * specs.forward(spec, shifted, x)))
        grad.append((moved[0] - moved[1]) / 2e-5)
    assert sizes.backward["0"] == pytest.approx(np.sqrt(np.sum(np.square(grad))), rel=1e-7)
    assert sizes.backward["2"] == pytest.approx(1)


def test_a_convolution_takes_error_signals_back_as_its_transpose():
    rng = np.random.default_rng(3)
    for layer in (SMALL["layers"][0], SMALL["layers"][1]["branch"][1]):
        layer = {**layer, "activation": "linear"}
        spec = {"input": (layer["c_in"], 3, 5), "layers": [layer]}
        [own] = some_params(spec, rng)
        x = rng.normal(size=(2, layer["c_in"], 3, 5))
        z, back = specs._linear(layer, {**own, "b": 0 * own["b"]}, x)
        g = rng.normal(size=z.shape)
        assert np.sum(z * g) == pytest.approx(np.sum(x * back(g)), rel=1e-12)


def test_sizes_are_told_at_every_layer_but_the_end_of_a_branch():
    sizes = specs.signal_sizes(
        SMALL, some_params(SMALL, np.random.default_rng(4)), np.random.default_rng(5), 3
    )
    assert list(sizes.forward) == ["0", "1.0", "1", "2", "3.0", "3", "4"]
    assert sorted(sizes.backward) == ["0", "1", "2", "3", "4"]


def test_a_place_knows_what_stands_before_it():
    found = {place.name: place for place in places(SMALL)}
    assert found["0"].before is None
    assert found["1.0"].before == SMALL["layers"][0]
    assert found["1.1"].before == SMALL["layers"][1]["branch"][0]
    assert found["2"].before is None  # a residual sum has no activation
    assert [name for name, place in found.items() if place.ends_branch] == ["1.1", "3.1"]
    assert {place.blocks for place in found.values()} == {2}


@pytest.mark.parametrize("kind", KINDS)
def test_drawn_specs_fit_together_and_differ(kind: str):
    rng = np.random.default_rng(6)
    drawn = [draw_spec(kind, rng) for _ in range(4)]
    assert len({str(spec) for spec in drawn}) > 1
    for spec in drawn:
        x = rng.normal(size=(1, *spec["input"]))
        assert np.isfinite(specs.forward(spec, some_params(spec, rng), x)).all()


def test_parameters_that_do_not_fit_are_named_with_their_layer():
    spec = {"input": (3,), "layers": [dense(3, 4, "relu"), residual(dense(4, 2), dense(2, 4))]}
    rng = np.random.default_rng(7)
    good = some_params(spec, rng)

    def said(params: object) -> str:
        with pytest.raises(CheckFailed) as failure:
            keeps_size(lambda spec, rng: params, spec, rng)
        return str(failure.value)

    assert "nothing is returned yet" in said(None)
    assert "for the net: 1\nexpected: a list of 2" in said(good[:1])
    assert "for the branch of layer 1: 1" in said([good[0], good[1][:1]])
    assert "no dict with W and b" in said([{"W": good[0]["W"]}, good[1]])
    wrong = [good[0], [good[1][0], {**good[1][1], "W": good[1][1]["W"].T}]]
    assert "W of layer 1.1 (dense 2 → 4, linear): shape (4, 2)" in said(wrong)
    assert "not finite" in said([{**good[0], "b": good[0]["b"] * np.nan}, good[1]])
    assert "the same weights at each call" in said(good)


@pytest.mark.parametrize(("size", "nets"), [(1.0, 8), (1.95, 32), (2.02, 128), (2.3, 16)])
def test_the_nearer_a_size_is_to_a_border_the_more_nets_decide(size: float, nets: int):
    """Of 300 units, the rms of a net strays by 4 %, a mean of 8 by 1.4 %. Where a size is wrong, 16
    nets are drawn at least, for the name of the slip."""
    spec = {"input": (300,), "layers": [dense(300, 300)]}
    calls = []

    def initialize(spec: dict, rng: np.random.Generator) -> list:
        calls.append(spec)
        return [{"W": rng.normal(0, size / 300**0.5, (300, 300)), "b": np.zeros(300)}]

    def check() -> None:
        keeps_size(initialize, spec, np.random.default_rng(8), batch=1)

    if size > 2:
        with pytest.raises(CheckFailed, match="layer 0"):
            check()
    else:
        check()
    assert len(calls) == nets + 2  # two more from equal generators


def test_a_verdict_waits_for_two_standard_errors_to_pass_and_for_four_to_fail():
    def seen(mean: float, error: float) -> list[specs.Sizes]:
        """Two nets whose sizes have this geometric mean, and this standard error of the log."""
        return [specs.Sizes({"0": mean * np.exp(error * way)}, {"0": 1.0}) for way in (-1, 1)]

    for border, inwards in ((HIGH, -1), (LOW, 1)):
        for errors, decided in ((2.1, True), (1.9, False), (-3.9, False), (-4.1, True)):
            assert is_decided(seen(border * np.exp(inwards * errors * 0.05), 0.05)) == decided
    assert is_decided(seen(np.inf, 0.05))
    assert is_decided(seen(0.0, 0.05))  # all are 0


def complaint(make: object, spec: dict) -> str:
    """What the check says of nets whose weights `make(layer, shape, rng)` draws."""

    def initialize(spec: dict, rng: np.random.Generator) -> list:
        shapes = [(layer, specs.weight_shape(layer)) for layer in spec["layers"]]
        return [
            {"W": make(layer, shape, rng), "b": np.zeros(shape[1])}
            for layer, shape in shapes  # type: ignore[operator]
        ]

    with pytest.raises(CheckFailed) as failure:
        keeps_size(initialize, spec, np.random.default_rng(9))
    return str(failure.value)


def test_layers_that_share_their_random_numbers_are_found_whatever_their_shape():
    pool = np.random.default_rng(5).normal(size=6000)
    one, other = pool[:5400].reshape(60, 90), 0.3 * pool[:4500].reshape(90, 50)
    assert keeps._same_numbers(one, other)
    assert not keeps._same_numbers(one, pool[600:].reshape(60, 90))
    assert not keeps._same_numbers(one, 0 * one)  # zeros at the end of branches are no numbers
    assert not keeps._same_numbers(np.eye(60)[:, :10], np.eye(60)[:, :10])  # too few to tell


@pytest.mark.parametrize("name", ["relu", "gelu", "selu", "tanh", "linear"])
def test_opposite_units_are_alike_only_where_opposite_sums_give_opposite_outputs(name: str):
    half = np.random.default_rng(10).normal(size=(50, 20))
    twins = np.concatenate([half, -half], axis=1)
    assert keeps._alike(twins, dense(50, 40, name)) == (name in ("tanh", "linear"))
    assert keeps._alike(np.concatenate([half, 2 * half], axis=1), dense(50, 40, name))
    assert not keeps._alike(np.random.default_rng(11).normal(size=(50, 40)), dense(50, 40, name))


def test_a_mean_and_zeros_are_named_and_a_size_of_zero_is_shown_as_zero():
    spec = {"input": (60,), "layers": [dense(60, 60, "relu"), dense(60, 60)]}
    positive = complaint(lambda layer, shape, rng: rng.uniform(0, 0.5, shape), spec)
    assert SLIPS["draw-mean"].name in positive
    half = complaint(
        lambda layer, shape, rng: rng.normal(0, 0.13 * (layer["activation"] == "relu"), shape), spec
    )
    assert "rms 0\n" in half
    assert SLIPS["capstone-zero"].name in half
