"""The kept results of the training study, read without the course's own reader, and intervals."""

from __future__ import annotations

import json
import math
import statistics
from pathlib import Path

ROOT = Path(__file__).parents[1]
T7 = 2.365  # 97.5 % point of Student's t with 7 degrees of freedom


def rows(name="training_study"):
    """The kept results, read without the course's own reader."""
    lines = (ROOT / f"initlab/datasets/{name}.jsonl").read_text("utf-8").splitlines()[1:]
    return [json.loads(line) for line in lines]


KEPT = rows()
AGAIN = rows("training_study_again")


def row(start, activation, depth, norm=False, bias=0.0, kept=None):
    [one] = [
        r
        for r in kept or KEPT
        if (r["start"], r["activation"], r["depth"], r["norm"], r["bias"])
        == (start, activation, depth, norm, bias)
    ]
    return one


def steps(start, activation, depth, norm=False, target="0.5"):
    return row(start, activation, depth, norm)["steps"][target]


def arrives(start, activation, depth, norm=False):
    return None not in steps(start, activation, depth, norm)


def typical(values):
    """(geometric mean, low, high) by t on the logarithms."""
    logs = [math.log(v) for v in values]
    half = T7 * statistics.stdev(logs) / math.sqrt(len(logs))
    mean = statistics.fmean(logs)
    return math.exp(mean), math.exp(mean - half), math.exp(mean + half)


def ratio(some, others):
    return typical([a / b for a, b in zip(some, others, strict=True)])
