"""The quiz: its items are right, its files say what is wrong with them, its answers are marked with
the right reason, and what students get is independent of the key."""

from __future__ import annotations

import ast
import contextlib
import dataclasses
import itertools
import math
import re
import tomllib
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import jupytext
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.text import Text

from autograder.authoring import quiz_file, quiz_formulas, quiz_notebook
from autograder.authoring.build import expected
from autograder.model import QuizError
from autograder.roles import expand
from initlab import draws, quiz
from initlab.activations import ACTIVATIONS
from initlab.checks import CheckFailed, Score
from initlab.figures import quiz as quiz_figures

ROOT = Path(__file__).parents[2]
FILE = ROOT / "source" / "quiz.toml"
RAW = FILE.read_text("utf-8")
QUIZ = quiz_file.load(FILE)
ITEMS = {item.key: item for item in QUIZ.items}
ANSWERS = tomllib.loads((ROOT / "tests" / "answers" / "quiz.toml").read_text("utf-8"))
CELLS = jupytext.reads(quiz_notebook.to_text(QUIZ), fmt="py:percent").cells
HEADER = re.compile(r'# %%( \[markdown\])?( [a-z]+=("[^"\\]*"|\d+(\.\d+)?))+')

MY_NUMBER = 2026
NUMBERS = [item for item in QUIZ.items if item.kind == "number" and not item.draw]
DRAWN = [item for item in QUIZ.items if item.draw]

ORIGINAL_KEYS = {"Q1": 1, "Q2": 2, "Q3": 10, "Q4": True, "Q5": 1, "Q6": 1, "Q7": 1}


def _given(source: str) -> str:
    """What students get of a source: an independent, line by line cut of the two regions."""
    kept, cutting = [], False
    for line in source.split("\n"):
        if "BEGIN SOLUTION" in line:
            kept.append(line.split("#")[0] + "...  # your answer")
        if re.search("BEGIN (SOLUTION|HIDDEN TESTS)", line):
            cutting = True
        if not cutting:
            kept.append(line)
        if re.search("END (SOLUTION|HIDDEN TESTS)", line):
            cutting = False
    return "\n".join(kept)


def _source(grade_id: str) -> str:
    for cell in CELLS:
        if grade_id in (cell.metadata.get("test"), cell.metadata.get("solution")):
            return cell.source
    raise LookupError(grade_id)


def _mark(item: quiz_file.Item, value, visible: bool = False, my_number=MY_NUMBER):
    """(points, message, slip) of a test cell for a value, by nbgrader's rule for its last line."""
    space = {item.name: value, "my_number": my_number}
    setup = next(cell.source for cell in CELLS if cell.metadata.get("locked"))
    exec(setup, space)
    source = _source(f"{item.name}-answer")
    tree = ast.parse(_given(source) if visible else source)
    last = ast.Expression(tree.body.pop().value)
    try:
        exec(compile(tree, "test", "exec"), space)
        score = eval(compile(last, "test", "eval"), space)
    except CheckFailed as failed:
        return 0, str(failed), failed.slip
    if isinstance(score, Score):
        assert float(repr(score)) == score  # what nbgrader reads
        return float(score), score.reason, score.slip
    assert score is None
    return item.points, "", ""


def _value(text: str, item: quiz_file.Item):
    return eval(
        text,
        {
            "np": np,
            "Fraction": Fraction,
            "Decimal": Decimal,
            "name": item.name,
            "parts": item.parts,
            **_drawn(item),
        },
    )


def _alike_after(layers: int) -> float:
    """The correlation of two unrelated inputs after layers of ReLU with He's weights, by a sum over
    pairs of normal numbers."""
    u, v = np.meshgrid(*[np.linspace(-6, 6, 301)] * 2)
    share, c = np.exp(-(u**2 + v**2) / 2), 0.0
    for _ in range(layers):
        other = c * u + math.sqrt(1 - c * c) * v
        c = 2 * float(np.sum(share * np.maximum(u, 0) * np.maximum(other, 0)) / share.sum())
    return c


def _bias_on_the_line(sigma_w2: float) -> float:
    """The variance of tanh's biases for which these weights are critical: q rises until they are."""
    u = np.linspace(-9, 9, 901)
    share = np.exp(-(u**2) / 2) / np.exp(-(u**2) / 2).sum()
    for q in np.linspace(0, 1, 20_001):
        if sigma_w2 * np.sum(share / np.cosh(math.sqrt(q) * u) ** 4) < 1:
            return float(q - sigma_w2 * np.sum(share * np.tanh(math.sqrt(q) * u) ** 2))
    raise AssertionError("no such line")


def _drawn(item: quiz_file.Item, my_number: int = MY_NUMBER):
    return draws.numbers_of(item.name, my_number, dict(item.draw))


# A test for each item, with all of its cases: 1,300 tests of a millisecond each would take pytest
# half a minute of its own.
EACH_ITEM = pytest.mark.parametrize(
    ("item", "row"),
    [pytest.param(ITEMS[row["key"]], row, id=row["key"]) for row in ANSWERS["item"]],
)


# -- what the items say


def test_the_seven_originals_have_the_key_of_the_source_material():
    found = {key: ITEMS[key].answer for key in ORIGINAL_KEYS}
    found["Q3"] = found["Q3"][0]
    assert found == ORIGINAL_KEYS
    assert [type(answer) for answer in found.values()] == [type(k) for k in ORIGINAL_KEYS.values()]
    assert [len(ITEMS[key].options) for key in ORIGINAL_KEYS] == [3, 3, 0, 2, 3, 3, 3]
    assert [option.text for option in ITEMS["Q6"].options] == [
        "$2/n_{in}$",
        "$2/(n_{in}+n_{out})$",
        "$1/n_{in}$",
    ]
    assert [option.text for option in ITEMS["Q7"].options] == ["1", "2", "3"]
    texts = {
        "Q1": ["scale", "learning rate", "data"],
        "Q2": ["Xavier", "He", "zero"],
        "Q4": ["True", "False"],
        "Q5": ["initialization and", "data", "batch size"],
    }
    for key, words in texts.items():
        for option, word in zip(ITEMS[key].options, words, strict=True):
            assert word in option.text


def test_each_original_is_there_with_its_sibling_and_covers_itself():
    for key in ORIGINAL_KEYS:
        assert key in ITEMS[key].covers
        assert f"{key}b" in ITEMS


def _xavier(fan_sum: float, factor: float = 2.0) -> tuple[float, float, float]:
    """Variance, standard deviation and uniform bound for Var w = factor/fan_sum; the bound by
    solving (2b)²/12 = variance."""
    variance = factor / fan_sum
    return variance, math.sqrt(variance), math.sqrt(12 * variance) / 2


def _leaky_variance(n: int, slope: float) -> float:
    """1/(n·E[f(z)²]) for a standard normal z, by integration on a grid."""
    z = np.linspace(-12, 12, 480_001)
    density = np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi)
    return 1 / (n * np.sum(np.where(z > 0, z, slope * z) ** 2 * density) * (z[1] - z[0]))


def test_numbers_are_what_their_formulas_give():
    assert ITEMS["Q3"].answer == (4 + 6,)
    assert ITEMS["Q3b"].answer == pytest.approx(_xavier(4 + 6), rel=1e-12)
    assert ITEMS["Q7b"].answer == pytest.approx((_xavier(6)[2], _xavier(24)[2]), rel=1e-12)
    assert ITEMS["Q2b"].answer == pytest.approx((_leaky_variance(512, 0.5),), rel=1e-8)
    z = np.array([-1e6, 1e6])  # SELU far out, from both sides alike
    kept = np.mean(ACTIVATIONS["selu"].f(z) ** 2) / np.mean(z**2)
    assert ITEMS["Q51"].answer == pytest.approx((1 / kept,), rel=1e-4)


def test_known_wrong_numbers_are_what_their_slips_give():
    v, s, b = _xavier(10)
    slips = {
        "Q3": [(4 * 6,), ((4 + 6) / 2,), (4,), (6,), (6 - 4,), (v,)],
        "Q2b": [
            (2 / 512,),
            (1 / 512,),
            (math.sqrt(1 / 320),),
            (2 / ((1 + 0.5) * 512),),
            (1 / ((1 + 0.25) * 512),),
            (2 / ((1 - 0.25) * 512),),
        ],
        "Q3b": [
            _xavier(10, 1),
            _xavier((4 + 6) / 2),
            _xavier(4, 1),
            _xavier(4),
            _xavier(6, 1),
            (s, None, None),
            (1 / 10, None, None),
            (None, v, None),
            (None, v**2, None),
            (None, None, s),
            (None, None, 3 * v),
            (None, None, 2 * b),
            (None, None, math.sqrt(3) * v),
        ],
        "Q7b": [
            (_xavier(6)[1], _xavier(24)[1]),
            (2 / 6, 2 / 24),
            (2 * _xavier(6)[2], 2 * _xavier(24)[2]),
            (_xavier(6, 1)[2], _xavier(24, 1)[2]),
            (math.sqrt(6), None),
            (None, 6 / 24),
            (None, math.sqrt(24 / 6)),
        ],
        "Q51": [(1 / 1.0507**2,), (2 / 1.0507,), (1.0507**2 / 2,), (2,)],
    }
    assert set(slips) <= {item.key for item in NUMBERS}
    for key, rows in slips.items():
        for wrong, values in zip(ITEMS[key].wrong, rows, strict=True):
            for got, value in zip(wrong.values, values, strict=True):
                assert got == (value and pytest.approx(value, rel=1e-12)), wrong.name


def _simulated(item: quiz_file.Item, n: dict[str, float]) -> tuple[tuple[float, ...], float]:
    """What an experiment gives for a drawn question, and how exact it is; no formula of its own."""
    rng = np.random.default_rng()
    if item.key == "Q31":
        logits = np.zeros((5, int(n["classes"])))
        p = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
        return (float(-np.log(p[:, 0]).mean()),), 1e-9
    if item.key == "Q32":  # n·Var w = 1; one layer's factor is the mean square that ReLU leaves
        return (_relu_share(centred=False) ** n["depth"],), 1e-6
    if item.key == "Q34":
        return (math.sqrt(_leaky_variance(int(n["n"]), n["a"])),), 1e-6
    if item.key == "Q30":  # how many products an output sums, counted; ReLU leaves a half
        terms = sum(1 for _ in np.ndindex(int(n["c_in"]), int(n["k"]), int(n["k"])))
        return (math.sqrt(1 / (terms * _relu_share(centred=False))),), 1e-6
    if item.key == "Q41":  # a step taken, on weights and a gradient of these rms
        W, grad = rng.choice([-1, 1], (2, 30, 20)) * np.reshape([n["w"], n["g"]], (2, 1, 1))
        moved = (W - n["lr"] * grad) - W
        return (float(np.linalg.norm(moved) / np.linalg.norm(W)),), 1e-9
    if item.key == "Q44":  # the slower direction after a step, at the best of very many rates
        rates = np.linspace(0, 2 / n["steep"], 400_001)
        left = np.abs(1 - np.outer(rates, [n["steep"], n["flat"]])).max(axis=1)
        return (float(left.min()),), 1e-4
    if item.key == "Q53":  # layer after layer, from two sides; ReLU leaves what it leaves
        low, high, half = 0.0, 5.0, _relu_share(centred=False)
        for _ in range(200):
            low, high = (n["w"] * half * q + n["b"] for q in (low, high))
        return ((low + high) / 2,), 1e-5
    if item.key == "Q56":  # independent series of numbers of rms 1, two added by each layer
        added = sum(rng.normal(size=200_000) for _ in range(2 * int(n["layers"])))
        return (float(np.std(rng.choice([-1, 1], 200_000) + added)),), 0.0115
    if item.key == "Q57":  # fourth moments on a grid; of n² pairs of units, n are twice the same
        z = np.linspace(-12, 12, 240_001)
        share = np.exp(-(z**2) / 2) / np.exp(-(z**2) / 2).sum()
        one, same = (float(share @ np.maximum(math.sqrt(2) * z, 0) ** k) for k in (2, 4))
        pairs = [same if i == j else one**2 for i, j in np.ndindex(*[int(n["width"])] * 2)]
        return (float(np.mean(pairs)) ** n["depth"],), 1e-6
    n_in, n_out = int(n["n_in"]), int(n["n_out"])
    if item.key == "Q49":  # rows of a random matrix, made perpendicular by its polar decomposition
        U, _, V = np.linalg.svd(rng.normal(size=(n_in, n_out)), full_matrices=False)
        return (float(np.mean((n["gain"] * U @ V) ** 2)),), 1e-9
    variance = _xavier(n_in + n_out)[0]
    if item.key == "Q29":
        return (math.sqrt(variance),), 1e-9
    if (
        item.key == "Q47"
    ):  # 30,000 ReLU units, layer by layer: a square strays by √5, the mean by 1.3 %
        x = rng.choice([-1.0, 1.0], n_in)
        layers = (rng.normal(0, math.sqrt(variance), (n_in, n_out)) for _ in range(30_000 // n_out))
        return (float(np.mean([np.mean(np.maximum(x @ W, 0) ** 2) for W in layers])),), 0.1
    W = rng.normal(0, math.sqrt(variance), (300, n_in, n_out))  # Q33: 300 layers
    x, delta = rng.normal(size=(300, n_in)), rng.normal(size=(300, n_out))
    return (
        float(np.einsum("di,dio->do", x, W).var()),
        float(np.einsum("do,dio->di", delta, W).var()),
    ), 0.15


@pytest.mark.parametrize("item", DRAWN, ids=lambda item: item.key)
def test_answers_of_drawn_numbers_are_what_an_experiment_gives(item):
    for my_number in (1, 7, 2026, 123_456, 987_654_321_012 % 10**12):
        numbers = _drawn(item, my_number)
        wanted, rtol = _simulated(item, numbers)
        value = tuple(quiz_formulas.value(one, numbers) for one in item.answer)
        assert value == pytest.approx(wanted, rel=rtol)
        answer = value if item.parts else value[0]
        assert _mark(item, answer, my_number=my_number) == (item.points, "", "")
        rounded = [float(f"{one:.3g}") for one in value]
        assert _mark(item, rounded if item.parts else rounded[0], my_number=my_number) == (
            item.points,
            "",
            "",
        )


@pytest.mark.parametrize("item", DRAWN, ids=lambda item: item.key)
def test_students_get_different_numbers_and_each_number_is_drawn(item):
    seen = [tuple(_drawn(item, my_number).values()) for my_number in range(1, 2001)]
    assert set(seen) == {tuple(case.values()) for case in quiz_formulas.cases(dict(item.draw))}
    same = sum(a == b for a, b in itertools.pairwise(seen)) / 2000
    assert same < 3 / len(set(seen))  # neighbours in a list of student numbers


@pytest.mark.parametrize(
    ("my_number", "says"),
    [
        ("...", "my_number is not answered yet: write a whole number, such as your student number"),
        ("'2026'", "my_number is the text '2026'; write the number 2026 without quotes"),
        ("20.5", "my_number is 20.5; write a whole number"),
        ("0", "my_number is 0; write a whole"),
        ("-5", "my_number is -5; write a whole number"),
        ("10**12", "my_number is 1000000000000; "),
        ("True", "my_number is True; write a whole number"),
        ("[1]", "my_number is a list of 1 value"),
        ("float('nan')", "my_number is nan, which is not a finite number"),
    ],
)
def test_a_number_of_ones_own_that_is_none_is_told(capsys, my_number, says):
    for item in DRAWN:
        for visible in (True, False):
            points, message, slip = _mark(item, 1.0, visible, eval(my_number))
            assert (points, slip) == (0, "")
            assert message.startswith(says)
        assert draws.show_numbers(item.name, eval(my_number), dict(item.draw)) == {}
        assert capsys.readouterr().out.startswith(says)


def test_the_notebook_shows_the_numbers_that_the_test_uses(capsys):
    for item in DRAWN:
        cell = next(cell for cell in CELLS if cell.metadata.get("locked") == f"{item.name}-numbers")
        space = {"show_numbers": draws.show_numbers, "my_number": np.int64(MY_NUMBER)}
        exec(cell.source, space)
        assert space[f"{item.name}_numbers"] == _drawn(item)
        shown = capsys.readouterr().out
        assert all(f"{key} = {value:g}" in shown for key, value in _drawn(item).items())
        assert not re.search(r"sqrt|log|\*", cell.source), "a formula where students see it"


@pytest.mark.parametrize("name", quiz_figures.PICTURES)
def test_a_figure_is_labelled_and_says_no_answer(name):
    picture = getattr(quiz_figures, name)()
    figure = picture.figure()
    assert picture.png().startswith(b"\x89PNG")
    asked = [item for item in QUIZ.items if item.figure == name]
    assert len(asked) == 1
    assert figure.get_suptitle()
    for axes in figure.axes:
        assert axes.get_xlabel()
        assert axes.get_ylabel()
    words = " ".join(text.get_text().lower() for text in figure.findobj(Text))
    for word in ("satur", "equal", "too ", "uniform", "truncat", "vanish", "0.1414"):
        assert word not in words


def _rms_of_width_100(std: float, layers: int = 20) -> float:
    """Root mean square to expect: each ReLU layer multiplies the mean square by ½·100·std²."""
    return math.sqrt((50 * std**2) ** layers)


def test_the_figures_show_what_the_answers_say():
    def lines(figure):
        axes = figure().figure().axes[0]
        return {line.get_label(): line.get_ydata() for line in axes.lines}

    curves = lines(quiz_figures.depth_curves)
    for name, std in {"A": 0.2, "B": 0.1414, "C": 0.1}.items():
        assert 0.2 < curves[name][-1] / _rms_of_width_100(std) < 5
    ends = []
    for axes in quiz_figures.weight_histograms().figure().axes:
        outline = axes.patches[0].get_xy()  # stepfilled: (x, count) around the histogram
        ends.append(np.abs(outline[outline[:, 1] > 0, 0]).max())
    assert [end < 0.19 for end in ends] == [False, False, True]
    steps = lines(quiz_figures.first_steps)
    assert (
        steps["B"][0]
        == pytest.approx(math.log(10), abs=1e-3)
        == pytest.approx(steps["B"][-1], abs=2e-3)
    )
    assert steps["C"][0] > 20
    assert steps["A"][0] < 3.5
    assert steps["A"][-1] < steps["A"][0] - 0.5
    outer = []
    for axes in quiz_figures.tanh_histograms().figure().axes:
        x, count = axes.patches[0].get_xy()[1:101:2].T  # the left edge of each bin, its count
        outer.append(count[np.abs(x + 0.02) > 0.9].sum() / count.sum())
    assert min(outer) > 0.5
    sizes = [
        [np.asarray(line.get_ydata(), float) for line in axes.lines]
        for axes in quiz_figures.sizes_both_ways().figure().axes
    ]
    factors = [[(one[-1] / one[0]) ** (1 / 9) for one in panel] for panel in sizes]  # z, delta
    assert factors[0][0] == pytest.approx(0.707, abs=0.1)
    assert factors[0][1] == pytest.approx(1 / 0.707, abs=0.2)  # towards layer 1 it falls
    assert factors[1][0] == pytest.approx(1, abs=0.02)
    assert sizes[1][0].min() > 4
    assert factors[1][1] < 0.8  # towards layer 1 it grows
    assert factors[2] == pytest.approx([1, 1], abs=0.15)
    first = [line.get_xdata()[0] for line in quiz_figures.two_trails().figure().axes[0].lines]
    assert set(np.round(first, 9)) == {0.5, np.round(first[-1], 9)}


def _first_loss(logit_std: float) -> float:
    logits = np.random.default_rng(7).normal(0, logit_std, (200_000, 10))
    top = logits.max(axis=1, keepdims=True)
    return float(np.mean(np.log(np.exp(logits - top).sum(axis=1)) + top[:, 0] - logits[:, 0]))


def _relu_share(centred: bool) -> float:
    """E[a²], or Var a, of a rectified standard normal, by integration on a grid."""
    z = np.linspace(0, 12, 240_001)
    weight = np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi) * (z[1] - z[0])
    return float(np.sum(z**2 * weight) - centred * np.sum(z * weight) ** 2)


def _truncated_std() -> float:
    """The standard deviation of a standard normal number kept only within ±2, on a grid."""
    z = np.linspace(-2, 2, 400_001)
    weight = np.exp(-(z**2) / 2)
    return float(np.sqrt(np.sum(z**2 * weight) / np.sum(weight)))


@pytest.mark.parametrize(
    ("key", "quoted", "computed"),
    [
        ("Q1", r"10^{-9}", lambda: f"10^{{{math.log10(0.5**30):.0f}}}"),
        ("Q1", r"10^{9}", lambda: f"10^{{{math.log10(2.0**30):.0f}}}"),
        ("Q2", "3·10⁻⁵", lambda: f"{0.5 ** (30 / 2) * 1e5:.0f}·10⁻⁵"),
        ("Q2b", "1.0001", lambda: f"{1 + 0.01**2:.4f}"),
        ("Q3b", "0.4472", lambda: f"{math.sqrt(0.2):.4f}"),
        ("Q3b", "0.7746", lambda: f"{math.sqrt(3 * 0.2):.4f}"),
        ("Q5", "0.693", lambda: f"{math.log(2):.3f}"),
        ("Q5b", "2.303", lambda: f"{math.log(10):.3f}"),
        ("Q5b", "0.000045", lambda: f"{math.exp(-10):.6f}"),
        ("Q5b", "2.73", lambda: f"{_first_loss(1):.2f}"),
        ("Q5b", "about 8,", lambda: f"about {_first_loss(5):.0f},"),
        ("Q5b", "15.5", lambda: f"{_first_loss(10):.1f}"),
        ("Q6b", "0.3408", lambda: f"{_relu_share(centred=True):.4f}"),
        (
            "Q6b",
            "exactly half",
            lambda: {0.5: "exactly half"}[round(_relu_share(centred=False), 9)],
        ),
        ("Q8", "0.1", lambda: f"{math.sqrt(100 * (1 / 100) ** 2):g}"),
        ("Q10", "0.577", lambda: f"{np.std(np.linspace(-1, 1, 100_001)):.3f}"),
        ("Q10", "243", lambda: f"{math.sqrt(3) ** 10:.0f}"),
        ("Q13", "0.52", lambda: f"{1 / (100 * _leaky_variance(100, 0.2)):.2f}"),
        ("Q13", "factor of 7 in 50", lambda: f"factor of {(0.52 / 0.5) ** 50:.0f} in 50"),
        ("Q16", "deviation of 16", lambda: f"deviation of {math.sqrt(256):.0f}"),
        ("Q17", "factor of 16", lambda: f"factor of {0.25**-2:.0f}"),
        ("Q19", "6900", lambda: f"{0.5 * 1.1**100:.2g}".replace("6.9e+03", "6900")),
        ("Q20", "by 1.5", lambda: f"by {300 * _xavier(300 + 100)[0]:g}"),
        ("Q25", "500 updates", lambda: f"{50_000 // 100} updates"),
        ("Q35", "0.1414", lambda: f"{math.sqrt(2 / 100):.4f}"),
        ("Q50", "84 %", lambda: {True: "84 %"}[abs(_crushed(orthogonal=True) - 0.84) < 0.015]),
        ("Q50", "90 %", lambda: {True: "90 %"}[abs(_crushed(orthogonal=False) - 0.90) < 0.015]),
        ("Q51", "1.104", lambda: f"{1.0507**2:.3f}"),
        ("Q51", "0.552", lambda: f"{1.0507**2 / 2:.3f}"),
        ("Q51", "1.81", lambda: f"{2 / 1.0507**2:.2f}"),
        ("Q52", "0.0005", lambda: f"{0.88**60:.1g}"),
        ("Q54", "$1/\\pi = 0.32$", lambda: f"$1/\\pi = {_alike_after(1):.2f}$"),
        ("Q54", "0.87 after ten", lambda: f"{_alike_after(10):.2f} after ten"),
        ("Q54", "0.97 after thirty", lambda: f"{_alike_after(30):.2f} after thirty"),
        ("Q55", "about 0.004", lambda: f"about {_bias_on_the_line(1.3):.3f}"),
        ("Q55", "to 1.76 at 0.05", lambda: f"to 1.76 at {_bias_on_the_line(1.761):.2f}"),
        ("Q36", "0.173", lambda: f"{math.sqrt(12 * 0.1**2) / 2:.3f}"),
        ("Q36", "0.227", lambda: f"{2 * 0.1 / _truncated_std():.3f}"),
    ],
)
def test_figures_in_the_prose_are_recomputed(key, quoted, computed):
    item = ITEMS[key]
    prose = " ".join([item.explanation, *(one.why for one in (*item.options, *item.wrong))])
    assert computed() == quoted
    assert quoted in prose


def test_the_longest_option_is_right_about_as_often_as_by_chance():
    """Ties count by their share. By chance it would be the sum of 1/options; 1.5 standard errors."""
    right = by_chance = variance = 0.0
    for item in QUIZ.items:
        if item.options and item.kind == "choice":
            lengths = [len(option.text) for option in item.options]
            if max(lengths) == lengths[item.right_option - 1]:
                right += 1 / lengths.count(max(lengths))
            share = 1 / len(lengths)
            by_chance, variance = by_chance + share, variance + share * (1 - share)
    assert by_chance > 5
    assert right < by_chance
    assert by_chance - right < 1.5 * math.sqrt(variance)


def test_items_point_only_to_lessons_that_are_written():
    written = {path.stem for path in (ROOT / "notebooks").glob("*.py")}
    assert {item.lesson.split("#")[0] for item in QUIZ.items} <= written


def _crushed(orthogonal: bool) -> float:
    """The share of singular values below 0.01 after 50 ReLU layers of 200 units that keep the mean
    square, of three nets."""
    rng, n, found = np.random.default_rng(50), 200, []
    for _ in range(3):
        x, J = rng.normal(size=n), np.eye(n)
        for _ in range(50):
            G = rng.normal(size=(n, n))
            W = np.linalg.qr(G)[0] if orthogonal else G / math.sqrt(n)
            z = math.sqrt(2) * x @ W
            x, J = np.maximum(z, 0), math.sqrt(2) * (J @ W) * (z > 0)
        found.append(np.mean(np.linalg.svd(J, compute_uv=False) < 0.01))
    return float(np.mean(found))


def _rms_backward(size: float, depth: int = 20) -> float:
    """rms of the error signal at the bottom of these tanh layers of 100 units, over that at the top;
    weights have the standard deviation size/√100."""
    rng, n = np.random.default_rng(18), 100
    x, layers = rng.normal(size=(200, n)), []
    for _ in range(depth):
        W = rng.normal(0, size / math.sqrt(n), (n, n))
        x = np.tanh(x @ W)
        layers.append((W, 1 - x**2))
    error = rng.normal(size=x.shape) * layers[-1][1]
    top = np.sqrt(np.mean(error**2))
    for (W, _), (_, slope) in zip(layers[:0:-1], layers[-2::-1], strict=True):
        error = error @ W.T * slope
    return float(np.sqrt(np.mean(error**2)) / top)


def test_large_weights_grow_the_rms_and_very_large_ones_lose_it():
    assert "$10^9$-fold" in ITEMS["Q18"].explanation
    assert 1e7 < _rms_backward(16) < 1e11
    assert _rms_backward(1000) < 1e-6


def test_the_saturated_net_of_q39_passes_a_growing_rms_on():
    """z has the std 4 in its first layer, so |z| > 1.82, where the slope is below 0.1, in 65 %."""
    assert "rms\ngrows" in ITEMS["Q39"].explanation
    assert _rms_backward(4, depth=6) > 4
    assert math.erfc(math.acosh(math.sqrt(10)) / 4 / math.sqrt(2)) == pytest.approx(0.65, abs=0.01)


def test_texts_are_well_formed():
    for item in QUIZ.items:
        for text in (
            item.question,
            item.explanation,
            item.title,
            *(one for option in item.options for one in (option.text, option.why)),
        ):
            assert text.count("$") % 2 == 0
        sources = _source(f"{item.name}-answer")
        for message in [
            one.value
            for one in ast.walk(ast.parse(sources))
            if isinstance(one, ast.Constant) and isinstance(one.value, str)
        ]:
            assert not re.search(r"[$\\{}]", message), "LaTeX in a plain message"
        if "#" in item.lesson:
            lesson, anchor = item.lesson.split("#")
            assert f'name="{anchor}"' in (ROOT / "notebooks" / f"{lesson}.py").read_text("utf-8")
        if item.figure:
            assert item.figure in quiz_figures.PICTURES


# -- marking


@EACH_ITEM
def test_right_answers_get_full_marks(item, row):
    for text in row["right"]:
        assert _mark(item, _value(text, item)) == (item.points, "", ""), text
        assert _mark(item, _value(text, item), visible=True)[1] == "", text


def test_the_corpus_knows_every_item_and_every_slip():
    """What a new item still needs in this repository; nothing else here asks for it."""
    missing = ", ".join(sorted(set(ITEMS) - {row["key"] for row in ANSWERS["item"]}))
    assert not missing, f"add answers to tests/answers/quiz.toml for {missing}"
    assert {row["key"] for row in ANSWERS["item"]} == set(ITEMS)
    assert all(len(row["right"]) >= 3 for row in ANSWERS["item"])
    slips = [
        case["slip"]
        for row in ANSWERS["item"]
        for case in (*row["wrong"], *row.get("part", ()))
        if case["slip"]
    ]
    untried = ", ".join(sorted(set(quiz_notebook.slip_names(QUIZ)) - set(slips)))
    assert not untried, f"add wrong answers to tests/answers/quiz.toml that show {untried}"
    assert set(slips) == set(quiz_notebook.slip_names(QUIZ))


def _reasons(item):
    return {quiz_notebook.plain(one.why) for one in (*item.options, *item.wrong)}


@EACH_ITEM
def test_wrong_answers_get_their_own_reason_and_no_other(item, row):
    for case in (*row["wrong"], *row.get("part", ())):
        text = case["value"]
        points, message, slip = _mark(item, _value(text, item))
        assert points == pytest.approx(item.points * case.get("share", 0)), text
        assert case["says"] in message, text
        assert slip == case["slip"], text
        assert f"See lesson {item.lesson}." in message, text
        named = {why for why in _reasons(item) if why in message}
        if not item.parts:
            assert len(named) == (1 if slip else 0), text
        for option in item.options[item.right_option - 1 : item.right_option]:
            if len(option.text) > 8:
                assert quiz_notebook.plain(option.text) not in message, text
        # The visible part never tells a wrong answer from a right one.
        assert _mark(item, _value(text, item), visible=True)[1] == "", text


@EACH_ITEM
def test_malformed_answers_get_a_reason(item, row):
    cases = ANSWERS["malformed"]["numbers" if item.parts else item.kind]
    assert cases
    for case in cases:
        wanted = case["says"].replace("{name}", item.name)
        for visible in (True, False):
            points, message, slip = _mark(item, _value(case["value"], item), visible)
            assert (points, slip) == (0, ""), case["value"]
            assert wanted in message, case["value"]
            assert "\n" not in message, case["value"]


def test_the_solutions_of_the_text_get_full_marks():
    for item in QUIZ.items:
        space = {f"{item.name}_numbers": _drawn(item), "sqrt": math.sqrt, "log": math.log}
        exec(_source(item.name), space)
        assert _mark(item, space[item.name]) == (item.points, "", "")
        exec(_given(_source(item.name)), space)
        assert space[item.name] is ...


@settings(max_examples=150)
@given(
    st.sampled_from(QUIZ.items),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.complex_numbers() | st.text(),
        lambda inner: st.lists(inner, max_size=4) | st.tuples(inner, inner, inner),
    ),
)
def test_any_plain_value_is_marked(item, value):
    points, message, _ = _mark(item, value)
    assert 0 <= points <= item.points
    assert bool(message) == (points < item.points)


# -- the text


def test_the_text_is_strict_and_jupytext_reads_it():
    text = quiz_notebook.to_text(QUIZ)
    assert text == quiz_notebook.to_text(quiz_file.load(FILE))
    headers = [line for line in text.splitlines() if line.startswith("# %%")]
    more = sum(bool(item.figure) + bool(item.draw) for item in QUIZ.items)
    assert len(headers) == len(CELLS) == 4 + 3 * len(QUIZ.items) + more
    assert all(HEADER.fullmatch(line) for line in headers)
    kinds = [(cell.cell_type, next(iter(cell.metadata))) for cell in CELLS]
    wanted = [("markdown", "name"), ("code", "locked"), ("markdown", "name"), ("code", "solution")]
    for item in QUIZ.items:
        more = bool(item.figure) + bool(item.draw)
        wanted += [
            ("markdown", "name"),
            *[("code", "locked")] * more,
            ("code", "solution"),
            ("code", "test"),
        ]
    assert kinds == wanted
    assert CELLS[0].source.startswith("# ")
    for cell in CELLS:
        expand({k: v for k, v in cell.metadata.items() if k != "lines_to_next_cell"})
    for item in QUIZ.items:
        cell = next(cell for cell in CELLS if cell.metadata.get("name") == item.key)
        assert cell.source.startswith(f"## {item.key} · {item.title}\n\n{item.question}")
        for option in item.options:
            assert f" {option.text}" in cell.source


def _other_key(item: quiz_file.Item):
    """The item with another answer, and other words wherever only graded students look."""
    options = tuple(
        quiz_file.Option(one.text, f"because {k}") for k, one in enumerate(item.options)
    )
    answer = {
        "choice": item.right_option % max(1, len(item.options)) + 1,
        "truth": not item.answer,
        "number": tuple(f"7 + {x}" if item.draw else x + 0.25 for x in item.answer)
        if item.kind == "number"
        else None,
    }[item.kind]
    return dataclasses.replace(
        item,
        answer=answer,
        options=options,
        wrong=item.wrong[:1],
        relation="another",
        explanation="another",
        rtol=0.1,
        atol=0.5,
    )


def test_what_students_get_is_independent_of_the_key():
    other = dataclasses.replace(QUIZ, items=tuple(_other_key(item) for item in QUIZ.items))
    mine, theirs = quiz_notebook.to_text(QUIZ), quiz_notebook.to_text(other)
    assert mine != theirs
    assert _given(mine) == _given(theirs)
    for item in QUIZ.items:
        for text in (*_reasons(item), item.explanation, item.relation or item.explanation):
            assert text not in _given(mine)
    assert not re.search(r"key=|because=|(BEGIN|END) ", _given(mine))


def test_the_released_notebook_has_the_same_bytes_whatever_the_key(tmp_path):
    """By nbgrader's own steps: cell ids, metadata, points and checksums, too."""
    built = []
    others = [
        ("Q1", "answer = 1", "answer = 3"),
        ("Q4", "answer = true", "answer = false"),
        ("Q3", "answer = 10", "answer = 11"),
        ("Q7b", "[1, 0.5]", "[3, 0.75]"),
        ("Q6b", "answer = 4", "answer = 2"),
        ("Q14", "answer = 4", "answer = 1"),
        ("Q31", '"log(classes)"', '"7 + log(classes)"'),
    ]
    for swaps in ([], others):
        text = RAW
        for key, old, new in swaps:
            text = _corrupted(key, old, new, text)
        (tmp_path / "source").mkdir(exist_ok=True)
        (tmp_path / "source" / "quiz.toml").write_text(text, "utf-8")
        made = expected(tmp_path)
        built.append(
            [made[tmp_path / folder / "quiz" / "quiz.ipynb"] for folder in ("source", "release")]
        )
    (source, release), (other_source, other_release) = built
    assert source != other_source
    assert release == other_release


def test_the_lesson_is_no_hint():
    for item in QUIZ.items:
        for option in item.options[item.right_option - 1 : item.right_option]:
            words = set(re.findall("[a-z]+", item.lesson)) - set(
                re.findall("[a-z]+", item.question.lower())
            )
            assert not words & set(re.findall("[a-z]+", option.text.lower()))


@settings(max_examples=30)
@given(
    st.text(min_size=1), st.sampled_from(["", "END HIDDEN TESTS", "### BEGIN SOLUTION", "\n# %%"])
)
def test_any_text_of_a_reason_is_quoted_safely(text, end):
    why = quiz_notebook.plain(text + end) or "."
    items = tuple(
        dataclasses.replace(
            item,
            relation=text + end,
            wrong=tuple(dataclasses.replace(one, why=text + end) for one in item.wrong),
            options=tuple(dataclasses.replace(one, why=text + end) for one in item.options),
        )
        for item in QUIZ.items
    )
    hostile = quiz_notebook.to_text(dataclasses.replace(QUIZ, items=items))
    assert _given(hostile) == _given(quiz_notebook.to_text(QUIZ))
    cells = jupytext.reads(hostile, fmt="py:percent").cells
    assert len(cells) == len(CELLS)
    texts = [
        one.value
        for cell in cells
        if "test" in cell.metadata
        for one in ast.walk(ast.parse(cell.source))
        if isinstance(one, ast.Constant)
    ]
    assert why in texts or why == "."


def test_slip_names_and_explanations():
    names = quiz_notebook.slip_names(QUIZ)
    assert names["q1-option-2"] == "Q1: chose “To raise the learning rate”"
    assert names["q4-false"] == "Q4: answered False"
    assert names["q3-wrong-1"] == "Q3: gave 24 (product for the sum)"
    assert all("\n" not in name for name in names.values())
    told = quiz_notebook.explanations(QUIZ)
    assert set(told) == {cell.metadata["test"] for cell in CELLS if "test" in cell.metadata}
    assert ITEMS["Q2"].options[1].why in told["q2-answer"]
    assert ITEMS["Q2"].options[0].why not in told["q2-answer"]


# -- files with mistakes


def _corrupted(key: str, old: str, new: str, text: str = RAW) -> str:
    """The quiz's file with one change, in the item that has the key."""
    blocks = re.split(r"(?m)^(?=\[\[item\]\])", text)
    index = next(k for k, block in enumerate(blocks) if f'key = "{key}"\n' in block)
    assert old in blocks[index], "the corruption is out of date"
    blocks[index] = blocks[index].replace(old, new, 1)
    return "".join(blocks)


def _refused(path: Path, content: str | bytes) -> str:
    """The one line, without the file's name, that `load` refuses this content with."""
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    with pytest.raises(QuizError) as caught:
        quiz_file.load(path)
    line = str(caught.value)
    assert line.startswith(f"{path}: ")
    assert len(line.splitlines()) == 1
    assert len(line) < len(str(path)) + 250
    return line.removeprefix(f"{path}: ")


@pytest.mark.parametrize("case", ANSWERS["corruption"], ids=lambda case: case["says"][:50])
def test_a_mistake_in_the_file_is_one_line_that_says_where(tmp_path, case):
    content = _corrupted(case["item"], case["old"], case["new"])
    assert _refused(tmp_path / "quiz.toml", content).startswith(case["says"])


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("points = 1\n", "points =\n", "line "),
        ('title = "Quiz', "title = Quiz", "line "),
        ("intro = '''", "intro = '''''' '''", "line "),
        ('title = "Quiz: choosing a network\'s first weights"\n', "", "field title: is missing"),
        ("intro = ", "author = 'me'\nintro = ", "field author: no such field; known: title"),
        ("[[item]]", "[[items]]", "line "),
    ],
)
def test_a_mistake_outside_the_items_is_one_line_too(tmp_path, old, new, says):
    assert old in RAW
    assert _refused(tmp_path / "quiz.toml", RAW.replace(old, new, 1)).startswith(says)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xfe",
        b"title = 1",
        b"item = 3\ntitle = 'a'\nintro = 'b'",
        b"title = 'a'\nintro = 'b'\nitem = [1]",
        b"title = 'a'\nintro = 'b'\n[item]\ntext='%%'",
        b"title = 'a'\nintro = 'b'\nitem = []",
        b"a = " + b"[" * 5000 + b"]" * 5000,
        b"title = 'a'\nintro = 'b'\n'x\\ny' = 1",
    ],
)
def test_files_of_another_kind_are_one_line(tmp_path, data):
    assert _refused(tmp_path / "quiz.toml", data)


def test_a_missing_file_is_one_line(tmp_path):
    with pytest.raises(QuizError, match="can't be read: No such file"):
        quiz_file.load(tmp_path / "none.toml")


@settings(max_examples=150)
@given(st.data())
def test_a_file_with_a_line_lost_or_doubled_loads_or_says_why(tmp_path_factory, data):
    head, *items = re.split(r"(?m)^(?=\[\[item\]\])", RAW)
    kinds = {re.search('kind = "(.+)"', item)[1]: item for item in items}  # one of each kind
    lines = "".join([head, *kinds.values()]).splitlines(keepends=True)
    place = data.draw(st.integers(0, len(lines) - 1))
    lines[place : place + 1] = data.draw(st.sampled_from([[], 2 * [lines[place]], ["x = [1]\n"]]))
    path = tmp_path_factory.mktemp("quiz") / "quiz.toml"
    path.write_text("".join(lines), "utf-8")
    with contextlib.suppress(QuizError):
        quiz_file.load(path)
        return
    _refused(path, path.read_bytes())


def test_a_slip_is_named_at_three_digits_where_the_answer_needs_six():
    with pytest.raises(CheckFailed) as caught:
        quiz.number("q", 0.0559, key=0.003125, atol=1e-6, wrong=[(0.055902, "the deviation")])
    assert caught.value.slip == "q-wrong-1"


def test_any_key_may_be_used_that_is_free_and_an_item_may_cover_nothing(tmp_path):
    """In another course: gaps among the numbers are nobody's business, and there is no source
    material to meet."""
    path = tmp_path / "quiz.toml"
    blocks = re.split(r"(?m)^(?=\[\[item\]\])", RAW)
    block = re.sub(r"(?m)^covers = .*\n", "", blocks[1]).replace('"Q1"', '"Q99"')
    path.write_text(blocks[0] + block + blocks[2], "utf-8")
    loaded = quiz_file.load(path)
    assert [item.key for item in loaded.items] == ["Q99", "Q1b"]
    assert loaded.items[0].covers == ()
    text = quiz_notebook.to_text(loaded)
    assert '# %% [markdown] name="Q99"\n' in text
    for cell in jupytext.reads(text, fmt="py:percent").cells:
        expand({k: v for k, v in cell.metadata.items() if k != "lines_to_next_cell"})
