"""Small data sets: two that are drawn when asked for, and the handwritten digits that the course
ships (`initlab/datasets/README.md` says where they come from and under which licence)."""

from __future__ import annotations

from pathlib import Path

import numpy as np

__all__ = ["digit_pixels", "digits", "handwritten_digits", "two_circles"]

_SHIPPED = Path(__file__).with_name("datasets")


def two_circles(
    n: int, rng: np.random.Generator, noise: float = 0.05
) -> tuple[np.ndarray, np.ndarray]:
    """Points (n, 2) on two rings around the origin, and their classes (n,): 0 outside, 1 inside.

    The rings have the radii 1 and 0.8; every coordinate is off by `noise` (a standard deviation).
    Of an odd n the outer ring has one point more. The points come in random order.
    """
    y = np.arange(n) % 2
    angle = rng.uniform(0, 2 * np.pi, n)
    ring = np.where(y == 1, 0.8, 1.0)[:, None] * np.column_stack([np.cos(angle), np.sin(angle)])
    order = rng.permutation(n)
    return (ring + rng.normal(0, noise, (n, 2)))[order], y[order]


_FONT = {
    0: "111101101101111",
    1: "010110010010111",
    2: "111001111100111",
    3: "111001111001111",
    4: "101101111001001",
    5: "111100111001111",
    6: "111100111101111",
    7: "111001010010010",
    8: "111101111101111",
    9: "111101111001111",
}  # rows of three, five of them


def digits(n: int, rng: np.random.Generator, noise: float = 0.3) -> tuple[np.ndarray, np.ndarray]:
    """Pictures (n, 64) of 8 × 8 pixels, and what they show (n,): 0 to 9, about n/10 of each.

    Each is a 3 × 5 digit at a random place, never over the edge, drawn with a pen of random
    strength, and `noise` (a standard deviation) on every pixel; then all is scaled together to
    mean 0 and variance 1.
    """
    y = rng.permutation(np.arange(n) % 10)
    X = rng.normal(0, noise, (n, 8, 8))
    for image, digit, down, right in zip(
        X, y, rng.integers(0, 4, n), rng.integers(0, 6, n), strict=True
    ):
        strokes = np.array([int(dot) for dot in _FONT[int(digit)]]).reshape(5, 3)
        image[down : down + 5, right : right + 3] += strokes * rng.uniform(0.7, 1.3)
    X = X.reshape(n, 64)
    return (X - X.mean()) / X.std(), y


def digit_pixels() -> dict[str, np.ndarray]:
    """Return the 1,797 digits as they were published: "X" (1437, 64) and "X_test" (360, 64), whole
    numbers from 0 (paper) to 16 (ink), with "y" and "y_test". Every fifth example is for testing.
    """
    with np.load(_SHIPPED / "handwritten_digits.npz") as stored:
        pixels, y = stored["pixels"].astype(int), stored["classes"].astype(int)
    test = np.arange(len(y)) % 5 == 0
    return {"X": pixels[~test], "y": y[~test], "X_test": pixels[test], "y_test": y[test]}


def handwritten_digits() -> dict[str, np.ndarray]:
    """Return 1,797 real digits, split and scaled: "X" (1437, 64) and "y" (1437,) to train on,
    "X_test" (360, 64) and "y_test" (360,) to test on, always the same.

    Every fifth example is for testing. Each pixel has its mean over the training examples
    subtracted, and all are divided by one number, so that the mean square of X is 1. The data are
    E. Alpaydin and C. Kaynak's, UCI Machine Learning Repository 1998, CC BY 4.0.
    """
    found = digit_pixels()
    mean = found["X"].mean(axis=0)
    scale = np.sqrt(np.mean((found["X"] - mean) ** 2))
    return {
        name: (values - mean) / scale if name.startswith("X") else values
        for name, values in found.items()
    }
