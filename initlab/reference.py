"""Finished functions that an exercise asks for. Lessons use them; the cage that runs graded work
does not have this file (autograder/sandbox/bwrap.py), so no answer can come from a call.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from initlab.activations import ACTIVATIONS

__all__ = ["backward"]


def backward(
    net: list[dict[str, Any]], trace: list[dict[str, np.ndarray]], grad: np.ndarray
) -> list[dict[str, np.ndarray]]:
    """For each layer the loss's gradients "W" and "b", "z" (that is delta) and "x".

    grad: dL/d(output), (batch, n_out). When the loss is a mean over the batch, grad has the 1/batch
    in it already, and so have all gradients that come back.
    """
    grads: list[dict[str, np.ndarray]] = []
    for layer, seen in zip(reversed(net), reversed(trace), strict=True):
        delta = grad * ACTIVATIONS[layer["activation"]].df(seen["z"])  # (batch, n_out)
        grad = delta @ layer["W"].T  # (batch, n_in)
        grads.append({"W": seen["x"].T @ delta, "b": delta.sum(axis=0), "z": delta, "x": grad})
    return grads[::-1]
