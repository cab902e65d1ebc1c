"""The scale explorer: what it begins with, as a net and as a picture."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.figure import Figure

from initlab.figures.style import BLUE, GREY, SKY, VERMILLION, figure_panels, styled
from initlab.figures.widgets import Html
from initlab.instruments.frame import frame
from initlab.instruments.stream import STRIDE, normals
from initlab.nets import backward, forward, layer_rms

__all__ = ["BATCH", "PLACES", "explorer", "measured"]

BATCH, PLACES = 16, 52  # examples; the input, 50 layers and the error signal draw apart
CHOICES = ("linear", "tanh", "sigmoid", "relu", "leaky_relu", "gelu")


def explorer(activation: str, depth: int, width: int, std: float) -> Html:
    """Return the instrument, begun with weights N(0, std²). Raises ValueError."""
    if activation not in CHOICES:
        raise ValueError(f"activation {activation!r} is none of {', '.join(CHOICES)}")
    if not (1 <= depth <= 50 and width in range(16, 257, 4) and 1e-3 <= std <= 10**0.5):
        raise ValueError("depth is 1 to 50, width 16 to 256 by fours, std 0.001 to 3.16")
    std = round(float(np.log10(std)), 2)  # where the slider can stand
    layer = max(1, depth // 2)
    config = {
        "rule": "normal",
        "activation": activation,
        "depth": depth,
        "width": width,
        "layer": layer,
        "std": 10**std,
    }
    still = _still(measured(activation, depth, width, 10**std), layer, activation)
    return frame("Scale explorer", "scale.html", ["scale.js"], config, still)


def measured(activation: str, depth: int, width: int, std: float) -> dict[str, Any]:
    """Return the first draw's "ahead", rms of the input and of each layer's output, "back", rms of
    each layer's error signal, and "trace"."""

    def drawn(place: int, rows: int) -> np.ndarray:
        return normals(rows * width, place * STRIDE).reshape(rows, width)

    net = [
        {"W": std * drawn(k, width), "b": np.zeros(width), "activation": activation}
        for k in range(1, depth + 1)
    ]
    X = drawn(0, BATCH)
    _, trace = forward(net, X)
    grads = backward(net, trace, drawn(PLACES - 1, BATCH))
    rms = float(np.sqrt(np.mean(X**2)))
    return {"ahead": [rms, *layer_rms(trace)], "back": layer_rms(grads, "z"), "trace": trace}


@styled
def _still(seen: dict[str, Any], layer: int, activation: str) -> Figure:
    """Sizes by layer on a log scale, and the activations of one layer."""
    figure, (left, right) = figure_panels("Signal and error signal, layer by layer", 2, 4.2)
    layers = np.arange(len(seen["ahead"]))
    left.plot(layers, seen["ahead"], "o-", color=BLUE, markevery=4, label="signal →")
    left.plot(
        layers[1:], seen["back"], "s--", color=VERMILLION, markevery=4, label="← error signal"
    )
    left.axhline(1, color=GREY, lw=1, ls=":")
    left.set(yscale="log", xlabel="layer (0 is the input)", ylabel="root mean square (no unit)")
    left.legend(frameon=False)
    a = seen["trace"][layer - 1]["a"].ravel()
    most = max(float(np.abs(a).max()), 1e-300)
    low, high = {"tanh": (-1.0, 1.0), "sigmoid": (0.0, 1.0)}.get(activation, (-most, most))
    right.hist(a, bins=41, range=(low, high), color=SKY)
    right.set_xticks(
        [low, (low + high) / 2, high], [f"{v:.2g}" for v in (low, (low + high) / 2, high)]
    )
    right.set(xlabel=f"activation in layer {layer} (no unit)", ylabel="values (count)")
    return figure
