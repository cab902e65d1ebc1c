"""The course against PyTorch itself, when it is installed (seen with 2.13): fans, the std and the
bounds of every initializer, `calculate_gain`, and what `nn.Linear` draws.

The course's side are the assignments' own solutions (`source/*.py`), so that what is compared is
what students are asked for. Statistical: 7 standard errors on each side of the same law; a right
initializer is farther off with probability below 10⁻¹⁰.
"""

from __future__ import annotations

import math
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from autograder.intake import exam as exams
from initlab.activations import ACTIVATIONS
from initlab.laws import misfit, normal, truncated, uniform

torch = pytest.importorskip("torch")
nn, init = torch.nn, torch.nn.init

ROOT = Path(__file__).parents[2]
SHAPE = (300, 200)  # PyTorch's (out, in)
N_OUT, N_IN = SHAPE
SLOPES = [0.0, 0.01, 0.25, 1.0, math.sqrt(5)]
ASSIGNMENTS = ("fans", "he", "frameworks")


@pytest.fixture(scope="module")
def course():
    """The solutions of the assignments, under their own names."""
    names: dict[str, object] = {}
    for assignment in ASSIGNMENTS:
        [exam] = exams.load(ROOT, assignment)
        for cell in exam.cells:
            if cell.kind == "code" and cell.role in ("locked", "solution"):
                exec(compile(cell.source, cell.id, "exec"), names)
    return SimpleNamespace(**names)


def drawn(initializer, shape=SHAPE, **given):
    """What a PyTorch initializer fills an array with, in double precision."""
    tensor = torch.empty(*shape, dtype=torch.float64)
    initializer(tensor, **given)
    return tensor.numpy()


def flat(std):
    return uniform(-math.sqrt(3) * std, math.sqrt(3) * std)


def agree(torchs, ours, law):
    """Both samples are of this law, neither farther from it than chance allows."""
    assert misfit(torchs, law) == "", "PyTorch's"
    assert misfit(ours, law) == "", "the course's"


# ---- fans: what the helper says, and what is counted (lesson 03)

PLAIN = {
    "dense": (nn.Linear(4, 6), {"layout": "out_in"}),
    "1-D": (nn.Conv1d(4, 6, 5), {"layout": "oiw"}),
    "2-D": (nn.Conv2d(16, 32, (3, 5)), {"layout": "oihw"}),
    "3-D": (nn.Conv3d(4, 6, (2, 3, 5)), {"layout": "oidhw"}),
}
SURPRISES = {  # layer, options of the count, what is counted, what the helper says
    "grouped": (nn.Conv2d(16, 32, 3, groups=4), {"groups": 4}, (36, 72), (36, 288)),
    "depthwise": (nn.Conv2d(4, 4, 3, groups=4), {"groups": 4}, (9, 9), (9, 36)),
    "transposed": (nn.ConvTranspose2d(16, 32, 3), {"transposed": True}, (144, 288), (288, 144)),
    "transposed, grouped": (
        nn.ConvTranspose2d(16, 32, 3, groups=4),
        {"groups": 4, "transposed": True},
        (36, 72),
        (72, 144),
    ),
}


def jacobian_fans(layer):
    """The fans by PyTorch's own derivative: in the middle of an image, how many inputs one output
    unit has a slope for, and how many output units one input."""
    image = torch.rand(1, layer.in_channels, 9, 9, requires_grad=True)
    side = layer(image).shape[-1]
    (grad,) = torch.autograd.grad(layer(image)[0, 0, side // 2, side // 2], image)
    fan_in = torch.count_nonzero(grad)
    nudged = image.detach().clone()
    nudged[0, 0, 4, 4] += 1
    fan_out = torch.count_nonzero(layer(nudged) - layer(image))
    return int(fan_in), int(fan_out)


@pytest.mark.parametrize("name", PLAIN)
def test_for_plain_layers_the_count_is_what_the_helper_says(course, name):
    layer, options = PLAIN[name]
    shape = tuple(layer.weight.shape)
    assert course.compute_fans(shape, **options) == init._calculate_fan_in_and_fan_out(layer.weight)


@pytest.mark.parametrize("name", SURPRISES)
def test_where_the_helper_differs_the_layer_itself_agrees_with_the_count(course, name):
    layer, options, counted, said = SURPRISES[name]
    shape = tuple(layer.weight.shape)
    assert course.compute_fans(shape, "oihw", **options) == counted == jacobian_fans(layer)
    assert init._calculate_fan_in_and_fan_out(layer.weight) == said


# ---- initializers: both samples are of the law that the formula gives


@pytest.mark.parametrize("a", SLOPES)
@pytest.mark.parametrize("mode", ["fan_in", "fan_out"])
def test_kaiming(course, mode, a):
    n = N_IN if mode == "fan_in" else N_OUT
    std = math.sqrt(2 / ((1 + a**2) * n))
    for torchs, ours, law in (
        (init.kaiming_normal_, course.he_normal, normal),
        (init.kaiming_uniform_, course.he_uniform, flat),
    ):
        agree(
            drawn(torchs, a=a, mode=mode),
            ours(SHAPE, np.random.default_rng(), "out_in", mode, a),
            law(std),
        )
    if mode == "fan_in":
        assert np.abs(drawn(init.kaiming_uniform_, a=a)).max() <= course.kaiming_bound(n, a)


@pytest.mark.parametrize("nonlinearity", ["linear", "relu"])
def test_kaiming_by_name_of_the_activation_is_lecun_s_and_he_s_rule(course, nonlinearity):
    scale = {"linear": 1, "relu": 2}[nonlinearity]
    ours = course.variance_scaling(
        SHAPE, np.random.default_rng(), scale, "fan_in", "normal", in_axis=1, out_axis=0
    )
    agree(
        drawn(init.kaiming_normal_, nonlinearity=nonlinearity),
        ours,
        normal(math.sqrt(scale / N_IN)),
    )


@pytest.mark.parametrize("gain", [1.0, 5 / 3])
def test_xavier(course, gain):
    std = gain * math.sqrt(2 / (N_IN + N_OUT))
    for torchs, distribution, law in (
        (init.xavier_normal_, "normal", normal),
        (init.xavier_uniform_, "uniform", flat),
    ):
        ours = course.variance_scaling(
            SHAPE, np.random.default_rng(), gain**2, "fan_avg", distribution, in_axis=1, out_axis=0
        )
        agree(drawn(torchs, gain=gain), ours, law(std))


@pytest.mark.parametrize("shape", [(24, 16, 5, 5), (40, 30, 7)])
def test_convolutions_count_the_receptive_field_in_both_fans(course, shape):
    field = math.prod(shape[2:])
    for mode, n in (("fan_in", shape[1] * field), ("fan_out", shape[0] * field)):
        ours = course.variance_scaling(
            shape, np.random.default_rng(), 2, mode, "normal", in_axis=1, out_axis=0
        )
        agree(drawn(init.kaiming_normal_, shape, mode=mode), ours, normal(math.sqrt(2 / n)))


def test_trunc_normal_cuts_and_does_not_correct(course):
    sigma = 0.3
    torchs = drawn(init.trunc_normal_, std=sigma, a=-2 * sigma, b=2 * sigma)
    cut_std = math.sqrt(course.truncated_variance(2.0))
    agree(
        torchs,
        course.truncated_normal(SHAPE, sigma * cut_std, np.random.default_rng()),
        truncated(sigma),
    )
    assert truncated(sigma).std == pytest.approx(sigma * cut_std)


def test_the_bounds_of_trunc_normal_are_weights_and_not_deviations():
    assert misfit(drawn(init.trunc_normal_), truncated(1.0)) == ""  # the defaults: std 1, ±2
    assert misfit(drawn(init.trunc_normal_, std=0.02), normal(0.02)) == ""  # cut at 100 deviations


def test_a_law_that_is_off_by_a_tenth_would_be_noticed():
    sample = drawn(init.kaiming_normal_)
    assert misfit(sample, normal(1.1 * math.sqrt(2 / N_IN))) == "std"
    assert misfit(drawn(init.xavier_uniform_), normal(math.sqrt(2 / (N_IN + N_OUT)))) == "shape"


# ---- gains


@pytest.mark.parametrize("a", SLOPES)
def test_calculate_gain_is_the_gain_for_leaky_relu(course, a):
    by_count = course.gain(lambda z: np.where(z > 0, z, a * z))
    assert init.calculate_gain("leaky_relu", a) == pytest.approx(by_count, rel=1e-9)


@pytest.mark.parametrize(
    ("name", "table", "exact"),
    [
        ("linear", 1, 1),
        ("relu", math.sqrt(2), math.sqrt(2)),
        ("tanh", 5 / 3, 1.5925),
        ("sigmoid", 1, 1.8462),
        ("selu", 3 / 4, 1),
    ],
)
def test_calculate_gain_and_the_gain_where_they_differ(course, name, table, exact):
    assert init.calculate_gain(name) == pytest.approx(table, rel=1e-12)
    assert course.gain(ACTIVATIONS[name].f) == pytest.approx(exact, abs=1e-4)


@pytest.mark.parametrize("name", ["gelu", "silu"])
def test_calculate_gain_has_no_entry_for(name):
    with pytest.raises(ValueError, match="nonlinearity"):
        init.calculate_gain(name)


@pytest.mark.parametrize("name", ["tanh", "sigmoid", "relu", "leaky_relu", "gelu", "silu", "selu"])
def test_the_activations_and_their_slopes_are_pytorch_s(name):
    z = torch.linspace(-6, 6, 101, dtype=torch.float64, requires_grad=True)  # 0 is in it
    torchs = getattr(nn.functional, name)(z)
    (slopes,) = torch.autograd.grad(torchs.sum(), z)
    away = np.abs(z.detach().numpy()) > 1e-9
    ours = ACTIVATIONS[name]
    np.testing.assert_allclose(ours.f(z.detach().numpy()), torchs.detach(), atol=1e-12)
    np.testing.assert_allclose(ours.df(z.detach().numpy())[away], slopes[away], atol=1e-12)


# ---- the default of nn.Linear


def test_nn_linear_draws_both_weight_and_bias_within_one_over_root_n(course):
    layer = nn.Linear(50, 4000, dtype=torch.float64)
    W, b = course.torch_linear_default((4000, 50), np.random.default_rng())
    law = uniform(-1 / math.sqrt(50), 1 / math.sqrt(50))
    agree(layer.weight.detach().numpy(), W, law)
    agree(layer.bias.detach().numpy(), b, law)
    assert 50 * law.std**2 == pytest.approx(1 / 3)
    assert course.kaiming_bound(50, math.sqrt(5)) == pytest.approx(law.high)


def test_nn_conv2d_draws_by_the_same_rule():
    layer = nn.Conv2d(16, 500, 3, dtype=torch.float64)
    assert misfit(layer.weight.detach().numpy(), uniform(-1 / 12, 1 / 12)) == ""


def test_nn_embedding_is_the_one_layer_that_is_standard_normal():
    layer = nn.Embedding(1000, 64, dtype=torch.float64)
    assert misfit(layer.weight.detach().numpy(), normal(1.0)) == ""


def test_the_packed_projection_of_attention_is_drawn_with_three_times_the_outputs():
    layer = nn.MultiheadAttention(256, 4, dtype=torch.float64)
    assert misfit(layer.in_proj_weight.detach().numpy(), flat(math.sqrt(2 / (256 + 3 * 256)))) == ""
