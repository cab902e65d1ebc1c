"""The trainer: what it begins with, trained in Python, as a picture."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from initlab.data import digit_pixels, handwritten_digits
from initlab.figures.style import BLUE, GREY, VERMILLION, figure_panels, styled
from initlab.figures.widgets import Html
from initlab.instruments.frame import frame
from initlab.instruments.stream import STRIDE, normals, uniforms
from initlab.nets import backward, descend, forward, logistic_loss, softmax_cross_entropy

__all__ = ["DATA", "STARTS", "begin", "circles", "digits", "instrument", "train"]

POINTS, UNITS, STEPS = 120, 16, 400
TRAIN, TEST = 600, 300  # digits: few enough for a page and for its pace
STARTS = {
    "zeros": "all zero",
    "constant": "all ½",
    "small": "N(0, 0.01²)",
    "large": "N(0, 1)",
    "xavier": "Xavier",
    "he": "He",
}
CHOICES, HIDDEN = ("tanh", "relu", "sigmoid"), (1, 2, 4, 6)


def instrument(left: str, right: str, activation: str, hidden: int, data: str) -> Html:
    """Return the instrument, begun with these two starts. Raises ValueError."""
    if data not in DATA:
        raise ValueError(f"data {data!r} is none of {', '.join(DATA)}")
    for start in (left, right):
        if start not in STARTS:
            raise ValueError(f"start {start!r} is none of {', '.join(STARTS)}")
    if activation not in CHOICES:
        raise ValueError(f"activation {activation!r} is none of {', '.join(CHOICES)}")
    if hidden not in HIDDEN:
        raise ValueError(f"{hidden!r} hidden layers; choose 1, 2, 4 or 6")
    begun = {
        "data": data,
        "left": left,
        "right": right,
        "activation": activation,
        "hidden": hidden,
        "rate": 0.1,
        "digits": _shipped(),
    }
    curves = {
        start: train(begin(start, activation, hidden, data), 0.1, data=data)[1]
        for start in (left, right)
    }
    return frame("Trainer", "trainer.html", ["trainer.js"], begun, _still(curves, data))


def circles() -> tuple[np.ndarray, np.ndarray]:
    """Return the points (120, 2), and 1 for each on the inner ring, 0 for the others."""
    y = np.arange(POINTS) % 2
    angle, noise = np.pi * uniforms(POINTS, 0), normals(2 * POINTS, STRIDE).reshape(-1, 2)
    ring = np.where(y == 1, 0.5, 1.0)[:, None]
    return ring * np.column_stack([np.cos(angle), np.sin(angle)]) + 0.08 * noise, y


def digits() -> dict[str, np.ndarray]:
    """Return handwritten digits, scaled: the first 600 to train on, "X" (600, 64) and "y" (600,),
    and the first 300 to test on, "X_test" and "y_test"."""
    return _first(handwritten_digits())


def _first(found: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    return {
        name: values[: TEST if name.endswith("_test") else TRAIN] for name, values in found.items()
    }


def _shipped() -> dict[str, Any]:
    """The digits as the page reads them: a letter for each pixel, A for 0 to Q for 16; what is
    subtracted from each of the 64, and what all are divided by."""
    every = digit_pixels()["X"]
    mean, found = every.mean(axis=0), _first(digit_pixels())
    return {
        "pixels": "".join(chr(65 + v) for v in np.vstack([found["X"], found["X_test"]]).ravel()),
        "classes": "".join(map(str, [*found["y"], *found["y_test"]])),
        "mean": mean.tolist(),
        "scale": float(np.sqrt(np.mean((every - mean) ** 2))),
        "train": TRAIN,
    }


DATA = {"circles": ("two circles", 2, 1), "digits": ("digits", 64, 10)}  # name, inputs, outputs
CUT = {"circles": 2.0, "digits": 5.0}


def _data(name: str) -> tuple[np.ndarray, np.ndarray]:
    """The examples to train on, and their classes."""
    return circles() if name == "circles" else (digits()["X"], digits()["y"])


def begin(start: str, activation: str, hidden: int, data: str = "circles") -> list[dict[str, Any]]:
    """Return the net as a start draws it, 16 units in each hidden layer, biases 0."""
    _, inputs, outputs = DATA[data]
    widths, net = [inputs, *[UNITS] * hidden, outputs], []
    for k, (n_in, n_out) in enumerate(itertools.pairwise(widths)):
        std = {
            "zeros": 0.0,
            "constant": 0.0,
            "small": 0.01,
            "large": 1.0,
            "xavier": (2 / (n_in + n_out)) ** 0.5,
            "he": (2 / n_in) ** 0.5,
        }[start]
        W = std * normals(n_in * n_out, (k + 2) * STRIDE).reshape(n_in, n_out)
        W = np.full_like(W, 0.5) if start == "constant" else W
        kind = activation if k < hidden else "linear"
        net.append({"W": W, "b": np.zeros(n_out), "activation": kind})
    return net


def train(
    net: list[dict[str, Any]], rate: float, steps: int = STEPS, data: str = "circles"
) -> tuple[list[dict[str, Any]], list[float]]:
    """Return the net after gradient descent on the data, and the loss before each step."""
    X, y = _data(data)
    loss_of = logistic_loss if data == "circles" else softmax_cross_entropy
    losses = []
    for _ in range(steps):
        output, trace = forward(net, X)
        loss, grad = loss_of(output, y)
        losses.append(loss)
        net = descend(net, backward(net, trace, grad), rate)
    return net, losses


@styled
def _still(curves: dict[str, list[float]], data: str) -> Figure:
    """The examples, and the loss from each start."""
    name, _, outputs = DATA[data]
    title = f"{name[0].upper()}{name[1:]}, and the loss from two starts"
    figure, (left, right) = figure_panels(title, 2, 4.4)
    if data == "circles":
        X, y = circles()
        for inner, marker, colour, side in (
            (0, "o", BLUE, "outside"),
            (1, "^", VERMILLION, "inside"),
        ):
            left.plot(*X[y == inner].T, marker, color=colour, ms=6, label=side)
        left.set(aspect="equal", xlabel="x1 (no unit)", ylabel="x2 (no unit)")
        left.legend(frameon=False, loc="lower center", bbox_to_anchor=(0.5, 1), ncols=2)
    else:
        pixels = digit_pixels()["X"][:24].reshape(4, 6, 8, 8)
        sheet = np.pad(pixels, ((0, 0), (0, 0), (1, 1), (1, 1))).transpose(0, 2, 1, 3)
        left.imshow(sheet.reshape(40, 60), cmap="Greys")
        left.set(title="24 of 600, 8 × 8 pixels each")
        left.axis("off")
    looks, classes = (("-", BLUE), ("--", VERMILLION)), max(2, outputs)
    for (start, losses), (line, colour) in zip(curves.items(), looks, strict=False):
        right.plot(losses, line, color=colour, label=STARTS[start])
    right.axhline(np.log(classes), color=GREY, lw=1, ls=":", label=f"knows nothing: ln {classes}")
    most = min(CUT[data], 1.1 * float(np.nanmax(list(curves.values()))))  # the page cuts there too
    right.set(xlabel="step of gradient descent (number)", ylabel="loss (nats)", ylim=(0, most))
    right.legend(frameon=False)
    return figure
