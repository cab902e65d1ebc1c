"""The two generators that everything in a process draws from unless told otherwise: NumPy's own and
Python's. A test that seeds them means those of the student's function too."""

from __future__ import annotations

import random
from typing import Any

import numpy as np

__all__ = ["advance", "changed", "get_state", "set_state"]

State = dict[str, list[Any]]


def get_state() -> State:
    """The state of both, as plain data."""
    kind, key, *rest = np.random.get_state()
    version, inner, half = random.getstate()
    return {
        "numpy": [kind, np.asarray(key).tolist(), *map(float, rest)],
        "random": [version, list(inner), half],
    }


def set_state(state: State) -> None:
    """Draw from these states on."""
    kind, key, place, *gauss = state["numpy"]
    np.random.set_state((kind, np.array(key, np.uint32), int(place), int(gauss[0]), gauss[1]))
    version, inner, half = state["random"]
    random.setstate((version, tuple(inner), half))


def changed(before: State) -> list[str]:
    """Which of them are in another state than before."""
    after = get_state()
    return [name for name in before if before[name] != after[name]]


def advance(names: list[str]) -> None:
    """Draw once from these, so that it shows when the same seed is set again."""
    if "numpy" in names:
        np.random.random()
    if "random" in names:
        random.random()
