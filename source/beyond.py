# %% [markdown] name="intro"
# # Beyond: residual branches, and nets of any width
#
# How large may a residual branch begin? And what must change in a net that gets wider? Here you turn three derivations into three small functions.
#
# It goes with [lesson 11](../../notebooks/11_beyond.ipynb). Replace each `...  # your code here` by your own code; under each exercise is a check that you can run as often as you like. It prints ✓ when it passes. Your work is also checked on cases that you don't see, drawn afresh for each grading. Stuck? `import initlab; initlab.hint("residual_scale")`, in a cell of your own, gives a hint; each further call gives the next one.
#
# | exercise | points |
# |---|---|
# | 1 · `residual_scale` | 3 |
# | 2 · `fixup_scale`: the scale 3, branches of one layer 1 | 4 |
# | 3 · `mup` | 5 |
# | 4 · in your own words | 4 |

# %% locked="setup"
import numpy as np

from initlab.checks import agree, call, failed, fresh_rng
from initlab.notebook import speaks
from initlab.slips import known

# %% test="beyond-oracle" points=0
# The grader's own tools: no formula, only what each number is asked to bring about.
### BEGIN HIDDEN TESTS
import math

def solved(grows, low=1e-9, high=1e9):
    """Where a growing function is 1, by halving the interval in the logarithm."""
    low, high = math.log(low), math.log(high)
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if grows(math.exp(middle)) < 1 else (low, middle)
    return math.exp(low)

def added(branches, s):
    """What branches of mean square 1 add to a mean square, each scaled by s."""
    return math.fsum(s * s for _ in range(branches))

def first_move(branches, layers, s):
    """How far a first step moves the output: each branch by the mean square within it."""
    inside = 1.0
    for _ in range(layers - 1):
        inside *= s * s
    return math.fsum(inside for _ in range(branches))

def aligned(n, size):
    """A sum of n terms that all have one sign."""
    return math.fsum(size for _ in range(n))

def by_conditions(shape, role):
    """A sum of random terms has variance 1, or one of aligned terms is 1, as the role asks."""
    n = shape[0]
    std = solved(lambda s: aligned(n, s) if role == "output" else added(n, s))
    return std, 1.0 if role == "input" else solved(lambda rate: aligned(n, rate))
### END HIDDEN TESTS

# %% [markdown] name="ex-residual"
# ## 1 · The scale of a residual branch
#
# A net has `n_layers` layers, each with `branches_per_layer` residual branches, one after the other. Return the factor $1/\sqrt N$ for each branch, where $N$ counts all branches. About 1 line.
#
# By hand: 8 layers with two branches each have 16 branches, so each is scaled by ¼.

# %% solution="residual_scale"
def residual_scale(n_layers, branches_per_layer=2):
    """The factor for each residual branch, a float: with it, branches of mean square 1 add 1 in all.

    n_layers: int, 1 or more
    branches_per_layer: int, 1 or more
    """
    ### BEGIN SOLUTION
    return 1 / np.sqrt(n_layers * branches_per_layer)
    ### END SOLUTION

# %% test="residual-check" points=3 lesson="11_beyond#residual"
# 16 branches, 25 branches, 36 branches
agree(
    residual_scale,
    on=[call(8), call(25, 1), call(12, branches_per_layer=3)],
    expected=[0.25, 0.2, 0.16666666666666666],
    slips=known("residual-check"),
)
### BEGIN HIDDEN TESTS
rng = fresh_rng()
many = [(int(rng.integers(40, 70)),), (int(rng.integers(20, 35)), 1), (int(rng.integers(5, 18)), int(rng.integers(3, 7)))]
agree(
    residual_scale, on=[call(*many[k]) for k in rng.permutation(3)],
    expected=lambda layers, per=2: solved(lambda s: added(layers * per, s)),
    slips={
        "residual-branches-forgotten": lambda layers, per=2: layers**-0.5,
        "residual-default": lambda layers, per=2: (2 * layers) ** -0.5,
        "residual-no-root": lambda layers, per=2: 1 / (layers * per),
        "residual-root-twice": lambda layers, per=2: (layers * per) ** -0.25,
        "residual-inverted": lambda layers, per=2: (layers * per) ** 0.5,
        "residual-added": lambda layers, per=2: (layers + per) ** -0.5,
        "residual-root-of-layers": lambda layers, per=2: layers**-0.5 / per,
        "residual-root-of-layers/times": lambda layers, per=2: layers**-0.5 * per,
    },
)
### END HIDDEN TESTS

# %% [markdown] name="ex-fixup"
# ## 2 · Fixup's scale
#
# Each of $L$ residual branches (the lesson's $N$; the argument `n_layers` is this number) has $m$ layers of weights. The last begins at 0. The others have He's weights, times a factor. Return the factor with which the first step of gradient descent moves the output equally far for any $L$: $L^{-1/(2m-2)}$. About 3 lines.
#
# By hand: 16 branches of two layers get ¼, 16 branches of three layers ½. A branch of one layer has no layer to scale, and no factor would help: raise a `ValueError` with a message that says so.

# %% solution="fixup_scale"
def fixup_scale(n_layers, layers_per_branch):
    """The factor for all layers of a residual branch but its last, a float.

    n_layers: int, 1 or more, the number of residual branches (the paper's L)
    layers_per_branch: int, layers of weights in a branch (m), the last one included
    Raises ValueError when layers_per_branch is less than 2.
    """
    ### BEGIN SOLUTION
    if layers_per_branch < 2:
        raise ValueError("a branch of one layer has no layer to scale")
    return n_layers ** (-1 / (2 * layers_per_branch - 2))
    ### END SOLUTION

# %% test="fixup-check" points=3 lesson="11_beyond#fixup"
agree(
    fixup_scale,
    on=[call(16, 2), call(16, 3), call(64, 4)],
    expected=[0.25, 0.5, 0.5],
    slips=known("fixup-check"),
)
### BEGIN HIDDEN TESTS
rng = fresh_rng()
cases = [(int(rng.integers(20, 90)), m) for m in (2, 3, int(rng.integers(4, 7)))]
agree(
    fixup_scale, on=[call(*cases[k]) for k in rng.permutation(3)],
    expected=lambda L, m: solved(lambda s: first_move(L, m, s)),
    slips={
        "fixup-last-counted": lambda L, m: L ** (-1 / (2 * m)),
        "fixup-root-always": lambda L, m: L**-0.5,
        "fixup-once": lambda L, m: L ** (-1 / (m - 1)),
        "fixup-swapped": lambda L, m: m ** (-1 / (2 * L - 2)),
        "fixup-precedence": lambda L, m: L**-1 / (2 * m - 2),
        "fixup-precedence/denominator": lambda L, m: L ** (-m / 2 - 2),
        "fixup-precedence/half": lambda L, m: L ** (-(m - 1) / 2),
        "fixup-sign": lambda L, m: L ** (1 / (2 * m - 2)),
        "fixup-all-layers": lambda L, m: (L * m) ** (-1 / (2 * m - 2)),
        "fixup-odd": lambda L, m: L ** (-1 / (2 * m - 1)),
    },
)
### END HIDDEN TESTS

# %% test="fixup-one-layer" points=1 lesson="11_beyond#fixup"
@speaks(lambda function, one: "one layer is refused; another case at grading")
def refused(function, one):
    """Check that the call ends in a ValueError."""
    try:
        got = one.of(function)
    except ValueError as error:
        if str(error).strip():
            return
        got = "a ValueError without a message"
    except Exception as error:
        got = error
    slip = "" if got is None or got is ... else "fixup-one-layer"
    raise failed(function, one, got, "a ValueError that says why", slip)

refused(fixup_scale, call(8, 1))
agree(fixup_scale, on=[call(1, 2)], expected=[1.0],  # and only there
      slips={"fixup-all-layers": [0.7071067811865476], "fixup-precedence": [0.5]})
### BEGIN HIDDEN TESTS
refused(fixup_scale, call(int(fresh_rng().integers(2, 100)), 1))
### END HIDDEN TESTS

# %% [markdown] name="ex-mup"
# ## 3 · muP
#
# Return the standard deviation of a weight's entries and the factor of its learning rate under Adam, as functions of the width, so that a step moves every layer's sums and the logits by the same amount at any width. Leave out what does not depend on the width: gains such as $\sqrt 2$, and the base rate. About 5 lines.
#
# The roles are `"input"` (from the data to the first hidden layer; the data does not get wider), `"hidden"` and `"output"`. By hand, for 100 inputs: hidden (0.1, 0.01), output (0.01, 0.01).

# %% solution="mup"
def mup(shape, role):
    """(standard deviation, factor of Adam's learning rate) of a dense layer, two floats.

    shape: (n_in, n_out)
    role: "input", "hidden" or "output"
    """
    ### BEGIN SOLUTION
    n_in, _ = shape
    std = 1 / n_in if role == "output" else 1 / np.sqrt(n_in)
    return std, 1.0 if role == "input" else 1 / n_in
    ### END SOLUTION

# %% test="mup-check" points=5 lesson="11_beyond#mup"
agree(
    mup,
    on=[call((64, 400), "input"), call((100, 400), "hidden"), call((100, 10), "output")],
    expected=[(0.125, 1.0), (0.1, 0.01), (0.01, 0.01)],
    slips=known("mup-check"),
)
### BEGIN HIDDEN TESTS
def both(std, factor):
    """(std, factor), each by a function of n_in, n_out and the role."""
    return lambda shape, role: (std(*shape, role), factor(*shape, role))

def right_std(n, out, role):
    return 1 / n if role == "output" else n**-0.5

def right_factor(n, out, role):
    return 1.0 if role == "input" else 1 / n

rng = fresh_rng()
shapes = {"input": (int(rng.integers(20, 90)), int(rng.integers(300, 500))),
          "hidden": (int(rng.integers(300, 500)), int(rng.integers(100, 250))),
          "output": (int(rng.integers(150, 250)), int(rng.integers(3, 15)))}
agree(
    mup, on=[call(shapes[role], role) for role in rng.permutation(list(shapes)).tolist()],
    expected=by_conditions,
    slips={
        "mup-role-ignored": both(lambda n, out, role: n**-0.5, lambda n, out, role: 1 / n),
        "mup-role-ignored/output": both(lambda n, out, role: 1 / n, lambda n, out, role: 1 / n),
        "mup-role-ignored/input": both(lambda n, out, role: n**-0.5, lambda n, out, role: 1.0),
        "mup-fan-out": both(lambda n, out, role: right_std(out, n, role), lambda n, out, role: right_factor(out, n, role)),
        "mup-fan-out/rate": both(right_std, lambda n, out, role: right_factor(out, n, role)),
        "mup-output-root": both(lambda n, out, role: n**-0.5, right_factor),
        "mup-one-rate": both(right_std, lambda n, out, role: 1.0),
        "mup-one-rate/output": both(right_std, lambda n, out, role: 1 / n if role == "hidden" else 1.0),
        "mup-one-rate/hidden": both(right_std, lambda n, out, role: 1 / n if role == "output" else 1.0),
        "mup-lazy": both(lambda n, out, role: n**-0.5, lambda n, out, role: {"input": out**-0.5, "hidden": n**-1.5, "output": 1 / n}[role]),
        "mup-hidden-std": both(lambda n, out, role: n**-0.5 if role == "input" else 1 / n, right_factor),
        "mup-sgd": both(right_std, lambda n, out, role: {"input": float(out), "hidden": 1.0, "output": 1 / n}[role]),
        "mup-input-rate": both(right_std, lambda n, out, role: 1 / n),
        "mup-rate-root": both(right_std, lambda n, out, role: 1.0 if role == "input" else n**-0.5),
        "mup-variance": both(lambda n, out, role: right_std(n, out, role) ** 2, right_factor),
        "mup-gain": both(lambda n, out, role: math.sqrt(2) * right_std(n, out, role), right_factor),
        "mup-gain/but-output": both(lambda n, out, role: right_std(n, out, role) * (1 if role == "output" else math.sqrt(2)), right_factor),
        "mup-order": both(right_factor, right_std),
    },
)
### END HIDDEN TESTS

# %% [markdown] name="ex-why"
# ## 4 · In your own words
#
# A ReLU net with two hidden layers of 256 units learns best with Adam at a rate of 0.003. A colleague builds it with 4,096 units and keeps the rate for all layers, "since He's weights keep the signal at any width". They also plan a net of 24 residual layers with two branches each, and leave the branches unscaled, "since each branch normalizes its input, so nothing can grow". In five to nine sentences: what is right and what is wrong in both arguments? By how much more does a first step move the hidden sums and, through the hidden layer, the logits? What would you set instead, layer by layer? How large does the residual sum become, and with which factor would it not?

# %% [markdown] manual="why-width" points=4 lesson="11_beyond#wide-step"
# **Exemplary answer.** He's weights do keep the signal at any width, but that is about the start; the rate is about the step. Adam's first step moves every weight by the rate, and a hidden sum now has 16 times as many terms that all move the right way, so it moves 16 times as far. The logit has 16² times as many hidden weights behind it, each with a gradient that is smaller by √16 (the last weights are), so through the hidden layer it moves 16^1.5 = 64 times as far. I would keep 0.003 for the input layer, take 0.003/16 for the hidden and the output layer, and draw the output weights 16 times smaller than at 256 units, where He's and LeCun's rules make them only 4 times smaller. With the branches it is right that nothing grows exponentially, since each branch adds the same amount whatever the sum is. But 48 branches still add up: from a mean square of 1 to 49, an rms of 7, so that a late branch changes the sum far less than an early one. With a factor of 1/√48 for each branch the mean square becomes 2 and the rms 1.41. The rate of the residual net must be looked for again, since muP's rules are about width and not about depth.
#
# **Mark scheme.** 1 point: He is about the start and not about the step. 1 point: hidden sums 16 times, logits 64 times as far (or n and n^1.5 with a reason). 1 point: rates 0.003, 0.003/16, 0.003/16, and output weights ∝ 1/n. 1 point: rms 7 without, 1.41 with 1/√48, not exponential.
