"""Many copies of one network, trained side by side: one run for each start and each learning rate.

All arrays have a leading axis of runs: weights (runs, n_in, n_out), biases (runs, 1, n_out),
inputs (runs, batch, n_in). NumPy multiplies stacked matrices in one call, so that a hundred small
networks cost little more than their arithmetic. The steps are those of `initlab.nets`: forward,
loss, backward, update.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np

from initlab.activations import ACTIVATIONS

__all__ = [
    "STARTS",
    "Curves",
    "Plan",
    "first_weights",
    "layer_norm",
    "layer_norm_back",
    "shares_right",
    "train_runs",
]

EPSILON = 1e-5  # added to the variance, so that a layer of equal numbers is not divided by 0

Start = Callable[[np.random.Generator, int, int], np.ndarray]

# The slope of each activation, from what it gave out: quicker than from what it was given.
SLOPES: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "tanh": lambda a: 1 - a * a,
    "sigmoid": lambda a: a * (1 - a),
    "relu": lambda a: a > 0,
}
# How each weight of a dense layer is drawn, from its fans; every layer alike, the last included.
STARTS: dict[str, Start] = {
    "zero": lambda rng, i, o: np.zeros((i, o)),
    "constant": lambda rng, i, o: np.full((i, o), 0.1),
    "N(0, 1)": lambda rng, i, o: rng.normal(0, 1, (i, o)),
    "small": lambda rng, i, o: rng.normal(0, 0.01, (i, o)),
    "PyTorch": lambda rng, i, o: rng.uniform(-1, 1, (i, o)) / math.sqrt(i),
    "LeCun": lambda rng, i, o: rng.normal(0, math.sqrt(1 / i), (i, o)),
    "Xavier": lambda rng, i, o: rng.normal(0, math.sqrt(2 / (i + o)), (i, o)),
    "He": lambda rng, i, o: rng.normal(0, math.sqrt(2 / i), (i, o)),
}


@dataclass(frozen=True)
class Plan:
    """One network and how it starts; everything but its learning rate and its seed."""

    start: str
    activation: str
    depth: int  # hidden layers
    norm: bool = False  # layer normalization before each hidden activation
    bias: float = 0.0  # where hidden biases start; PyTorch's default draws its own
    width: int = 64
    batch: int = 32
    steps: int = 600


@dataclass(frozen=True)
class Curves:
    """What was seen while training. `batch`: (runs, steps), the loss of each step's batch before
    the step. `steps`: when the sample of training examples was looked at; `loss`: (runs, looks),
    its loss then. `accuracy`: (runs,), on the test examples after the last step."""

    batch: np.ndarray
    steps: np.ndarray = field(default_factory=lambda: np.zeros(0, int))
    loss: np.ndarray = field(default_factory=lambda: np.zeros((0, 0)))
    accuracy: np.ndarray = field(default_factory=lambda: np.zeros(0))


def first_weights(plan: Plan, seed: int, n_in: int, n_out: int) -> list[tuple[Any, Any]]:
    """Return the weights (n_in, n_out) and biases (n_out,) of each layer, drawn from the seed."""
    rng = np.random.default_rng([seed, 0])
    widths = [n_in, *[plan.width] * plan.depth, n_out]
    layers = []
    for k, (i, o) in enumerate(pairwise(widths)):
        W = STARTS[plan.start](rng, i, o)
        b = np.full(o, plan.bias if k < plan.depth else 0.0)
        if plan.start == "PyTorch":
            b = rng.uniform(-1, 1, o) / math.sqrt(i)
        layers.append((W, b))
    return layers


def layer_norm(z: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return (normalized z, 1/std): each example's units are brought to mean 0 and variance 1."""
    centred = z - z.mean(axis=-1, keepdims=True)
    scale = 1 / np.sqrt(np.mean(centred**2, axis=-1, keepdims=True) + EPSILON)
    return centred * scale, np.asarray(scale)


def layer_norm_back(grad: np.ndarray, normal: np.ndarray, scale: np.ndarray) -> np.ndarray:
    """Return dL/dz from the gradient of the normalized z: what only moves the mean or the size of
    an example's units is taken out, since the output does not depend on it."""
    along = np.mean(grad * normal, axis=-1, keepdims=True)
    return np.asarray(scale * (grad - grad.mean(axis=-1, keepdims=True) - normal * along))


def train_runs(
    plan: Plan,
    data: Mapping[str, np.ndarray],
    rates: np.ndarray,
    seeds: np.ndarray,
    looks: Sequence[int] = (),
) -> Curves:
    """Return the curves of one run for each pair of rates and seeds.

    A seed settles the first weights and the batches, so that all starts and rates meet the same
    batches: runs of one seed may be compared in pairs. Batches are drawn without replacement until
    too few examples are left; then all are shuffled again. `looks` are the steps, in order, before
    which the loss on 256 training examples is taken (`plan.steps` itself is after the last one);
    with any, the accuracy is taken at the end.
    """
    X, y = data["X"], data["y"]
    classes = int(y.max()) + 1
    starts = {int(s): first_weights(plan, int(s), X.shape[1], classes) for s in np.unique(seeds)}
    weights = [
        np.stack([starts[int(s)][k][0] for s in seeds]) for k in range(plan.depth + 1)
    ]  # (runs, n_in, n_out)
    biases = [np.stack([starts[int(s)][k][1] for s in seeds])[:, None] for k in range(len(weights))]
    lr = np.asarray(rates, dtype=float)[:, None, None]
    order = {int(s): _batches(int(s), len(y), plan.batch, plan.steps) for s in np.unique(seeds)}
    picks = np.stack([order[int(s)] for s in seeds])  # (runs, steps, batch)
    seen = np.full((len(seeds), plan.steps), np.nan)
    losses: list[np.ndarray] = []
    with np.errstate(over="ignore", invalid="ignore"):  # a run that diverges ends in inf and NaN
        for step in range(plan.steps + 1):
            if step in looks:
                losses.append(_look(plan, weights, biases, X[:256], y[:256])[0])
            if step == plan.steps:
                break
            rows = picks[:, step]
            logits, trace = _forward(plan, weights, biases, X[rows], keep=True)
            seen[:, step], grad = _loss_and_grad(logits, y[rows])
            _update(plan, weights, biases, trace, grad, lr)
        if not looks:
            return Curves(seen)
        accuracy = _look(plan, weights, biases, data["X_test"], data["y_test"])[1]
    return Curves(seen, np.array(looks), np.stack(losses, axis=1), accuracy)


def shares_right(
    activation: str,
    nets: tuple[list[np.ndarray], list[np.ndarray]],
    data: Mapping[str, np.ndarray],
    lr: float,
    rng: np.random.Generator,
    steps: int = 200,
) -> np.ndarray:
    """Return the share of right answers of each net in the last 20 steps of gradient descent,
    before each step, (runs,). All nets see the same 32 examples of `data` in a step. The arithmetic
    is in single precision, which takes half the time.

    nets: for each layer, weights (runs, n_in, n_out) and biases (runs, 1, n_out).
    """
    weights, biases = ([part.astype(np.float32) for part in parts] for parts in nets)
    X = data["X"].astype(np.float32)
    plan = Plan("given", activation, len(weights) - 1)
    rates = np.full((len(weights[0]), 1, 1), lr, np.float32)
    shares = []
    for step in range(steps):
        rows = np.broadcast_to(
            rng.integers(0, len(data["y"]), plan.batch), (len(rates), plan.batch)
        )
        logits, trace = _forward(plan, weights, biases, X[rows], keep=True)
        if step >= steps - 20:
            shares.append(np.mean(logits.argmax(axis=-1) == data["y"][rows], axis=1))
        _update(plan, weights, biases, trace, _loss_and_grad(logits, data["y"][rows])[1], rates)
    return np.asarray(np.mean(shares, axis=0))


def _batches(seed: int, examples: int, batch: int, steps: int) -> np.ndarray:
    """Return which examples each step takes, (steps, batch)."""
    rng = np.random.default_rng([seed, 1])
    whole = examples // batch  # batches in one pass
    passes = [
        rng.permutation(examples)[: whole * batch].reshape(whole, batch)
        for _ in range(-(-steps // whole))
    ]
    return np.concatenate(passes)[:steps]


def _forward(
    plan: Plan,
    weights: list[np.ndarray],
    biases: list[np.ndarray],
    x: np.ndarray,
    keep: bool = False,
) -> tuple[np.ndarray, list[tuple[np.ndarray, ...]]]:
    """Return the logits (runs, batch, classes) and with `keep`, what the way back needs of each
    layer."""
    f = ACTIVATIONS[plan.activation].f
    trace: list[tuple[np.ndarray, ...]] = []
    for k, (W, b) in enumerate(zip(weights, biases, strict=True)):
        z, normal, scale = x @ W, x, x
        last = k == plan.depth
        if plan.norm and not last:
            normal, scale = layer_norm(z)
            z = normal
        z = z + b
        a = z if last else f(z)
        if keep:
            trace.append((x, a, normal, scale))
        x = a
    return x, trace


def _look(
    plan: Plan, weights: list[np.ndarray], biases: list[np.ndarray], X: np.ndarray, y: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return the mean cross-entropy of each run and the share of examples that it gets right, both
    (runs,); a run whose logits are not finite gets none right."""
    loss = np.zeros(len(weights[0]))
    right = np.zeros(len(weights[0]))
    for first in range(0, len(X), plan.batch):  # small arrays stay in the processor's cache
        rows = slice(first, first + plan.batch)
        logits = _forward(plan, weights, biases, X[rows])[0]
        of = logits.shape[1]
        loss += of * _loss_and_grad(logits, np.broadcast_to(y[rows], (len(loss), of)))[0]
        finite = np.isfinite(logits).all(axis=-1)
        right += np.sum((logits.argmax(axis=-1) == y[rows]) & finite, axis=1)
    return loss / len(X), right / len(X)


def _loss_and_grad(logits: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the mean cross-entropy of each run (runs,) and its gradient (runs, batch, classes).
    y: (runs, batch)."""
    z = logits - logits.max(axis=-1, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=-1, keepdims=True))
    right = y[..., None]
    loss = -np.take_along_axis(log_p, right, axis=-1)[..., 0].mean(axis=1)
    grad = np.exp(log_p)
    np.put_along_axis(grad, right, np.take_along_axis(grad, right, axis=-1) - 1, axis=-1)
    return loss, grad / z.shape[1]


def _update(
    plan: Plan,
    weights: list[np.ndarray],
    biases: list[np.ndarray],
    trace: list[tuple[np.ndarray, ...]],
    delta: np.ndarray,
    lr: np.ndarray,
) -> None:
    """Take the gradients of every layer, from the last to the first, and then one step with all."""
    slope = SLOPES[plan.activation]
    steps = []
    for k in range(plan.depth, -1, -1):
        x, a, normal, scale = trace[k]
        if k < plan.depth:
            delta = delta * slope(a)
        of_b = delta.sum(axis=1, keepdims=True)
        if plan.norm and k < plan.depth:
            delta = layer_norm_back(delta, normal, scale)
        steps.append((k, x.swapaxes(-1, -2) @ delta, of_b))
        if k:
            delta = delta @ weights[k].swapaxes(-1, -2)
    for k, of_W, of_b in steps:
        weights[k] -= lr * of_W
        biases[k] -= lr * of_b
