"""Does the best learning rate stay where it is when a net gets wider? Lesson 11 reads the results.

    python -m benchmarks.width_study                       writes initlab/datasets/width_study.jsonl
    python -m benchmarks.width_study --seeds 11-15 --into FILE      the same with other seeds

64 → n → n → 10 on the handwritten digits, Adam, 150 steps of 64 digits. The standard rule: He's
weights and LeCun's for the last layer, one rate for all. muP: the last layer's weights ∝ 1/n
instead of 1/√n, and the rates of the hidden and the last layer ∝ 1/n. At n = 64 both are the same.
"""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np

from initlab.data import handwritten_digits
from initlab.widths import draw_net, train_adam

BASE = 64  # the width at which both rules agree
RATES = [2.0 ** (k / 2) for k in range(-23, -5)]
STEPS, BATCH = 150, 64
JOBS = [
    *[(rule, "relu", n, BATCH) for n in (512, 256, 128, 64, 32) for rule in ("standard", "mup")],
    *[(rule, "tanh", n, BATCH) for n in (256, 128, 64, 32) for rule in ("standard", "mup")],
    *[("mup", "relu", n, 4) for n in (128, 64, 32)],
]  # wide nets first, so that no core waits
FILE = Path(__file__).parents[1] / "initlab/datasets/width_study.jsonl"
GAIN = {"relu": math.sqrt(2), "tanh": 1.5925}


def rules(rule: str, activation: str, n: int) -> tuple[list[float], list[float]]:
    """Return the standard deviation of each weight, and each one's share of the rate."""
    gain = GAIN[activation]
    hidden = [gain / math.sqrt(64), gain / math.sqrt(n)]
    if rule == "standard":
        return [*hidden, 1 / math.sqrt(n)], [1, 1, 1]
    return [*hidden, math.sqrt(BASE) / n], [1, BASE / n, BASE / n]


def row(rule: str, activation: str, n: int, batch: int, seeds: Sequence[int]) -> dict[str, Any]:
    """Return a row of the study: all rates, for each seed."""
    stds, shares = rules(rule, activation, n)
    data, loss = handwritten_digits(), []
    for seed in seeds:
        means = []
        for rate in RATES:
            net = draw_net((64, n, n, 10), stds, seed)
            losses = train_adam(
                net, data, [rate * share for share in shares], STEPS, batch, activation, seed
            )
            mean = float(np.mean(losses))
            means.append(round(mean, 5) if math.isfinite(mean) else None)
        loss.append(means)
    return {"rule": rule, "activation": activation, "width": n, "batch": batch, "loss": loss}


def lines(seeds: Sequence[int], command: str) -> Iterator[str]:
    """Yield the header and the rows as lines of JSON."""
    header: dict[str, Any] = {"command": command, "seeds": list(seeds), "numpy": np.__version__}
    header |= {"rates": RATES, "steps": STEPS, "base": BASE}
    yield json.dumps(header)
    with ProcessPoolExecutor(2) as pool:
        for found in pool.map(row, *zip(*JOBS, strict=True), [seeds] * len(JOBS)):
            yield json.dumps(found)


def main(args: Sequence[str] | None = None) -> None:
    """Run the study and write its results."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--seeds", default="1-5", help="first and last seed (1-5)")
    parser.add_argument("--into", type=Path, default=FILE)
    told = parser.parse_args(args)
    first, last = map(int, told.seeds.split("-"))
    command = f"python -m benchmarks.width_study --seeds {told.seeds}"
    text = "\n".join(lines(range(first, last + 1), command)) + "\n"
    told.into.write_text(text, "utf-8")
    print(f"wrote    {told.into}")


if __name__ == "__main__":
    main()
