"""The phase diagram: its averages against fine sums and closed forms, its points against repeating
the map, the net in the page against Python, and keys, mouse and finger."""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from instrument_page import inside, needs_chromium, shown

from initlab import instruments
from initlab.activations import ACTIVATIONS
from initlab.instruments import phase
from initlab.mean_field import ERF, FIELDS, chi_1, critical, line, pair_map, settled, size_map

KINDS = {"tanh": ACTIVATIONS["tanh"], "erf": ERF, "relu": ACTIVATIONS["relu"]}
POINTS = [(1.2, 0.05), (2.5, 0.05), (0.3, 0.001), (4.0, 0.5), (1.7, 0.0), (0.9, 0.2)]


@pytest.fixture(scope="module")
def diagram(chromium: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    return inside(shown(chromium, tmp_path_factory.mktemp("phase"), instruments.phase_diagram()))


def mean(h: Any, q: float) -> float:
    """E h(z)² for z ~ N(0, q), by 40,000 strips: not by the instrument's 129. The middle of no
    strip is 0, where ReLU has its kink."""
    u = (np.arange(40_000) + 0.5) / 2000 - 10
    share = np.exp(-(u**2) / 2) / 2000 / math.sqrt(2 * math.pi)
    return float(h(math.sqrt(q) * u) ** 2 @ share)


def of_pair(f: Any, q: float, c: float) -> float:
    """E f(z) f(z'), by 800 × 800 strips."""
    u = (np.arange(800) + 0.5) / 50 - 8
    share = np.exp(-(u**2) / 2) / 50 / math.sqrt(2 * math.pi)
    other = math.sqrt(q) * (c * u[:, None] + math.sqrt(1 - c * c) * u)
    return float((f(math.sqrt(q) * u) * share) @ f(other) @ share)


def of_relus(q: float, c: float) -> float:
    """E relu(z) relu(z'): the average over v in closed form, for each u > 0."""
    rest = math.sqrt(1 - c * c)

    def inner(u: np.ndarray) -> np.ndarray:
        at = c * u / rest
        cdf = 0.5 + 0.5 * ERF.f(at / math.sqrt(2))
        return c * u * cdf + rest * np.exp(-(at**2) / 2) / math.sqrt(2 * math.pi)

    nodes, weights = np.polynomial.legendre.leggauss(400)
    u = 5 * nodes + 5  # from 0 to 10
    return q * float(5 * weights @ (u * inner(u) * np.exp(-(u**2) / 2))) / math.sqrt(2 * math.pi)


@pytest.mark.parametrize("kind", KINDS)
def test_the_averages_are_those_of_fine_sums(kind: str):
    f, df, field = KINDS[kind].f, KINDS[kind].df, FIELDS[kind]
    for q in (0.0, 1e-4, 0.3, 1.0, 4.5):
        assert field.square(q) == pytest.approx(mean(f, q), rel=1e-8)
        if q:
            assert field.slope(q) == pytest.approx(mean(df, q), rel=1e-10)
        for c in (-0.4, 0.0, 0.6, 0.99):
            wanted = of_relus(q, c) if kind == "relu" else of_pair(f, q, c)
            assert field.product(q, c) == pytest.approx(wanted, rel=1e-8, abs=1e-15)


def repeated(kind: str, sigma_w2: float, sigma_b2: float) -> float:
    """q*, by repeating the map 20,000 times."""
    q = 1.0
    for _ in range(20_000):
        q = size_map(kind, q, sigma_w2, sigma_b2)
    return q


@pytest.mark.parametrize("kind", FIELDS)
def test_sizes_settle_where_the_map_leaves_them(kind: str):
    for sigma_w2, sigma_b2 in POINTS:
        q = settled(kind, sigma_w2, sigma_b2)
        if math.isfinite(q):
            assert q == pytest.approx(repeated(kind, sigma_w2, sigma_b2), rel=1e-9, abs=1e-14)
        else:
            assert FIELDS[kind].homogeneous * sigma_w2 > 1
    if FIELDS[kind].homogeneous:
        assert math.isnan(settled(kind, 1 / FIELDS[kind].homogeneous, 0))
        assert settled(kind, 1 / FIELDS[kind].homogeneous, 0.1) == math.inf


@pytest.mark.parametrize("kind", FIELDS)
def test_on_the_lines_chi_is_what_they_say(kind: str):
    for factor in (math.exp(-1 / 2), 1.0, math.exp(1 / 6)):
        for sigma_b2, sigma_w2 in line(kind, factor)[1:]:
            if sigma_b2 > 0:
                assert chi_1(kind, sigma_w2, sigma_b2) == pytest.approx(factor, rel=1e-9)
    for sigma_b2 in (0.0, 0.01, 0.05, 0.5):
        edge = critical(kind, sigma_b2)
        # without biases q* = 0 there, which halving finds to the root of rounding
        assert chi_1(kind, edge, sigma_b2) == pytest.approx(1, abs=1e-9 if sigma_b2 else 1e-6)
    ends = {"tanh": 1, "erf": math.pi / 4, "linear": 1, "relu": 2}
    assert critical(kind, 0) == pytest.approx(ends[kind])
    assert critical("tanh", 0.05) == pytest.approx(1.7610, abs=5e-5)  # lesson 10 prints it


@needs_chromium
@pytest.mark.parametrize("kind", FIELDS)
def test_the_page_has_the_numbers_of_python(diagram: Any, kind: str):
    for q in (1e-4, 0.3, 1.0, 4.5):
        got = diagram.evaluate(
            "([k, q]) => { const F = instrument.FIELDS[k]; return [F.square(q), F.slope(q), "
            "...[-0.4, 0, 0.6, 1].map((c) => F.product(q, c))]; }",
            [kind, q],
        )
        field = FIELDS[kind]
        wanted = [
            field.square(q),
            field.slope(q),
            *(field.product(q, c) for c in (-0.4, 0, 0.6, 1)),
        ]
        np.testing.assert_allclose(got, wanted, rtol=1e-11, atol=1e-16)
    for point in POINTS:
        q, factor = diagram.evaluate(
            "([k, w, b]) => [instrument.settled(k, w, b), instrument.chi(k, w, b)].map(String)",
            [kind, *point],
        )
        assert float(q.replace("Infinity", "inf")) == pytest.approx(
            settled(kind, *point), rel=1e-10
        )
        assert float(factor) == pytest.approx(chi_1(kind, *point), rel=1e-10)
    got = diagram.evaluate("([k, b]) => instrument.critical(k, b)", [kind, 0.05])
    assert got == pytest.approx(critical(kind, 0.05), rel=1e-12)
    got = diagram.evaluate("(k) => instrument.line(k, 0.9)", kind)
    np.testing.assert_allclose(got, line(kind, 0.9), rtol=1e-11, atol=1e-14)


@needs_chromium
def test_the_pages_strips_find_the_closed_forms_of_erf(diagram: Any):
    """The rule that is used for tanh, tried where the answer is known."""
    for q, c in ((0.01, 0.3), (0.5, 0.9), (4.5, -0.7), (4.5, 0.999)):
        got, known = diagram.evaluate(
            """([q, c]) => { const I = instrument, by = I.byStrips(I.FIELDS.erf);
            return [by, I.FIELDS.erf].map((F) => [F.square(q), F.slope(q), F.product(q, c)]); }""",
            [q, c],
        )
        np.testing.assert_allclose(got, known, rtol=1e-11)


# ---- a real net


@needs_chromium
@pytest.mark.parametrize("kind", FIELDS)
def test_theory_and_the_net_in_the_page_are_those_of_python(diagram: Any, kind: str):
    """The factor of rounding in 30 chaotic layers is below 1e4."""
    for (sigma_w2, sigma_b2), c, draw in (((1.2, 0.05), 0.6, 0), ((2.5, 0.1), 0.0, 599)):
        told, seen, factor = diagram.evaluate(
            """([k, w, b, c, draw]) => { const I = instrument;
            const net = I.drawn(100, 30, draw * 52 * I.STRIDE), seen = I.measured(k, w, b, c, net);
            return [I.theory(k, w, b, c, 30), seen, I.factorOf(seen)]; }""",
            [kind, sigma_w2, sigma_b2, c, draw],
        )
        wanted = phase.theory(kind, sigma_w2, sigma_b2, c)
        for key in ("sizes", "alike"):
            np.testing.assert_allclose(told[key], wanted[key], rtol=1e-9, atol=1e-12)
        found = phase.measured(kind, sigma_w2, sigma_b2, c, 100, draw)
        for key in ("sizes", "alike", "small"):
            np.testing.assert_allclose(seen[key], found[key], rtol=1e-7, atol=1e-10)
        assert factor == pytest.approx((found["small"][30] / found["small"][15]) ** (1 / 15))


def test_inputs_have_the_size_and_the_correlation_that_the_slider_says():
    one, other, small = phase.inputs(30, 0.6, 3)
    products = [np.mean(a * b) for a, b in ((one, one), (other, other), (one, other))]
    np.testing.assert_allclose(products, [1, 1, 0.6])
    assert np.mean(small**2) == pytest.approx(1)


def test_theory_is_what_eight_nets_do_on_average():
    """Nets that are always the same, 300 units: within 5 standard errors, and 1 % for the width."""
    for sigma_w2 in (1.2, 2.5):
        runs = [phase.measured("tanh", sigma_w2, 0.05, 0.6, 300, draw) for draw in range(8)]
        told = phase.theory("tanh", sigma_w2, 0.05, 0.6)
        for key in ("sizes", "alike"):
            curves = np.array([run[key] for run in runs])
            error = curves.std(axis=0, ddof=1) / math.sqrt(8)
            assert (np.abs(curves.mean(axis=0) - told[key]) <= 5 * error + 0.01).all()
        factors = [(run["small"][30] / run["small"][15]) ** (1 / 15) for run in runs]
        error = np.std(factors, ddof=1) / math.sqrt(8)
        assert abs(np.mean(factors) - chi_1("tanh", sigma_w2, 0.05)) < 5 * error + 0.01


def test_a_pair_keeps_its_likeness_in_a_linear_net_without_biases():
    assert pair_map("linear", 3.0, 0.6, 1.7, 0.0) == pytest.approx((5.1, 0.6))


# ---- the page


def test_a_point_that_the_plane_does_not_have_is_refused():
    for wrong in ({"activation": "gelu"}, {"sigma_w2": 4.1}, {"sigma_w2": 0}, {"sigma_b2": -0.1}):
        with pytest.raises(ValueError, match=r"activation|sigma_w2"):
            instruments.phase_diagram(**wrong)


def says(frame: Any, *words: str) -> None:
    for word in words:
        frame.wait_for_function(
            "(w) => document.getElementById('verdict').innerText.toLowerCase().includes(w)",
            arg=word.lower(),
        )


@needs_chromium
def test_the_keyboard_walks_from_order_over_the_line_into_chaos(browser: Any, tmp_path: Path):
    page = shown(browser, tmp_path, instruments.phase_diagram())
    frame = inside(page)
    says(frame, "ordered", "χ₁ = 0.845", "q* = 0.27", "ξ = 5.94 layers")
    assert frame.input_value("#known") == "a"
    frame.focus("#edge")
    page.keyboard.press("Enter")
    says(frame, "critical", "χ₁ = 1,", "q* = 0.57")
    assert frame.inner_text("#weights-says") == "1.76"
    assert frame.input_value("#known") == "own"
    frame.focus("#weights")
    page.keyboard.press("End")
    says(frame, "chaotic")
    frame.focus("#biases")
    page.keyboard.press("Home")
    assert frame.evaluate("document.getElementById('biases-says').textContent") in {"0", "0.05"}
    frame.focus("#again")
    page.keyboard.press("Enter")
    frame.wait_for_function("document.getElementById('draw-says').innerText.includes('Net 2')")
    frame.select_option("#known", "he")
    frame.select_option("#activation", "relu")
    says(frame, "critical", "every q is kept")
    frame.select_option("#known", "gain")
    says(frame, "exploding", "q grows without bound")
    frame.select_option("#known", "pytorch")
    frame.select_option("#width", "30")
    frame.wait_for_function("document.getElementById('biases-says').textContent === '0.0111'")
    says(frame, "ordered", "net of 30 units")
    assert not page.wrong


def place(frame: Any, sigma_b2: float, sigma_w2: float) -> tuple[float, float]:
    """Where a point of the plane is on the screen, by the gridlines that can be seen."""
    box = frame.locator("#plane").bounding_box()
    low, high = (frame.locator("#plane .grid").nth(k).bounding_box() for k in (0, 4))
    return (
        low["x"] + low["width"] * sigma_b2 / 0.5,
        low["y"] + (high["y"] - low["y"]) * sigma_w2 / 4 if box else 0,
    )


def chosen(frame: Any) -> list[float]:
    return [float(frame.inner_text(f"#{name}-says")) for name in ("biases", "weights")]


@needs_chromium
def test_a_mouse_clicks_and_drags_the_point(browser: Any, tmp_path: Path):
    page = shown(browser, tmp_path, instruments.phase_diagram())
    frame = inside(page)
    page.mouse.click(*place(frame, 0.3, 3.0))
    says(frame, "chaotic")
    assert chosen(frame) == pytest.approx([0.3, 3.0], abs=0.02)
    page.mouse.down()
    page.mouse.move(*place(frame, 0.2, 1.0), steps=5)
    says(frame, "ordered")
    page.mouse.move(*place(frame, 0.9, -1.0), steps=5)
    page.mouse.up()
    frame.wait_for_function("document.getElementById('weights-says').textContent === '0.05'")
    assert chosen(frame) == [0.5, 0.05]
    page.mouse.move(*place(frame, 0.3, 3.0))
    assert chosen(frame) == [0.5, 0.05]
    assert not page.wrong


@needs_chromium
def test_a_finger_drags_the_point_and_scrolls_beside_it(browser: Any, tmp_path: Path):
    view = {"viewport": {"width": 390, "height": 900}, "has_touch": True}
    page = shown(browser, tmp_path, instruments.phase_diagram() * 2, **view)
    frame = inside(page)
    send = page.context.new_cdp_session(page).send

    def drag(*points: tuple[float, float]) -> None:
        for k, (x, y) in enumerate(points):
            kind = "touchMove" if k else "touchStart"
            send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
        send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    drag(*[place(frame, 0.05 + k / 50, 1.2 + k / 5) for k in range(11)])
    says(frame, "chaotic")
    assert chosen(frame) == pytest.approx([0.25, 3.2], abs=0.03)
    assert page.evaluate("scrollY") == 0
    page.touchscreen.tap(*place(frame, 0.4, 0.6))
    says(frame, "ordered")
    before = chosen(frame)
    drag(*[place(frame, 0.1, 1.0 + k / 5) for k in range(11)])
    assert chosen(frame) == before
    assert not page.wrong


@needs_chromium
def test_the_words_are_those_of_chi(diagram: Any):
    for kind in FIELDS:
        edge = critical(kind, 0.1)
        for times, word in ((0.8, "ordered"), (1, "critical"), (1.3, "chaotic")):
            got = diagram.evaluate(
                "([k, w]) => instrument.phase(k, w, 0.1).word", [kind, times * edge]
            )
            homogeneous = FIELDS[kind].homogeneous and word == "chaotic"
            assert got == ("exploding" if homogeneous else word)


def test_the_questions_of_lesson_10_have_answers():
    """Biases alone lead off the line to the ordered side; 30 units scatter more than 300."""
    assert chi_1("tanh", critical("tanh", 0.05), 0.1) < 0.95
    told = phase.theory("tanh", 1.2, 0.05, 0.6)["sizes"]
    off = [
        np.std(np.subtract(phase.measured("tanh", 1.2, 0.05, 0.6, width)["sizes"], told))
        for width in (30, 300)
    ]
    assert off[0] > 2 * off[1]
    text = (Path(__file__).parents[2] / "notebooks/10_mean_field.py").read_text()
    assert re.search(r"take 30 units in place of 300", text)
