"""Instruments compute what initlab computes, in a page that asks for nothing; they can be worked by
keyboard, fit on a phone, and leave a picture where scripts don't run."""

from __future__ import annotations

import itertools
import re
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from axe import violations
from instrument_page import inside, needs_chromium, shown

from initlab import instruments
from initlab.activations import ACTIVATIONS
from initlab.data import handwritten_digits
from initlab.instruments import stream, two_starts
from initlab.instruments.scale import CHOICES, measured
from initlab.nets import backward, descend, forward, logistic_loss, softmax_cross_entropy

MADE = {
    "scale": instruments.scale_explorer,
    "fans": instruments.fan_counter,
    "phase": instruments.phase_diagram,
    "trainer": instruments.trainer,
    "digits": lambda: instruments.trainer(data="digits"),
}


@cache
def made(name: str) -> str:
    """An instrument as its function gives it: drawing the still picture takes longest."""
    return MADE[name]()


# What is computed in the page, with matrices as lists of rows.
RUN = """([net, X, grad]) => {
  const I = window.instrument;
  const layers = net.map((l) => ({...l, W: I.fromRows(l.W), b: Float64Array.from(l.b)}));
  const {output, trace} = I.forward(layers, I.fromRows(X));
  const grads = I.backward(layers, trace, I.fromRows(grad));
  return {output: I.toRows(output), z: trace.map((t) => I.toRows(t.z)), grads: grads.map((g) =>
    ({W: I.toRows(g.W), b: [...g.b], z: I.toRows(g.z), x: I.toRows(g.x)}))};
}"""


@pytest.fixture(scope="module")
def scale(chromium: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    return inside(shown(chromium, tmp_path_factory.mktemp("scale"), instruments.scale_explorer()))


# ---- the arithmetic


@needs_chromium
@pytest.mark.parametrize("activation", CHOICES)
def test_forward_and_backward_agree_with_initlab(scale: Any, activation: str):
    rng = np.random.default_rng()
    widths = (5, 7, 4, 3)
    net = [
        {"W": rng.normal(size=s) * 1.5, "b": rng.normal(size=s[1]), "activation": activation}
        for s in itertools.pairwise(widths)
    ]
    X, grad = rng.normal(size=(6, 5)) * 3, rng.normal(size=(6, 3))
    plain = [{**layer, "W": layer["W"].tolist(), "b": layer["b"].tolist()} for layer in net]
    got = scale.evaluate(RUN, [plain, X.tolist(), grad.tolist()])
    output, trace = forward(net, X)
    np.testing.assert_allclose(got["output"], output, rtol=1e-11, atol=1e-13)
    for mine, theirs in zip(got["z"], trace, strict=True):
        np.testing.assert_allclose(mine, theirs["z"], rtol=1e-11, atol=1e-13)
    for mine, theirs in zip(got["grads"], backward(net, trace, grad), strict=True):
        for key in ("W", "b", "z", "x"):
            np.testing.assert_allclose(mine[key], theirs[key], rtol=1e-10, atol=1e-12)


@needs_chromium
@pytest.mark.parametrize("activation", CHOICES)
def test_activations_agree_from_end_to_end(scale: Any, activation: str):
    z = np.linspace(-40, 40, 801)
    both = "([name, z]) => ['f', 'df'].map((k) => z.map(instrument.ACTIVATIONS[name][k]))"
    f, df = scale.evaluate(both, [activation, z.tolist()])
    np.testing.assert_allclose(f, ACTIVATIONS[activation].f(z), rtol=1e-13, atol=1e-14)
    np.testing.assert_allclose(df, ACTIVATIONS[activation].df(z), rtol=1e-13, atol=1e-14)


@needs_chromium
def test_loss_and_step_agree_with_initlab(scale: Any):
    rng = np.random.default_rng()
    z, y = rng.normal(size=(9, 1)) * 20, rng.integers(0, 2, 9)
    got = scale.evaluate(
        """([z, y]) => { const {loss, grad} = instrument.logisticLoss(instrument.fromRows(z), y);
        return [loss, instrument.toRows(grad)]; }""",
        [z.tolist(), y.tolist()],
    )
    loss, grad = logistic_loss(z, y)
    assert got[0] == pytest.approx(loss, rel=1e-12)
    np.testing.assert_allclose(got[1], grad, rtol=1e-12, atol=1e-15)
    W, b, dW, db = (rng.normal(size=shape) for shape in ((3, 2), 2, (3, 2), 2))
    got = scale.evaluate(
        """([W, b, dW, db]) => { const I = instrument, [net] = I.descend(
          [{W: I.fromRows(W), b: Float64Array.from(b)}], [{W: I.fromRows(dW), b: db}], 0.3);
        return [I.toRows(net.W), [...net.b]]; }""",
        [W.tolist(), b.tolist(), dW.tolist(), db.tolist()],
    )
    [layer] = descend([{"W": W, "b": b}], [{"W": dW, "b": db}], 0.3)
    np.testing.assert_allclose(got[0], layer["W"], rtol=1e-14)
    np.testing.assert_allclose(got[1], layer["b"], rtol=1e-14)


@needs_chromium
@pytest.mark.parametrize("start", [0, 131_072, 2**31 + 5, 600 * 52 * 131_072])
def test_the_page_draws_the_numbers_that_python_draws(scale: Any, start: int):
    got = scale.evaluate("(s) => [...instrument.normals(1001, s)]", start)
    np.testing.assert_allclose(got, stream.normals(1001, start), rtol=1e-12, atol=1e-14)
    got = scale.evaluate("(s) => [...instrument.uniforms(1001, s)]", start)
    np.testing.assert_allclose(got, stream.uniforms(1001, start), rtol=1e-14, atol=1e-15)


def test_the_stream_is_normal_and_each_place_is_another():
    """A million numbers, always the same: mean, variance, fourth moment, and neighbours, within 5
    standard errors; no place is used by two layers."""
    z = stream.normals(1_000_000, 0)
    for moment, wanted, std in ((z, 0, 1), (z**2, 1, 2**0.5), (z**4, 3, 96**0.5)):
        assert abs(moment.mean() - wanted) < 5e-3 * std
    assert abs((z[1:] * z[:-1]).mean()) < 5e-3
    u = stream.uniforms(1_000_000, 7)
    assert abs(u.mean()) < 5e-3 / 3**0.5
    assert abs((u**2).mean() - 1 / 3) < 5e-3 * (4 / 45) ** 0.5
    assert 600 * 52 * stream.STRIDE < 2**32  # every draw and layer from a place of its own
    assert stream.STRIDE >= 256 * 256 + 256
    np.testing.assert_array_equal(stream.normals(10, 4)[:6], stream.normals(6, 4))


@needs_chromium
@pytest.mark.parametrize("rule", ["normal", "lecun", "xavier", "he", "pytorch"])
def test_a_rule_draws_weights_of_the_std_that_it_states(scale: Any, rule: str):
    """65,536 weights always the same: a std is known to 1/√131072 = 0.28 %."""
    n = 256
    wanted = {"normal": 0.7, "lecun": n**-0.5, "xavier": n**-0.5, "he": (2 / n) ** 0.5}
    std = wanted.get(rule, (3 * n) ** -0.5)
    got, W, b = scale.evaluate(
        """([rule, n, own]) => { const I = instrument;
        const std = I.RULES[rule] ? I.RULES[rule](n, n) : own;
        const layer = I.layerOf(rule, n, n, std, "relu", I.STRIDE);
        return [std, [...layer.W.data], [...layer.b]]; }""",
        [rule, n, 0.7],
    )
    assert got == pytest.approx(std)
    assert np.std(W) == pytest.approx(std, rel=5 * 0.0028)
    if rule == "pytorch":
        assert max(map(abs, W)) <= n**-0.5
        assert 0.9 * n**-0.5 < max(map(abs, b)) <= n**-0.5
    else:
        assert not any(b)


# ---- the scale explorer


@needs_chromium
@pytest.mark.parametrize(("activation", "std"), [("tanh", 0.05), ("relu", 0.2), ("linear", 0.1)])
def test_the_explorer_begins_with_the_net_of_its_picture(
    browser: Any, tmp_path: Path, activation: str, std: float
):
    html = instruments.scale_explorer(activation=activation, depth=20, width=64, std=std)
    frame = inside(shown(browser, tmp_path, html))
    std = 10 ** round(np.log10(std), 2)
    seen = measured(activation, 20, 64, std)
    choice = {"rule": "normal", "activation": activation, "depth": 20, "width": 64, "draw": 0}
    ahead, back = frame.evaluate(
        "(c) => { const r = instrument.run(c); return [r.ahead, r.back]; }", {**choice, "std": std}
    )
    np.testing.assert_allclose(ahead, seen["ahead"], rtol=1e-9)
    np.testing.assert_allclose(back, seen["back"], rtol=1e-9)
    ratio = seen["ahead"][-1] / seen["ahead"][0]
    word = "vanishing" if ratio < 0.1 else "exploding" if ratio > 10 else "stable"
    assert word in frame.inner_text("#verdict").split("\n")[0].lower()


def test_a_begin_that_the_sliders_do_not_have_is_refused():
    for wrong in ({"activation": "selu"}, {"depth": 51}, {"width": 17}, {"std": 4.0}):
        with pytest.raises(ValueError, match=r"activation|depth"):
            instruments.scale_explorer(**wrong)


@needs_chromium
def test_the_keyboard_changes_scale_rule_and_draw(browser: Any, tmp_path: Path):
    page = shown(browser, tmp_path, instruments.scale_explorer(activation="linear", std=0.1))
    frame = inside(page)
    said = lambda: frame.inner_text("#verdict").lower()  # noqa: E731
    assert said().count("stable") == 2
    frame.focus("#std")
    page.keyboard.press("End")
    frame.wait_for_function("document.getElementById('verdict').innerText.match(/exploding/gi)")
    assert said().count("exploding") == 2
    page.keyboard.press("Home")
    frame.wait_for_function("document.getElementById('verdict').innerText.match(/vanishing/gi)")
    frame.select_option("#rule", "he")
    frame.wait_for_function("document.getElementById('verdict').innerText.match(/exploding/gi)")
    assert frame.inner_text("#std-says") == "0.141"
    before = said()
    frame.focus("#again")
    page.keyboard.press("Enter")
    frame.wait_for_function("document.getElementById('draw-says').innerText.includes('draw 2')")
    assert said() != before
    frame.focus("#std")
    page.keyboard.press("ArrowLeft")
    frame.wait_for_function("document.getElementById('rule').value === 'normal'")
    assert not page.wrong


# ---- the fan counter


def fans_by_loops(c_in: int, c_out: int, kernel: int, groups: int) -> tuple[int, int]:
    """Every connection of a convolution without padding, one product at a time; the middle unit's
    counts."""
    size, seen = 9, []
    for o, r, c in itertools.product(range(c_out), *[range(size)] * 2):
        for k in range(c_in // groups):
            i = o // (c_out // groups) * (c_in // groups) + k
            for h, v in itertools.product(range(kernel), repeat=2):
                seen.append(((o, r, c), (i, r + h, c + v)))
    middle = size // 2
    fan_in = sum(out == (0, middle, middle) for out, _ in seen)
    return fan_in, sum(inp == (0, middle, middle) for _, inp in seen)


@needs_chromium
def test_counts_and_formulas_are_those_of_loops(browser: Any, tmp_path: Path):
    frame = inside(shown(browser, tmp_path, instruments.fan_counter()))
    both = """(layer) => { const f = instrument.formula(layer), c = instrument.countFans(layer);
        return [[c.fanIn, c.fanOut], [f.fanIn, f.fanOut]]; }"""
    sizes = (1, 2, 3, 4, 6)
    for c_in, c_out, groups in itertools.product(sizes, repeat=3):
        if c_in % groups or c_out % groups:
            continue
        for kernel in (1, 3, 5) if c_in * c_out <= 8 else (3,):
            layer = {"nIn": c_in, "nOut": c_out, "kernel": kernel, "groups": groups}
            wanted = list(fans_by_loops(c_in, c_out, kernel, groups))
            assert frame.evaluate(both, {**layer, "kind": "convolution"}) == [wanted, wanted], layer
    dense = {"kind": "dense", "nIn": 4, "nOut": 6, "kernel": 3, "groups": 2}
    assert frame.evaluate(both, dense) == [[4, 6], [4, 6]]


@needs_chromium
def test_the_keyboard_reaches_units_and_moves_to_the_border(browser: Any, tmp_path: Path):
    page = shown(browser, tmp_path, instruments.fan_counter())
    frame = inside(page)

    def says(*words: str) -> None:
        for word in words:
            frame.wait_for_function(
                "(w) => document.getElementById('verdict').innerText.includes(w)", arg=word
            )

    says("Output channel 1", "18 inputs: that is fan-in")
    frame.focus("#groups")
    page.keyboard.press("Tab")
    says("Input channel 1", "27 outputs: that is fan-out")
    assert frame.get_attribute(".unit:focus", "aria-pressed") == "true"
    assert frame.locator(".cell.on").count() == 27
    for _ in range(3):
        page.keyboard.press("ArrowUp")
    says("row 1", "feeds 18 outputs", "9 of 27 are missing")
    frame.select_option("#groups", "1")
    says("feeds 36 outputs")
    frame.select_option("#n-in", "3")
    says("feeds 36 outputs")
    frame.wait_for_function("document.getElementById('groups').options[1]?.text === '3'")
    assert frame.locator("#groups option").all_inner_texts() == ["1", "3"]
    frame.select_option("#kind", "dense")
    says("Input unit 1 feeds 6 outputs: that is fan-out")
    assert frame.locator("#kernel").is_hidden()
    assert not page.wrong


# ---- the trainer


@pytest.fixture(scope="module")
def trained(chromium: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    return inside(shown(chromium, tmp_path_factory.mktemp("trainer"), instruments.trainer()))


@needs_chromium
@pytest.mark.parametrize("start", two_starts.STARTS)
@pytest.mark.parametrize("activation", two_starts.CHOICES)
@pytest.mark.parametrize(("data", "steps"), [("circles", 20), ("digits", 5)])
def test_training_in_the_page_is_training_in_python(
    trained: Any, start: str, activation: str, data: str, steps: int
):
    """A few steps at a small rate, where rounding has not grown. From all ½ the ten classes' first
    gradients add up to 0 but for rounding, whose sign then says which ReLUs are on."""
    near = 1e-5 if (start, activation, data) == ("constant", "relu", "digits") else 1e-8
    losses, weights, flat, right = trained.evaluate(
        """([choice, data, steps, rate]) => { const I = instrument, D = I[data](), losses = [];
        let net = I.begin(choice, D);
        for (let k = 0; k < steps; k++) {
          const done = I.step(net, D, rate); net = done.net; losses.push(done.loss);
        }
        const right = [D, ...(D.test ? [D.test] : [])].map((part) => I.accuracy(net, part));
        return [losses, net.map((l) => I.toRows(l.W)), I.flat(net, D.X), right]; }""",
        [{"start": start, "activation": activation, "hidden": 2}, data, steps, 0.01],
    )
    begun = two_starts.begin(start, activation, 2, data)
    net, expected = two_starts.train(begun, 0.01, steps, data)
    np.testing.assert_allclose(losses, expected, rtol=near)
    for mine, layer in zip(weights, net, strict=True):
        np.testing.assert_allclose(mine, layer["W"], rtol=10 * near, atol=near / 100)
    found = two_starts.digits()
    parts = [(found["X"], found["y"]), (found["X_test"], found["y_test"])]
    parts = parts if data == "digits" else [two_starts.circles()]
    if start not in {"zeros", "constant"}:  # whose outputs are all rounding
        for share, (X, y) in zip(right, parts, strict=True):
            logits = forward(net, X)[0]
            said = logits.argmax(axis=1) if data == "digits" else logits[:, 0] > 0
            assert share == pytest.approx(np.mean(said == y), abs=1e-9)
    hidden = [seen["a"] for seen in forward(net, parts[0][0])[1][:-1]]
    shares = {
        "relu": np.mean([(a <= 0).all(axis=0) for a in hidden]),
        "tanh": np.mean([np.abs(a) > 0.99 for a in hidden]),
        "sigmoid": np.mean([(a < 0.01) | (a > 0.99) for a in hidden]),
    }
    assert flat == pytest.approx(shares[activation])


@needs_chromium
def test_softmax_and_its_gradient_agree_with_initlab(scale: Any):
    rng = np.random.default_rng()
    z, y = rng.normal(size=(9, 10)) * 50, rng.integers(0, 10, 9)
    z[0] = 1e4 * (np.arange(10) == y[0])  # exp would overflow
    got = scale.evaluate(
        """([z, y]) => { const {loss, grad} = instrument.softmaxLoss(instrument.fromRows(z), y);
        return [loss, instrument.toRows(grad)]; }""",
        [z.tolist(), y.tolist()],
    )
    loss, grad = softmax_cross_entropy(z, y)
    assert got[0] == pytest.approx(loss, rel=1e-12)
    np.testing.assert_allclose(got[1], grad, rtol=1e-11, atol=1e-15)


@needs_chromium
def test_the_page_has_the_digits_of_the_course(trained: Any):
    got = trained.evaluate(
        """() => { const I = instrument, D = I.digits();
        return [I.toRows(D.X), D.y, I.toRows(D.test.X), D.test.y]; }"""
    )
    found = handwritten_digits()
    for mine, (name, count) in zip(
        got, (("X", 600), ("y", 600), ("X_test", 300), ("y_test", 300)), strict=True
    ):
        np.testing.assert_allclose(mine, found[name][:count], rtol=1e-13, atol=1e-15)
    assert len(instruments.trainer()) < 300_000


@needs_chromium
def test_digits_are_chosen_by_keyboard_and_shown_as_first_weights(browser: Any, tmp_path: Path):
    html = instruments.trainer(left="constant", right="large", activation="relu", hidden=2)
    page = shown(browser, tmp_path, html)
    frame = inside(page)
    frame.focus("#data")
    page.keyboard.press("d")
    frame.wait_for_function("document.getElementById('verdict').textContent.includes('ln 10')")
    said = frame.inner_text("#verdict")
    assert "ln 10 = 2.303; A begins there, B at" in said
    assert "far above it" in said
    assert not frame.locator("#says-circles").is_visible()
    frame.focus("#go")
    page.keyboard.press("Enter")
    frame.wait_for_function("Number(document.getElementById('steps').textContent) > 3")
    page.keyboard.press("Enter")
    frame.wait_for_function("document.getElementById('go').textContent === 'Start'")
    assert re.search(r"right \d+\s%, test \d+\s%, dead", frame.inner_text("#says-b"))
    assert not page.wrong
    pictures = """(id) => { const pen = document.getElementById(id).getContext('2d');
      return [0, 1].map((k) => pen.getImageData(6 + 118 * k, 6, 112, 112).data.join()); }"""
    one, other = frame.evaluate(pictures, "plane-a")
    assert one == other
    one, other = frame.evaluate(pictures, "plane-b")
    assert one != other


@needs_chromium
def test_start_pause_and_reset_by_keyboard(browser: Any, tmp_path: Path):
    page = shown(browser, tmp_path, instruments.trainer())
    frame = inside(page)
    steps = lambda: int(frame.inner_text("#steps"))  # noqa: E731
    assert steps() == 0
    frame.focus("#go")
    page.keyboard.press("Space")
    frame.wait_for_function("Number(document.getElementById('steps').textContent) > 20")
    page.keyboard.press("Space")
    frame.wait_for_function("document.getElementById('go').textContent === 'Start'")
    at = steps()
    page.wait_for_timeout(200)
    assert steps() == at
    losses = two_starts.train(two_starts.begin("xavier", "tanh", 4), 0.1, at + 1)[1]
    [said] = re.findall(r"that of B ([\d.]+)\. ", frame.inner_text("#verdict"))
    assert any(float(said) == pytest.approx(loss, abs=2e-3) for loss in losses[-2:])
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    frame.wait_for_function("document.getElementById('steps').textContent === '0'")
    frame.select_option("#activation", "relu")
    frame.wait_for_function("document.getElementById('says-a').textContent.includes('dead')")
    assert not page.wrong


def test_a_start_that_there_is_not_is_refused():
    for wrong in ({"left": "best"}, {"activation": "gelu"}, {"hidden": 3}, {"data": "mnist"}):
        with pytest.raises(ValueError, match=r"start|activation|hidden|data"):
            instruments.trainer(**wrong)


def test_what_the_instrument_of_lesson_02_shows_is_what_its_text_says():
    """From all ½ the loss ends at ln 2, from He far below it."""
    ends = [
        two_starts.train(two_starts.begin(start, "relu", 2), 0.1, 2000)[1][-1]
        for start in ("constant", "he")
    ]
    assert ends[0] == pytest.approx(np.log(2), abs=1e-3)
    assert ends[1] < 0.1


def test_what_lesson_02_says_of_digits_is_so():
    """From all ½ the first layer's units stay alike; He's do not, and learn."""
    net = two_starts.begin("constant", "relu", 2, "digits")
    W = two_starts.train(net, 0.1, 300, "digits")[0][0]["W"]
    np.testing.assert_allclose(W, W[:, :1] * np.ones(16), rtol=1e-9)
    net, losses = two_starts.train(two_starts.begin("he", "relu", 2, "digits"), 0.1, 300, "digits")
    found = two_starts.digits()
    assert losses[-1] < 0.1
    assert np.mean(forward(net, found["X_test"])[0].argmax(axis=1) == found["y_test"]) > 0.9


# ---- every instrument


@needs_chromium
@pytest.mark.parametrize("name", MADE)
def test_two_on_a_page_fit_ask_for_nothing_and_can_be_read_by_everybody(
    browser: Any, tmp_path: Path, name: str
):
    """At each width and in the dark, without loading the page anew: a window changes its size, a
    phone turns, the night comes. On paper there is a picture."""
    page = shown(browser, tmp_path, 2 * made(name))
    titles = "[...document.querySelectorAll('iframe')].map((one) => one.title)"
    unlabelled = "[...document.querySelectorAll('input, select')].filter((e) => !e.labels.length)"
    for width in (1300, 390):
        page.set_viewport_size({"width": width, "height": 900})
        for at in (0, 1):
            frame = inside(page, at)
            frame.wait_for_function("innerHeight >= document.documentElement.scrollHeight")
            assert frame.evaluate("document.documentElement.scrollWidth <= innerWidth")
            assert frame.evaluate(f"{unlabelled}.length") == 0
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert len(set(page.evaluate(titles))) == 2
    frame = inside(page)
    assert not frame.locator("#still").is_visible()
    page.emulate_media(media="print")
    assert frame.locator("#still svg").is_visible()
    assert not frame.locator("#live").is_visible()
    page.emulate_media(media="screen")
    assert not page.wrong
    for scheme, new in (("light", ""), ("dark", "colours")):
        page.emulate_media(color_scheme=scheme)
        assert not violations(page, looks=new)
        assert not violations(inside(page), but="page-has-heading-one", looks=new)


@needs_chromium
@pytest.mark.parametrize("name", MADE)
def test_without_scripts_there_is_a_picture(browser: Any, tmp_path: Path, name: str):
    page = shown(browser, tmp_path, made(name), java_script_enabled=False)
    frame = page.query_selector("iframe").content_frame()
    assert frame.locator("#still svg").is_visible()
    assert not frame.locator("#live").is_visible()


@pytest.mark.parametrize("name", MADE)
def test_the_same_call_gives_the_same_text(name: str):
    assert MADE[name]() == made(name)
