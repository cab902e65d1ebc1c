"""The assignment `debugging`: its reference names every fault, its cases are as plain as it says, and
its oracle agrees with finite differences.
"""

from __future__ import annotations

import copy
import math
import re
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from autograder.authoring.percent import parse
from initlab import checks, nets

SOURCE = Path(__file__).parents[2] / "source" / "debugging.py"
ROW = r"^# \| (rms of [^|]*|flat pairs|dead units) \|(.*)\|$"
PAIRS = [
    (fault, activation)
    for fault in (
        "healthy",
        "zero",
        "too small",
        "wrong gain",
        "too large",
        "dead units",
        "logits too large",
    )
    for activation in ("relu", "tanh")
    if (fault, activation) != ("dead units", "tanh")
]


@pytest.fixture(scope="module")
def master():
    """The names of the master's cells, after all of its tests have passed."""
    checks.use_seed(5)
    names = {"__name__": "__main__"}
    for cell in parse(SOURCE.read_text("utf-8"), SOURCE.name):
        if cell.kind == "code":
            exec(compile(cell.source, "cell", "exec"), names)
    checks.use_seed(None)
    return SimpleNamespace(**names)


def test_the_reference_names_all_of_200_fresh_faults(master):
    """New nets in each run: the seed is drawn. That no right answer can fail by chance rests on
    `plain_case`, which draws again until the promised readings are there."""
    rng = np.random.default_rng()
    right = [
        master.diagnose(master.plain_case(fault, activation, rng)) == fault
        for fault, activation in (PAIRS * 16)[:200]
    ]
    assert (sum(right), len(right)) == (200, 200)


@pytest.mark.parametrize(("fault", "activation"), PAIRS)
def test_nearly_every_net_of_the_workshop_shows_its_fault_plainly(master, fault, activation):
    """At least 30 of 40: so a learner who tries on the workshop's nets sees what the table says,
    and the loop that draws again hardly ever runs twice."""
    rng = np.random.default_rng(8)
    plain = sum(
        master.is_plain(fault, master.quick_stats(*master.workshop(fault, activation, rng), lr=0.1))
        for _ in range(40)
    )
    assert plain >= 30


def test_a_plain_case_has_the_readings_of_the_table(master):
    """The table's last column, read here from the text, against readings of fresh cases."""
    text = SOURCE.read_text("utf-8")
    assert "rms of $z$ × 0.81 to 1.25 per layer; first loss at most $\\ln C$ + 1.2" in text
    assert "rms of $z$ × 0.4 to 0.75 per layer" in text
    rng = np.random.default_rng()
    for fault, activation in PAIRS:
        stats = master.plain_case(fault, activation, rng)
        z, dead = np.array(stats["z"][:-1]), np.array(stats["dead"][:-1])
        with np.errstate(divide="ignore"):
            factor = math.exp((np.log(z[-1]) - np.log(z[0])) / (len(z) - 1)) if z[0] else 0.0
        over = stats["loss"] - math.log(stats["classes"])
        bad = int(np.argmax(dead > 0.95)) if (dead > 0.95).any() else None
        assert {
            "healthy": 0.81 < factor < 1.25
            and over < 1.2
            and (activation == "relu" or max(stats["flat"][:-1]) < 0.25),
            "zero": 0 in z and (bad is None or z[bad] == 0),
            "too small": factor < 0.25,
            "wrong gain": 0.4 < factor < 0.75,
            "too large": factor > 2.2 if activation == "relu" else min(stats["flat"][:-1]) > 0.5,
            "dead units": bad is not None and z[bad] > 1,
            "logits too large": 0.81 < factor < 1.25 and over > 3,
        }[fault], (fault, activation)
        assert 9 <= len(z) <= 12
        assert fault in ("zero", "dead units") or max(dead) < 0.6


def test_the_oracle_s_gradients_are_the_slopes_of_the_loss(master):
    """Each weight's and each z's derivative by central differences. Activations without a kink
    only: a difference across ReLU's would be off."""
    rng = np.random.default_rng(3)
    net, X, y, lr = master.small_net(rng, ["tanh", "sigmoid", "tanh"], 3).args
    stats = master.slow_stats(net, X, y, lr)
    h = 1e-5

    def loss(net):
        return nets.softmax_cross_entropy(nets.forward(net, X)[0], y)[0]

    def moved(layer, key, place, by):
        other = copy.deepcopy(net)
        other[layer][key][place] += by
        return loss(other)

    def from_z(layer, z):
        """The loss with this layer's pre-activations put in by hand."""
        a = master.ACTIVATIONS[net[layer]["activation"]].f(z)
        out = nets.forward(net[layer + 1 :], a)[0] if layer + 1 < len(net) else a
        return nets.softmax_cross_entropy(out, y)[0]

    _, trace = nets.forward(net, X)
    for k, one in enumerate(net):
        slopes = [
            (moved(k, "W", place, h) - moved(k, "W", place, -h)) / (2 * h)
            for place in np.ndindex(one["W"].shape)
        ]
        assert stats["grad"][k] == pytest.approx(np.sqrt(np.mean(np.square(slopes))), rel=1e-5)
        z, deltas = trace[k]["z"], []
        for place in np.ndindex(z.shape):
            bump = np.zeros(z.shape)
            bump[place] = h
            deltas.append((from_z(k, z + bump) - from_z(k, z - bump)) / (2 * h))
        assert stats["delta"][k] == pytest.approx(np.sqrt(np.mean(np.square(deltas))), rel=1e-5)


def test_the_loops_and_the_arrays_read_the_same(master):
    for seed in range(5):
        case = master.small_net(np.random.default_rng(seed), ["relu", "tanh", "sigmoid"], 4)
        assert checks.same(master.quick_stats(*case.args), master.slow_stats(*case.args))
        assert max(master.slow_stats(*case.args)["dead"]) > 0  # so that dead units are tested


def test_the_readings_of_the_visible_checks_were_measured(master):
    """Two nets of four hidden layers, width 100, seed 3, n Var w = 2; twice with the last weights
    20 times as large."""
    for activation, sound, loud in (
        ("relu", master.sound_relu, master.loud_relu),
        ("tanh", master.sound_tanh, master.loud_tanh),
    ):
        for shown, times in ((sound, 1), (loud, 20)):
            rng = np.random.default_rng(3)
            net = [
                {
                    "W": rng.normal(0, math.sqrt(2 / 100), (100, 100)),
                    "b": np.zeros(100),
                    "activation": activation,
                }
                for _ in range(4)
            ]
            last = rng.normal(0, 0.1, (100, 10)) * times
            net.append({"W": last, "b": np.zeros(10), "activation": "linear"})
            batch = rng.normal(0, 1, (32, 100)), rng.integers(0, 10, 32)
            stats = master.slow_stats(net, *batch, 0.1)
            assert shown["loss"] == round(stats["loss"], 2)
            assert shown["activation"] == stats["activation"]
            for key in ("z", "a", "flat", "dead", "delta", "grad", "ratio"):
                assert shown[key] == [float(f"{value:.2g}") for value in stats[key]], key


def test_the_colleague_s_table_was_measured(master):
    """A net of the workshop, seed 14: biases of layer 8 alone."""
    net, X, y = master.workshop("dead units", "relu", np.random.default_rng(14))
    stats = master.quick_stats(net, X, y, 0.1)
    rows = dict(re.findall(ROW, SOURCE.read_text("utf-8"), re.M))
    for name, key in (
        ("rms of $z$", "z"),
        ("flat pairs", "flat"),
        ("dead units", "dead"),
        ("rms of $\\delta$", "delta"),
    ):
        shown = [float(value) for value in rows[name].split("|")]
        assert shown == [float(f"{value:.2g}") for value in stats[key]], name
    assert round(stats["loss"], 3) == 2.303
    assert [k for k, layer in enumerate(net, 1) if layer["b"].any()] == [8]
    assert stats["grad"] == [0.0] * 10  # as the exemplary answer says: ten times zero
