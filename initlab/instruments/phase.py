"""The phase diagram: what theory says of the point that it begins with, what one real net does, as
a picture."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.figure import Figure

from initlab import mean_field  # whose names are not there while work is graded
from initlab.activations import ACTIVATIONS
from initlab.figures.style import BLACK, BLUE, LIGHT_SKY, VERMILLION, figure_panels, styled
from initlab.figures.widgets import Html
from initlab.instruments.frame import frame
from initlab.instruments.stream import STRIDE, normals

__all__ = ["DEPTH", "diagram", "inputs", "measured", "theory"]

DEPTH, PLACES, WIDTHS = 30, 52, (30, 100, 300)
RIGHT, TOP = 0.5, 4.0
BEGUN_ALIKE, BEGUN_WIDTH = 0.6, 300


def diagram(sigma_w2: float, sigma_b2: float, activation: str) -> Html:
    """Return the instrument, begun at this point. Raises ValueError."""
    if activation not in mean_field.FIELDS:
        raise ValueError(f"activation {activation!r} is none of {', '.join(mean_field.FIELDS)}")
    if not (0.05 <= sigma_w2 <= TOP and 0 <= sigma_b2 <= RIGHT):
        raise ValueError("sigma_w2 is 0.05 to 4, sigma_b2 is 0 to 0.5")
    config = {
        "activation": activation,
        "w": sigma_w2,
        "b": sigma_b2,
        "alike": BEGUN_ALIKE,
        "width": BEGUN_WIDTH,
    }
    still = _still(sigma_w2, sigma_b2, activation)
    return frame("Phase diagram", "phase.html", ["mean_field.js", "phase.js"], config, still)


def theory(
    kind: str, sigma_w2: float, sigma_b2: float, c: float, depth: int = DEPTH
) -> dict[str, list[float]]:
    """Return the variance "sizes" and correlation "alike" of two inputs' z, from layer 0 on, where
    they are 1 and c."""
    q, sizes, alike = 1.0, [1.0], [c]
    for _ in range(depth):
        q, c = mean_field.pair_map(kind, q, c, sigma_w2, sigma_b2)
        sizes.append(q)
        alike.append(c)
    return {"sizes": sizes, "alike": alike}


def inputs(width: int, c: float, draw: int = 0) -> np.ndarray:
    """Return z of two inputs with mean square 1 and correlation c, exactly, and a small difference
    of mean square 1: (3, width)."""
    one, other, small = normals(3 * width, draw * PLACES * STRIDE).reshape(3, width)
    one = one / np.sqrt(np.mean(one**2))
    other = other - np.mean(other * one) * one
    other = other / np.sqrt(np.mean(other**2))
    return np.array([one, c * one + np.sqrt(1 - c**2) * other, small / np.sqrt(np.mean(small**2))])


def measured(
    kind: str, sigma_w2: float, sigma_b2: float, c: float, width: int, draw: int = 0
) -> dict[str, list[float]]:
    """Return what a real net does, from layer 0 to 30: "sizes" and "alike" of two inputs' z, and
    "small", the mean square of a vanishingly small difference."""
    activation = mean_field.ERF if kind == "erf" else ACTIVATIONS[kind]
    *pair, small = inputs(width, c, draw)
    z, found = np.array(pair), dict[str, Any](sizes=[], alike=[], small=[])
    for layer in range(DEPTH + 1):
        squares = np.mean(z**2, axis=1)
        found["sizes"].append(float(squares.mean()))
        found["alike"].append(float(np.mean(z[0] * z[1]) / np.sqrt(squares[0] * squares[1])))
        found["small"].append(float(np.mean(small**2)))
        drawn = normals(width * (width + 1), (draw * PLACES + layer + 1) * STRIDE)
        W = np.sqrt(sigma_w2 / width) * drawn[: width**2].reshape(width, width)
        small = (activation.df(z[0]) * small) @ W
        z = activation.f(z) @ W + np.sqrt(sigma_b2) * drawn[width**2 :]
    return found


@styled
def _still(sigma_w2: float, sigma_b2: float, kind: str) -> Figure:
    """The plane with the point, and the correlation by layer, in theory and in a net."""
    figure, (plane, likeness) = figure_panels("A point of the plane, and what it does", 2, 4.4)
    for factor, dash in ((np.exp(-1 / 6), "--"), (1.0, "-"), (np.exp(1 / 6), ":")):
        walk = mean_field.line(kind, float(factor))
        biases, weights = walk[walk[:, 0] >= -0.02].T
        if factor == 1:
            plane.fill_between(biases, weights, 0, color=LIGHT_SKY, lw=0)
            plane.fill_between(biases, weights, TOP, color="#FBE3D3", lw=0)
        name = "∞" if factor == 1 else "6"
        plane.plot(
            biases, weights, dash, color=BLACK, lw=3 if factor == 1 else 1.5, label=f"ξ = {name}"
        )
    flat = mean_field.FIELDS[kind].homogeneous is not None
    grows = "exploding: sizes and differences grow" if flat else "chaotic: small differences grow"
    plane.text(0.01, 3.72, grows)
    plane.text(0.01, 0.15, "ordered: differences die out")
    plane.plot(sigma_b2, sigma_w2, "o", color=VERMILLION, ms=11, clip_on=False)
    plane.set(
        xlim=(0, RIGHT),
        ylim=(0, TOP),
        xlabel="variance of a bias, $\\sigma_b^2$ (no unit)",
        ylabel="$n$ times a weight's variance,\n$\\sigma_w^2$ (no unit)",
    )
    plane.legend(frameon=False, loc="lower left", bbox_to_anchor=(0, 1), ncols=3)
    told = theory(kind, sigma_w2, sigma_b2, BEGUN_ALIKE)["alike"]
    seen = measured(kind, sigma_w2, sigma_b2, BEGUN_ALIKE, BEGUN_WIDTH)["alike"]
    likeness.plot(told, color=BLUE, label="theory")
    likeness.plot(seen, "o", color=VERMILLION, label=f"a real net of {BEGUN_WIDTH} units")
    factor = mean_field.chi_1(kind, sigma_w2, sigma_b2)
    likeness.set(
        title=f"$\\chi_1$ = {factor:.3g}",
        xlabel="layer (number)",
        ylabel="correlation of two inputs (no unit)",
        ylim=(min(0.0, *seen), 1.05),
    )
    likeness.legend(frameon=False, loc="lower right")
    return figure
