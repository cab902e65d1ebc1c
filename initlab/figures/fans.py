"""Figures for lesson 03, fans: each function draws one, from arrays that the lesson has measured.

Every function returns a closed matplotlib `Figure`, 10 inches wide, which a notebook shows when
it is the last value of a cell. Colours are Okabe and Ito's; a word always stands beside a colour.

>>> figure = wires(np.array([[1, 1, 0], [0, 1, 1]]), output=0, source=1)
>>> [axes.get_xlabel() for axes in figure.axes]
['position (index)']
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from initlab.figures.style import (
    BLACK,
    BLUE,
    GREEN,
    GREY,
    LIGHT_SKY,
    ORANGE,
    PALE,
    SKY,
    VERMILLION,
    figure_panels,
    styled,
)

__all__ = [
    "connection_matrices",
    "count_maps",
    "layouts",
    "windows",
    "wires",
]


@styled
def wires(wired: np.ndarray, output: int, source: int) -> Figure:
    """A layer as a row of inputs below, a row of outputs above and a line for each connection.

    `wired` is (outputs, inputs), true where the output depends on the input. The lines into
    `output` are its fan-in, the lines out of the input `source` its fan-out.
    """
    n_out, n_in = wired.shape
    shift = (n_in - n_out) / 2  # the outputs stand centred over the inputs
    figure, (axes,) = figure_panels(
        "One output takes 3 inputs; one input reaches 3 outputs", 1, 4.2
    )
    for j, i in np.argwhere(wired):
        ends = [i, j + shift], [0, 1]
        axes.plot(*ends, color=GREY, lw=1, zorder=1)
        if j == output:
            axes.plot(*ends, color=BLUE, lw=4, zorder=2)
        if i == source:
            axes.plot(*ends, color=VERMILLION, lw=4, ls=(0, (3, 1)), zorder=3)
    for x, y, name, on, colour in (
        *((i, 0, f"$x_{{{i}}}$", i == source, VERMILLION) for i in range(n_in)),
        *((j + shift, 1, f"$z_{{{j}}}$", j == output, BLUE) for j in range(n_out)),
    ):
        axes.plot(
            x,
            y,
            "o",
            ms=32,
            mfc="white",
            mec=colour if on else GREY,
            mew=4 if on else 1.5,
            zorder=4,
        )
        axes.text(x, y, name, ha="center", va="center", zorder=5)
    axes.text(
        output + shift,
        1.22,
        f"$z_{{{output}}}$ is fed by {wired[output].sum()} inputs: fan-in (solid)",
        color=BLUE,
        ha="center",
    )
    axes.text(
        source,
        -0.3,
        f"$x_{{{source}}}$ feeds {wired[:, source].sum()} outputs: fan-out (dashed)",
        color=VERMILLION,
        ha="center",
    )
    axes.set(
        xlim=(-0.8, n_in - 0.2),
        ylim=(-0.42, 1.38),
        xlabel="position (index)",
        xticks=range(n_in),
        yticks=[0, 1],
        yticklabels=["inputs", "outputs"],
        ylabel="which units",
    )
    return figure


@styled
def connection_matrices(
    layers: Mapping[str, np.ndarray],
    message: str,
    blocks: Mapping[str, tuple[int, int]] | None = None,
) -> Figure:
    """Connection matrices side by side, a filled square where the output depends on the input.

    `layers` maps a name to a matrix (outputs, inputs). In each, one of the fullest rows (fan-in)
    and one of the fullest columns (fan-out) is marked and counted. `blocks` gives the number of
    positions (per output channel, per input channel), for the lines between channels.
    """
    figure, panels = figure_panels(message, len(layers), 5.0)
    colours = ListedColormap(["white", LIGHT_SKY, BLUE, VERMILLION, BLACK])
    for axes, (name, matrix) in zip(panels, layers.items(), strict=True):
        wired = matrix != 0
        tall, wide = (blocks or {}).get(name, wired.shape)
        row, column = _fullest(wired.sum(1), tall), _fullest(wired.sum(0), wide)
        shade = wired.astype(int)
        shade[row] *= 2
        shade[:, column] = np.where(wired[:, column], 3, 0)
        shade[row, column] = 4 * wired[row, column]
        axes.pcolormesh(shade, cmap=colours, vmin=0, vmax=4, edgecolors=PALE, lw=0.5)
        axes.hlines(range(0, len(wired) + 1, tall), 0, wired.shape[1], color=BLACK, lw=1.5)
        axes.vlines(range(0, wired.shape[1] + 1, wide), 0, len(wired), color=BLACK, lw=1.5)
        axes.set(aspect="equal", xlabel="input unit (index)", ylabel="output unit (index)")
        axes.set_xticks(*_every(wired.shape[1], wide))
        axes.set_yticks(*_every(len(wired), tall))
        axes.invert_yaxis()
        axes.set_title(
            f"{name}\none row: fan-in {wired[row].sum()} (blue)\n"
            f"one column: fan-out {wired[:, column].sum()} (red)"
        )
    return figure


def _every(length: int, channel: int) -> tuple[np.ndarray, list[str]]:
    """Ticks in the middle of cells: each cell of a short axis, the first of each channel else."""
    index = np.arange(0, length, 1 if length <= 8 else channel)
    return index + 0.5, [str(k) for k in index]


def _fullest(counts: np.ndarray, channel: int) -> int:
    """Of the units with the highest count, the one nearest to the middle of the middle channel."""
    fullest = np.flatnonzero(counts == counts.max())
    middle = len(counts) // channel // 2 * channel + channel // 2
    return int(fullest[np.argmin(abs(fullest - middle))])


@styled
def windows(
    reads: np.ndarray, output: tuple[int, int], source: tuple[int, int], feeds: np.ndarray
) -> Figure:
    """Four grids: the pixels that one output reads, and the outputs that one pixel feeds.

    `reads` is an image, not zero where a pixel reaches the output at `output` (row, column);
    `feeds` is a feature map, not zero where an output is reached by the pixel at `source`.
    """
    figure, panels = figure_panels(
        "The same nine places, seen from both ends",
        4,
        3.7,
        width_ratios=[reads.shape[1], feeds.shape[1]] * 2,
    )
    one_output, one_pixel = np.zeros(feeds.shape), np.zeros(reads.shape)
    one_output[output] = one_pixel[source] = 1
    for axes, grid, colour, title in zip(
        panels,
        (reads, one_output, one_pixel, feeds),
        (BLUE, BLUE, VERMILLION, VERMILLION),
        (
            f"{np.count_nonzero(reads)} pixels …",
            "… make 1 output",
            "1 pixel …",
            f"… helps to make {np.count_nonzero(feeds)}",
        ),
        strict=True,
    ):
        axes.pcolormesh(
            grid != 0,
            cmap=ListedColormap(["white", colour]),
            edgecolors=GREY,
            lw=0.7,
            vmin=0,
            vmax=1,
        )
        where = "image" if grid is reads or grid is one_pixel else "feature map"
        axes.set(
            aspect="equal",
            title=title,
            xticks=[],
            yticks=[],
            xlabel=f"{where}\ncolumn (pixels)",
            ylabel="row (pixels)",
        )
        axes.spines[:].set_visible(True)
        axes.invert_yaxis()
    return figure


@styled
def layouts() -> Figure:
    """The same weights in four layouts: dense out_in and in_out, convolution oihw and hwio.

    The layer has 2 inputs (a digit), 3 outputs (a letter and a colour) and a kernel of 2 × 2. The
    star marks one weight, from input 1 to output B, upper left in the kernel, in all four.
    """
    dense = np.array([[f"{o}{i}" for i in (0, 1)] for o in "ABC"])  # (o, i)
    oihw = np.tile(dense[:, :, None, None], (1, 1, 2, 2))
    star = np.zeros(oihw.shape, dtype=bool)
    star[1, 1, 0, 0] = True
    drawings = {  # rows and columns of blocks, rows and columns in each block
        "out_in\n(3, 2)": (oihw[:, :, :1, :1], star[:, :, :1, :1], "rows o\ncolumns i"),
        "in_out\n(2, 3)": (
            dense.T[:, :, None, None],
            star.transpose(1, 0, 2, 3)[:, :, :1, :1],
            "rows i\ncolumns o",
        ),
        "oihw\n(3, 2, 2, 2)": (oihw, star, "blocks: o × i\nin each: h × w"),
        "hwio\n(2, 2, 2, 3)": (
            oihw.transpose(2, 3, 1, 0),
            star.transpose(2, 3, 1, 0),
            "blocks: h × w\nin each: i × o",
        ),
    }
    sizes = [_block_corner(labels.shape) for labels, _, _ in drawings.values()]  # (height, width)
    figure, panels = figure_panels(
        "One weight (★), four addresses", 4, 5.8, width_ratios=[width + 0.4 for _, width in sizes]
    )
    for axes, size, (name, (labels, marked, order)) in zip(
        panels, sizes, drawings.items(), strict=True
    ):
        _draw_blocks(axes, labels, marked)
        axes.set(
            xlim=(-0.2, size[1] + 0.2),
            ylim=(max(sizes)[0] + 0.1, -0.1),
            aspect="equal",
            xticks=[],
            yticks=[],
            xlabel=order,
            title=name,
        )
        axes.spines[:].set_visible(False)
    figure.supxlabel("letter and colour: output channel · digit: input channel", fontsize=13)
    return figure


def _block_corner(shape: tuple[int, ...], row: int = -1, column: int = -1) -> tuple[float, float]:
    """Where a block starts (down, across), with a gap between blocks; by default, the far end."""
    rows, columns, high, wide = shape
    down, across = high + 0.35 * (high > 1), wide + 0.35 * (wide > 1)
    if row < 0:
        return rows * down - (down - high), columns * across - (across - wide)
    return row * down, column * across


def _draw_blocks(axes: Axes, labels: np.ndarray, star: np.ndarray) -> None:
    for (row, column, h, v), label in np.ndenumerate(labels):
        down, across = _block_corner(labels.shape, row, column)
        y, x, marked = down + h, across + v, star[row, column, h, v]
        axes.add_patch(
            Rectangle(
                (x, y),
                1,
                1,
                fc={"A": ORANGE, "B": SKY, "C": GREEN}[label[0]],
                ec=BLACK if marked else "white",
                lw=3 if marked else 1.5,
                zorder=2 if marked else 1,
            )
        )
        axes.text(x + 0.5, y + (0.66 if marked else 0.5), label, ha="center", va="center")
        if marked:
            axes.text(x + 0.5, y + 0.26, "★", ha="center", va="center", fontsize=12)


@styled
def count_maps(maps: Mapping[str, np.ndarray], message: str) -> Figure:
    """Maps of counts side by side, each pixel with its number, and the mean in each title.

    `maps` maps a title to an array (rows, columns) of whole numbers; darker is more.
    """
    figure, panels = figure_panels(message, len(maps), 4.9)
    for axes, (title, counts) in zip(panels, maps.items(), strict=True):
        axes.imshow(counts, cmap="Blues", vmin=0, vmax=1.6 * counts.max())
        for (row, column), count in np.ndenumerate(counts):
            axes.text(column, row, f"{count:.0f}", ha="center", va="center")
        axes.set(
            title=f"{title}\nmean {counts.mean():.3g}",
            xlabel="column (pixels)",
            ylabel="row (pixels)",
        )
    return figure
