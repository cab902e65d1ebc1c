"""Orthogonal weights against PyTorch's and JAX's own, each when it is installed (seen with torch 2.13
and JAX 0.10): shapes either way, the gain, and that no direction is preferred.

The libraries' matrices stand (out, in) in PyTorch and (in, out) in JAX. All are judged by the check that
judges a student's, whose false alarms are rarer than one in 10⁹ (tests/unit/test_orthogonality.py).
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from autograder.authoring.percent import parse
from initlab.activations import ACTIVATIONS
from initlab.orthogonality import call, equally_likely, perpendicular

ROOT = Path(__file__).parents[2]
SHAPES = [(12, 12), (12, 30), (30, 12), (1, 7)]
Draw = Callable[..., np.ndarray]


def torchs() -> Draw:
    torch = pytest.importorskip("torch")

    def draw(shape: tuple[int, int], rng: np.random.Generator, gain: float = 1.0) -> np.ndarray:
        torch.manual_seed(int(rng.integers(2**62)))
        tensor = torch.empty(shape[::-1], dtype=torch.float64)
        return np.asarray(torch.nn.init.orthogonal_(tensor, gain=gain).numpy()).T.copy()

    return draw


def jaxs() -> Draw:
    jax = pytest.importorskip("jax")
    jax.config.update("jax_enable_x64", True)

    def draw(shape: tuple[int, int], rng: np.random.Generator, gain: float = 1.0) -> np.ndarray:
        key = jax.random.key(int(rng.integers(2**31)))
        return np.array(jax.nn.initializers.orthogonal(gain)(key, shape, np.float64))

    return draw


def courses() -> Draw:
    """The solution of the assignment."""
    names: dict[str, Draw] = {}
    text = (ROOT / "source/orthogonal.py").read_text("utf-8")
    for cell in parse(text, "orthogonal.py"):
        if cell.kind == "code" and ("locked" in cell.short or "solution" in cell.short):
            exec(compile(cell.source, "cell", "exec"), names)
    return names["orthogonal"]


@pytest.mark.parametrize("library", [torchs, jaxs, courses], ids=["torch", "jax", "course"])
def test_lengths_angles_and_gain_are_the_same(library: Callable[[], Draw]) -> None:
    draw, rng = library(), np.random.default_rng()
    on = [call(shape, rng, gain=g) for shape, g in zip(SHAPES, (1.0, 2.0, 0.3, 5 / 3), strict=True)]
    perpendicular(draw, on=on)


@pytest.mark.parametrize("library", [torchs, jaxs, courses], ids=["torch", "jax", "course"])
def test_no_direction_is_preferred(library: Callable[[], Draw]) -> None:
    draw, rng = library(), np.random.default_rng()
    equally_likely(draw, on=[call(shape, rng) for shape in ((3, 3), (9, 9), (8, 5), (5, 8))])


def test_torchs_selu_and_its_default_gain() -> None:
    """Lesson 09 takes SELU's two constants from the course's table, PyTorch has them too."""
    torch = pytest.importorskip("torch")
    z = np.linspace(-5, 5, 101)
    theirs = torch.nn.functional.selu(torch.tensor(z)).numpy()
    np.testing.assert_allclose(ACTIVATIONS["selu"].f(z), theirs, rtol=1e-12, atol=1e-14)


def test_torchs_alpha_dropout_keeps_mean_and_variance_as_lesson_09_does() -> None:
    """The lesson's straight line after a dropout of ½, against PyTorch's: 10⁶ numbers, 7 errors."""
    torch = pytest.importorskip("torch")
    torch.manual_seed(int(np.random.default_rng().integers(2**62)))
    x = torch.randn(1_000_000, dtype=torch.float64)
    out = torch.nn.functional.alpha_dropout(x, p=0.5, training=True).numpy()
    assert abs(out.mean()) < 7e-3
    assert abs(out.var() - 1) < 7 * 2e-3
    lowest = float(ACTIVATIONS["selu"].f(np.array(-50.0)))
    scale = (0.5 + lowest**2 * 0.25) ** -0.5
    values, counts = np.unique(np.round(out, 6), return_counts=True)
    dropped = values[counts.argmax()]
    assert dropped == pytest.approx(lowest * scale - scale * 0.5 * lowest, abs=1e-5)
