"""What a training study found: reading its results, and intervals for what differs from seed to
seed. `python -m benchmarks.training_study` writes the results.

>>> paired_ratio([20, 40, 80], [10, 20, 40])
(2.0, 2.0, 2.0)
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

__all__ = ["Trial", "mean_interval", "paired_ratio", "reached", "read_trials", "typical_steps"]

# The 97.5 % points of Student's t distribution, by degrees of freedom.
STUDENT = [
    math.nan, 12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179,
    2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093,
]  # fmt: skip
Interval = tuple[float, float, float]


@dataclass(frozen=True)
class Trial:
    """One network, trained once for each seed at the learning rate that suits it best.

    `rates` and `tried`: the learning rates of the search, and the mean loss over all steps at each
    (None where it was not finite). `steps`: for each target loss, the steps of each seed (None
    where it was not reached). `loss` and `accuracy`: at the end, seed by seed.
    """

    start: str
    activation: str
    depth: int
    norm: bool
    bias: float
    rates: list[float]
    tried: list[float | None]
    lr: float | None
    steps: dict[str, list[int | None]]
    loss: list[float | None]
    accuracy: list[float]

    @property
    def key(self) -> tuple[str, str, int, bool, float]:
        """Return what tells this network from the others of the study."""
        return (self.start, self.activation, self.depth, self.norm, self.bias)

    @property
    def at_edge(self) -> bool:
        """Return whether the best rate is the smallest or the largest that was tried."""
        return self.lr in (self.rates[0], self.rates[-1])

    def line(self) -> str:
        """Return the trial as one line of JSON."""
        return json.dumps(asdict(self))


def read_trials(
    path: Path | str = "training_study",
) -> tuple[dict[str, Any], dict[tuple[str, str, int, bool, float], Trial]]:
    """Return the study's header (command, versions, seeds) and its trials by `Trial.key`.

    `path`: a file, or the name of one that the course ships. Raises FileNotFoundError.
    """
    if isinstance(path, str):
        path = Path(__file__).with_name("datasets") / f"{path}.jsonl"
    header, *rows = path.read_text("utf-8").splitlines()
    trials = [Trial(**json.loads(row)) for row in rows]
    return json.loads(header), {trial.key: trial for trial in trials}


def reached(steps: np.ndarray, losses: np.ndarray, target: float) -> list[int | None]:
    """Return for each run, a row of losses, when its loss was first no larger than the target."""
    return [
        int(steps[below.argmax()]) if (below := row <= target).any() else None for row in losses
    ]


def mean_interval(values: Sequence[float]) -> Interval:
    """Return (mean, low, high): the 95 % interval by Student's t. Two values are needed."""
    x = np.asarray(values, dtype=float)
    half = STUDENT[len(x) - 1] * x.std(ddof=1) / math.sqrt(len(x))
    return float(x.mean()), float(x.mean() - half), float(x.mean() + half)


def typical_steps(steps: Sequence[int | None]) -> Interval | None:
    """Return (geometric mean, low, high) of the steps, the interval by t on their logarithms; None
    where a seed did not reach the target. A step count of 0 counts as 1."""
    if None in steps:
        return None
    mean, low, high = mean_interval([math.log(max(1, step or 0)) for step in steps])
    return math.exp(mean), math.exp(low), math.exp(high)


def paired_ratio(some: Sequence[int | None], others: Sequence[int | None]) -> Interval | None:
    """Return (ratio, low, high) of some steps to others, paired by seed: the geometric mean of the
    ratios and the 95 % interval by t on their logarithms. None where a seed lacks one of the two,
    since a ratio to "not reached" is only known to be large."""
    if None in some or None in others:
        return None
    logs = [math.log(max(1, a or 0) / max(1, b or 0)) for a, b in zip(some, others, strict=True)]
    mean, low, high = mean_interval(logs)
    return math.exp(mean), math.exp(low), math.exp(high)
