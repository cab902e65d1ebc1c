"""The page that finds a reader's lesson: its questions lead where they should, and its numbers are
right."""

from __future__ import annotations

import math
import re
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "notebooks/start_here.md").read_text()
QUESTIONS = re.split(r"^\*\*\d+ · ", TEXT, flags=re.MULTILINE)[1:]
OPTION = re.compile(r"<details><summary>(.+?)</summary>\n\n(.+?)\n\n</details>", re.DOTALL)


def options(question: int) -> dict[str, str]:
    return dict(OPTION.findall(QUESTIONS[question - 1]))


def right(question: int) -> tuple[str, str]:
    [found] = [(option, said) for option, said in options(question).items() if "Right:" in said]
    return found


def test_there_are_as_many_questions_as_it_says():
    assert "Twelve questions" in TEXT
    assert len(QUESTIONS) == 12


@pytest.mark.parametrize("number", range(1, 13))
def test_a_miss_leads_to_the_question_s_lesson_and_a_right_answer_on(number: int):
    found = options(number)
    assert len(found) == 3
    right(number)
    linked = {
        link
        for said in found.values()
        if "Right:" not in said
        for link in re.findall(r"\((\d\w+)\.ipynb\)", said)
    }
    assert len(linked) == 1
    assert all(
        re.search(r"Begin with \[lesson", said) or said.endswith("Go on.")
        for said in found.values()
    )


def test_the_questions_follow_the_lessons():
    linked = [re.findall(r"Begin with \[lesson \w+\]\((\d\w+)\.ipynb\)", one) for one in QUESTIONS]
    first = [sorted(set(one))[0] for one in linked]
    lessons = sorted(path.stem for path in ROOT.glob("notebooks/[0-9]*.py"))
    assert first == lessons[:12]  # lesson 11 is where whoever answers all begins


def test_right_answers_do_not_always_stand_in_one_place():
    places = [list(options(number)).index(right(number)[0]) for number in range(1, 13)]
    assert all(places.count(place) <= 6 for place in range(3))


def test_the_numbers_of_the_first_six_answers():
    assert f"{math.log(10):.2f}" == right(1)[0]
    rng = np.random.default_rng()
    signs = rng.choice([-1, 1], (4000, 100))  # inputs of mean square 1
    sums = rng.normal(size=(4000, 100)) * signs
    # The mean square of 4,000 sums: standard error 100 · √(2/4000) = 2.2; seven of them.
    assert abs(float(np.mean(sums.sum(1) ** 2)) - 100) < 16
    assert right(2)[0] == str(math.isqrt(100))
    window = [(c, y, x) for c in range(16) for y in range(3) for x in range(3)]
    assert right(4)[0] == f"{len(window)} and {32 * 9}"
    assert right(5)[0] == str(2 / (4 + 6))
    assert float(right(5)[0]) * (4 + 6) / 2 == 1
    assert f"{math.sqrt(0.5**30):.0e}" == "3e-05"
    assert f"{0.5**30:.0e}" == "9e-10"


def test_only_the_last_bias_gets_a_gradient_in_a_net_of_zeros():
    """Central differences in each parameter of a tanh net, at 0."""
    rng = np.random.default_rng()
    X, target = rng.normal(size=(8, 3)), rng.normal(size=(8, 2))
    shapes = [(3, 4), (4,), (4, 4), (4,), (4, 2), (2,)]

    def loss(parts: list[np.ndarray]) -> float:
        a = X
        for k in (0, 2):
            a = np.tanh(a @ parts[k] + parts[k + 1])
        return float(np.mean((a @ parts[4] + parts[5] - target) ** 2))

    moved = []
    for k, shape in enumerate(shapes):
        steps = []
        for place in np.ndindex(*shape):
            up = [np.zeros(one) for one in shapes]
            up[k][place] = 1e-4
            down = [-one for one in up]
            steps.append((loss(up) - loss(down)) / 2e-4)
        moved.append(bool(np.max(np.abs(steps)) > 1e-7))
    assert moved == [False, False, False, False, False, True]


def test_the_numbers_of_the_later_answers():
    z = np.linspace(-12, 12, 200_001)
    density = np.exp(-(z**2) / 2) / math.sqrt(2 * math.pi)
    mean_square = float(np.sum(np.tanh(z) ** 2 * density) * (z[1] - z[0]))
    assert f"{1 / math.sqrt(mean_square):.2f}" in right(7)[1]
    assert f"−{1 / math.sqrt(100)}" in right(8)[0]
    assert math.isclose((2 * 0.1) ** 2 / 12, 1 / 300)
    for rate, diverges in ((0.0201, True), (0.0199, False)):
        assert (abs(1 - rate * 100) > 1 or abs(1 - rate * 1) > 1) is diverges
    assert math.isclose(1 - abs(1 - 0.02 * 1), 0.02)
    layers = math.log(1 / math.e) / math.log(0.9)
    assert right(12)[0] == f"About {layers:.1f} layers"
    assert round(0.9**7, 1) == 0.5
    assert round(0.9**22, 1) == 0.1


def test_large_weights_make_a_tanh_net_flat_and_its_error_signal_grow():
    """Question 9, in nets of ten layers whose weights are eight times LeCun's."""
    rng = np.random.default_rng(9)
    n, depth = 64, 10
    weights = [rng.normal(0, 8 / math.sqrt(n), (n, n)) for _ in range(depth)]
    a, zs = rng.normal(size=(200, n)), []
    for W in weights:
        zs.append(a @ W)
        a = np.tanh(zs[-1])
    flat = np.mean([np.abs(1 - np.tanh(z) ** 2) < 0.01 for z in zs])
    delta = rng.normal(size=(200, n)) * (1 - np.tanh(zs[-1]) ** 2)
    sizes = [float(np.sqrt(np.mean(delta**2)))]
    for W, z in zip(weights[:0:-1], zs[-2::-1], strict=True):
        delta = (delta @ W.T) * (1 - np.tanh(z) ** 2)
        sizes.append(float(np.sqrt(np.mean(delta**2))))
    assert 0.6 < flat < 0.8
    assert sizes[-1] > 100 * sizes[0]


def test_the_page_uses_no_name_that_is_gone():
    for link in re.findall(r"\]\(([\w./]+\.ipynb)\)", TEXT):
        path = link.replace("../assignments/", "../release/")
        assert (ROOT / "notebooks" / path).resolve().is_file(), link
