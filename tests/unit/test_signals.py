"""The assignment `signals`: how sure it is that a sampled answer is judged rightly.

A right `signal_std` has a logarithm of std s = √((depth + 1)/(2n)): each of the depth layers, and
the input, multiplies the mean square by a chi-square over n, whose logarithm has variance 2/n.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.authoring.percent import parse
from initlab import checks

SOURCE = Path(__file__).parents[2] / "source" / "signals.py"
ROOM = 1.53  # the factor that the checks allow above; below it is 1/0.47
Table = tuple[Any, Any, dict[str, Any]]


def tables_of_signal_std(monkeypatch: pytest.MonkeyPatch, seed: int) -> list[Table]:
    """(calls, expected, slips) of the two checks of signal_std."""
    seen: list[Any] = []
    monkeypatch.setattr(
        checks,
        "agree",
        lambda function, on, expected, slips=None, **options: seen.append(
            (function.__name__, on, expected, slips, options)
        ),
    )
    checks.use_seed(seed)
    names: dict[str, Any] = {"__name__": "__main__"}
    for cell in parse(SOURCE.read_text("utf-8"), SOURCE.name):
        if cell.kind == "code":
            exec(compile(cell.source, "cell", "exec"), names)
    checks.use_seed(None)
    found = [one for one in seen if one[0] == "signal_std"]
    assert all(options == {"rtol": ROOM - 1, "atol": 0.0} for *_, options in found)
    return [(on, expected, slips) for _, on, expected, slips, _ in found]


def values(source: Callable[..., Any] | list[Any], on: Any) -> list[float]:
    return [one.of(source) for one in on] if callable(source) else source


def error_of(one: checks.Call) -> float:
    depth, n = one.args[:2]
    return math.sqrt((depth + 1) / (2 * n))


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_the_room_is_seven_standard_errors_and_slips_are_twenty_from_the_truth(
    monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    for on, expected, slips in tables_of_signal_std(monkeypatch, seed):
        truth = values(expected, on)
        assert all(math.log(ROOM) >= 6.9 * error_of(one) for one in on)  # 1 - 3·10⁻¹² of the time
        assert all(-math.log(2 - ROOM) >= 6.9 * error_of(one) for one in on)
        wrong = {"right": truth, **{key: values(slip, on) for key, slip in slips.items()}}
        apart = {
            (a, b): max(
                abs(math.log(x / y)) / error_of(one)
                for x, y, one in zip(wrong[a], wrong[b], on, strict=True)
            )
            for a, b in itertools.combinations(wrong, 2)
        }
        assert min(gap for (a, _), gap in apart.items() if a == "right") > 20
        assert min(gap for (a, b), gap in apart.items() if a.split("/")[0] != b.split("/")[0]) > 14


def test_a_right_answer_strays_as_little_as_the_check_expects() -> None:
    rng = checks.fresh_rng()
    depth, n, nets = 3, 100, 400
    x = rng.normal(size=(nets, n, 1))
    for _ in range(depth):
        x = rng.normal(0, n**-0.5, (nets, n, n)) @ x
    logs = np.log(x.std(axis=(1, 2)))
    predicted = math.sqrt((depth + 1) / (2 * n))
    # the std of 400 draws is known to 1/√800 of itself, 3.5 %: 25 % is 7 of these
    assert logs.std() == pytest.approx(predicted, rel=0.25)
    assert abs(logs.mean()) < 8 * predicted / math.sqrt(nets) + (depth + 1) / n
