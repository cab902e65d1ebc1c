"""Lessons 01 and 04 against PyTorch itself, when it is installed: std and bounds of Xavier's rule,
the layouts' fans, and what `nn.Linear` draws without being asked.

Sizes are judged as the course judges a student's sampler: 7 standard errors, bounds, and a
Kolmogorov–Smirnov distance.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.authoring.percent import parse
from initlab.activations import ACTIVATIONS
from initlab.laws import Law, misfit, normal, uniform
from initlab.nets import backward, forward

torch = pytest.importorskip("torch")
SOURCE = Path(__file__).parents[2] / "source" / "xavier.py"
SHAPES = {  # PyTorch's shape -> (fan_in, fan_out)
    (100, 400): (400, 100),
    (300, 60): (60, 300),
    (12, 36, 5, 5): (900, 300),
    (64, 16, 9): (144, 576),
    (20, 10, 3, 3, 3): (270, 540),
}
LAYOUTS = {2: "out_in", 3: "oiw", 4: "oihw", 5: "oidhw"}


@pytest.fixture(scope="module")
def answers() -> dict[str, Any]:
    """The names that the assignment's master defines."""
    names: dict[str, Any] = {"__name__": "__main__"}
    for cell in parse(SOURCE.read_text("utf-8"), SOURCE.name):
        if cell.kind == "code" and "test" not in cell.short:
            exec(compile(cell.source, "cell", "exec"), names)
    return names


@pytest.fixture(autouse=True)
def fresh_seed() -> None:
    torch.manual_seed(int(np.random.default_rng().integers(2**62)))


def weight(shape: tuple[int, ...]) -> Any:
    return torch.empty(shape, dtype=torch.float64)


def bound(fans: tuple[int, int], gain: float = 1.0) -> float:
    return gain * math.sqrt(6 / sum(fans))


@pytest.mark.parametrize(("shape", "fans"), SHAPES.items())
@pytest.mark.parametrize("gain", [1.0, 5 / 3])
def test_torch_draws_xavier_with_the_std_and_bounds_that_the_lesson_derives(
    shape: tuple[int, ...], fans: tuple[int, int], gain: float
) -> None:
    std = gain * math.sqrt(2 / sum(fans))
    assert misfit(torch.nn.init.xavier_normal_(weight(shape), gain=gain).numpy(), normal(std)) == ""
    b = bound(fans, gain)
    sample = torch.nn.init.xavier_uniform_(weight(shape), gain=gain).numpy()
    assert misfit(sample, uniform(-b, b)) == ""
    assert abs(sample).max() > 0.99 * b


@pytest.mark.parametrize(("shape", "fans"), SHAPES.items())
def test_the_assignment_s_answers_draw_what_torch_draws(
    answers: dict[str, Any], shape: tuple[int, ...], fans: tuple[int, int]
) -> None:
    layout, rng = LAYOUTS[len(shape)], np.random.default_rng()
    assert answers["compute_fans"](shape, layout) == fans
    real = torch.nn.init.xavier_normal_(weight(shape)).numpy()
    mine = answers["glorot_normal"](shape, rng, layout)
    assert mine.shape == real.shape
    assert both_of(mine, real, normal(math.sqrt(answers["compromise"](*fans))))
    b = answers["uniform_bound"](math.sqrt(answers["compromise"](*fans)))
    assert b == pytest.approx(bound(fans))
    real = torch.nn.init.xavier_uniform_(weight(shape)).numpy()
    assert both_of(answers["glorot_uniform"](shape, rng, layout), real, uniform(-b, b))


def both_of(mine: np.ndarray, real: np.ndarray, law: Law) -> bool:
    return misfit(mine, law) == misfit(real, law) == ""


def test_a_linear_layer_starts_with_the_old_heuristic_and_not_with_standard_normal() -> None:
    """Lesson 04: n · Var W = 1/3 is what many nets are given today; lesson 01: no default is
    N(0, 1)."""
    layer = torch.nn.Linear(400, 100, dtype=torch.float64)
    sample = layer.weight.detach().numpy()
    assert misfit(sample, uniform(-1 / 20, 1 / 20)) == ""
    assert 400 * sample.var() == pytest.approx(1 / 3, rel=0.05)  # ± 0.45 %: 11 of these
    assert misfit(sample, normal(1.0)) == "std"


@pytest.mark.parametrize("activation", ["tanh", "sigmoid"])
def test_sizes_forward_and_backward_are_those_that_torch_finds(activation: str) -> None:
    """The same deep net in both: the lessons' pictures do not hang on our own arithmetic."""
    rng = np.random.default_rng()
    net = [
        {"W": rng.normal(0, 30**-0.5, (30, 30)), "b": rng.normal(size=30), "activation": activation}
        for _ in range(6)
    ]
    X, top = rng.normal(size=(8, 30)), rng.normal(size=(8, 30))
    a, kept = torch.tensor(X), []
    for layer in net:
        z = a @ torch.tensor(layer["W"]) + torch.tensor(layer["b"])
        z.requires_grad_() if not z.requires_grad else z.retain_grad()
        kept.append(z)
        a = getattr(torch, activation)(z)
    a.backward(torch.tensor(top))
    _, trace = forward(net, X)
    grads = backward(net, trace, top)
    for z, seen, grad in zip(kept, trace, grads, strict=True):
        np.testing.assert_allclose(seen["z"], z.detach().numpy(), rtol=1e-10, atol=1e-13)
        np.testing.assert_allclose(grad["z"], z.grad.numpy(), rtol=1e-9, atol=1e-13)


def test_the_gain_for_tanh_is_torch_s_own_and_no_part_of_the_rule() -> None:
    """Lesson 04's derivation gives tanh the gain 1; PyTorch's table says 5/3 (lesson 05)."""
    assert torch.nn.init.calculate_gain("tanh") == 5 / 3
    assert torch.nn.init.calculate_gain("sigmoid") == 1
    assert ACTIVATIONS["tanh"].df(np.zeros(1))[0] == 1
    assert ACTIVATIONS["sigmoid"].df(np.zeros(1))[0] == 1 / 4
