# %% [markdown] name="intro"
# # Capstone: initialize a net that you have not seen
#
# One function, everything that you learnt. It gets the description of a net, its *spec*, and returns first weights and biases for it. When you hand in, specs of five kinds are drawn, and signals are sent through the nets that your function made: forward and backward, no size may leave the range from ½ to 2.
#
# It builds on [lesson 03](../../notebooks/03_fans.ipynb) for fans, [lesson 05](../../notebooks/05_he.ipynb) for gains and [lesson 11](../../notebooks/11_beyond.ipynb) for residual layers. Replace `...  # your code here` by your own code; below it is a check for each kind of net that you can run as often as you like. It prints ✓ when it passes. Your work is also checked on specs that you don't see, drawn afresh for each grading. Stuck? `import initlab; initlab.hint("initialize")`, in a cell of your own, gives a hint, and each further call another one.
#
# | kind of net | what it has | points |
# |---|---|---|
# | 1 · `relu` | dense layers, ReLU and leaky ReLU, unequal widths | 4 |
# | 2 · `smooth` | dense layers of tanh, GELU and SELU | 4 |
# | 3 · `convolution` | convolutions of several kernels, some in groups | 4 |
# | 4 · `residual` | 12 to 20 residual layers | 4 |
# | 5 · `mixed` | all of these in one net | 4 |
# | 6 · in your own words | | 5 |

# %% locked="setup"
import numpy as np

from initlab.activations import ACTIVATIONS
from initlab.keeps_size import keeps_size
from initlab.spec_draws import draw_spec
from initlab.specs import conv, dense, residual, weights_of

# %% [markdown] name="language"
# ## What a spec says
#
# A spec is a dict. `"input"` is the shape of one example, `(n,)` or `(channels, height, width)`; its numbers have mean 0 and variance 1. `"layers"` is a list of dicts:
#
# | `"kind"` | other keys | weight `W` | bias `b` |
# |---|---|---|---|
# | `"dense"` | `n_in`, `n_out`, `activation` | `(n_in, n_out)` | `(n_out,)` |
# | `"conv"` | `c_in`, `c_out`, `kernel`, `groups`, `activation` | `(c_out, c_in // groups, height, width)` | `(c_out,)` |
# | `"residual"` | `branch`, a list of layers | of each layer of the branch | |
#
# - Every layer computes $z = $ weights · input $+\, b$ and hands on $f(z)$. `activation` is `"linear"` (then $f(z) = z$), `"relu"`, `"tanh"`, `"gelu"`, `"selu"` or `"leaky_relu"`, which brings its `negative_slope`. `ACTIVATIONS[name].f` is the function, except for the leaky ReLU, whose slope differs from net to net.
# - Convolutions have stride 1 and go round at the border. A dense layer after a convolution takes all its units.
# - A residual layer returns $x + \text{branch}(x)$. Nothing follows the sum but the next layer.
#
# The parameters are a list like `"layers"`: a dict `{"W": …, "b": …}` for a dense layer or a convolution, and for a residual layer the list of its branch. All arrays are float64.

# %% locked="example"
example = {"input": (6,), "layers": [
    dense(6, 8, "tanh"),
    residual(dense(8, 4, "relu"), dense(4, 8)),
    dense(8, 3),
]}
print(weights_of(example))

# %% [markdown] name="rules"
# ## What is asked
#
# Normal numbers of rms 1 go in. At every layer the rms of $z$ must lie between ½ and 2, and so must the rms after every residual sum. Then an error signal of length 1 goes back from the output; its length at every layer, and at every residual sum, must lie between ½ and 2. (The *length*, $\sqrt{\sum \delta^2}$, since a wider layer shares the same error among more units.) Within a branch, $z$ may be as small as 0.05, its end even 0, and nothing is asked of error signals there.
#
# All sizes are geometric means over 8 nets of your making, and over up to 128 where a mean is near ½ or 2, so that one unlucky draw costs nothing. Units of a layer must begin different, every layer needs random numbers of its own, and all chance must come from `rng`. `mean_sizes(spec, nets, rng)` gives you all sizes, forward and backward, of a list of nets, by place: `"2"` is layer 2, `"2.0"` the first layer of its branch.
#
# Two things to think about before you write: which activation does a weight have to make up for, its own layer's or another one? And what do $N$ residual layers do to the sum if each adds as much as is there?

# %% [markdown] name="ex-initialize"
# ## `initialize`
#
# About 35 lines, with a small function of your own for the gain.

# %% solution="initialize"
def initialize(spec, rng):
    """Return the first parameters of a net, a list like spec["layers"].

    spec: dict, see above
    rng: np.random.Generator, the source of all chance
    """
    ### BEGIN SOLUTION
    points, weights = np.polynomial.hermite_e.hermegauss(100)

    def mean_square(layer):
        """E f(z)² of a layer's activation for z ~ N(0, 1); 1 where no layer stands before."""
        if layer is None or layer["activation"] == "linear":
            return 1.0
        if layer["activation"] == "leaky_relu":
            return (1 + layer["negative_slope"] ** 2) / 2
        values = ACTIVATIONS[layer["activation"]].f(points) ** 2
        return float(weights @ values / weights.sum())

    def parameters(layer, before, scale=1.0):
        if layer["kind"] == "dense":
            shape, units = (layer["n_in"], layer["n_out"]), layer["n_out"]
            fan_in = layer["n_in"]
        else:
            shape = (layer["c_out"], layer["c_in"] // layer["groups"], *layer["kernel"])
            units, fan_in = layer["c_out"], int(np.prod(shape[1:]))
        std = scale / np.sqrt(fan_in * mean_square(before))
        return {"W": rng.normal(0, std, shape), "b": np.zeros(units)}

    blocks = sum(layer["kind"] == "residual" for layer in spec["layers"])
    params, before = [], None
    for layer in spec["layers"]:
        if layer["kind"] == "residual":
            branch, inner = [], before
            for k, one in enumerate(layer["branch"]):
                last = k == len(layer["branch"]) - 1
                branch.append(parameters(one, inner, blocks**-0.5 if last else 1.0))
                inner = one
            params.append(branch)
            before = None
        else:
            params.append(parameters(layer, before))
            before = layer
    return params
    ### END SOLUTION

# %% test="capstone-rules" points=0
# The grader's own tools: wrong rules, each as the variance of the weights of one place.
### BEGIN HIDDEN TESTS
import math

from initlab.checks import fresh_rng

def area(place):
    return math.prod(place.shape[2:]) if place.layer["kind"] == "conv" else 1

def fan_in(place):
    return place.shape[0] if place.layer["kind"] == "dense" else place.shape[1] * area(place)

def units(place):
    return place.shape[1] if place.layer["kind"] == "dense" else place.shape[0]

def whole(place, numbers):
    """For a convolution so many numbers for fan-in, for a dense layer the right one."""
    return fan_in(place) if place.layer["kind"] == "dense" else numbers

def side(place):
    return place.shape[2] if place.layer["kind"] == "conv" else 1

def fan_out(place):
    if place.layer["kind"] == "dense":
        return place.shape[1]
    return place.shape[0] // place.layer["groups"] * area(place)

def half_line(layer, step=0.001):
    """E f(z)² for z ~ N(0, 1), by a fine Riemann sum; 1 where no layer stands before."""
    if layer is None or layer["activation"] == "linear":
        return 1.0
    if layer["activation"] == "leaky_relu":
        return (1 + layer["negative_slope"] ** 2) / 2
    z = np.arange(-9, 9, step)
    return float(np.sum(ACTIVATIONS[layer["activation"]].f(z) ** 2 * np.exp(-z**2 / 2)) * step / math.sqrt(2 * math.pi))

TABLE = {"tanh": 9 / 25, "selu": 16 / 9, "gelu": 1.0}  # 1/gain², as PyTorch has or lacks it

def tabled(layer, gelu=1.0):
    name = (layer or {}).get("activation")
    return {**TABLE, "gelu": gelu}[name] if name in TABLE else moment(layer)

def mean_of(layer):
    """E f(z) for z ~ N(0, 1)."""
    if layer is None or layer["activation"] in ("linear", "tanh"):
        return 0.0
    if layer["activation"] == "leaky_relu":
        return (1 - layer["negative_slope"]) / math.sqrt(2 * math.pi)
    z = np.arange(-9, 9, 0.001)
    return float(np.sum(ACTIVATIONS[layer["activation"]].f(z) * np.exp(-z**2 / 2)) * 0.001 / math.sqrt(2 * math.pi))

SECOND_MOMENTS = {}

def moment(layer):
    key = (layer or {}).get("activation"), (layer or {}).get("negative_slope")
    if key not in SECOND_MOMENTS:
        SECOND_MOMENTS[key] = half_line(layer)
    return SECOND_MOMENTS[key]

def shrunk(place):
    return 1 / place.blocks if place.ends_branch else 1.0

def right(place):
    return shrunk(place) / (fan_in(place) * moment(place.before))

RULES = {
    "capstone-zero": lambda p: 0.0,
    "capstone-no-residual-scale": lambda p: 1 / (fan_in(p) * moment(p.before)),
    "capstone-no-gain": lambda p: shrunk(p) / fan_in(p),
    "capstone-no-gain/no-scale": lambda p: 1 / fan_in(p),
    "capstone-slope-ignored": lambda p: (
        right(p) * moment(p.before) * (2 if (p.before or {}).get("activation") == "leaky_relu" else 1 / moment(p.before))),
    "capstone-he-everywhere": lambda p: shrunk(p) * 2 / fan_in(p),
    "capstone-he-everywhere/no-scale": lambda p: 2 / fan_in(p),
    "capstone-own-gain": lambda p: shrunk(p) / (fan_in(p) * moment(p.layer)),
    "capstone-own-gain/no-scale": lambda p: 1 / (fan_in(p) * moment(p.layer)),
    "capstone-other-fan": lambda p: shrunk(p) / (fan_out(p) * moment(p.before)),
    "capstone-other-fan/no-scale": lambda p: 1 / (fan_out(p) * moment(p.before)),
    "capstone-xavier": lambda p: shrunk(p) * 2 / (fan_in(p) + fan_out(p)),
    "capstone-xavier/no-scale": lambda p: 2 / (fan_in(p) + fan_out(p)),
    "capstone-area": lambda p: right(p) * area(p),
    "capstone-groups": lambda p: right(p) / p.layer.get("groups", 1),
    "capstone-variance-as-std": lambda p: right(p) ** 2,
    "capstone-other-fan/first-axis-left-out": lambda p: right(p) * fan_in(p) * units(p) / math.prod(p.shape) * (
        p.shape[0] / p.shape[1] if p.layer["kind"] == "dense" else 1),
    "capstone-area/last-axis-left-out": lambda p: right(p) * fan_in(p) / whole(p, math.prod(p.shape[:-1])),
    "capstone-area/first-axis": lambda p: right(p) * fan_in(p) / whole(p, p.shape[0]),
    "capstone-area/height": lambda p: right(p) * fan_in(p) / whole(p, p.shape[1] * side(p)),
    "capstone-area/square": lambda p: right(p) * fan_in(p) / whole(p, p.shape[1] * side(p) ** 2),
    "capstone-mean-forgotten": lambda p: right(p) * moment(p.before) / (moment(p.before) - mean_of(p.before) ** 2),
    "capstone-pytorch-gains": lambda p: right(p) * moment(p.before) / tabled(p.before),
    "capstone-pytorch-gains/root-two": lambda p: right(p) * moment(p.before) / tabled(p.before, 0.5),
    "capstone-gain-squared": lambda p: right(p) / moment(p.before),
    "capstone-gain-inverted": lambda p: right(p) * moment(p.before) ** 2,
    "capstone-slope-ignored/doubled": lambda p: right(p) / (2 if (p.before or {}).get("activation") == "leaky_relu" else 1),
    "capstone-bound": lambda p: right(p) / 3,
    "capstone-bound/no-scale": lambda p: 1 / (3 * fan_in(p) * moment(p.before)),
    "capstone-bound/no-gain": lambda p: shrunk(p) / (3 * fan_in(p)),
    "capstone-bound/neither": lambda p: 1 / (3 * fan_in(p)),
    "capstone-cut": lambda p: right(p) * 0.7737,
    "capstone-branch-power": lambda p: right(p) / shrunk(p) ** 0.5,
    "capstone-branch-power/inverted": lambda p: right(p) / shrunk(p) ** 2,
    "capstone-scale-everywhere": lambda p: 1 / (fan_in(p) * moment(p.before) * max(p.blocks, 1)),
    "capstone-orthogonal": lambda p: shrunk(p) / (max(fan_in(p), units(p)) * moment(p.before)),
    **{f"capstone-one-std/{std}": lambda p, std=std: std**2 for std in (0.001, 0.01, 0.02, 0.05, 0.1, 1.0)},
}
### END HIDDEN TESTS

# %% [markdown] name="ex-relu"
# ## 1 · ReLU and leaky ReLU

# %% test="capstone-relu" points=4 lesson="05_he#half"
# 90 → 180 → 90 → 180 → 90: after ReLU, half of the mean square is left
### BEGIN HIDDEN TESTS
rng = fresh_rng()
keeps_size(initialize, draw_spec("relu", rng), rng, slips=RULES, right=right)
### END HIDDEN TESTS
keeps_size(
    initialize,
    {"input": (90,), "layers": [dense(90, 180, "relu"), dense(180, 90, "relu"), dense(90, 180, "relu"), dense(180, 90)]},
    np.random.default_rng(1),
)

# %% [markdown] name="ex-smooth"
# ## 2 · tanh, GELU and SELU

# %% test="capstone-smooth" points=4 lesson="05b_gains#gains"
# of the activation that comes before a weight, take 1/√E f(z)²
### BEGIN HIDDEN TESTS
rng = fresh_rng()
keeps_size(initialize, draw_spec("smooth", rng), rng, slips=RULES, right=right)
### END HIDDEN TESTS
keeps_size(
    initialize,
    {"input": (100,), "layers": [dense(100, 120, "gelu"), dense(120, 100, "gelu"), dense(100, 120, "tanh"), dense(120, 80)]},
    np.random.default_rng(2),
)

# %% [markdown] name="ex-convolution"
# ## 3 · Convolutions

# %% test="capstone-convolution" points=4 lesson="03_fans#groups"
# fan-in of the second: 32 / 4 channels · 3 · 3 = 72
### BEGIN HIDDEN TESTS
rng = fresh_rng()
keeps_size(initialize, draw_spec("convolution", rng), rng, slips=RULES, right=right)
### END HIDDEN TESTS
keeps_size(
    initialize,
    {"input": (8, 4, 4), "layers": [conv(8, 32, (3, 3), "relu"), conv(32, 32, (3, 3), "relu", groups=4), dense(512, 10)]},
    np.random.default_rng(3), batch=4,
)

# %% [markdown] name="ex-residual"
# ## 4 · Residual layers

# %% test="capstone-residual" points=4 lesson="11_beyond#residual"
# eight residual layers: if each adds as much as is there, the mean square doubles eight times
### BEGIN HIDDEN TESTS
rng = fresh_rng()
keeps_size(initialize, draw_spec("residual", rng), rng, slips=RULES, right=right)
### END HIDDEN TESTS
keeps_size(
    initialize,
    {"input": (40,), "layers": [*[residual(dense(40, 50, "relu"), dense(50, 40))] * 8, dense(40, 10)]},
    np.random.default_rng(4),
)

# %% [markdown] name="ex-mixed"
# ## 5 · All in one net

# %% test="capstone-mixed" points=4 lesson="11_beyond#residual"
# two convolutions, three residual layers of convolutions, two dense layers
### BEGIN HIDDEN TESTS
rng = fresh_rng()
keeps_size(initialize, draw_spec("mixed", rng), rng, slips=RULES, right=right)
### END HIDDEN TESTS
keeps_size(
    initialize,
    {"input": (8, 3, 3), "layers": [
        conv(8, 24, (3, 3), "relu"), conv(24, 24, (3, 3)),
        *[residual(conv(24, 24, (3, 3), "relu", groups=2), conv(24, 24, (3, 1)))] * 3,
        dense(216, 100, "tanh"), dense(100, 10)]},
    np.random.default_rng(5), batch=4,
)

# %% [markdown] name="ex-why"
# ## 6 · In your own words
#
# A colleague must initialize a net with a convolution in 4 groups (3×3, 64 → 64 channels, GELU), then 16 residual layers (each branch a dense ReLU layer and a linear one, of n units), then a dense layer with tanh and a linear output. In six to ten sentences, tell them the standard deviation of each kind of weight and why it is that one: the fan that counts, the activation that has to be made up for, and what you do with the branches. Say what becomes of the signal if the branches are not scaled, and name one choice where another rule would do as well.

# %% [markdown] manual="why-these" points=5 lesson="11_beyond#residual"
# **Exemplary answer.** A weight has to make up for how many numbers it sums and for how large they are, so its variance is 1/(fan-in · E f²), where f is the activation of the layer before it. For the convolution the fan-in is 64/4 · 9 = 144: one unit sees only the channels of its group. Before it is the input, of variance 1, so its std is 1/√144 = 0.083. The first residual layer's first weight follows GELU, whose second moment is 0.425, so its std is 1.5335/√n; in all other branches it follows a sum, which has no activation, so it is 1/√n. The second weight of a branch follows ReLU, which keeps half of the mean square: √(2/n). If each of 16 branches adds as much as there is, the mean square doubles 16 times and the rms grows to 2⁸ = 256. So I multiply the last weight of each branch by 1/√16 = ¼: then the mean square grows by (1 + 1/16)¹⁶, about e, and the rms by 1.62. The dense layer follows the sum and gets 1/√n, a little less if I want to take the 1.62 off; the output follows tanh, whose second moment is 0.394, so 1.5925/√n. Back, the same weights keep the length of the error signal, exactly for ReLU and within a tenth a layer for GELU and tanh. Another rule would do as well at the end of a branch: zero there (Fixup) makes each residual layer the identity at the start, and it still learns, since the weight's gradient is not 0.
#
# **Mark scheme.** 1 point: fan-in 144, with the group as the reason. 1 point: the gain is that of the activation before the weight, with at least one right number (GELU 1.53, ReLU √2, tanh 1.59). 1 point: no gain after the input or a residual sum. 1 point: branches scaled by 1/√16 (or 0 at their end), and 2⁸ or "grows exponentially" without it. 1 point: another choice that does as well, with a reason: zero at the end of branches, uniform or orthogonal weights of the same variance, Xavier where both fans are equal.
