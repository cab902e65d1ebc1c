"""The catalogue of slips: wrong answers that are likely, each with a name, one sentence and the
place in the lessons that explains it. A check names a slip only when it accounts for every value
that came back."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

__all__ = ["SLIPS", "Slip", "known"]


@dataclass(frozen=True)
class Slip:
    """A likely mistake: its name, one sentence to act on, and the lesson's section."""

    name: str
    sentence: str
    lesson: str


def known(check: str) -> dict[str, list[Any]]:
    """For one visible check, the values that each known slip gives, call by call. Raises KeyError
    for a check that has none."""
    return _known()[check]


@cache
def _known() -> dict[str, dict[str, list[Any]]]:
    return tomllib.loads(Path(__file__).with_name("known_slips.toml").read_text("utf-8"))


SLIPS: dict[str, Slip] = {
    # fans: connections
    "connections-transposed": Slip(
        "rows and columns exchanged",
        "Rows are outputs and columns are inputs, as in z = Wx; this matrix has them the other "
        "way round.",
        "03_fans#counting",
    ),
    "connections-by-sign": Slip(
        "only increases counted",
        "A connection with a negative weight lowers the output; ask whether the output changed, "
        "not whether it grew.",
        "03_fans#counting",
    ),
    "connections-from-value": Slip(
        "the output's value in place of its change",
        "An output that is not zero need not depend on this input (a bias makes it so); compare "
        "the output before and after.",
        "03_fans#counting",
    ),
    "connections-accumulated": Slip(
        "inputs left perturbed",
        "The change made to one input was still there when the next was tried; start from the "
        "same base input each time.",
        "03_fans#counting",
    ),
    # fans: receptive field
    "field-one-axis": Slip(
        "one kernel axis only",
        "A kernel has one position for each combination of its axes: multiply them all.",
        "03_fans#receptive-field",
    ),
    "field-sum": Slip(
        "kernel axes added",
        "Kernel positions form a grid, so its sides multiply; they do not add.",
        "03_fans#receptive-field",
    ),
    "field-square": Slip(
        "kernel taken to be square",
        "The kernel need not be square; squaring one side works only when all sides are equal.",
        "03_fans#receptive-field",
    ),
    "field-channels": Slip(
        "channels counted as positions",
        "The receptive field counts positions in space; the two channel axes are not part of it.",
        "03_fans#receptive-field",
    ),
    "field-dense": Slip(
        "dense layer taken for a convolution",
        "A dense weight has no kernel axes, only a channel axis on each side: it looks at one "
        "place.",
        "03_fans#receptive-field",
    ),
    "field-wrong-axes": Slip(
        "kernel axes read from the wrong end",
        "In this layout the kernel's axes stand at the other end of the shape.",
        "03_fans#layouts",
    ),
    # fans: compute_fans
    "fans-swapped": Slip(
        "in and out swapped for the layout",
        "The layout's name spells the axes in order: i is the axis of inputs and o the axis of "
        "outputs, wherever they stand.",
        "03_fans#layouts",
    ),
    "fans-fixed-order": Slip(
        "one layout for all",
        "The axes were read in the same places whatever the layout says; find i and o by the "
        "layout's name.",
        "03_fans#layouts",
    ),
    "fans-no-field": Slip(
        "receptive field forgotten",
        "In a convolution each input channel feeds an output through every kernel position: "
        "multiply by the receptive field.",
        "03_fans#receptive-field",
    ),
    "fans-area-once": Slip(
        "kernel area counted for one fan only",
        "The kernel's positions multiply both fans: an output reads that many places, and an "
        "input is read from that many.",
        "03_fans#both-ways",
    ),
    "fans-product": Slip(
        "product of all axes",
        "That is the number of weights. A fan leaves one channel axis out: fan-in the outputs, "
        "fan-out the inputs.",
        "03_fans#both-ways",
    ),
    "fans-no-groups": Slip(
        "groups ignored",
        "With groups an input feeds only the outputs of its own group, and the shape does not "
        "show it on that axis: divide there.",
        "03_fans#groups",
    ),
    "fans-groups-twice": Slip(
        "groups divided out on both axes",
        "One channel axis of a grouped weight is stored per group already; dividing it again "
        "counts the groups twice.",
        "03_fans#groups",
    ),
    "fans-groups-wrong-axis": Slip(
        "groups divided out on the wrong axis",
        "One channel axis is stored per group already; the other one is the one to divide.",
        "03_fans#groups",
    ),
    "fans-no-transposed": Slip(
        "transposed ignored",
        "A transposed convolution stores its inputs where a convolution stores its outputs: the "
        "two channel axes change places.",
        "03_fans#transposed",
    ),
    "fans-transposed-groups": Slip(
        "groups divided out of the outputs of a transposed convolution",
        "In a transposed convolution it is the axis of outputs that is stored per group, so the "
        "inputs are what to divide.",
        "03_fans#transposed",
    ),
    "fans-sum": Slip(
        "sum of the two fans",
        "Return the two fans as a pair; adding them comes later, in Xavier's formula.",
        "03_fans#two-numbers",
    ),
}
