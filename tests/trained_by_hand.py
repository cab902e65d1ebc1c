"""A ReLU classifier trained by formulas written out anew: an oracle for lessons that train one."""

from __future__ import annotations

import math

import numpy as np


def steps_by_hand(X, y, weights, lr, most, stop, bias=0.0):
    """Steps of gradient descent on a ReLU classifier until the loss is below `stop`, by formulas
    written out anew: probabilities by exp and sum, one matrix product per layer."""
    Ws, N = [W.copy() for W in weights], len(X)
    bs = [np.full(W.shape[1], bias) for W in Ws[:-1]] + [np.zeros(10)]
    target = np.eye(10)[y]
    for step in range(most):
        a = [X]
        for W, b in zip(Ws[:-1], bs[:-1], strict=True):
            a.append(np.clip(a[-1] @ W + b, 0, None))
        scores = np.exp(a[-1] @ Ws[-1] + bs[-1])
        p = scores / scores.sum(axis=1, keepdims=True)
        if -np.log(np.einsum("nc,nc->n", p, target)).mean() < stop:
            return step
        delta = (p - target) / N
        for k in range(len(Ws) - 1, -1, -1):
            dW, db = np.einsum("ni,nj->ij", a[k], delta), delta.sum(axis=0)
            delta = (delta @ Ws[k].T) * (a[k] > 0)
            Ws[k], bs[k] = Ws[k] - lr * dW, bs[k] - lr * db
    return most


def drawn_weights(seed, fans, variance):
    """The weights that lesson 12 gets from this seed: it draws the last layer first."""
    rng = np.random.default_rng(seed)
    last = rng.normal(0, math.sqrt(1 / fans[-1][1]), (fans[-1][1], 10))
    return [*(rng.normal(0, math.sqrt(variance(i, o)), (i, o)) for i, o in fans), last]
