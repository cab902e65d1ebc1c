"""A small language for nets that a program is asked to initialize, and what a signal does in them.

A spec is a dict: "input" is the shape of one example, (n,) or (channels, height, width), and
"layers" a list. Each layer is a dict with a "kind":

    {"kind": "dense", "n_in": 300, "n_out": 100, "activation": "relu"}
    {"kind": "conv", "c_in": 16, "c_out": 32, "kernel": (3, 3), "groups": 4, "activation": "tanh"}
    {"kind": "residual", "branch": [layer, layer, …]}      the input plus what the branch makes

Activations are "linear" and names of `initlab.activations`; a "leaky_relu" brings its own
"negative_slope". Convolutions have stride 1 and go round at the border, so that every unit has the
same fans. A dense layer after a convolution takes all its units. The parameters are a list like the
layers: {"W", "b"} for a dense layer, W (n_in, n_out), and for a convolution,
W (c_out, c_in / groups, height, width); for a residual layer the list of its branch.

>>> spec = {"input": (3,), "layers": [dense(3, 2, "relu"), dense(2, 1)]}
>>> [shape for _, shape in weights_of(spec)]
[(3, 2), (2, 1)]
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from initlab.activations import ACTIVATIONS

__all__ = [
    "Sizes",
    "conv",
    "dense",
    "forward",
    "residual",
    "signal_sizes",
    "text_of",
    "weight_shape",
    "weights_of",
]

Layer = dict[str, Any]
Spec = dict[str, Any]
Back = Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True)
class Sizes:
    """What one signal and one error signal did. `forward` has the rms of each layer's
    pre-activations, and of the sum after each residual layer; the end of a branch is left out, for
    it may be 0. `backward` has the length of the error signal there, and none from within a branch;
    at the output it is 1. Keys are places, as "2" or "5.0": layer 0 of the branch of layer 5."""

    forward: dict[str, float]
    backward: dict[str, float]


def dense(n_in: int, n_out: int, activation: str = "linear", **more: float) -> Layer:
    """Return a dense layer of a spec."""
    return {"kind": "dense", "n_in": n_in, "n_out": n_out, "activation": activation, **more}


def conv(
    c_in: int,
    c_out: int,
    kernel: tuple[int, int],
    activation: str = "linear",
    groups: int = 1,
    **more: float,
) -> Layer:
    """Return a convolution of a spec."""
    sizes = {"c_in": c_in, "c_out": c_out, "kernel": kernel, "groups": groups}
    return {"kind": "conv", **sizes, "activation": activation, **more}


def residual(*branch: Layer) -> Layer:
    """Return a residual layer of a spec: x + branch(x)."""
    return {"kind": "residual", "branch": list(branch)}


def weight_shape(layer: Layer) -> tuple[int, ...]:
    """Return the shape of W of a dense layer or a convolution."""
    if layer["kind"] == "dense":
        return (layer["n_in"], layer["n_out"])
    return (layer["c_out"], layer["c_in"] // layer["groups"], *layer["kernel"])


def weights_of(spec: Spec) -> list[tuple[str, tuple[int, ...]]]:
    """Return (place, shape of W) of each weight, in the order of a forward pass."""
    return [(place, weight_shape(layer)) for place, layer, _ in _places(spec["layers"])]


def text_of(layer: Layer) -> str:
    """Return a layer in a few words, for messages."""
    if layer["kind"] == "residual":
        return "residual"
    name = layer["activation"]
    if layer["kind"] == "dense":
        return f"dense {layer['n_in']} → {layer['n_out']}, {name}"
    groups = f" in {layer['groups']} groups" if layer["groups"] > 1 else ""
    kernel = "×".join(map(str, layer["kernel"]))
    return f"conv {kernel}, {layer['c_in']} → {layer['c_out']}{groups}, {name}"


def _places(
    layers: Sequence[Layer], within: str = ""
) -> Iterator[tuple[str, Layer, Sequence[Layer]]]:
    """Each layer that has weights: its place, the layer, and the list that it stands in."""
    for k, layer in enumerate(layers):
        if layer["kind"] == "residual":
            yield from _places(layer["branch"], f"{within}{k}.")
        else:
            yield f"{within}{k}", layer, layers


def forward(spec: Spec, params: Sequence[Any], X: np.ndarray) -> np.ndarray:
    """Return the net's output for a batch X (batch, *input)."""
    return _chain(spec["layers"], params, X, {}, {}, "")[0]


def signal_sizes(spec: Spec, params: Sequence[Any], rng: np.random.Generator, batch: int) -> Sizes:
    """Return the sizes of a signal of `batch` normal inputs of rms 1, and of a normal error signal
    of length 1 that goes back from the output."""
    ahead: dict[str, float] = {}
    behind: dict[str, float] = {}
    X = rng.normal(size=(batch, *spec["input"]))
    y, back = _chain(spec["layers"], params, X, ahead, behind, "")
    error = rng.normal(size=y.shape)
    back(error / math.sqrt(float(np.sum(error**2))))
    return Sizes(ahead, behind)


def _chain(
    layers: Sequence[Layer],
    params: Sequence[Any],
    x: np.ndarray,
    ahead: dict[str, float],
    behind: dict[str, float],
    within: str,
) -> tuple[np.ndarray, Back]:
    """The output of a list of layers, and the function that takes an error signal back through it.
    Both note the sizes that they meet."""
    backs: list[Back] = []
    for k, (layer, own) in enumerate(zip(layers, params, strict=True)):
        place = f"{within}{k}"
        note = partial(_noted, behind, "" if within else place)
        if layer["kind"] == "residual":
            y, back_branch = _chain(layer["branch"], own, x, ahead, behind, f"{place}.")
            x = x + y
            ahead[place] = _rms(x)
            backs.append(partial(_back_to_both, note, back_branch))
            continue
        f, df = _activation(layer)
        z, back_linear = _linear(layer, own, x)
        if not (within and k == len(layers) - 1):
            ahead[place] = _rms(z)
        x = f(z)
        backs.append(partial(_back_to_x, note, back_linear, df(z)))

    def back(g: np.ndarray) -> np.ndarray:
        for one in reversed(backs):
            g = one(g)
        return g

    return x, back


def _back_to_both(note: Back, back_branch: Back, g: np.ndarray) -> np.ndarray:
    return note(g) + back_branch(g)


def _back_to_x(note: Back, back_linear: Back, slope: np.ndarray, g: np.ndarray) -> np.ndarray:
    return back_linear(note(g * slope))


def _noted(behind: dict[str, float], place: str, g: np.ndarray) -> np.ndarray:
    """The error signal as it is, after noting its length, unless the place has no name."""
    if place:
        behind[place] = math.sqrt(float(np.sum(g**2)))
    return g


def _rms(x: np.ndarray) -> float:
    return math.sqrt(float(np.mean(x**2)))


def _activation(layer: Layer) -> tuple[Back, Back]:
    """The layer's activation and its slope."""
    if layer["activation"] == "leaky_relu":
        a = float(layer["negative_slope"])
        return lambda z: np.where(z > 0, z, a * z), lambda z: np.where(z > 0, 1.0, a)
    one = ACTIVATIONS[layer["activation"]]
    return one.f, one.df


def _linear(layer: Layer, own: Any, x: np.ndarray) -> tuple[np.ndarray, Back]:
    """z of a dense layer or a convolution, and how an error signal goes back to x."""
    if layer["kind"] == "dense":
        flat = x.reshape(len(x), -1)  # (batch, n_in)
        return flat @ own["W"] + own["b"], lambda g: (g @ own["W"].T).reshape(x.shape)
    (height, width), groups = layer["kernel"], layer["groups"]
    per_group = layer["c_out"] // groups
    W = own["W"].reshape(groups, per_group, -1)  # (groups, c_out / groups, fan_in)
    shifts = [(i - height // 2, j - width // 2) for i in range(height) for j in range(width)]
    batch, channels, rows, columns = x.shape
    seen = np.stack([np.roll(x, (-i, -j), axis=(2, 3)) for i, j in shifts], axis=2)
    patches = seen.reshape(batch, groups, -1, rows * columns)  # (batch, groups, fan_in, positions)
    z = np.matmul(W, patches).reshape(batch, layer["c_out"], rows, columns)

    def back(g: np.ndarray) -> np.ndarray:
        g = g.reshape(batch, groups, per_group, rows * columns)
        spread = np.matmul(W.transpose(0, 2, 1), g)  # (batch, groups, fan_in, positions)
        spread = spread.reshape(batch, channels, len(shifts), rows, columns)
        parts = [np.roll(spread[:, :, k], s, axis=(2, 3)) for k, s in enumerate(shifts)]
        return np.asarray(sum(parts))

    return z + own["b"][:, None, None], back
