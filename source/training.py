# %% [markdown] name="intro"
# # Training: a loop of your own, and what it shows
#
# Forward, loss, backward, update: in this assignment you write the loop that trains a network, one piece at a time, and check each piece. Then you use it to put a claim about first weights to the test.
#
# It goes with [lesson 08](../../notebooks/08_training.ipynb). Replace each `...  # your code here` by your own code; under each exercise is a check that you can run as often as you like. It prints ✓ when it passes. Your work is also checked on cases that you don't see, drawn afresh for each grading. Stuck? `import initlab; initlab.hint("backward")`, in a cell of your own, gives a hint; each further call gives the next one.
#
# | exercise | points |
# |---|---|
# | 1 · `loss_and_delta` | 3 |
# | 2 · `forward` | 2 |
# | 3 · `backward` | 4 |
# | 4 · `train` | 5 |
# | 5 · `steps_to_loss` | 2 |
# | 6 · a claim of your own | 4 |
#
# Write the pieces with NumPy alone, without `initlab.nets`. A network is a list of layers, from the first to the last. Each layer is a dict:
#
# | key | shape | what |
# |---|---|---|
# | `"W"` | (n_in, n_out) | weights: **one column for each unit** |
# | `"b"` | (n_out,) | biases |
# | `"activation"` | | `"tanh"`, `"relu"` or `"linear"`; the last layer is linear |

# %% locked="setup"
from itertools import pairwise

import numpy as np

from initlab import nets
from initlab.checks import agree, call, failed, fresh_rng
from initlab.notebook import speaks
from initlab.samples import uses_rng
from initlab.slips import known


def network(widths, activation, gain, rng):
    """A network for the checks and for exercise 6: normal weights of std gain/√n_in, biases 0."""
    last = len(widths) - 2
    return [{"W": rng.normal(0, gain / np.sqrt(m), (m, n)), "b": np.zeros(n),
             "activation": "linear" if k == last else activation}
            for k, (m, n) in enumerate(pairwise(widths))]

# Two small networks for the checks, with two examples each.
small = [{"W": np.array([[1.0, 0.0], [0.0, -2.0]]), "b": np.array([0.5, 1.0]), "activation": "relu"},
         {"W": np.array([[2.0], [5.0]]), "b": np.array([-9.0]), "activation": "linear"}]
X_small = np.array([[3.0, 1.0], [1.0, 0.0]])
outputs_small = [X_small, np.array([[3.5, 0.0], [1.5, 1.0]]), np.array([[-2.0], [-1.0]])]
tiny = [{"W": np.array([[0.5, -1.0], [1.0, 0.25]]), "b": np.array([0.1, -0.2]), "activation": "tanh"},
        {"W": np.array([[1.0, -0.5], [0.75, 2.0]]), "b": np.array([0.0, 0.3]), "activation": "linear"}]
X_tiny, y_tiny = np.array([[1.0, -1.0], [0.5, 2.0]]), np.array([0, 1])

# %% test="training-oracle" points=0
# The grader's own tools: one example and one number at a time, and derivatives by differences.
### BEGIN HIDDEN TESTS
import copy
import math

F = {"tanh": math.tanh, "relu": lambda z: max(z, 0.0), "linear": float}

def outputs_of(net, x):
    """What comes out of the input and of each layer for one example, number by number."""
    seen = [[float(one) for one in x]]
    for layer in net:
        W, b = layer["W"], layer["b"]
        seen.append([F[layer["activation"]](
            math.fsum([*(seen[-1][i] * W[i, j] for i in range(len(W))), b[j]])) for j in range(len(b))])
    return seen

def loss_of_one(net, x, wanted):
    z = outputs_of(net, x)[-1]
    top = max(z)
    return top - z[wanted] + math.log(math.fsum(math.exp(one - top) for one in z))

def loss_of(net, X, y):
    return math.fsum(loss_of_one(net, x, int(k)) for x, k in zip(X, y)) / len(y)

def by_differences(net, X, y, step=1e-4):
    """The gradient of the mean loss: move each parameter a little, to either side, and twice as far
    (whose error cancels the first one's)."""
    grads = []
    for layer in net:
        grads.append({})
        for key in ("W", "b"):
            grads[-1][key] = np.zeros(layer[key].shape)
            for place in np.ndindex(*layer[key].shape):
                was, found = layer[key][place], []
                for far in (step, 2 * step):
                    sides = []
                    for side in (far, -far):
                        layer[key][place] = was + side
                        sides.append(loss_of(net, X, y))
                    found.append((sides[0] - sides[1]) / (2 * far))
                layer[key][place] = was
                grads[-1][key][place] = (4 * found[0] - found[1]) / 3
    return grads

def slow_loss(logits, y):
    batch, classes = logits.shape
    losses, delta = [], np.zeros((batch, classes))
    for i in range(batch):
        top = max(logits[i])
        parts = [math.exp(z - top) for z in logits[i]]
        losses.append(top - logits[i, y[i]] + math.log(math.fsum(parts)))
        for k in range(classes):
            delta[i, k] = (parts[k] / math.fsum(parts) - (k == y[i])) / batch
    return math.fsum(losses) / batch, delta

def slow_forward(net, X):
    return [np.array(layer) for layer in zip(*[outputs_of(net, x) for x in X])]

SLOPES = {"tanh": lambda a: 1 - a**2, "relu": lambda a: (a > 0) * 1.0, "linear": lambda a: 0 * a + 1}

def array_net(net):
    return [{**layer, "W": layer["W"].copy(), "b": layer["b"].copy()} for layer in net]

def step_of(net, X, y, lr, early=False, grads=None):
    """The net after one step; the gradients by differences, or those of array code when `early`
    asks for a way back through weights that have been moved already."""
    net = array_net(net)
    if not early:
        grads = grads or by_differences(net, X, y)
        for layer, grad in zip(net, grads):
            layer["W"] -= lr * grad["W"]
            layer["b"] -= lr * grad["b"]
        return net
    outputs = slow_forward(net, X)
    delta = slow_loss(outputs[-1], y)[1]
    for k in range(len(net) - 1, -1, -1):
        delta = delta * SLOPES[net[k]["activation"]](outputs[k + 1])
        net[k]["W"] = net[k]["W"] - lr * outputs[k].T @ delta
        net[k]["b"] = net[k]["b"] - lr * delta.sum(axis=0)
        delta = delta @ net[k]["W"].T
    return net

def random_net(rng, widths, hidden):
    """Weights and biases of size 1, so that no part of the answer is small. hidden: the activation
    of all hidden layers, or a list with that of each."""
    names = [hidden] * (len(widths) - 2) if isinstance(hidden, str) else hidden
    return [layer | {"activation": name,
                     "b": rng.uniform(0.2, 0.8, layer["b"].shape) * rng.choice([-1, 1], layer["b"].shape)}
            for layer, name in zip(network(widths, "tanh", 1.2, rng), [*names, "linear"])]

def smooth(net, X):
    """Whether no unit with a kink is so near to it that a difference would step over."""
    for layer, x in zip(net, zip(*[outputs_of(net, x) for x in X])):
        z = np.array(x) @ layer["W"] + layer["b"]
        if layer["activation"] == "relu" and np.abs(z).min() < 0.02:
            return False
    return True

def smooth_case(rng, widths, activation, examples):
    while True:
        net, X = random_net(rng, widths, activation), rng.normal(size=(examples, widths[0]))
        if smooth(net, X):
            return net, X, rng.permutation(np.arange(examples) % widths[-1])
### END HIDDEN TESTS

# %% [markdown] name="ex-loss"
# ## 1 · The loss and where it pushes
#
# Softmax turns an example's logits $z$ into probabilities $p_k = e^{z_k} / \sum_j e^{z_j}$. The loss is the mean over the batch of $-\ln p_y$. Its derivative with respect to an example's logit $z_k$ is $p_k$, less 1 if $k$ is the right class, divided by the number of examples in the batch.
#
# Return both. Logits of $\pm 1000$ must give a right and finite loss: subtract each example's largest logit first, and take the logarithm of no probability. About 6 lines.

# %% solution="loss_and_delta"
def loss_and_delta(logits, y):
    """(loss, delta): the mean cross-entropy, a float, and dloss/dlogits, (batch, classes).

    logits: (batch, classes) float array
    y: (batch,) ints, each example's class
    """
    ### BEGIN SOLUTION
    rows = np.arange(len(y))
    z = logits - logits.max(axis=1, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))  # (batch, classes)
    delta = np.exp(log_p)
    delta[rows, y] -= 1
    return -log_p[rows, y].mean(), delta / len(y)
    ### END SOLUTION

# %% test="loss-check" points=3 lesson="08_training#four-steps"
# By hand: equal logits give each of two classes ½, so the loss is ln 2 and delta ±½ over the batch
# of two; with the logits ln 3 and 0 the classes get ¾ and ¼.
agree(
    loss_and_delta,
    on=[call(np.zeros((2, 2)), np.array([0, 1])), call(np.array([[np.log(3), 0.0]]), np.array([1]))],
    expected=[(0.6931471805599453, np.array([[-0.25, 0.25], [0.25, -0.25]])),
              (1.3862943611198906, np.array([[0.75, -0.75]]))],
    slips=known("xent-check"),
)
# 1000 against 0 gives the first class everything: a loss of 0 if it is right, of 1000 if it is not.
huge = call(np.array([[1000.0, 0.0], [1000.0, 0.0]]), np.array([0, 1]))

@speaks(lambda *_: "logits of 1000")
def stays_finite(function, one, loss):
    got = one.of(function)
    if not isinstance(got, tuple | list):
        raise failed(function, one, got, "(loss, delta)")
    if not np.isfinite(got[0]):
        raise failed(function, one, got, f"a finite loss, {loss}", "xent-overflow")
    if got[0] < 100:
        raise failed(function, one, got, f"a loss of {loss}", "xent-clipped")

stays_finite(loss_and_delta, huge, 500.0)
agree(loss_and_delta, on=[huge], expected=[(500.0, np.array([[0.0, 0.0], [0.5, -0.5]]))])
### BEGIN HIDDEN TESTS
def wrong_loss(loss=lambda L, B, C: L, delta=lambda D, B, C: D):
    def function(logits, y):
        (L, D), (B, C) = slow_loss(logits, y), logits.shape
        return loss(L, B, C), delta(D, B, C)
    return function

def not_minus_one(logits, y):
    L, D = slow_loss(logits, y)
    return L, D + np.eye(logits.shape[1])[y] / len(y)

rng = fresh_rng()
cases = []
for size, batch, classes in ((2.0, 5, 3), (300.0, 4, 6), (0.5, 3, 4)):
    cases.append(call(rng.normal(rng.uniform(-9, 9), size, (batch, classes)),
                      rng.integers(classes, size=batch)))
cases.append(call(np.array([[-900.0, -903.0, -901.0], [800.0, 30.0, 806.5]]), rng.integers(3, size=2)))
# the largest logit far above the mean of its example's logits
stays_finite(loss_and_delta, call(np.array([[1000.0, -1000.0, -1000.0]]), np.array([1])), 2000.0)
agree(
    loss_and_delta, on=cases, expected=slow_loss,
    slips={
        "xent-loss-sum": wrong_loss(lambda L, B, C: L * B, lambda D, B, C: D * B),
        "xent-delta-sum": wrong_loss(delta=lambda D, B, C: D * B),
        "xent-loss-over-classes": wrong_loss(lambda L, B, C: L / C, lambda D, B, C: D / C),
        "xent-loss-over-classes/delta": wrong_loss(delta=lambda D, B, C: D / C),
        "xent-delta-sign": wrong_loss(delta=lambda D, B, C: -D),
        "xent-delta-no-minus-one": not_minus_one,
    },
)
### END HIDDEN TESTS

# %% [markdown] name="ex-forward"
# ## 2 · Forward
#
# Each layer computes $a = f(x W + b)$, and its output is the next layer's input. Return everything that the way back will need: the input and then each layer's output. About 5 lines.

# %% solution="forward"
def forward(net, X):
    """[X, output of layer 1, …, output of the last layer], a list of len(net) + 1 arrays.

    net: list of layers, {"W": (n_in, n_out), "b": (n_out,), "activation": "tanh", "relu" or "linear"}
    X: (batch, n_in of the first layer)
    """
    ### BEGIN SOLUTION
    f = {"tanh": np.tanh, "relu": lambda z: np.maximum(z, 0), "linear": lambda z: z}
    outputs = [X]
    for layer in net:
        outputs.append(f[layer["activation"]](outputs[-1] @ layer["W"] + layer["b"]))
    return outputs
    ### END SOLUTION

# %% test="forward-check" points=2 lesson="08_training#four-steps"
# Two inputs, two ReLU units, one linear unit: 3·1 + 1·0 + 0.5 = 3.5, and 3·0 + 1·(-2) + 1 = -1
# gives 0; then 2·3.5 + 5·0 - 9 = -2. The second example: 1.5 and 1, then 2·1.5 + 5·1 - 9 = -1.
agree(forward, on=[call(small, X_small)], expected=[outputs_small], slips=known("forward-check"))
### BEGIN HIDDEN TESTS
def wrong_forward(change=lambda layer, last: layer, cut=lambda seen: seen):
    def function(net, X):
        last = len(net) - 1
        return cut(slow_forward([change(layer, k == last) for k, layer in enumerate(net)], X))
    return function

rng = fresh_rng()
agree(
    forward,
    on=[call(random_net(rng, widths, f), rng.normal(size=(n, widths[0])))
        for widths, f, n in (([3, 4, 2], "tanh", 2), ([2, 5, 3, 4], "relu", 3), ([4, 3], "tanh", 5),
                               ([3, 4, 2, 3], ["relu", "tanh"], 3))],
    expected=slow_forward,
    slips={
        "forward-no-bias": wrong_forward(lambda layer, last: layer | {"b": 0 * layer["b"]}),
        "forward-last-active": lambda net, X: slow_forward(
            [*net[:-1], net[-1] | {"activation": net[-2]["activation"] if len(net) > 1 else "linear"}], X),
        "forward-no-activation": wrong_forward(lambda layer, last: layer | {"activation": "linear"}),
        "forward-one-activation": lambda net, X: slow_forward(
            [*[layer | {"activation": net[0]["activation"]} for layer in net[:-1]], net[-1]], X),
        "forward-output-only": wrong_forward(cut=lambda seen: seen[-1]),
        "forward-no-input": wrong_forward(cut=lambda seen: seen[1:]),
    },
)
### END HIDDEN TESTS

# %% [markdown] name="ex-backward"
# ## 3 · Backward
#
# Go from the last layer to the first. `delta` is the derivative of the loss by a layer's output, (batch, n_out); for the last layer it is given.
#
# 1. Through the activation: multiply by its slope. From the output $a$ it is $1 - a^2$ for tanh, 1 where $a > 0$ and else 0 for ReLU, 1 for linear.
# 2. The gradient for `W` is $x^\top \delta$, for `b` the sum of $\delta$ over the batch. (The 1/batch is in $\delta$ already.)
# 3. Back to the layer's input: $\delta\, W^\top$.
#
# About 10 lines. Then trust nothing: the check below compares with finite differences.

# %% solution="backward"
def backward(net, outputs, delta):
    """The gradients, a list with {"W": (n_in, n_out), "b": (n_out,)} for each layer, first to last.

    net: list of layers; outputs: what forward returned
    delta: (batch, classes), the derivative of the loss by the last layer's output
    """
    ### BEGIN SOLUTION
    slope = {"tanh": lambda a: 1 - a**2, "relu": lambda a: a > 0, "linear": np.ones_like}
    grads = []
    for layer, x, a in reversed(list(zip(net, outputs[:-1], outputs[1:]))):
        delta = delta * slope[layer["activation"]](a)  # (batch, n_out)
        grads.append({"W": x.T @ delta, "b": delta.sum(axis=0)})
        delta = delta @ layer["W"].T  # (batch, n_in)
    return grads[::-1]
    ### END SOLUTION

# %% test="backward-check" points=4 lesson="08_training#four-steps"
# By hand, for the two layers above and delta = (1, 2): the last layer gets 3.5·1 + 1.5·2 = 6.5 and
# 0·1 + 1·2 = 2. Back come (2, 5) and (4, 10), of which the ReLU that is off stops the 5.
agree(
    backward, on=[call(small, outputs_small, np.array([[1.0], [2.0]]))],
    expected=[[{"W": np.array([[10.0, 10.0], [2.0, 0.0]]), "b": np.array([6.0, 10.0])},
               {"W": np.array([[6.5], [2.0]]), "b": np.array([3.0])}]],
    slips=known("backward-check"),
)
# And a tanh network by finite differences: move each number by ±10⁻⁵, and see what the loss does.
def _differences(values, h=1e-5):
    found = np.zeros(values.shape)
    for place in np.ndindex(*values.shape):
        was, losses = values[place], []
        for side in (h, -h):
            values[place] = was + side
            losses.append(nets.softmax_cross_entropy(nets.forward(tiny, X_tiny)[0], y_tiny)[0])
        values[place], found[place] = was, (losses[0] - losses[1]) / (2 * h)
    return found

_logits, _trace = nets.forward(tiny, X_tiny)
agree(
    backward,
    on=[call(tiny, [X_tiny, *[seen["a"] for seen in _trace]], nets.softmax_cross_entropy(_logits, y_tiny)[1])],
    expected=[[{key: _differences(layer[key]) for key in ("W", "b")} for layer in tiny]],
    slips=known("differences-check"), rtol=1e-6, atol=1e-8,
)
### BEGIN HIDDEN TESTS
def wrong_backward(slope=SLOPES.get, of_W=lambda g, n: g, of_b=lambda d: d.sum(axis=0),
                   passed=lambda before, after: after, cut=lambda grads: grads):
    def function(net, outputs, delta):
        grads = []
        for k in range(len(net) - 1, -1, -1):
            before, n = delta, len(delta)
            delta = delta * slope(net[k]["activation"])(outputs[k + 1])
            grads.insert(0, {"W": of_W(outputs[k].T @ delta, n), "b": of_b(delta)})
            delta = passed(before, delta) @ net[k]["W"].T
        return cut(grads)
    return function

rng = fresh_rng()
cases, expected = [], []
for widths, f, n in (([3, 4, 3], "tanh", 4), ([2, 4, 3, 3], "relu", 5), ([2, 3, 2], "tanh", 3),
                     ([2, 4, 3, 3], ["tanh", "relu"], 4)):
    net, X, y = smooth_case(rng, widths, f, n)
    outputs = slow_forward(net, X)
    cases.append(call(net, outputs, slow_loss(outputs[-1], y)[1]))
    expected.append(by_differences(net, X, y))
agree(
    backward, on=cases, expected=expected,
    slips={
        "back-no-bias": wrong_backward(of_b=lambda d: 0 * d[0]),
        "back-bias-mean": wrong_backward(of_b=lambda d: d.mean(axis=0)),
        "back-averaged-twice": wrong_backward(of_W=lambda g, n: g / n, of_b=lambda d: d.mean(axis=0)),
        "back-averaged-twice/weights": wrong_backward(of_W=lambda g, n: g / n),
        "back-no-slope": wrong_backward(slope=lambda f: SLOPES["linear"]),
        "back-slope-of-output": wrong_backward(slope=lambda f: {
            "tanh": lambda a: 1 - np.tanh(a) ** 2}.get(f, SLOPES[f])),
        "back-one-activation": lambda net, *rest: wrong_backward()(
            [*[layer | {"activation": net[0]["activation"]} for layer in net[:-1]], net[-1]], *rest),
        "back-slope-not-passed": wrong_backward(passed=lambda before, after: before),
        "back-order": wrong_backward(cut=lambda grads: grads[::-1]),
    },
    rtol=1e-6, atol=1e-8,
)
### END HIDDEN TESTS

# %% [markdown] name="ex-train"
# ## 4 · The loop
#
# In each step: draw a batch, compute its loss, write the loss down, then move **every** weight and bias of the network one step down the gradient, $w \leftarrow w - \text{lr} \cdot \partial L/\partial w$.
#
# - A batch has `batch` *different* examples, drawn by `rng`; or all examples, when there are no more than `batch`.
# - The curve has one loss for each step: that of the step's batch, *before* the update. So `curve[0]` is the first loss of lesson 00.
# - Train a copy: the network that is passed must stay as it is, so that it can be trained again.
#
# About 10 lines, with your functions from above.

# %% solution="train"
def train(net, data, lr, steps, rng, batch=32):
    """The loss of each step's batch before the step, a list of `steps` floats.

    net: list of layers, which stay unchanged
    data: (X, y), with X (examples, n_in) and y (examples,)
    lr: float, the learning rate; steps: int
    rng: np.random.Generator, the only source of chance
    batch: int, examples in a step
    """
    ### BEGIN SOLUTION
    X, y = data
    net = [{**layer, "W": layer["W"].copy(), "b": layer["b"].copy()} for layer in net]
    curve = []
    for _ in range(steps):
        rows = rng.choice(len(y), min(batch, len(y)), replace=False)
        outputs = forward(net, X[rows])
        loss, delta = loss_and_delta(outputs[-1], y[rows])
        curve.append(loss)
        for layer, grad in zip(net, backward(net, outputs, delta)):
            layer["W"] -= lr * grad["W"]
            layer["b"] -= lr * grad["b"]
    return curve
    ### END SOLUTION

# %% test="train-check" points=5 lesson="08_training#four-steps"
# By hand: one example x = 2 of class 0, zero weights, two classes, rate 1. The first loss is ln 2,
# delta = (-½, ½), so W becomes (1, -1) and b (½, -½), the logits (2.5, -2.5), the loss ln(1 + e⁻⁵).
# For the tanh network on both of its examples, the numbers come from a loop over single weights.
flat = [{"W": np.zeros((1, 2)), "b": np.zeros(2), "activation": "linear"}]
agree(
    train,
    on=[call(flat, (np.array([[2.0]]), np.array([0])), 1.0, 2, np.random.default_rng(1)),
        call(tiny, (X_tiny, y_tiny), 0.5, 3, np.random.default_rng(2))],
    expected=[[0.6931471805599453, 0.006715348489117967], [1.10615419656, 0.407275714972, 0.266272461558]],
    slips=known("train-check"), rtol=1e-6,
)
_rng = np.random.default_rng(9)
uses_rng(train, on=[call(network([3, 4, 2], "tanh", 1.0, _rng), (_rng.normal(size=(8, 3)), np.arange(8) % 2),
                         0.1, 4, np.random.default_rng(3), batch=2)])
### BEGIN HIDDEN TESTS
def slow_curve(net, data, lr, steps, rng, batch=32, change=None, early=False):
    """The losses at 0, 1, …, `steps` steps on all examples; `change` alters the gradients."""
    X, y = data
    seen = [loss_of(net, X, y)]
    for _ in range(steps):
        grads = None if early else by_differences(net, X, y)
        net = step_of(net, X, y, lr, early, change(grads, len(y)) if change else grads)
        seen.append(loss_of(net, X, y))
    return seen

def scaled(factor, keys=("W", "b"), layers=slice(None)):
    """Gradients of these keys, in these layers, times a factor that may depend on the batch."""
    def change(grads, n):
        some = grads[layers]
        return [{key: g * (factor(n) if key in keys and any(one is grad for one in some) else 1.0)
                 for key, g in grad.items()} for grad in grads]
    return change

def slip_curve(cut=lambda seen: seen[:-1], **how):
    return lambda *args, **more: cut(slow_curve(*args, **how, **more))

rng = fresh_rng()
cases = []
for widths, f, n, lr in (([2, 3, 3], "tanh", 4, 0.4), ([2, 4, 2], "relu", 3, 0.05)):
    net, X, y = smooth_case(rng, widths, f, n)
    cases.append(call(net, (X, y), lr, 3, np.random.default_rng(rng.integers(2**32)), batch=n))
agree(
    train, on=cases, expected=slip_curve(),
    slips={
        "train-sum": slip_curve(change=scaled(lambda n: n)),
        "train-uphill": slip_curve(change=scaled(lambda n: -1.0)),
        "train-no-bias": slip_curve(change=scaled(lambda n: 0.0, keys=("b",))),
        "train-last-layer": slip_curve(change=scaled(lambda n: 0.0, layers=slice(0, -1))),
        "train-early-update": slip_curve(early=True),
        "train-curve-after": slip_curve(cut=lambda seen: seen[1:]),
        "train-one-more": slip_curve(cut=lambda seen: seen),
        "train-one-less": slip_curve(cut=lambda seen: seen[:-2]),
        "train-no-step": lambda net, data, lr, steps, rng, batch: [loss_of(net, *data)] * steps,
    },
    rtol=1e-6, atol=1e-8,
)

def tell(one, got, expected, slip):
    raise failed(train, one, got, expected, slip)

# With a rate of 0 nothing moves, and each loss tells which examples were in its batch.
net = random_net(rng, [3, 4, 3], "tanh")
X, y = rng.normal(size=(6, 3)), rng.permutation(np.arange(6) % 3)
losses = [loss_of(net, X[[i]], y[[i]]) for i in range(6)]

def closest(value, table):
    """The key whose value it is, to within rounding; None if there is none."""
    near = min(table, key=lambda key: abs(table[key] - value))
    return near if abs(table[near] - value) < 1e-9 * (1 + abs(value)) else None

still = call(net, (X, y), 0.0, 300, np.random.default_rng(rng.integers(2**32)), batch=2)
pairs = {(i, j): (losses[i] + losses[j]) / 2 for i in range(6) for j in range(i + 1)}
seen = [closest(value, pairs) for value in still.of(train)]
singles = {i: losses[i] for i in range(6)}
if None in seen:
    value = loss_of(net, X, y)
    whole = all(abs(got - value) < 1e-9 for got in still.of(train))
    tell(still, f"a loss of {still.of(train)[seen.index(None)]:.6g}", "each step's loss: the mean of two of the examples' losses",
         "train-whole-data" if whole else "")
counts = [sum(i in pair for pair in seen) for i in range(6)]
# Each example is in a batch with probability ⅓, 100 ± √(300·⅓·⅔) = 8.2 times of 300; 7 of these
# are 57. Two draws that may repeat give a pair of equals in ⅙ of 300 steps: none with (5/6)³⁰⁰.
if any(i == j for i, j in seen):
    tell(still, f"a batch of 2 with one example twice, in {sum(i == j for i, j in seen)} of 300 steps",
         "2 different examples in each batch", "train-with-replacement")
if len(set(seen)) == 1:
    tell(still, "the same 2 examples in each of 300 steps", "2 examples drawn anew in each step", "train-same-batch")
# 300 batches leave no more than a few of the 15 pairs out (a given one with (14/15)³⁰⁰ = 10⁻⁹).
if len(set(seen)) < 10:
    tell(still, f"only {len(set(seen))} of the 15 pairs of 6 examples, in 300 steps", "any 2 of the examples in a batch",
         "train-blocks")
# The next batch is the same by chance in 1/15 of 299 steps, 20 ± 4.3 times; 60 has probability 10⁻¹².
repeats = sum(one == two for one, two in pairwise(seen))
if repeats > 60:
    tell(still, f"the batch of the step before, in {repeats} of 299 steps", "2 examples drawn anew in each step",
         "train-batch-again")
if max(abs(count - 100) for count in counts) > 57:
    tell(still, f"6 examples that came {min(counts)} to {max(counts)} times in 300 steps of 2",
         "each about 100 times (chance allows ± 57)", "")

# The step must follow the gradient of the very batch whose loss was written down: after a step on
# example i, the loss of example j is one of 36 numbers.
after = {}
for i in range(6):
    moved = step_of(net, X[[i]], y[[i]], 0.3)
    after |= {(i, j): loss_of(moved, X[[j]], y[[j]]) for j in range(6)}
for _ in range(4):
    one = call(net, (X, y), 0.3, 2, np.random.default_rng(rng.integers(2**32)), batch=1)
    first, second = one.of(train)
    i = closest(first, singles)
    if not any(abs(after[i, j] - second) < 1e-6 for j in range(6)):
        tell(one, f"the losses {first:.6g} and {second:.6g}",
             "a second loss that follows from a step on the first one's batch", "")

mine = copy.deepcopy(net)
one = call(net, (X, y), 0.3, 2, np.random.default_rng(5))
train(mine, *one.args[1:])
if not all(np.array_equal(was[key], now[key]) for was, now in zip(net, mine) for key in ("W", "b")):
    tell(one, "a network whose weights have changed", "the network that was passed, unchanged", "train-changes-net")
### END HIDDEN TESTS

# %% [markdown] name="ex-steps"
# ## 5 · How long did it take?
#
# The number of steps after which the loss is first **at or below** the target: `curve[k]` is the loss after `k` steps. Return `None` when the curve never gets there; NaN is never at or below anything. About 4 lines.

# %% solution="steps_to_loss"
def steps_to_loss(curve, target):
    """The first k with curve[k] <= target, an int; None if there is none.

    curve: list or array of losses, after 0, 1, 2, … steps
    target: float
    """
    ### BEGIN SOLUTION
    for k, loss in enumerate(curve):
        if loss <= target:
            return k
    return None
    ### END SOLUTION

# %% test="steps-check" points=2 lesson="08_training#steps-to-target"
# reached after 2 steps and lost again; there from the start; reached exactly; never reached
agree(
    steps_to_loss,
    on=[call([2.3, 1.0, 0.4, 0.6, 0.3], 0.5), call([0.4, 0.3], 0.5), call([2.0, 1.0, 0.5, 0.25], 0.5)],
    expected=[2, 0, 2],
    slips=known("steps-check"),
)
agree(steps_to_loss, on=[call([0.5, 0.4], 0.5), call([2.3, 2.2, 2.1], 0.5)], expected=[0, None],
      slips=known("never-check"))
### BEGIN HIDDEN TESTS
def slowly(curve, target):
    below = [k for k in range(len(curve)) if curve[k] <= target]
    return below[0] if below else None

def last_crossing(curve, target):
    above = [k for k in range(len(curve)) if not curve[k] <= target]
    if len(curve) == 0 or not curve[-1] <= target:
        return None
    return above[-1] + 1 if above else 0

def or_else(value, f=slowly):
    """The right answer, but another value where the target is never reached."""
    return lambda curve, target: value(curve) if f(curve, target) is None else f(curve, target)

rng = fresh_rng()
level = float(rng.uniform(0.5, 1.5))
noisy = np.r_[level + rng.uniform(0.3, 0.9, 5), level - 0.2, level + rng.uniform(0.1, 0.5, 3),
              level - rng.uniform(0.1, 0.3, 4)]
cases = [call(noisy, level), call(noisy[:5].tolist(), level), call([level - 0.1, *noisy.tolist()], level),
         call([*noisy[:4].tolist(), level, level - 0.3, level - 0.4], level),
         call([*noisy[:3].tolist(), np.inf, np.nan, np.nan], level)]
agree(
    steps_to_loss, on=cases, expected=slowly,
    slips={
        "steps-below": lambda curve, target: slowly([one if one != target else target + 1 for one in curve], target),
        "steps-from-one": lambda curve, target: None if slowly(curve, target) is None else slowly(curve, target) + 1,
        "steps-last": last_crossing,
        "steps-never-zero": or_else(lambda curve: 0),
        "steps-never-length": or_else(len),
        "steps-never-length/last": or_else(lambda curve: len(curve) - 1),
        "steps-count-above": lambda curve, target: sum(not one <= target for one in curve),
    },
)
### END HIDDEN TESTS

# %% [markdown] name="ex-claim"
# ## 6 · A claim of your own
#
# "Good initial weights double the speed of training." Put it to the test with your own loop.
#
# Take the handwritten digits (`from initlab.data import handwritten_digits`, then `digits = handwritten_digits()` and `data = digits["X"], digits["y"]`) and `network([64] * 6 + [10], "relu", gain, rng)`. Compare two gains, one of them √2, the other of your choice, at least five seeds each. Give each gain the learning rate that suits *it* best, and say how you found it. Count steps to a loss of 0.5; since a batch's loss is noisy, smooth the curve, for example by the mean over ten steps. A minute of computing is enough.
#
# Write a claim of five to eight sentences that a critical reader can't refute: what was compared, under which conditions; the ratio of steps, paired by seed, with its spread; whether "twice as fast" holds here; and what your experiment can't tell.

# %% [markdown] manual="claim" points=4 lesson="08_training#doubling"
# **Exemplary answer.** I trained networks of five hidden ReLU layers of 64 units on the 1,437 training digits, from weights with gain √2 (He) and gain 1 (LeCun), by plain gradient descent with batches of 32. For each gain I tried the rates 0.02, 0.05, 0.1, 0.2 and 0.5 with three seeds that I did not use again; 0.2 reached the target soonest for both. With eight other seeds, the same for both gains, the mean of ten successive batch losses first fell to 0.5 after 21 to 31 steps with gain √2 and after 31 to 51 with gain 1. Paired by seed, gain 1 took 1.53 times as many steps (geometric mean; 95 % interval by t on the logarithms: 1.30 to 1.80; single seeds 1.0 to 1.8). So in this setting √2 trains faster, and "twice as fast" is too much: the interval does not reach 2. My grid of rates has steps of a factor of two or more, so part of the ratio may be due to the grid. The experiment says nothing about other depths, where the ratio may be larger or smaller, about other data, about optimizers with momentum or about networks with normalization, and nothing about accuracy, which I did not measure.
#
# **Mark scheme.** 1 point: what was compared and how is clear enough to be repeated (network, gains, target loss, seeds, smoothing). 1 point: each gain has its own best learning rate, with the rates that were tried; a comparison at one common rate does not earn it. 1 point: a ratio that is paired by seed, with a spread or interval, and a verdict on "twice" that this ratio and its spread support (any verdict, if the numbers bear it; a gain that never reached the target is reported as such and not as a ratio). 1 point: at least one sound limit (one data set, one depth or width, plain gradient descent without normalization, few seeds, a grid of rates, speed and not accuracy).
