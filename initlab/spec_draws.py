"""Nets to initialize, drawn at random, of five kinds."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np

from initlab.specs import Layer, Spec, conv, dense, residual

__all__ = ["KINDS", "draw_spec"]


def draw_spec(kind: str, rng: np.random.Generator) -> Spec:
    """Return a spec of that kind, a key of KINDS. Raises KeyError for another."""
    return KINDS[kind](rng)


def _relu(rng: np.random.Generator) -> Spec:
    """Seven or eight dense layers of ReLU or leaky ReLU, of unequal widths: a narrow layer follows
    each wide one and grows into the next, so that fan-in and fan-out differ everywhere."""
    depth = int(rng.integers(7, 9))
    narrow, wide = rng.integers(120, 160, depth + 1), rng.integers(240, 320, depth + 1)
    widths = [int(wide[k] if k % 2 else narrow[k]) for k in range(depth + 1)]
    steep = set(rng.permutation(depth)[:5].tolist())  # leaky ReLUs that let much through
    layers = [
        dense(n, m, "leaky_relu", negative_slope=float(rng.uniform(0.6, 0.8)))
        if k in steep
        else dense(n, m, "relu")
        for k, (n, m) in enumerate(pairwise(widths))
    ]
    return {"input": (widths[0],), "layers": [*layers, dense(widths[-1], int(rng.integers(8, 20)))]}


def _rectified(n: int, m: int, rng: np.random.Generator) -> Layer:
    """A dense layer of ReLU, or now and then of leaky ReLU."""
    if rng.random() < 0.3:
        return dense(n, m, "leaky_relu", negative_slope=float(rng.uniform(0.05, 0.3)))
    return dense(n, m, "relu")


def _smooth(rng: np.random.Generator) -> Spec:
    """Twelve dense layers: two of tanh, four of GELU and five of SELU, in a random order of the
    three, and a linear one."""
    groups = [["tanh"] * 2, ["gelu"] * 4, ["selu"] * 5]
    names = [name for k in rng.permutation(3) for name in groups[k]]
    widths = [int(n) for n in rng.integers(160, 260, len(names) + 1)]
    layers = [dense(n, m, name) for (n, m), name in zip(pairwise(widths), names, strict=True)]
    return {"input": (widths[0],), "layers": [*layers, dense(widths[-1], int(rng.integers(8, 20)))]}


def _convolution(rng: np.random.Generator) -> Spec:
    """Five convolutions of four shapes of kernel, two of them in groups, then a dense layer."""
    name = str(rng.choice(["relu", "leaky_relu"]))
    more = {"negative_slope": float(rng.uniform(0.01, 0.05))} if name == "leaky_relu" else {}
    channels = [int(c) for c in rng.choice([48, 64], 6)]
    groups = [int(g) for g in rng.permutation([1, 1, 1, 2, 4])]
    kernels = [((3, 3), (3, 1), (1, 3), (5, 1), (3, 3))[k] for k in rng.permutation(5)]
    layers = [
        conv(c, d, kernel, name, groups=g, **more)
        for (c, d), kernel, g in zip(pairwise(channels), kernels, groups, strict=True)
    ]
    out = dense(channels[-1] * 36, int(rng.integers(8, 20)))
    return {"input": (channels[0], 6, 6), "layers": [*layers, out]}


def _branch(n: int, m: int, name: str) -> Layer:
    return residual(dense(n, m, name), dense(m, n))


def _residual(rng: np.random.Generator) -> Spec:
    """Twelve to twenty residual layers, each of two dense ones."""
    n, name = int(rng.integers(80, 120)), str(rng.choice(["relu", "gelu"]))
    width = int(rng.integers(80, 120))
    blocks = [_branch(width, int(rng.integers(60, 140)), name) for _ in range(rng.integers(12, 21))]
    layers = [dense(n, width), *blocks, dense(width, int(rng.integers(8, 20)))]
    return {"input": (n,), "layers": layers}


def _mixed(rng: np.random.Generator) -> Spec:
    """Two convolutions, residual layers of convolutions, and seven dense layers."""
    c, d, side = int(rng.choice([32, 48])), int(rng.choice([32, 48])), 4
    name = str(rng.choice(["relu", "gelu"]))
    branch = residual(conv(d, d, (3, 3), name, groups=2), conv(d, d, (3, 1)))
    wide, narrow = int(rng.integers(280, 340)), int(rng.integers(110, 130))
    widths = [d * side * side, *[wide, narrow] * 3]
    layers = [
        conv(16, c, (3, 3), name),
        conv(c, d, (3, 3)),
        *[branch] * int(rng.integers(6, 10)),
        *(_rectified(n, m, rng) for n, m in pairwise(widths)),
        dense(widths[-1], int(rng.integers(8, 20))),
    ]
    return {"input": (16, side, side), "layers": layers}


KINDS: dict[str, Callable[[np.random.Generator], Spec]] = {
    "relu": _relu,
    "smooth": _smooth,
    "convolution": _convolution,
    "residual": _residual,
    "mixed": _mixed,
}
