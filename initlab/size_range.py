"""The range that sizes of signals must keep to, and how many nets it takes to tell if they do."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from initlab.specs import Sizes

__all__ = ["HIGH", "LOW", "first_wrong", "is_decided", "means"]

LOW, HIGH = 0.5, 2.0
IN_BRANCH = 0.05  # within a branch a signal may be this small: the sum carries it past
TINY = 1e-300  # stands for a size of 0, which has no logarithm
# Standard errors between a mean and a border from which no more nets are asked. A mean that seems
# out of range must be farther from it than one within: a right answer loses nothing by chance.
OUT, WITHIN = 4.0, 2.0

Means = Mapping[str, float]


def means(seen: Sequence[Sizes]) -> tuple[dict[str, float], dict[str, float]]:
    """Return the geometric means of these sizes, forward and backward, by place; inf where one of
    them is not finite."""
    return _means([one.forward for one in seen]), _means([one.backward for one in seen])


def _means(sizes: Sequence[Means]) -> dict[str, float]:
    return {
        place: math.exp(math.fsum(math.log(max(one[place], TINY)) for one in sizes) / len(sizes))
        if all(math.isfinite(one[place]) for one in sizes)
        else math.inf
        for place in sizes[0]
    }


def first_wrong(forward: Means, backward: Means) -> tuple[str, str, str] | None:
    """Return (way, place, size in words) of the first mean that is out of range: on the way forward
    from the input, on the way back from the output. None if none is."""
    for way, sizes in (("forward", forward), ("backward", backward)):
        for place, size in sizes.items():
            low, high = _borders(place)
            if not low <= size <= high:
                shown = f"{size:.3g}" if size > 2 * TINY else "0"
                return way, place, f"{'rms' if way == 'forward' else 'length'} {shown}"
    return None


def is_decided(seen: Sequence[Sizes]) -> bool:
    """Return whether these sizes tell: a mean is out of range by more than OUT standard errors, or
    all are within it by more than WITHIN.

    The standard error is that of the place whose sizes stray most from net to net, on the same way:
    eight nets tell little about the spread at one place."""
    within = True
    for sizes in ([one.forward for one in seen], [one.backward for one in seen]):
        logs = np.log(np.maximum([[*one.values()] for one in sizes], TINY))  # (nets, places)
        if not np.isfinite(logs).all():
            return True
        error = logs.std(axis=0, ddof=1).max() / math.sqrt(len(seen))
        low, high = np.log([_borders(place) for place in sizes[0]]).T
        mean = logs.mean(axis=0)
        inside = np.minimum(high - mean, mean - low)  # negative: so far outside
        if (inside < -OUT * error).any():
            return True
        within &= bool((inside > WITHIN * error).all())
    return within


def _borders(place: str) -> tuple[float, float]:
    return (IN_BRANCH if "." in place else LOW), HIGH
