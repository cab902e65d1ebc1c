"""docs/which.md: its sections exist, and its lines of code draw what their rule says."""

from __future__ import annotations

import importlib
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.authoring.percent import parse

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/which.md").read_text("utf-8")
LINKS = re.findall(r"\[lesson (\w+), “([^”]+)”\]\(\.\./notebooks/(\w+)\.ipynb\)", PAGE)
GIVEN = {"n_in": 400, "n_out": 300, "a": 0.5, "N": 48, "m": 3, "n_0": 64}
n, out, N = GIVEN["n_in"], GIVEN["n_out"], GIVEN["N"]
STD = {  # the rule of each row, as the lessons derive it
    "He": (2 / n) ** 0.5,
    "He with the slope": (2 / 1.25 / n) ** 0.5,
    "Xavier": (2 / (n + out)) ** 0.5,
    "4 × Xavier": 4 * (2 / (n + out)) ** 0.5,
    "GELU's gain": 1.5335 / n**0.5,
    "SiLU's gain": 1.6765 / n**0.5,
    "orthogonal": (1 / n) ** 0.5,  # 300 directions of length 1, in 400 dimensions
    "LeCun": (1 / n) ** 0.5,
    "last of a branch, after ReLU": (2 / n) ** 0.5 / N**0.5,
    "Fixup, within a branch": (2 / n) ** 0.5 / N**0.25,
    "zeros": 0.0,
    "muP, the output": 64**0.5 / n,
}
ROWS = {
    cells[0]: [cell.strip("`") for cell in cells[1:]]
    for cells in re.findall(r"^\| ([^|`]+) \| (`[^|]+`) \| (`[^|]+`) \| (`[^|]+`) \|$", PAGE, re.M)
}


@pytest.mark.parametrize(("number", "heading", "lesson"), LINKS)
def test_every_section_that_it_links_to_exists(number: str, heading: str, lesson: str) -> None:
    assert lesson.startswith(f"{number}_")
    text = (ROOT / f"notebooks/{lesson}.py").read_text("utf-8")
    firsts = [cell.source.splitlines()[0] for cell in parse(text, lesson) if cell.kind != "code"]
    assert heading in [first.lstrip("# ") for first in firsts if first.startswith("#")]


def test_every_row_of_the_first_table_is_backed_by_a_lesson() -> None:
    first = PAGE.split("## Write it")[0]
    rows = [line for line in first.splitlines() if line.startswith("| ")][1:]
    assert len(rows) >= 10
    assert all("../notebooks/" in row for row in rows)
    named = set(re.findall(r"\*\*([^*]+)\*\*", first))
    assert {"He", "He with the slope", "Xavier", "4 × Xavier", "LeCun", "muP"} <= named
    assert set(ROWS) == set(STD)
    assert "which.md" in (ROOT / "README.md").read_text("utf-8")


def test_the_rule_for_branches_passes_its_own_check_and_hes_first_weight_does_not() -> None:
    """48 branches of 256 units: the rms strays by 4 %."""
    rng = np.random.default_rng(3)
    grown = []
    for first in (1, 2):
        x = rng.normal(size=(32, 256))
        for _ in range(N):
            h = np.maximum(x @ rng.normal(0, (first / 256) ** 0.5, (256, 256)), 0)
            x = x + h @ rng.normal(0, (2 / 256 / N) ** 0.5, (256, 256))
        grown.append(np.sqrt(np.mean(x**2)))
    assert grown[0] == pytest.approx((1 + 1 / N) ** (N / 2), rel=0.2)
    assert grown[0] < 2 < grown[1]
    assert "rms after the last sum over that before the first: below 2" in PAGE


def fits(sample: Any, rule: str) -> None:
    """120,000 weights: a std within 1.5 %, 7 standard errors of a normal distribution's."""
    got = np.asarray(sample, dtype=float)
    assert got.std() == pytest.approx(STD[rule], rel=0.0145)


@pytest.mark.parametrize("rule", list(STD))
def test_pytorch_draws_what_the_rule_says(rule: str) -> None:
    torch = pytest.importorskip("torch")
    w = torch.nn.Linear(n, out).weight
    with torch.no_grad():
        eval(ROWS[rule][0], {"nn": torch.nn, "w": w, **GIVEN})
    fits(w.detach().numpy(), rule)


@pytest.mark.parametrize("rule", list(STD))
def test_keras_draws_what_the_rule_says(rule: str) -> None:
    names = vars(pytest.importorskip("keras").initializers)
    fits(eval(ROWS[rule][1], {**names, **GIVEN})((n, out)), rule)


@pytest.mark.parametrize("rule", list(STD))
def test_jax_draws_what_the_rule_says(rule: str) -> None:
    jax = pytest.importorskip("jax")
    names = vars(importlib.import_module("jax.nn.initializers"))
    fits(eval(ROWS[rule][2], {**names, **GIVEN})(jax.random.key(1), (n, out)), rule)


def test_two_rates_are_two_groups() -> None:
    torch = pytest.importorskip("torch")
    [line] = re.findall(r"^torch\.optim\..*$", PAGE, re.M)
    one, two = (torch.nn.Linear(3, 3) for _ in range(2))
    given = {"first": one.parameters(), "others": two.parameters(), "lr": 0.01, "n_0": 64, "n": 512}
    groups = eval(line, {"torch": torch, **given}).param_groups
    assert [group["lr"] for group in groups] == [0.01, 0.01 / 8]
