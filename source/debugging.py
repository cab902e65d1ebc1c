# %% [markdown] name="intro"
# # Debugging: say what is wrong with a net that you have not seen
#
# You write the readings of lesson 07 as functions, and then a `diagnose` that takes them and names the fault. It will be tried on nets that are drawn when you hand in.
#
# It goes with [lesson 07](../../notebooks/07_debugging.ipynb). Replace each `...  # your code here` by your own code; under each exercise is a check that you can run as often as you like. It prints ✓ when it passes. Your work is also checked on cases that you don't see, drawn afresh for each grading. Stuck? `import initlab; initlab.hint("dead_share")`, in a cell of your own, gives a hint; each further call gives the next one. No exercise needs your answer to another one.
#
# | exercise | points |
# |---|---|
# | 1 · `dead_share` | 2 |
# | 2 · `update_ratio` | 2 |
# | 3 · `layer_stats`: forward 3, backward 3 | 6 |
# | 4 · `diagnose`: ReLU nets 4, tanh nets 4 | 8 |
# | 5 · in your own words | 4 |

# %% locked="setup"
from itertools import pairwise

import numpy as np

from initlab import nets
from initlab.activations import ACTIVATIONS
from initlab.checks import agree, call, fresh_rng
from initlab.notebook import speaks
from initlab.slips import known

# %% [markdown] name="given"
# Two functions are given: the loss of lesson 00, and the backward pass of [lesson 02](../../notebooks/02_symmetry.ipynb) for a net of any depth.

# %% locked="backward-pass"
def softmax_cross_entropy(logits, y):
    """Return the loss, the mean over the batch, and its gradient dL/dlogits."""
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    rows = np.arange(len(y))
    grad = np.exp(log_p)
    grad[rows, y] -= 1
    return float(-log_p[rows, y].mean()), grad / len(y)


def backward(net, trace, grad):
    """Return for each layer, the first one first, the gradients of W, b, z (that is delta) and x."""
    grads = []
    for layer, seen in zip(reversed(net), reversed(trace), strict=True):
        delta = grad * ACTIVATIONS[layer["activation"]].df(seen["z"])
        grad = delta @ layer["W"].T
        grads.insert(0, {"W": seen["x"].T @ delta, "b": delta.sum(axis=0), "z": delta, "x": grad})
    return grads

# %% test="debugging-oracle" points=0
# The grader's own tools: the readings of a net by loops over examples and units, the same with one
# step changed, and nets whose fault is plain.
### BEGIN HIDDEN TESTS
import math

KEYS = ("loss", "classes", "activation", "z", "a", "flat", "dead", "delta", "grad", "ratio")

def slow_rms(rows):
    values = [float(v) for row in rows for v in row]
    return math.sqrt(math.fsum(v * v for v in values) / len(values))

def slow_stats(net, X, y, lr):
    """Every reading by loops: one example, one unit, one weight at a time."""
    seen, x = [], [[float(v) for v in row] for row in X]
    for layer in net:
        f = ACTIVATIONS[layer["activation"]]
        z = [[float(layer["b"][k]) + math.fsum(v * float(layer["W"][j, k]) for j, v in enumerate(row))
              for k in range(len(layer["b"]))] for row in x]
        a = [[float(f.f(np.array(v))) for v in row] for row in z]
        seen.append({"x": x, "z": z, "a": a, "slope": [[float(f.df(np.array(v))) for v in row] for row in z]})
        x = a
    share = [[math.exp(v) / math.fsum(math.exp(u) for u in row) for v in row] for row in x]
    back = [[(p - (k == right)) / len(y) for k, p in enumerate(row)]
            for row, right in zip(share, y, strict=True)]
    stats = {key: [] for key in KEYS} | {
        "loss": -math.fsum(math.log(row[right]) for row, right in zip(share, y, strict=True)) / len(y),
        "classes": len(x[0]), "activation": [layer["activation"] for layer in net]}
    for layer, one in zip(reversed(net), reversed(seen), strict=True):
        W, units, inputs = layer["W"], range(layer["W"].shape[1]), range(layer["W"].shape[0])
        delta = [[g * s for g, s in zip(*pair, strict=True)] for pair in zip(back, one["slope"], strict=True)]
        grad = [[math.fsum(x[j] * d[k] for x, d in zip(one["x"], delta, strict=True)) for k in units]
                for j in inputs]
        flat = [[abs(s) < 0.01 for s in row] for row in one["slope"]]
        stats["z"].append(slow_rms(one["z"]))
        stats["a"].append(slow_rms(one["a"]))
        stats["delta"].append(slow_rms(delta))
        stats["grad"].append(slow_rms(grad))
        stats["flat"].append(sum(map(sum, flat)) / (len(flat) * len(units)))
        stats["dead"].append(sum(all(row[k] for row in flat) for k in units) / len(units))
        stats["ratio"].append(lr * slow_rms(grad) / slow_rms(W) if W.any() else math.inf)
        back = [[math.fsum(d[k] * float(W[j, k]) for k in units) for j in inputs] for d in delta]
    return {key: v[::-1] if isinstance(v, list) and key != "activation" else v for key, v in stats.items()}

def quick_stats(net, X, y, lr, size=lambda v: float(np.sqrt(np.mean(v**2))), slope_at="z", dead=np.all,
                scale=1.0, error="delta", limit=0.01, divide=True, turn=False, classes=None):
    """The same readings on whole arrays; a slip is one of the parts changed."""
    logits, trace = nets.forward(net, X)
    loss, grad = softmax_cross_entropy(logits, y)
    grads = backward(net, trace, grad * scale)
    flat = [np.abs(ACTIVATIONS[one["activation"]].df(seen[slope_at])) < limit
            for one, seen in zip(net, trace, strict=True)]
    after = [*(g["x"] for g in grads[1:]), grad * scale]
    errors = {"delta": [g["z"] for g in grads], "after": after, "x": [g["x"] for g in grads]}[error]
    lists = {
        "z": [size(seen["z"]) for seen in trace], "a": [size(seen["a"]) for seen in trace],
        "flat": [float(pairs.mean()) for pairs in flat],
        "dead": [float(dead(pairs, axis=0).mean()) for pairs in flat],
        "delta": [size(e) for e in errors], "grad": [size(g["W"]) for g in grads],
        "ratio": [(lr if divide else 1) * size(g["W"]) / size(one["W"]) if one["W"].any() else np.inf
                  for one, g in zip(net, grads, strict=True)]}
    return {"loss": loss * scale, "classes": classes(y) if classes else len(net[-1]["b"]),
            "activation": [one["activation"] for one in net],
            **{key: values[::-1] if turn else values for key, values in lists.items()}}

SIZE = {"std": lambda v: float(v.std()), "mean": lambda v: float(np.mean(abs(v))),
        "square": lambda v: float(np.mean(v**2))}

def with_part(key, function=slow_stats, **change):
    """One reading, as part_of gives it, and as a slip gives it."""
    return lambda *args: {key: function(*args, **change)[key]}

def small_net(rng, activations, classes):
    """A net of a few units, with some flat pairs and a dead unit in the first layer; the batch has
    no example of the last class, and no layer has as many units as there are classes."""
    widths = [int(n) for n in rng.choice([n for n in (3, 4, 5) if n != classes], len(activations))]
    net = [{"W": rng.normal(0, 1.5, (n, m)), "b": rng.normal(0, 1, m), "activation": name}
           for n, m, name in zip([4, *widths], [*widths, classes], [*activations, "linear"])]
    net[0]["b"][0] = -25.0
    B = int(rng.integers(4, 7))
    return call(net, rng.normal(0.3, 1, (B, 4)), rng.integers(0, classes - 1, B), float(rng.uniform(0.02, 0.5)))
### END HIDDEN TESTS

# %% [markdown] name="ex-dead-share"
# ## 1 · `dead_share`
#
# A pair of an example and a unit is *flat* when $|f'(z)| < 0.01$. A unit is *dead* on a batch when it is flat for **every** example. Return the share of dead units. About 2 lines.

# %% solution="dead_share"
def dead_share(slopes):
    """Return the share of units that are flat for every example, a float from 0 to 1.

    slopes: (batch, units) float array, f'(z) of one layer; some activations have negative slopes
    """
    ### BEGIN SOLUTION
    flat = np.abs(slopes) < 0.01
    return float(flat.all(axis=0).mean())
    ### END SOLUTION

# %% test="dead-share-check" points=2 lesson="07_debugging#flat-and-dead"
# three examples of four ReLUs: the second and the fourth are off for all three
relu_slopes = np.array([[1.0, 0.0, 0.0, 0.0], [0.0, 0.0, 1.0, 0.0], [1.0, 0.0, 1.0, 0.0]])
agree(
    dead_share,
    on=[call(relu_slopes), call(np.array([[0.001, 0.9], [0.009, 0.002]]))],
    expected=[0.5, 0.5],
    slips=known("dead-share-check"),
)
### BEGIN HIDDEN TESTS
def dead_by_counting(slopes):
    dead = 0
    for column in slopes.T:
        dead += not [s for s in column if abs(s) >= 0.01]
    return dead / slopes.shape[1]

WRONG_SHARES = {
    "dead-any": lambda s: float((abs(s) < 0.01).any(axis=0).mean()),
    "dead-pairs": lambda s: float((abs(s) < 0.01).mean()),
    "dead-mean-slope": lambda s: float((abs(s.mean(axis=0)) < 0.01).mean()),
    "dead-examples": lambda s: float((abs(s) < 0.01).all(axis=1).mean()),
    "dead-alive": lambda s: 1 - dead_by_counting(s),
    "dead-count": lambda s: dead_by_counting(s) * s.shape[1],
    "dead-zero-only": lambda s: float((s == 0).all(axis=0).mean()),
    "dead-sign": lambda s: float((s < 0.01).all(axis=0).mean()),
}

def some_slopes(rng, batch, units):
    """Slopes with each kind of unit that a slip judges wrongly, in random places."""
    slopes = rng.choice([0.0, 0.004, 0.7], (batch, units))
    slopes[:, 0] = rng.choice([0.004, 0.006], batch)          # dead, but nowhere exactly 0
    slopes[:, 1] = 0.0
    slopes[:, 2:4] = -0.1                                     # not flat: steep, downwards
    slopes[:, 4] = [0.0] * (batch - 1) + [0.02]               # alive for one example, and just so
    slopes[:, 5:8] = np.array([[0.7], [-0.7], *[[0.0]] * (batch - 2)])  # alive, with mean 0
    slopes[:, 8] = [0.004] + [0.0] * (batch - 1)              # dead, and even the sum is tiny
    return slopes[:, rng.permutation(units)]

rng, apart = fresh_rng(), False
while not apart:                           # until no two slips give the same shares
    cases = [call(some_slopes(rng, 3, 15)), call(some_slopes(rng, 4, 13))]
    shares = [[one.of(f) for one in cases] for f in (dead_by_counting, *WRONG_SHARES.values())]
    apart = len({tuple(np.round(pair, 9)) for pair in shares}) == len(shares)
agree(dead_share, on=cases, expected=dead_by_counting, slips=WRONG_SHARES)
### END HIDDEN TESTS

# %% [markdown] name="ex-update-ratio"
# ## 2 · `update_ratio`
#
# One step of gradient descent changes $W$ by $-\text{lr}\, \partial W$. Return the rms of that change over the rms of $W$. About 1 line.

# %% solution="update_ratio"
def update_ratio(W, grad, lr):
    """Return rms(change of W) / rms(W) for one step of gradient descent, a float.

    W: (n_in, n_out) float array, not all zero
    grad: (n_in, n_out) float array, the loss's gradient for W
    lr: float, the learning rate
    """
    ### BEGIN SOLUTION
    return float(lr * np.sqrt(np.mean(grad**2)) / np.sqrt(np.mean(W**2)))
    ### END SOLUTION

# %% test="update-ratio-check" points=2 lesson="07_debugging#update-to-weight"
# the gradient's rms is √((9 + 16)/2), the weights' √((36 + 64)/2): twice as large, and lr is 0.1
agree(
    update_ratio,
    on=[call(np.array([[6.0, 8.0]]), np.array([[3.0, -4.0]]), 0.1),
        call(np.array([[1.0], [-1.0]]), np.array([[4.0], [4.0]]), 0.01)],
    expected=[0.05, 0.04],
    slips=known("update-ratio-check"),
)
### BEGIN HIDDEN TESTS
def ratio_by_loop(W, grad, lr):
    steps = [lr * float(g) for g in np.ravel(grad)]
    return math.sqrt(math.fsum(s * s for s in steps) / math.fsum(float(w) ** 2 for w in np.ravel(W)))

def root(values):
    return float(np.sqrt(np.mean(values**2)))

rng = fresh_rng()
agree(
    update_ratio,
    on=[call(rng.normal(0.4, rng.uniform(0.2, 1), (n, m)), rng.normal(-0.3, rng.uniform(0.1, 2), (n, m)),
             float(rng.uniform(0.01, 0.4))) for n, m in ((3, 5), (6, 2), (4, 4))],
    expected=ratio_by_loop,
    slips={
        "ratio-no-lr": lambda W, g, lr: root(g) / root(W),
        "ratio-inverse": lambda W, g, lr: root(W) / (lr * root(g)),
        "ratio-elementwise": lambda W, g, lr: float(np.mean(np.abs(lr * g / W))),
        "ratio-elementwise/rms": lambda W, g, lr: root(lr * g / W),
        "ratio-std": lambda W, g, lr: float(lr * g.std() / W.std()),
        "ratio-no-root": lambda W, g, lr: (lr * root(g) / root(W)) ** 2,
        "ratio-after": lambda W, g, lr: lr * root(g) / root(W - lr * g),
        "ratio-mean-size": lambda W, g, lr: float(lr * np.mean(abs(g)) / np.mean(abs(W))),
    },
)
### END HIDDEN TESTS

# %% [markdown] name="ex-layer-stats"
# ## 3 · `layer_stats`
#
# All readings of a net on one batch, before a step. The loss is softmax cross-entropy, the mean over the batch. Return a dict with these keys; each list has one entry per layer, the first layer first, the last (linear) layer included:
#
# | key | what |
# |---|---|
# | `"loss"`, `"classes"` | the loss, a float; the number of classes, an int |
# | `"activation"` | list of the activations' names |
# | `"z"`, `"a"` | lists: rms of the pre-activations and of the outputs |
# | `"flat"`, `"dead"` | lists: share of flat pairs, and of dead units (exercise 1) |
# | `"delta"` | list: rms of $\partial L/\partial z$ |
# | `"grad"` | list: rms of $\partial L/\partial W$ |
# | `"ratio"` | list: update to weight (exercise 2), `np.inf` where all weights are 0 |
#
# About 12 lines. You may use `softmax_cross_entropy` and `backward` from above, and `nets.forward`, `nets.layer_rms` and `ACTIVATIONS[name].df` of the course's library.

# %% solution="layer_stats"
def layer_stats(net, X, y, lr):
    """Return the readings of a net on one batch: a dict, see the table.

    net: list of layers {"W": (n_in, n_out), "b": (n_out,), "activation": name}
    X: (batch, n_in); y: (batch,) ints, the right classes
    lr: float, the learning rate of the step to come
    """
    ### BEGIN SOLUTION
    logits, trace = nets.forward(net, X)
    loss, grad = softmax_cross_entropy(logits, y)
    grads = backward(net, trace, grad)
    flat = [np.abs(ACTIVATIONS[layer["activation"]].df(seen["z"])) < 0.01
            for layer, seen in zip(net, trace, strict=True)]
    sizes = nets.layer_rms(grads, "W")
    return {
        "loss": loss, "classes": logits.shape[1], "activation": [layer["activation"] for layer in net],
        "z": nets.layer_rms(trace, "z"), "a": nets.layer_rms(trace, "a"),
        "flat": [float(pairs.mean()) for pairs in flat],
        "dead": [float(pairs.all(axis=0).mean()) for pairs in flat],
        "delta": nets.layer_rms(grads, "z"), "grad": sizes,
        "ratio": [lr * size / weight if weight else np.inf
                  for size, weight in zip(sizes, nets.layer_rms(net, "W"), strict=True)],
    }
    ### END SOLUTION

# %% locked="parts"
def part_of(function, key):
    """A function that returns one entry of the dict alone, so that a check can say which is off."""
    def layer_stats(*args):
        stats = function(*args)
        return {key: stats.get(key)} if isinstance(stats, dict) else stats
    return layer_stats


# By hand: z is ±1 or 2 in layer 1; the two logits of an example are equal, so p = ½, delta = ±½/3.
hand_net = [{"W": np.eye(2), "b": np.zeros(2), "activation": "relu"},
            {"W": np.eye(2), "b": np.zeros(2), "activation": "linear"}]
three = np.array([[1.0, 1.0], [-1.0, -1.0], [2.0, 2.0]])
by_hand = call(hand_net, three, np.array([0, 1, 0]), 0.1)


@speaks(lambda function, expected: f"{len(expected)} readings; more at grading")
def agree_by_hand(function, expected):
    """Check the entries one by one."""
    for key, value in expected.items():
        agree(part_of(function, key), on=[by_hand], expected=[{key: value}], slips=known("layer-stats"))

# %% [markdown] name="ex-layer-stats-forward"
# ### Forward

# %% test="layer-stats-forward" points=3 lesson="07_debugging#readings"
# layer 1: z is 1, -1, 2 and a is 1, 0, 2, in both units; layer 2 hands on what comes in
root_5_3 = (5 / 3) ** 0.5
forward_by_hand = {"loss": np.log(2), "classes": 2, "activation": ["relu", "linear"],
                   "z": [2**0.5, root_5_3], "a": [root_5_3, root_5_3],
                   "flat": [1 / 3, 0.0], "dead": [0.0, 0.0]}
agree_by_hand(layer_stats, forward_by_hand)
### BEGIN HIDDEN TESTS
def tells_apart(cases):
    """Whether no two slips give the same wrong shares on these cases."""
    changes = {}, {"slope_at": "a"}, {"limit": 1e-300}, {"dead": np.any}, {"turn": True}
    for key in ("flat", "dead"):
        right, *others = [[quick_stats(*one.args, **change)[key] for one in cases] for change in changes]
        wrong = [values for values in others if values != right]
        if any(values in wrong[:k] for k, values in enumerate(wrong)):
            return False
    return True

rng, cases = fresh_rng(), []
while not cases or not tells_apart(cases):
    cases = [small_net(rng, ["relu", "tanh"], 3), small_net(rng, ["tanh", "sigmoid", "relu"], 4)]
for key in forward_by_hand:
    agree(
        part_of(layer_stats, key), on=cases, expected=with_part(key),
        slips={
            "stats-std": with_part(key, quick_stats, size=SIZE["std"]),
            "stats-mean-size": with_part(key, quick_stats, size=SIZE["mean"]),
            "stats-square": with_part(key, quick_stats, size=SIZE["square"]),
            "stats-slope-of-a": with_part(key, quick_stats, slope_at="a"),
            "stats-zero-slope": with_part(key, quick_stats, limit=1e-300),
            "stats-dead-any": with_part(key, quick_stats, dead=np.any),
            "stats-classes-of-y": with_part(key, quick_stats, classes=lambda y: int(y.max()) + 1),
            "stats-classes-of-y/different": with_part(key, quick_stats, classes=lambda y: len(set(y.tolist()))),
            "stats-reversed": with_part(key, quick_stats, turn=True),
        },
    )
### END HIDDEN TESTS

# %% [markdown] name="ex-layer-stats-backward"
# ### Backward

# %% test="layer-stats-backward" points=3 lesson="07_debugging#parts-of-a-gradient"
# delta is ±1/6, in layer 1 only where ReLU is on; each gradient is ±(1 + 2)/6, a weight 1 or 0
backward_by_hand = {"delta": [(2 / 3) ** 0.5 / 6, 1 / 6], "grad": [0.5, 0.5],
                    "ratio": [0.1 * 0.5 * 2**0.5, 0.1 * 0.5 * 2**0.5]}
agree_by_hand(layer_stats, backward_by_hand)
### BEGIN HIDDEN TESTS
rng = fresh_rng()
cases = [small_net(rng, ["relu", "tanh"], 3), small_net(rng, ["tanh", "sigmoid", "relu"], 4)]
for key in backward_by_hand:
    agree(
        part_of(layer_stats, key), on=cases, expected=with_part(key), atol=0.0,
        slips={
            "stats-std": with_part(key, quick_stats, size=SIZE["std"]),
            "stats-mean-size": with_part(key, quick_stats, size=SIZE["mean"]),
            "stats-square": with_part(key, quick_stats, size=SIZE["square"]),
            "stats-sum": lambda net, X, y, lr, key=key: with_part(key, quick_stats, scale=len(y))(net, X, y, lr),
            "stats-error-at-a": with_part(key, quick_stats, error="after"),
            "stats-error-at-x": with_part(key, quick_stats, error="x"),
            "stats-no-lr": with_part(key, quick_stats, divide=False),
            "stats-reversed": with_part(key, quick_stats, turn=True),
        },
    )
no_weights = [{**hand_net[0], "W": np.zeros((2, 2))}, hand_net[1]]
agree(part_of(layer_stats, "ratio"), on=[call(no_weights, *by_hand.args[1:])], expected=with_part("ratio"))
### END HIDDEN TESTS

# %% [markdown] name="ex-diagnose"
# ## 4 · `diagnose`
#
# You get the readings of exercise 3 and return the fault, one of these names. Each net has 9 to 12 hidden layers of one activation and a linear last layer; `workshop(fault, activation, rng)`, in the next cell, builds such nets, and you may try on them as much as you like.
#
# | fault | what was done | what you are sure to find |
# |---|---|---|
# | `"healthy"` | He for ReLU; 1 to 2.5 times LeCun's variance for tanh | rms of $z$ × 0.81 to 1.25 per layer; first loss at most $\ln C$ + 1.2; tanh: less than a quarter of any layer's pairs flat |
# | `"zero"` | the weights of one or all hidden layers are 0 | $z = 0$ from there on |
# | `"too small"` | a tiny variance in all hidden layers | rms of $z$ × less than 0.25 per layer |
# | `"wrong gain"` | the order $1/\sqrt n$, a constant too small | rms of $z$ × 0.4 to 0.75 per layer |
# | `"too large"` | a large variance in all hidden layers | ReLU: rms of $z$ × more than 2.2 per layer; tanh: more than half of each layer's pairs flat |
# | `"dead units"` | large negative biases in one or all hidden layers (ReLU) | over 95 % of a layer's units dead, and $z$ not 0 there |
# | `"logits too large"` | the last layer's weights are 15 to 60 times too large | hidden layers healthy; first loss above $\ln C$ + 3 |
#
# "Per layer" is a geometric mean from the first hidden layer to the last. Unless weights are zero or units killed, less than 60 % of any hidden layer's units are dead. The nets of the hidden tests are drawn until the last column is true of them. About 15 lines.

# %% locked="workshop"
FAULTS = ("healthy", "zero", "too small", "wrong gain", "too large", "dead units", "logits too large")


def workshop(fault, activation, rng):
    """(net, X, y): a net with this fault, and a batch for it. activation: "relu" or "tanh"."""
    relu, depth, classes = activation == "relu", int(rng.integers(9, 13)), int(rng.integers(3, 12))
    sound = 2.0 if relu else rng.uniform(1.0, 2.5)
    times = {"too small": rng.uniform(0.005, 0.04),      # n times a hidden weight's variance
             "wrong gain": rng.uniform(0.5, 1.0) if relu else rng.uniform(0.25, 0.4),
             "too large": rng.uniform(15, 50) if relu else rng.uniform(50, 200)}.get(fault, sound)
    widths = rng.integers(80, 121, depth + 1)
    net = [{"W": rng.normal(0, np.sqrt(times / n), (n, m)), "b": np.zeros(m), "activation": activation}
           for n, m in pairwise(widths)]
    some = range(depth) if rng.random() < 0.5 else [rng.integers(1, depth - 1)]
    for k in some:
        if fault == "zero":
            net[k]["W"] = np.zeros(net[k]["W"].shape)
        if fault == "dead units":
            net[k]["b"] = np.full(widths[k + 1], -rng.uniform(10, 16))
    last = rng.uniform(15, 60) if fault == "logits too large" else 1.0
    net.append({"W": rng.normal(0, last / np.sqrt(widths[-1]), (widths[-1], classes)),
                "b": np.zeros(classes), "activation": "linear"})
    X = rng.normal(0, rng.uniform(0.6, 1.4), (32, widths[0]))
    return net, X, rng.integers(0, classes, 32)

# %% solution="diagnose"
def diagnose(stats):
    """Return the fault of a net, one of FAULTS, from the readings that layer_stats gives.

    stats: dict with "loss", "classes" and the lists of exercise 3; lr was 0.1
    """
    ### BEGIN SOLUTION
    z, flat = np.array(stats["z"][:-1]), stats["flat"][:-1]
    for size, dead in zip(z, stats["dead"], strict=False):  # from the input up: the first bad layer
        if size == 0:
            return "zero"
        if dead > 0.9:
            return "dead units"
    factor = (z[-1] / z[0]) ** (1 / (len(z) - 1))
    if factor > 1.7 or (stats["activation"][0] == "tanh" and np.mean(flat) > 0.3):
        return "too large"
    if stats["loss"] > np.log(stats["classes"]) + 2:
        return "logits too large"
    if factor < 0.32:
        return "too small"
    return "wrong gain" if factor < 0.78 else "healthy"
    ### END SOLUTION

# %% test="diagnose-oracle" points=0
# The grader's own tools: nets whose fault is plain, and what likely slips say of them.
### BEGIN HIDDEN TESTS
def is_plain(fault, stats):
    """Whether the readings are those that the table promises."""
    z, over = stats["z"][:-1], stats["loss"] - math.log(stats["classes"])
    layers = list(zip(z, stats["dead"][:-1], strict=True))
    dead, inside = max(d for _, d in layers), 0.0 not in z
    first_bad = next((one for one in layers if one[0] == 0 or one[1] >= 0.6), (1.0, 0.0))
    factor = (z[-1] / z[0]) ** (1 / (len(z) - 1)) if inside else 0.0
    tanh, flat = stats["activation"][0] == "tanh", stats["flat"][:-1]
    steady = 0.81 < factor < 1.25 and dead < 0.6 and not (tanh and max(flat) >= 0.25)
    return {
        "healthy": steady and over < 1.2, "logits too large": steady and over > 3,
        "zero": first_bad[0] == 0, "too small": 0 < factor < 0.25 and dead < 0.6,
        "wrong gain": 0.4 < factor < 0.75 and dead < 0.6,
        "too large": (min(flat) > 0.5 if tanh else factor > 2.2) and dead < 0.6,
        "dead units": first_bad[0] > 0 and first_bad[1] > 0.95,
    }[fault]

def plain_case(fault, activation, rng, accept=lambda stats: True):
    """The readings of a net whose fault is plain: drawn again until it is, as it nearly always is."""
    while True:
        stats = quick_stats(*workshop(fault, activation, rng), lr=0.1)
        if is_plain(fault, stats) and accept(stats):
            return stats

def in_one_layer(stats):
    return stats["z"][0] > 0.0 and stats["dead"][0] < 0.6

def in_all_layers(stats):
    return not in_one_layer(stats)

def per_layer(stats):
    z = stats["z"][:-1]
    return (z[-1] / z[0]) ** (1 / (len(z) - 1))

def over(stats):
    return stats["loss"] - math.log(stats["classes"])

def saying(truth, **instead):
    """What somebody says who mistakes one fault for another; `instead` has _ for a space."""
    instead = {key.replace("_", " "): value for key, value in instead.items()}
    return [instead.get(fault, fault) for fault in truth]
### END HIDDEN TESTS

# %% [markdown] name="ex-diagnose-relu"
# ### ReLU nets

# %% test="diagnose-relu" points=4 lesson="07_debugging#order"
# measured and rounded: a ReLU net of four hidden layers, and the same with 20 times the last weights
sound_relu = {"loss": 3.08, "classes": 10, "activation": ["relu"] * 4 + ["linear"],
              "z": [1.4, 1.4, 1.4, 1.5, 1.3], "a": [0.96, 1.0, 1.0, 1.1, 1.3],
              "flat": [0.49, 0.49, 0.47, 0.46, 0.0], "dead": [0.0, 0.01, 0.03, 0.07, 0.0],
              "delta": [0.0026, 0.0026, 0.0025, 0.0024, 0.01], "grad": [0.015, 0.018, 0.024, 0.026, 0.12],
              "ratio": [0.011, 0.013, 0.017, 0.019, 0.12]}
loud_relu = sound_relu | {
    "loss": 43.52, "z": [1.4, 1.4, 1.4, 1.5, 27.0], "a": [0.96, 1.0, 1.0, 1.1, 27.0],
    "delta": [0.071, 0.068, 0.068, 0.063, 0.013], "grad": [0.4, 0.59, 0.8, 0.94, 0.22],
    "ratio": [0.28, 0.42, 0.57, 0.66, 0.011]}
agree(diagnose, on=[call(sound_relu), call(loud_relu)], expected=["healthy", "logits too large"],
      slips=known("diagnose-check"))
### BEGIN HIDDEN TESTS
rng = fresh_rng()
truth = ["healthy", "zero", "zero", "too small", "wrong gain", "wrong gain", "too large", "dead units",
         "dead units", "logits too large"]
kinds = {1: in_one_layer, 2: in_all_layers, 7: in_one_layer, 8: in_all_layers}
cases = [plain_case(fault, "relu", rng, kinds.get(k, lambda stats: True)) for k, fault in enumerate(truth)]
order = rng.permutation(len(truth))
truth, cases = [truth[k] for k in order], [cases[k] for k in order]
agree(
    diagnose, on=[call(stats) for stats in cases], expected=truth,
    slips={
        "diagnose-always/healthy": ["healthy"] * len(truth),
        "diagnose-first-loss": ["logits too large" if over(s) > 2 else "healthy" for s in cases],
        "diagnose-loss-first": saying(truth, too_large="logits too large"),
        "diagnose-first-layer": [
            "healthy" if f in ("zero", "dead units") and in_one_layer(s) else f
            for f, s in zip(truth, cases, strict=True)],
        "diagnose-follower": saying(truth, dead_units="zero"),
        "diagnose-follower/hidden": ["zero" if f == "dead units" and in_one_layer(s) else f
                                     for f, s in zip(truth, cases, strict=True)],
        "diagnose-zero-is-dead": saying(truth, zero="dead units"),
        "diagnose-off": saying(truth, healthy="dead units"),
        "diagnose-off/first": ["zero" if f == "zero" and in_all_layers(s) else "dead units"
                               for f, s in zip(truth, cases, strict=True)],
        "diagnose-off/zero": [f if f == "zero" else "dead units" for f in truth],
        "diagnose-one-small": saying(truth, wrong_gain="too small"),
        "diagnose-one-small/gain": saying(truth, too_small="wrong gain"),
        "diagnose-mild": saying(truth, wrong_gain="healthy"),
    },
)
### END HIDDEN TESTS

# %% [markdown] name="ex-diagnose-tanh"
# ### tanh nets

# %% test="diagnose-tanh" points=4 lesson="07_debugging#too-large"
# the same two nets with tanh, whose z falls a little from layer to layer
sound_tanh = {"loss": 2.62, "classes": 10, "activation": ["tanh"] * 4 + ["linear"],
              "z": [1.4, 1.0, 0.91, 0.84, 0.59], "a": [0.72, 0.63, 0.6, 0.58, 0.59],
              "flat": [0.034, 0.0028, 0.00063, 0.00031, 0.0], "dead": [0.0, 0.0, 0.0, 0.0, 0.0],
              "delta": [0.0018, 0.0021, 0.0022, 0.0022, 0.0097],
              "grad": [0.0099, 0.0085, 0.0081, 0.0082, 0.036],
              "ratio": [0.0069, 0.0061, 0.0058, 0.0057, 0.036]}
loud_tanh = sound_tanh | {
    "loss": 22.1, "z": [1.4, 1.0, 0.91, 0.84, 12.0], "a": [0.72, 0.63, 0.6, 0.58, 12.0],
    "delta": [0.05, 0.056, 0.059, 0.061, 0.013], "grad": [0.28, 0.24, 0.22, 0.24, 0.053],
    "ratio": [0.2, 0.17, 0.16, 0.17, 0.0027]}
agree(diagnose, on=[call(sound_tanh), call(loud_tanh)], expected=["healthy", "logits too large"],
      slips=known("diagnose-check"))
### BEGIN HIDDEN TESTS
rng = fresh_rng()
truth = ["healthy", "healthy", "zero", "zero", "too small", "wrong gain", "too large", "logits too large"]
kinds = {0: lambda stats: per_layer(stats) < 0.87, 1: lambda stats: per_layer(stats) > 0.9,
         2: in_one_layer, 3: in_all_layers, 7: lambda stats: per_layer(stats) > 0.9}
cases = [plain_case(fault, "tanh", rng, kinds.get(k, lambda stats: True)) for k, fault in enumerate(truth)]
order = rng.permutation(len(truth))
truth, cases = [truth[k] for k in order], [cases[k] for k in order]
agree(
    diagnose, on=[call(stats) for stats in cases], expected=truth,
    slips={
        "diagnose-always/healthy": ["healthy"] * len(truth),
        "diagnose-first-loss": ["logits too large" if over(s) > 2 else "healthy" for s in cases],
        "diagnose-first-layer": [
            "healthy" if f == "zero" and in_one_layer(s) else f for f, s in zip(truth, cases, strict=True)],
        "diagnose-lid": saying(truth, too_large="healthy"),
        "diagnose-saturated-is-dead": saying(truth, too_large="dead units"),
        "diagnose-slow-decay": ["wrong gain" if f == "healthy" and per_layer(s) < 0.88 else f
                                for f, s in zip(truth, cases, strict=True)],
        "diagnose-one-small": saying(truth, wrong_gain="too small"),
        "diagnose-one-small/gain": saying(truth, too_small="wrong gain"),
        "diagnose-mild": saying(truth, wrong_gain="healthy"),
    },
)
### END HIDDEN TESTS

# %% [markdown] name="ex-colleague"
# ## 5 · In your own words
#
# A colleague's ReLU net with ten classes has a first loss of 2.303, and it stays there. "The first loss is $\ln 10$, so the start is fine," she says. "The weights must be too small, or the learning rate. I will make it ten times as large." These are her readings (rounded):
#
# | layer | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 (linear) |
# |---|---|---|---|---|---|---|---|---|---|---|
# | rms of $z$ | 0.95 | 0.89 | 0.9 | 0.82 | 0.88 | 0.84 | 0.87 | 15 | 0 | 0 |
# | flat pairs | 0.5 | 0.46 | 0.54 | 0.46 | 0.53 | 0.51 | 0.44 | 1 | 1 | 0 |
# | dead units | 0 | 0.023 | 0.029 | 0.048 | 0.081 | 0.11 | 0.15 | 1 | 1 | 0 |
# | rms of $\delta$ | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0.0094 |
#
# In four to eight sentences: which layer is at fault, what is wrong with it, and which numbers say so? Why is layer 9 not the culprit, and why is half of the pairs flat no fault in layers 1 to 7? Why is the first loss exactly $\ln 10$, and what would a learning rate ten times as large do? What is the cure, and which reading would prove it?

# %% [markdown] manual="colleague" points=4 lesson="07_debugging#dead-units"
# **Exemplary answer.** Layer 8 is at fault: from the input up it is the first layer whose readings are out of order. All of its units are dead, while its z is not small but large, 15: the weighted sums sit far on the wrong side of 0, so its biases must be large and negative. With zero weights z would be 0 there. Layer 9 gets zeros from layer 8 and has biases of 0, so its z is 0 and it is dead too, through no fault of its own. In layers 1 to 7 half of the pairs are flat because z is symmetric about 0 and ReLU is off for half of it; only a few units are off for every example. Nothing reaches the last layer, so all ten logits are equal, each class gets 1/10, and the loss is ln 10 whatever the labels are. The error signal is 0 in layers 1 to 9, and so are the gradients of all weights (the last layer's too, since its input is 0): ten times zero is zero, and only the last bias would move. The weights are not too small, as z keeps its size up to layer 7. The cure is to set the biases of layer 8 to 0; then its share of dead units should fall to a small share like its neighbours', and δ should be different from 0 down to layer 1.
#
# **Mark scheme.** 1 point: layer 8, its biases, from dead units together with a z that is large and not 0 (weights with a large negative mean would read the same, and earn it too). 1 point: layer 9 follows from layer 8, or half of the pairs flat is normal for ReLU (at least one of the two with its reason, and nothing false about the other). 1 point: equal logits give exactly ln 10, and a larger learning rate multiplies gradients that are 0. 1 point: the cure, and a reading that would prove it (dead units of layer 8, or δ below it).
