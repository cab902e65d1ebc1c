"""What lesson 03 claims about fans, against loops that are too slow to be wrong.

The lesson's own code is run once, cell by cell, with warnings as errors; nothing here calls the
lesson's formulas to check them.
"""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from lesson_run import Lesson
from reading_time import check_boxes, check_reading_time

from initlab import figures

LESSON = Lesson("03_fans")


@pytest.fixture(scope="module")
def lesson():
    return LESSON.run()


# The oracle: two units are connected when their groups agree and the kernel covers the step.


def connected(out_unit, in_unit, c_out, c_in, groups, kernel, turned):
    """Whether the output (channel, *place) uses the input (channel, *place), unit by unit."""
    (o, *at), (i, *of) = out_unit, in_unit
    if o // (c_out // groups) != i // (c_in // groups):
        return False
    steps = (
        [a - b for a, b in zip(at, of, strict=True)]
        if turned
        else [b - a for a, b in zip(at, of, strict=True)]
    )
    return all(0 <= step < side for step, side in zip(steps, kernel, strict=True))


def fans_by_hand(c_in, c_out, kernel, groups=1, turned=False):
    """Every unit of the other side asked, one after the other, for a unit in the middle."""
    places = list(itertools.product(range(9), repeat=len(kernel)))
    middle = (4,) * len(kernel)
    rest = c_out, c_in, groups, kernel, turned
    fan_in = sum(
        connected((0, *middle), (i, *place), *rest) for i in range(c_in) for place in places
    )
    fan_out = sum(
        connected((o, *place), (0, *middle), *rest) for o in range(c_out) for place in places
    )
    return fan_in, fan_out


def slow_conv(x, w):
    """Cross-correlation, one product at a time."""
    c_out, c_in, kh, kw = w.shape
    z = np.zeros((c_out, x.shape[1] - kh + 1, x.shape[2] - kw + 1))
    for o, p, q in np.ndindex(z.shape):
        for i, h, v in np.ndindex(c_in, kh, kw):
            z[o, p, q] += w[o, i, h, v] * x[i, p + h, q + v]
    return z


def matrix_of(layer, shape):
    """The matrix of a linear layer, column by column."""
    return np.stack(
        [layer(unit.reshape(shape)).ravel() for unit in np.eye(int(np.prod(shape)))], axis=1
    )


def test_every_counted_fan_is_what_unit_by_unit_counting_gives(lesson):
    for name, (ways, (c_in, c_out), shape, groups, formula) in lesson.LAYERS.items():
        by_hand = fans_by_hand(c_in, c_out, shape[2:], groups, turned=ways is lesson.TURNED)
        assert lesson.counted[name] == by_hand, name
        assert formula == by_hand, name


def test_the_formula_also_holds_in_one_and_three_dimensions():
    assert fans_by_hand(6, 16, (3,)) == (18, 48)
    assert fans_by_hand(2, 4, (3, 3, 3)) == (2 * 27, 4 * 27)


def test_conv_is_the_slow_sum_and_conv_back_is_its_transpose(lesson):
    rng = np.random.default_rng()
    x, w = rng.normal(size=(2, 5, 6)), rng.normal(size=(3, 2, 2, 3))
    np.testing.assert_allclose(lesson.conv(x, w), slow_conv(x, w), atol=1e-12)
    forward = matrix_of(lambda x: slow_conv(x, w), (2, 5, 6))
    backward = matrix_of(lambda delta: lesson.conv_back(delta, w), (3, 4, 4))
    np.testing.assert_allclose(backward, forward.T, atol=1e-12)


def test_groups_side_by_side_make_a_block_diagonal_layer(lesson):
    rng = np.random.default_rng()
    w = rng.normal(size=(4, 2, 1, 3))
    whole = np.zeros((4, 4, 1, 3))
    whole[:2, :2], whole[2:, 2:] = w[:2], w[2:]
    x = rng.normal(size=(4, 1, 6))
    np.testing.assert_allclose(
        lesson.side_by_side(lesson.conv, x, w, 2), slow_conv(x, whole), atol=1e-12
    )


@pytest.mark.parametrize(
    ("name", "c_in", "c_out", "groups"),
    [("plain", 2, 3, 1), ("grouped", 4, 4, 2), ("depthwise", 4, 4, 4)],
)
def test_the_pictured_matrices_are_those_of_real_layers(lesson, name, c_in, c_out, groups):
    w = np.random.default_rng().normal(size=(c_out, c_in // groups, 1, 3))
    layer = matrix_of(lambda x: lesson.side_by_side(slow_conv, x, w, groups), (c_in, 1, 6))
    np.testing.assert_array_equal(getattr(lesson, name) != 0, layer != 0)


def test_the_nudged_input_moved_what_the_picture_predicts(lesson):
    assert lesson.prediction_holds


def test_measured_variances_follow_the_counts(lesson):
    np.testing.assert_allclose(lesson.dense_measured, (4, 6), rtol=0.05)
    np.testing.assert_allclose(lesson.conv_measured, (144, 288), rtol=0.05)


def test_border_and_stride_maps_count_the_places_one_by_one(lesson):
    near = range(-1, 2)
    for p, q in np.ndindex(8, 8):
        inside = [0 <= p + h < 8 and 0 <= q + v < 8 for h in near for v in near]
        assert lesson.border[p, q] == sum(inside)
        windows = [(p - h) % 2 == 0 and (q - v) % 2 == 0 for h in range(3) for v in range(3)]
        assert lesson.stride[(p + 1) % 8, (q + 1) % 8] == sum(windows)  # its corner is odd
    assert lesson.stride.mean() == 9 / 4
    assert lesson.stride_gain == pytest.approx(1 / 4, rel=0.15)
    assert lesson.total_gain == pytest.approx(1, rel=0.15)


def test_the_table_of_helpers_has_the_surprises_that_the_text_explains(lesson):
    wrong = {
        (name, library)
        for name, answers in lesson.helpers.items()
        for library, answer in zip(("torch", "keras", "jax"), answers, strict=True)
        if answer != lesson.counted[name]
    }
    grouped = ("4 groups, 16→32", "depthwise 4→4", "depthwise 4→8")
    assert wrong == {
        *itertools.product(grouped, ("torch", "keras", "jax")),
        ("transposed 16→32", "torch"),
        ("transposed 16→32", "keras"),
    }
    pytorch_wrong = {
        name
        for name, (_, _, shape, *_) in lesson.LAYERS.items()
        if lesson.torch_helper(shape) != lesson.counted[name]
    }
    assert pytorch_wrong == {*grouped, "transposed 16→32", "transposed, 4 groups"}
    assert lesson.torch_helper(lesson.LAYERS["transposed, 4 groups"][2]) == (72, 4 * 36)  # swapped
    assert lesson.torch_helper((4, 1, 3, 3)) == (9, 36)
    assert lesson.keras_helper((3, 3, 4, 1)) == (36, 9)
    assert lesson.jax_helper((3, 3, 1, 4), (-2,), (), (-1,)) == (9, 9)


def test_torch_agrees_about_its_helper_and_its_shapes(lesson):
    torch = pytest.importorskip("torch")
    from torch.nn.init import _calculate_fan_in_and_fan_out as real_helper

    layers = {
        "dense 4→6": torch.nn.Linear(4, 6),
        "conv 16→32, 3×3": torch.nn.Conv2d(16, 32, 3),
        "4 groups, 16→32": torch.nn.Conv2d(16, 32, 3, groups=4),
        "depthwise 4→4": torch.nn.Conv2d(4, 4, 3, groups=4),
        "depthwise 4→8": torch.nn.Conv2d(4, 8, 3, groups=4),
        "transposed 16→32": torch.nn.ConvTranspose2d(16, 32, 3),
    }
    assert layers.keys() == lesson.STORED.keys()
    for name, layer in layers.items():
        assert tuple(layer.weight.shape) == lesson.STORED[name][0], name
        assert real_helper(layer.weight) == lesson.torch_helper(lesson.STORED[name][0]), name
    grouped = torch.nn.ConvTranspose2d(16, 32, 3, groups=4).weight
    assert tuple(grouped.shape) == lesson.LAYERS["transposed, 4 groups"][2]


def test_torch_computes_the_lesson_s_convolutions(lesson):
    torch = pytest.importorskip("torch")
    rng = np.random.default_rng()
    x, w = rng.normal(size=(4, 7, 8)), rng.normal(size=(6, 2, 3, 3))
    real = torch.nn.functional.conv2d(torch.tensor(x), torch.tensor(w), groups=2)
    np.testing.assert_allclose(lesson.side_by_side(lesson.conv, x, w, 2), real, atol=1e-12)
    w = rng.normal(size=(4, 3, 3, 3))  # (in, out/groups, kh, kw)
    real = torch.nn.functional.conv_transpose2d(torch.tensor(x), torch.tensor(w), groups=2)
    np.testing.assert_allclose(lesson.side_by_side(lesson.conv_back, x, w, 2), real, atol=1e-12)


def test_the_wrong_fan_costs_a_factor_of_eight_per_block(lesson):
    np.testing.assert_allclose(lesson.by_count / lesson.by_helper, 8.0 ** np.arange(9), rtol=1e-9)
    assert all(1 / 3 < rms < 3 for rms in lesson.by_count)
    assert lesson.std_helper / lesson.std_count == pytest.approx(1 / 2)


def test_no_rule_keeps_both_sizes_of_an_unequal_layer(lesson):
    expected = [(1, 2), (1 / 2, 1), (2 / 3, 4 / 3), (1 / 3, 2 / 3)]
    np.testing.assert_allclose(list(lesson.measured.values()), expected, rtol=0.05)


def test_with_fan_out_only_the_first_and_the_last_width_matter(lesson):
    np.testing.assert_allclose(lesson.wander["2 / fan-in"], np.ones(5), rtol=0.3)
    np.testing.assert_allclose(lesson.wander["2 / fan-out"], [1, 1 / 2, 2, 1 / 2, 1], rtol=0.3)


def test_one_weight_has_the_addresses_that_the_layouts_say(lesson):
    for o, i, h, w in np.ndindex(lesson.oihw.shape):
        assert lesson.oihw[o, i, h, w] == lesson.hwio[h, w, i, o]


@pytest.mark.parametrize(
    "number",
    [
        "16 · 9 = **144**",
        "32 · 9 = **288**",
        "6 · 3 = **18**",
        "16 · 3 = **48**",
        f"{32 * 16 * 9:,}".replace(",", " "),
        f"{16 * 64 * 64:,}".replace(",", " "),
        f"{62**2 / 64**2:.0%}".replace("%", " %"),
        rf"\approx {np.sqrt(65536 / 144):.0f}$",
    ],
)
def test_the_numbers_in_the_text_are_the_computed_ones(number):
    assert number in LESSON.prose


def test_the_lesson_has_the_course_s_form(lesson):
    LESSON.check_form()
    LESSON.check_sections()
    check_boxes(LESSON)
    check_reading_time(LESSON)
    LESSON.check_figures(lesson.drawn, tallest=5.8)  # four matrices, two above two
    assert len(lesson.drawn) == 10
    for axes in itertools.chain.from_iterable(figure.axes for figure in lesson.drawn):
        assert axes.get_xlabel()
        assert axes.get_ylabel() or not axes.spines["left"].get_visible()


def test_every_public_figure_is_documented_and_used():
    for name in figures.__all__:
        assert getattr(figures, name).__doc__, name
        assert f"figures.{name}(" in LESSON.text, name


def test_a_wrong_matrix_would_show_in_the_picture():
    titles = [
        figures.connection_matrices({"layer": matrix}, "message").axes[0].get_title()
        for matrix in (np.ones((6, 4)), np.eye(6))
    ]
    assert "fan-in 4" in titles[0]
    assert "fan-out 6" in titles[0]
    assert "fan-in 1" in titles[1]
    assert "fan-out 1" in titles[1]


def test_the_lesson_leaves_the_exercises_to_the_learner(lesson):
    for name in ("connections", "receptive_field", "compute_fans"):
        assert not hasattr(lesson, name)
        assert not hasattr(figures, name)
