"""The course against JAX, Flax and Keras, each when it is installed (seen with JAX 0.10, Flax 0.12,
Keras 3.15): the laws of their initializers, the defaults of their dense layers, the axes.

As in test_conformance.py, both sides are judged by the law of the formula, with 7 standard errors.
"""

from __future__ import annotations

import math
import os
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from autograder.intake import exam as exams
from initlab.laws import Law, misfit, normal, truncated, uniform

jax = pytest.importorskip("jax")
os.environ.setdefault("KERAS_BACKEND", "jax")
jax.config.update("jax_enable_x64", True)

ROOT = Path(__file__).parents[2]
SHAPE = (200, 300)  # (in, out)
CUT_STD = 0.87962566103423978
RULES = {  # name of the rule -> scale, mode, distribution
    "lecun_normal": (1, "fan_in", "truncated_normal"),
    "lecun_uniform": (1, "fan_in", "uniform"),
    "glorot_normal": (1, "fan_avg", "truncated_normal"),
    "glorot_uniform": (1, "fan_avg", "uniform"),
    "he_normal": (2, "fan_in", "truncated_normal"),
    "he_uniform": (2, "fan_in", "uniform"),
}
AXES = {  # shape -> the axes to name
    (3, 5, 16, 250): {},
    (80, 25, 30): {"in_axis": 0, "out_axis": (1, 2)},
    (8, 40, 160): {"batch_axis": (0,)},
    (250, 16, 3, 5): {"in_axis": 1, "out_axis": 0},
}


@pytest.fixture(scope="module")
def variance_scaling():
    """The solution of the assignment `frameworks`."""
    names: dict[str, object] = {}
    [exam] = exams.load(ROOT, "frameworks")
    for cell in exam.cells:
        if cell.kind == "code" and cell.role in ("locked", "solution"):
            exec(compile(cell.source, cell.id, "exec"), names)
    return SimpleNamespace(**names).variance_scaling


def key():
    return jax.random.key(int(np.random.default_rng().integers(2**31)))


def law_of(distribution: str, std: float) -> Law:
    return {
        "normal": normal(std),
        "truncated_normal": truncated(std / CUT_STD),
        "uniform": uniform(-math.sqrt(3) * std, math.sqrt(3) * std),
    }[distribution]


def law_of_rule(rule: str) -> Law:
    scale, mode, distribution = RULES[rule]
    n = SHAPE[0] if mode == "fan_in" else sum(SHAPE) / 2
    return law_of(distribution, math.sqrt(scale / n))


@pytest.mark.parametrize("rule", RULES)
def test_a_named_rule_is_a_line_over_variance_scaling(variance_scaling, rule):
    law = law_of_rule(rule)
    theirs = getattr(jax.nn.initializers, rule)()(key(), SHAPE, np.float64)
    assert misfit(np.asarray(theirs), law) == "", "JAX's"
    assert misfit(variance_scaling(SHAPE, np.random.default_rng(), *RULES[rule]), law) == ""


@pytest.mark.parametrize("mode", ["fan_in", "fan_out", "fan_avg"])
@pytest.mark.parametrize("shape", AXES)
def test_the_axes_say_which_are_the_fans(variance_scaling, shape, mode):
    axes = AXES[shape]
    theirs = jax.nn.initializers.variance_scaling(2.0, mode, "normal", **axes)(
        key(), shape, np.float64
    )
    ours = variance_scaling(shape, np.random.default_rng(), 2.0, mode, "normal", **axes)
    fans = {
        (3, 5, 16, 250): (240, 3750),
        (80, 25, 30): (80, 750),
        (8, 40, 160): (40, 160),
        (250, 16, 3, 5): (240, 3750),
    }[shape]
    n = {"fan_in": fans[0], "fan_out": fans[1], "fan_avg": sum(fans) / 2}[mode]
    for sample in (np.asarray(theirs), ours):
        assert misfit(sample, normal(math.sqrt(2 / n))) == ""


def test_jax_s_truncated_normal_is_not_corrected():
    theirs = jax.nn.initializers.truncated_normal(0.05)(key(), SHAPE, np.float64)
    assert misfit(np.asarray(theirs), truncated(0.05)) == ""


def test_flax_draws_a_dense_layer_by_lecun_s_rule_and_starts_its_bias_at_zero():
    linen = pytest.importorskip("flax.linen")
    layer = linen.Dense(SHAPE[1], param_dtype=np.float64)
    found = layer.init(key(), np.ones((1, SHAPE[0])))["params"]
    assert misfit(np.asarray(found["kernel"]), law_of_rule("lecun_normal")) == ""
    assert not np.asarray(found["bias"]).any()


@pytest.fixture(scope="module")
def keras():
    return pytest.importorskip("keras")


@pytest.mark.parametrize("rule", RULES)
def test_keras_has_the_same_rules(keras, rule):
    name = "".join(part.capitalize() for part in rule.split("_"))
    theirs = getattr(keras.initializers, name)()(SHAPE, dtype="float64")
    assert misfit(np.asarray(theirs), law_of_rule(rule)) == ""


def test_keras_draws_a_dense_layer_by_glorot_uniform_and_starts_its_bias_at_zero(keras):
    layer = keras.layers.Dense(SHAPE[1], dtype="float64")
    layer.build((None, SHAPE[0]))
    assert misfit(np.asarray(layer.kernel), law_of_rule("glorot_uniform")) == ""
    assert not np.asarray(layer.bias).any()


def test_keras_s_truncated_normal_is_not_corrected(keras):
    theirs = keras.initializers.TruncatedNormal(stddev=0.05)(SHAPE, dtype="float64")
    assert misfit(np.asarray(theirs), truncated(0.05)) == ""
