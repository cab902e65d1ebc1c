# %% [markdown] name="intro"
# # Orthogonal: keep every direction, or measure and divide
#
# You work out how much room a layer of normal weights leaves for each direction, draw orthogonal weights of any shape, and write LSUV, which sets the size of a signal by measuring it.
#
# It goes with [lesson 09](../../notebooks/09_orthogonal.ipynb). Replace each `...  # your code here` by your own code; under each exercise is a check that you can run as often as you like. It prints ✓ when it passes. Your work is also checked on cases that you don't see, drawn afresh for each grading. Stuck? `import initlab; initlab.hint("orthogonal")`, in a cell of your own, gives a hint, and each further call another one. No exercise needs your answer to another one.
#
# | exercise | points |
# |---|---|
# | 1 · `direction_left` | 2 |
# | 2 · `orthogonal`: lengths and angles 4, uniform 3 | 7 |
# | 3 · `lsuv`: weights 4, biases 3 | 7 |
# | 4 · in your own words | 4 |

# %% locked="setup"
import numpy as np

from initlab.activations import ACTIVATIONS
from initlab.checks import agree, call, failed, fresh_rng, same
from initlab.orthogonality import equally_likely, perpendicular
from initlab.samples import uses_rng
from initlab.slips import known

# %% [markdown] name="ex-direction-left"
# ## 1 · What is left of a direction
#
# A net of `depth` linear layers, `n` units wide; the weights are normal with variance $1/n$. Perpendicular inputs of length 1 go through it. Return the rms length of what is new in the image of the `k`-th one: its part at right angles to the images of the first $k - 1$.
#
# About 1 line. For the 101st of 200 directions, one layer leaves $\sqrt{1/2} = 0.7071$.

# %% solution="direction_left"
def direction_left(k, n, depth):
    """Return the rms length of the new part of the k-th direction, a float.

    k: which direction, from 1 to n
    n: the width of each layer
    depth: the number of layers
    """
    ### BEGIN SOLUTION
    return ((n - k + 1) / n) ** (depth / 2)
    ### END SOLUTION

# %% test="direction-left" points=2 lesson="09_orthogonal#prediction"
agree(
    direction_left,
    on=[call(101, 200, 1), call(151, 200, 4)],
    expected=[0.7071067811865476, 0.0625],
    slips=known("direction-left"),
)
### BEGIN HIDDEN TESTS
from math import exp, lgamma, log


def by_volumes(k, n, depth):
    """The squared volume of k normal rows has the mean n!/(n-k)!/n^k (Cauchy and Binet); the new part of a
    direction is one volume over the one before it."""
    def log_volume(j):
        return lgamma(n + 1) - lgamma(n - j + 1) - j * log(n)
    return exp(depth * (log_volume(k) - log_volume(k - 1)) / 2)

rng = fresh_rng()
agree(
    direction_left,
    on=[call(1, int(rng.integers(20, 60)), int(rng.integers(2, 9)))]
    + [call(int(n * share), int(n), int(depth)) for n, share, depth in
       zip(rng.integers(30, 90, 3), rng.uniform(0.2, 0.8, 3), rng.integers(2, 9, 3), strict=True)],
    expected=by_volumes, rtol=1e-7,
    slips={
        "direction-off-by-one": lambda k, n, depth: ((n - k) / n) ** (depth / 2),
        "direction-square": lambda k, n, depth: ((n - k + 1) / n) ** depth,
        "direction-taken": lambda k, n, depth: (k / n) ** (depth / 2),
        "direction-taken/before": lambda k, n, depth: ((k - 1) / n) ** (depth / 2),
        "direction-one-layer": lambda k, n, depth: ((n - k + 1) / n) ** 0.5,
        "direction-linear": lambda k, n, depth: depth * ((n - k + 1) / n) ** 0.5,
        "direction-linear/root": lambda k, n, depth: (depth * (n - k + 1) / n) ** 0.5,
    },
)
### END HIDDEN TESTS

# %% [markdown] name="ex-orthogonal"
# ## 2 · Orthogonal weights
#
# Return weights of the given shape $(n_{in}, n_{out})$. If there are at least as many rows as columns, the columns have the length `gain` and are perpendicular; if there are fewer rows, the rows. All such matrices are equally likely. Draw from `rng`.
#
# About 4 lines, with `np.linalg.qr`. For a gain of 1 and the shape (4, 4), `W.T @ W` is the unit matrix.

# %% solution="orthogonal"
def orthogonal(shape, rng, gain=1.0):
    """Return weights whose columns or rows, whichever are fewer, are perpendicular and of length gain:
    a float array of the given shape, uniform over all such arrays.

    shape: (n_in, n_out)
    rng: a NumPy Generator
    gain: float, above 0
    """
    ### BEGIN SOLUTION
    n_in, n_out = shape
    Q, R = np.linalg.qr(rng.normal(size=(max(shape), min(shape))))
    Q = Q * np.sign(np.diag(R))
    return gain * (Q if n_in >= n_out else Q.T)
    ### END SOLUTION

# %% [markdown] name="ex-orthogonal-lengths"
# ### Lengths and angles

# %% test="orthogonal-lengths" points=4 lesson="09_orthogonal#rectangular"
# square; three rows of length 2; three columns of length ½; twenty columns of length 1
rng = np.random.default_rng(1)
perpendicular(orthogonal, on=[
    call((4, 4), rng), call((3, 5), rng, gain=2.0), call((5, 3), rng, gain=0.5), call((30, 20), rng)])
### BEGIN HIDDEN TESTS
rng = fresh_rng()
small, large = int(rng.integers(2, 9)), int(rng.integers(12, 30))
gains = [float(g) for g in rng.uniform([0.2, 1.3, 2.5, 4.0], [0.7, 2.0, 3.5, 5.0])]
cases = [call(shape, rng, gain=g) for shape, g in zip(
    ((large, small), (small, large), (large, large), (1, small)), gains, strict=True)]
perpendicular(orthogonal, on=[*cases, call((large, small + 1), rng)])
uses_rng(orthogonal, on=cases[:2])
### END HIDDEN TESTS

# %% [markdown] name="ex-orthogonal-uniform"
# ### Uniform: 120 matrices of each shape

# %% test="orthogonal-uniform" points=3 lesson="09_orthogonal#uniform"
# each entry has mean 0; the determinant of a square one is +1 or -1, half the time each
rng = np.random.default_rng(2)
perpendicular(orthogonal, on=[call((3, 3), rng)])
uses_rng(orthogonal, on=[call((3, 3), rng)])
equally_likely(orthogonal, on=[call((3, 3), rng), call((8, 5), rng)])
### BEGIN HIDDEN TESTS
rng = fresh_rng()
equally_likely(orthogonal, on=[call((3, 3), rng), call((20, 20), rng), call((5, 8), rng)])
### END HIDDEN TESTS

# %% [markdown] name="ex-lsuv"
# ## 3 · LSUV
#
# Return a new net in which the pre-activations $z = xW + b$ of each layer have std 1 and mean 0 on the batch `X`. Both are taken over all examples and units of the layer. Go from the first layer to the last:
#
# 1. As long as the std of $z$ is off 1 by more than `tol`, and at most `max_iter` times: divide $W$ by that std.
# 2. Subtract the mean of $z$, one number, from `b`.
# 3. Hand $f(z)$ on to the next layer.
#
# About 10 lines. By hand: one unit with $W = 2$ and inputs $1, -1$ has std 2, so $W$ becomes 1.

# %% solution="lsuv"
def lsuv(net, X, tol=0.01, max_iter=10):
    """Return a new net, scaled layer by layer on a batch; the given net stays as it was.

    net: list of layers {"W": (n_in, n_out), "b": (n_out,), "activation": name}
    X: (batch, n_in), float array
    tol: float, how far from 1 a layer's std may stay
    max_iter: int, how often a layer's W is divided at most

    ACTIVATIONS[name].f is the activation of that name.
    """
    ### BEGIN SOLUTION
    x, scaled = X, []
    for layer in net:
        W, b = layer["W"], layer["b"]
        for _ in range(max_iter):
            std = (x @ W + b).std()
            if abs(std - 1) <= tol:
                break
            W = W / std
        b = b - (x @ W + b).mean()
        scaled.append({"W": W, "b": b, "activation": layer["activation"]})
        x = ACTIVATIONS[layer["activation"]].f(x @ W + b)
    return scaled
    ### END SOLUTION

# %% locked="parts"
def part_of(function, key):
    """A function that returns one entry of each layer, so that a check can say which is off."""
    def lsuv(*args, **kwargs):
        net = function(*args, **kwargs)
        usable = isinstance(net, list | tuple) and all(isinstance(layer, dict) for layer in net)
        return {key: [layer.get(key) for layer in net]} if usable else net
    return lsuv


# One unit a layer. Layer 1: z = ±2, so W becomes 1, and ReLU hands on 1 and 0. Layer 2: z is 3 or 0, of
# std 3/2, so W becomes 2; then z is 2 or 0, of mean 1, so b becomes -1.
no_biases = [{"W": np.array([[2.0]]), "b": np.array([0.0]), "activation": "relu"},
             {"W": np.array([[3.0]]), "b": np.array([0.0]), "activation": "linear"}]
# Layer 1: z is 3 or 11, of std 4, so W becomes 1/2; then z is 3/2 or 7/2, and b becomes 1 - 5/2 = -3/2.
# Layer 2 gets -1 and 1: z is -1 or 7, of std 4, so W becomes 1; z is 2 or 4, and b becomes 3 - 3 = 0.
biases = [{"W": np.array([[2.0]]), "b": np.array([1.0]), "activation": "linear"},
          {"W": np.array([[4.0]]), "b": np.array([3.0]), "activation": "linear"}]
by_hand = [call(no_biases, np.array([[1.0], [-1.0]])), call(biases, np.array([[1.0], [5.0]]), max_iter=3)]

# %% test="lsuv-oracle" points=0
# The grader's own tools: the same by loops over examples and units, and with one step changed.
### BEGIN HIDDEN TESTS
import copy
import math

def slow_lsuv(net, X, tol=0.01, max_iter=10):
    """Every z by loops, every moment by an exact sum."""
    rows, scaled = [[float(v) for v in row] for row in X], []
    for layer in net:
        W, b = layer["W"].astype(float).tolist(), layer["b"].astype(float).tolist()
        f = ACTIVATIONS[layer["activation"]].f

        def all_z(W=W, b=b, rows=rows):
            return [[b[k] + math.fsum(x * W[j][k] for j, x in enumerate(row)) for k in range(len(b))]
                    for row in rows]

        def moments(z):
            flat = [v for row in z for v in row]
            mean = math.fsum(flat) / len(flat)
            return mean, math.sqrt(math.fsum((v - mean) ** 2 for v in flat) / len(flat))

        done = 0
        while done < max_iter and abs(moments(all_z())[1] - 1) > tol:
            std, done = moments(all_z())[1], done + 1
            for row in W:
                row[:] = [w / std for w in row]
        shift = moments(all_z())[0]
        b[:] = [v - shift for v in b]
        scaled.append({"W": np.array(W), "b": np.array(b), "activation": layer["activation"]})
        rows = [[float(f(np.array(v))) for v in row] for row in all_z()]
    return scaled

def quick_lsuv(net, X, tol=0.01, max_iter=10, size=np.std, times=None, first="divide", seen="z",
               shift=np.mean, divided="W", inputs="new", looks=0, judged=lambda std: std):
    """The same on whole arrays; a slip is one of the parts changed."""
    x, old, scaled = X, X, []
    for layer in net:
        W, b, f = layer["W"], layer["b"], ACTIVATIONS[layer["activation"]].f
        given = f(old @ W + b)
        if inputs == "old":
            x = old
        if first == "shift":
            b = b - (x @ W + b).mean()
        for done in range(max_iter if times is None else min(times, max_iter)):
            z = x @ W + b
            std = size(z if seen == "z" else f(z))
            if done >= looks and np.all(np.abs(judged(std) - 1) <= tol):
                break
            W, b = W / std, b / std if divided == "both" else b
        late = f(x @ W + b)
        if first == "divide":
            mean = shift(x @ W + b)
            b = b - (mean if inputs != "small" or abs(mean) > tol else 0.0)
        scaled.append({"W": W, "b": b, "activation": layer["activation"]})
        x, old = late if inputs == "late" else f(x @ W + b), given
    return scaled

def root_mean_square(z):
    return np.sqrt(np.mean(z**2))

CHANGED = {
    "lsuv-shift-first": {"first": "shift"},
    "lsuv-ddof": {"size": lambda z: z.std(ddof=1)},
    "lsuv-variance": {"size": np.var},
    "lsuv-rms": {"size": root_mean_square},
    "lsuv-old-inputs": {"inputs": "old"},
    "lsuv-activations": {"seen": "a"},
    "lsuv-once": {"times": 1},
    "lsuv-per-unit": {"size": lambda z: z.std(axis=0)},
    "lsuv-shift-per-unit": {"shift": lambda z: z.mean(axis=0)},
    "lsuv-no-shift": {"shift": lambda z: 0.0},
    "lsuv-no-shift/late": {"inputs": "late"},
    "lsuv-no-shift/small": {"inputs": "small"},
    "lsuv-no-look": {"looks": 1},
    "lsuv-variance-tol": {"judged": np.square},
    "lsuv-bias-divided": {"divided": "both"},
}

def slips_in(key):
    def slip_of(change):
        def lsuv(*args, **kwargs):
            with np.errstate(all="ignore"):
                return quick_lsuv(*args, **kwargs, **change)
        return part_of(lsuv, key)
    return {slip: slip_of(change) for slip, change in CHANGED.items()}

def small_case(rng, activations, size=1.2, **given):
    """A net of a few units with biases of their own, and a batch of 4 to 6 examples."""
    widths = [4, *(int(n) for n in rng.integers(3, 6, len(activations)))]
    net = [{"W": rng.normal(0.1, size, (n, m)), "b": rng.normal(0.3, 0.4, m), "activation": name}
           for n, m, name in zip(widths[:-1], widths[1:], activations, strict=True)]
    return call(net, rng.normal(0.3, 1, (int(rng.integers(4, 7)), 4)), **given)

def differ(net, other):
    """Whether two nets have other weights, and whether they have other biases."""
    return [any(not same(one[key], two[key], rtol=1e-3) for one, two in zip(net, other, strict=True))
            for key in ("W", "b")]

def finite(nets):
    return all(np.isfinite(layer[key]).all() for net in nets for layer in net for key in ("W", "b"))

def lsuv_cases(rng):
    """Nets on which every slip ends with other weights, and with other biases, than the right answer."""
    draws = [lambda: small_case(rng, ("tanh", "relu", "linear")),
             lambda: small_case(rng, ("selu", "tanh"), tol=1e-4),
             lambda: small_case(rng, ("tanh", "linear"), tol=1e-6, max_iter=3),
             lambda: small_case(rng, ("tanh",) * 5, 0.5, tol=0.4)]
    while True:
        cases = [draw() for draw in draws]
        truth = [one.of(slow_lsuv) for one in cases]
        told = finite(truth)
        for change in CHANGED.values():
            with np.errstate(all="ignore"):
                wrong = [quick_lsuv(*one.args, **one.kwargs, **change) for one in cases] if told else truth
            told = told and finite(wrong) and all(map(any, zip(*map(differ, wrong, truth), strict=True)))
        if told:
            return cases
### END HIDDEN TESTS

# %% [markdown] name="ex-lsuv-weights"
# ### Weights

# %% test="lsuv-weights" points=4 lesson="09_orthogonal#lsuv"
agree(part_of(lsuv, "W"), on=by_hand, expected=[{"W": [np.array([[w]]) for w in pair]} for pair in
                                              ((1.0, 2.0), (0.5, 1.0))], slips=known("lsuv-weights"))
### BEGIN HIDDEN TESTS
agree(part_of(lsuv, "W"), on=lsuv_cases(fresh_rng()), expected=part_of(slow_lsuv, "W"), slips=slips_in("W"))
### END HIDDEN TESTS

# %% [markdown] name="ex-lsuv-biases"
# ### Biases, and the net that was given

# %% test="lsuv-biases" points=3 lesson="09_orthogonal#details"
agree(part_of(lsuv, "b"), on=by_hand, expected=[{"b": [np.array([b]) for b in pair]} for pair in
                                              ((0.0, -1.0), (-1.5, 0.0))], slips=known("lsuv-biases"))
agree(part_of(lsuv, "activation"), on=by_hand, expected=[
    {"activation": ["relu", "linear"]}, {"activation": ["linear", "linear"]}])
### BEGIN HIDDEN TESTS
cases = lsuv_cases(fresh_rng())
agree(part_of(lsuv, "b"), on=cases, expected=part_of(slow_lsuv, "b"), slips=slips_in("b"))
for one in cases:
    mine = copy.deepcopy(one)
    lsuv(*mine.args, **mine.kwargs)
    if not same(mine.args[0], one.args[0]):
        raise failed(lsuv, one, "the given net with other numbers in it", "the given net as it was",
                     "lsuv-changes-net")
### END HIDDEN TESTS

# %% [markdown] name="ex-colleague"
# ## 4 · In your own words
#
# A colleague builds a net of 40 ReLU layers, each 256 units wide, and writes: "All weights are orthogonal, times $\sqrt2$. So every direction keeps its length, and gradients can't vanish. I take `Q` straight from `np.linalg.qr`: that is orthogonal, so it will do. And with LSUV before training I can leave batch normalization out, since it is the same thing."
#
# In five to nine sentences, judge the three claims. What do orthogonal weights keep, and what does ReLU do to that? What does the factor $\sqrt2$ keep? In what way is `Q` as it comes not what it should be, and how is that mended? Name one thing that LSUV and batch normalization share and two that they don't.

# %% [markdown] manual="colleague" points=4 lesson="09_orthogonal#relu"
# **Exemplary answer.** An orthogonal matrix keeps every length and every angle, forward and backward, and so does a product of them. But ReLU sets about half of the units to 0 for each input, behind orthogonal weights as behind normal ones, so a layer's derivative has half of its singular values at 0: many directions are lost in the first layer already, and most of the rest shrink in those that follow. After 50 such layers, 200 units wide, about 84 % of the singular values are below a hundredth, against 90 % with normal weights. The √2 makes up for the half of the mean square that ReLU takes, so signal and gradient keep their rms; He's normal weights do that too. Gradients do not vanish as a whole, then, but not because of the orthogonality. The Q of np.linalg.qr is orthogonal, but not uniform: the signs of R's diagonal are the routine's, so the entries of Q's diagonal do not have mean 0, and the determinant always has the same sign. Multiplying each column of Q by the sign of R's diagonal entry mends it, as the decomposition with a positive diagonal is unique. LSUV and batch normalization both divide by a std that is measured on a batch. But LSUV does it once, before training, with one number for a layer, and the gradient knows nothing of it; batch normalization does it at every step, for each unit, and the gradient goes through the division. So after some steps, or for inputs of another size, LSUV no longer sets anything.
#
# **Mark scheme.** 1 point: orthogonal weights keep lengths of all directions, and ReLU's zeros (half of the slopes) destroy that. 1 point: √2 keeps the mean square or rms, as He's rule does. 1 point: Q is not uniform because of the signs, with the cure. 1 point: for LSUV and batch normalization one thing shared and two differences (once or always; a layer or a unit; without or with the gradient; before training only, so other inputs or moved weights are not corrected).
