"""A check that a program initializes a net well: signals and error signals keep their size at every
depth, and units begin different.

Sizes are geometric means over several drawn nets, as many as it takes to tell on which side of a
border they lie, so that the luck of a draw decides nothing.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from initlab.checks import Call, call, failed, require_slips
from initlab.notebook import CheckFailed, speaks
from initlab.size_range import HIGH, LOW, first_wrong, is_decided, means
from initlab.specs import Spec, signal_sizes, text_of, weight_shape

__all__ = ["Place", "keeps_size", "mean_sizes", "places"]

TWINS = 0.999  # units whose |cosine| is above this begin alike
FEW = 0.05  # of all units; if more have a twin, the units begin alike
NEAR = 0.06  # a rule accounts for a variance that is off by less than this share
MEAN_SHARE = 0.05  # of a weight's mean square, from which its mean does harm
LARGE_BIASES = 0.1  # mean square of biases that no longer count as small
MOST = 128  # nets that decide the closest call
NAMED_BY = 16  # nets whose weights tell a rule: with fewer, a small layer strays by more than NEAR
OPPOSITES_DIFFER = {"relu", "leaky_relu", "gelu", "selu"}  # f(-z) is not -f(z)
EXPECTED = f"sizes from {LOW:g} to {HIGH:g} at every depth, forward and backward"


@dataclass(frozen=True)
class Place:
    """Where a weight stands. `before` is the layer whose output it gets, None where that has no
    activation (the input, or the sum of a residual layer); `ends_branch` says that it is the last
    of a branch; `blocks` counts the net's residual layers."""

    name: str
    layer: dict[str, Any]
    before: dict[str, Any] | None
    ends_branch: bool
    blocks: int

    @property
    def in_branch(self) -> bool:
        return "." in self.name

    @property
    def shape(self) -> tuple[int, ...]:
        return weight_shape(self.layer)


Rule = Callable[[Place], float]


def places(spec: Spec) -> list[Place]:
    """Return the place of each weight, in the order of a forward pass."""
    blocks = sum(layer["kind"] == "residual" for layer in spec["layers"])
    return list(_places(spec["layers"], blocks, "", None))


def _places(
    layers: Sequence[Any], blocks: int, within: str, before: dict[str, Any] | None
) -> Iterator[Place]:
    for k, layer in enumerate(layers):
        if layer["kind"] == "residual":
            yield from _places(layer["branch"], blocks, f"{within}{k}.", before)
            before = None
        else:
            yield Place(
                f"{within}{k}", layer, before, bool(within) and k == len(layers) - 1, blocks
            )
            before = layer


@speaks(lambda function, spec, *_, **__: f"{len(places(spec))} weights keep their signals' size")
def keeps_size(
    initialize: Callable[..., Any],
    spec: Spec,
    rng: np.random.Generator,
    draws: int = 8,
    batch: int = 8,
    slips: Mapping[str, Rule] | None = None,
    right: Rule | None = None,
) -> None:
    """Nothing, when the nets that `initialize(spec, rng)` returns keep the size of signals and of
    error signals; else raises CheckFailed with the first place where they do not. `draws` nets are
    looked at, and twice as many again and again where a size is too near to a border to tell, up to
    MOST.

    `slips` are wrong rules: each gives the variance of the weights of a place. One is named when it
    accounts for the variances of all weights, and `right`, the rule itself, does not."""
    require_slips(slips)
    one = call(_Short(spec), rng)

    def draw() -> tuple[list[np.ndarray], Any]:
        try:
            params = initialize(spec, rng)
        except Exception as error:
            raise failed(initialize, one, error, EXPECTED) from None
        return _weights(initialize, one, spec, params)

    drawn = [draw() for _ in range(draws)]
    _judge_draws(initialize, one, spec, [flat for flat, _ in drawn])
    _judge_chance(initialize, one, spec, int(rng.integers(2**32)))
    with np.errstate(all="ignore"):
        seen = [signal_sizes(spec, params, rng, batch) for _, params in drawn]
        while len(seen) < MOST and not is_decided(seen):
            for _ in range(len(seen)):
                net = draw()
                seen.append(signal_sizes(spec, net[1], rng, batch))
                drawn += [net] if len(drawn) < NAMED_BY else []
    if wrong := first_wrong(*means(seen)):
        way, place, size = wrong
        got = f"{way}, layer {place} ({text_of(_layer(spec, place))}): {size}"
        rules = {**({"": right} if right else {}), **(slips or {})}
        drawn += [draw() for _ in range(NAMED_BY - len(drawn))]
        raise failed(initialize, one, got, EXPECTED, _slip(spec, drawn, rules))


def mean_sizes(
    spec: Spec, nets: Sequence[Any], rng: np.random.Generator, batch: int = 8
) -> tuple[dict[str, float], dict[str, float]]:
    """Return the geometric means over these nets of what `signal_sizes` gives, forward and
    backward, by place."""
    return means([signal_sizes(spec, params, rng, batch) for params in nets])


class _Short(dict[str, Any]):
    """A spec that a message shows as its name alone."""

    def __repr__(self) -> str:
        return "spec"


def _weights(
    initialize: Callable[..., Any], one: Call, spec: Spec, params: Any
) -> tuple[list[np.ndarray], Any]:
    """The net's weights in order, and its parameters. Raises CheckFailed where something is not
    what the spec asks for."""
    if params is None or params is ...:
        raise failed(initialize, one, None, EXPECTED)
    flat: list[np.ndarray] = []
    _collect(initialize, one, spec["layers"], params, "", flat)
    return flat, params


def _collect(
    initialize: Callable[..., Any],
    one: Call,
    layers: Sequence[Any],
    params: Any,
    within: str,
    flat: list[np.ndarray],
) -> None:
    def wrong(got: str, expected: str, slip: str = "") -> CheckFailed:
        return failed(initialize, one, got, expected, slip)

    if not isinstance(params, list | tuple) or len(params) != len(layers):
        count = f"{len(params)}" if isinstance(params, list | tuple) else f"{type(params).__name__}"
        where = f"branch of layer {within[:-1]}" if within else "net"
        raise wrong(f"for the {where}: {count}", f"a list of {len(layers)}, one for each layer")
    for k, (layer, own) in enumerate(zip(layers, params, strict=True)):
        place = f"{within}{k}"
        if layer["kind"] == "residual":
            _collect(initialize, one, layer["branch"], own, f"{place}.", flat)
            continue
        units = layer["n_out"] if layer["kind"] == "dense" else layer["c_out"]
        if not isinstance(own, dict) or not {"W", "b"} <= set(own):
            raise wrong(f"for layer {place}: no dict with W and b", 'a dict {"W": …, "b": …}')
        for name, shape in (("W", weight_shape(layer)), ("b", (units,))):
            array = own[name]
            said = f"{name} of layer {place} ({text_of(layer)})"
            if not isinstance(array, np.ndarray):
                raise wrong(f"{said}: no array", f"an array of shape {shape}")
            if array.shape != shape:
                slip = "draw-transposed" if array.shape == shape[::-1] else ""
                raise wrong(f"{said}: shape {array.shape}", f"shape {shape}", slip)
            if array.dtype != np.float64:
                raise wrong(f"{said}: dtype {array.dtype}", "dtype float64", "draw-dtype")
            if not np.isfinite(array).all():
                raise wrong(f"{said}: a value that is not finite", "finite numbers")
        flat.append(own["W"])


def _judge_draws(
    initialize: Callable[..., Any], one: Call, spec: Spec, nets: Sequence[Sequence[np.ndarray]]
) -> None:
    """Raise CheckFailed where two draws are the same, or units begin alike."""
    for k, place in enumerate(places(spec)):
        if not any(net[k].any() for net in nets):
            continue  # zeros are good at the end of a branch; elsewhere the signal's size will tell
        said = f"layer {place.name} ({text_of(place.layer)})"
        if _alike(nets[0][k], place.layer):
            got = f"{said}: units that begin alike"
            raise failed(initialize, one, got, "units that differ", "capstone-units-alike")
        if any(np.array_equal(a[k], b[k]) for a, b in itertools.pairwise(nets)):
            got = f"{said}: the same weights at each call"
            raise failed(initialize, one, got, "new weights at each call", "draw-same-values")


def _judge_chance(initialize: Callable[..., Any], one: Call, spec: Spec, seed: int) -> None:
    """Raise CheckFailed where equal generators give other weights, or layers get the same."""
    (first, _), (second, _) = (
        _weights(initialize, one, spec, initialize(spec, np.random.default_rng(seed)))
        for _ in range(2)
    )
    if not all(np.array_equal(a, b) for a, b in zip(first, second, strict=True)):
        got = "other weights from a generator in the same state"
        raise failed(initialize, one, got, "all chance from rng", "draw-rng-ignored")
    where = places(spec)
    for j, k in itertools.combinations(range(len(first)), 2):
        if _same_numbers(first[j], first[k]):
            got = f"layers {where[j].name} and {where[k].name}: the same random numbers"
            expected = "random numbers of its own for every layer"
            raise failed(initialize, one, got, expected, "draw-same-values")


def _same_numbers(one: np.ndarray, other: np.ndarray) -> bool:
    """Whether two layers begin with the same numbers, but for their size: the shape may differ."""
    count = min(one.size, other.size, 2000)
    a, b = one.ravel()[:count], other.ravel()[:count]
    if min(np.count_nonzero(a), np.count_nonzero(b)) < min(20, count):
        return False
    return bool(abs(a @ b) > TWINS * math.sqrt((a @ a) * (b @ b)))


def _alike(W: np.ndarray, layer: Mapping[str, Any]) -> bool:
    """Whether some units have nearly the same weights as another, but for their size; and their
    sign, where opposite sums give opposite outputs."""
    rows = W.T if layer["kind"] == "dense" else W.reshape(len(W), -1)  # (units, fan_in)
    if min(rows.shape) < 2:
        return False
    length = np.sqrt(np.sum(rows**2, axis=1, keepdims=True))
    rows = rows / np.where(length > 0, length, 1)
    cosines = rows @ rows.T
    if layer["activation"] not in OPPOSITES_DIFFER:
        cosines = np.abs(cosines)
    np.fill_diagonal(cosines, 0)
    return bool(np.mean(cosines.max(axis=1) > TWINS) > FEW)


def _layer(spec: Spec, place: str) -> dict[str, Any]:
    layers, found = spec["layers"], {}
    for k in place.split("."):
        found = layers[int(k)]
        layers = found.get("branch", [])
    return found


def _slip(
    spec: Spec, drawn: Sequence[tuple[list[np.ndarray], Any]], rules: Mapping[str, Rule]
) -> str:
    """The first rule that accounts for the variance of all weights, or what else makes sizes wrong:
    zeros, a mean, large biases. "" where none of these tells."""
    where, nets = places(spec), [flat for flat, _ in drawn]
    seen = [float(np.mean([np.mean(net[k] ** 2) for net in nets])) for k in range(len(where))]
    named = ""
    for name, rule in rules.items():
        wanted = [rule(place) for place in where]
        if all(abs(v - w) <= NEAR * w for v, w in zip(seen, wanted, strict=True)):
            named = name.split("/")[0]
            break
    if named:
        return named
    if any(not one and not place.ends_branch for one, place in zip(seen, where, strict=True)):
        return "capstone-zero"
    means = [abs(float(np.mean([net[k].mean() for net in nets]))) for k in range(len(where))]
    if any(m * m > MEAN_SHARE * v > 0 for m, v in zip(means, seen, strict=True)):
        return "draw-mean"
    if max(float(np.mean(b**2)) for b in _biases(drawn[0][1])) > LARGE_BIASES:
        return "capstone-biases"
    return ""


def _biases(params: Any) -> Iterator[np.ndarray]:
    for own in params:
        yield from [own["b"]] if isinstance(own, dict) else _biases(own)
