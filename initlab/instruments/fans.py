"""The fan counter: the picture of what it begins with."""

from __future__ import annotations

import numpy as np
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure

from initlab.figures.style import BLUE, PALE, VERMILLION, figure_panels, styled
from initlab.figures.widgets import Html
from initlab.instruments.frame import frame

__all__ = ["counter"]

CELLS = ListedColormap([PALE, BLUE, VERMILLION, "#ffffff"])
BEGUN = {"kind": "convolution", "nIn": 4, "nOut": 6, "kernel": 3, "groups": 2}


def counter() -> Html:
    """Return the instrument, begun with a convolution in two groups."""
    return frame("Fan counter", "fans.html", ["fans.js"], BEGUN, _still())


@styled
def _still() -> Figure:
    """What one output of a 3 × 3 convolution from 4 to 6 channels in 2 groups is fed by, and what
    one input feeds: a column for each, a grid for each channel."""
    fed, feeds = np.zeros((4, 7, 7), dtype=int), np.zeros((6, 7, 7), dtype=int)
    fed[:2, 2:5, 2:5] = feeds[:3, 2:5, 2:5] = 1
    says = (
        f"fan-in: {fed.sum()} inputs (dark)\nfeed one output (red, dotted)",
        f"fan-out: {feeds.sum()} outputs (dark)\nare fed by one input (red, dotted)",
    )
    figure, panels = figure_panels("3 × 3 convolution, 4 channels to 6, 2 groups", 2, 5.6)
    for axes, title, one, ins, outs in zip(
        panels, says, (1, 0), (fed, np.zeros_like(fed)), (np.zeros_like(feeds), feeds), strict=True
    ):
        for k, channels in enumerate((ins, outs)):
            for c, channel in enumerate(channels):
                chosen = k == one and c == 0
                x, y = 16 * k, -8 * c - (8 if k == 0 else 0)
                axes.imshow(
                    _cells(channel, chosen), CELLS, extent=(x, x + 7, y - 7, y), vmin=0, vmax=3
                )
                if chosen:
                    axes.plot(x + 3.5, y - 3.5, "k.", ms=5)
                at, side = (x - 0.6, "right") if k == 0 else (x + 7.6, "left")
                axes.text(at, y - 3.5, f"{'xz'[k]}{c + 1}", ha=side, va="center")
        axes.set(title=title, aspect="equal", xlim=(-4, 27), ylim=(-48, 1))
        axes.axis("off")
    return figure


def _cells(channel: np.ndarray, chosen: bool) -> np.ndarray:
    """A channel (7, 7) as an image with lines between its cells, the middle one marked if
    `chosen`."""
    values = channel.copy()
    values[3, 3] = 2 if chosen else values[3, 3]
    image = np.kron(values, np.ones((6, 6), dtype=int))  # (42, 42)
    image[::6] = image[:, ::6] = 3
    return image
