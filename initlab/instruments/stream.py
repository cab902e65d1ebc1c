"""The random numbers of the instruments, the same in Python as in the browser (core.js).

>>> normals(3, 0).shape
(3,)
"""

from __future__ import annotations

import numpy as np

__all__ = ["STRIDE", "normals", "uniforms"]

STRIDE = 131_072  # numbers between the places at which two layers begin to draw
_STEP = np.uint32(0x6D2B79F5)


def _raw(count: int, start: int) -> np.ndarray:
    """The numbers (count,) after place `start`, in (0, 1): Mulberry32 by T. Ettinger, 2017."""
    place = (np.uint64(start) + np.arange(1, count + 1, dtype=np.uint64)).astype(np.uint32)
    state = place * _STEP
    t = (state ^ (state >> np.uint32(15))) * (state | np.uint32(1))
    t = (t + (t ^ (t >> np.uint32(7))) * (t | np.uint32(61))) ^ t
    return np.asarray(((t ^ (t >> np.uint32(14))).astype(float) + 0.5) / 2**32)


def normals(count: int, start: int) -> np.ndarray:
    """Return numbers (count,) of N(0, 1), by Box and Muller, from a place of the stream."""
    u = _raw(count + count % 2, start)
    radius, angle = np.sqrt(-2 * np.log(u[::2])), 2 * np.pi * u[1::2]
    return np.column_stack([radius * np.cos(angle), radius * np.sin(angle)]).ravel()[:count]


def uniforms(count: int, start: int) -> np.ndarray:
    """Return numbers (count,), uniform on (-1, 1), from a place of the stream."""
    return 2 * _raw(count, start) - 1
