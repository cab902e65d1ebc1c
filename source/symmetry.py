# %% [markdown] name="intro"
# # Symmetry: who moves, and who stays alike?
#
# A network learns only if its weights can move, and its units learn different things only if they can become different. In this assignment you work out the gradients of a small network, and then find out by experiment which starts let it learn.
#
# It goes with [lesson 02](../../notebooks/02_symmetry.ipynb). Replace each `...  # your code here` by your own code; under each exercise is a check that you can run as often as you like. It prints ✓ when it passes. Your work is also checked on cases that you don't see, drawn afresh for each grading. Stuck? `import initlab; initlab.hint("gradients")`, in a cell of your own, gives a hint; each further call gives the next one.
#
# | exercise | points |
# |---|---|
# | 1 · `gradients` | 4 |
# | 2 · `rows_stay_identical` | 4 |
# | 3 · `trained_parameters` | 4 |
# | 4 · in your own words | 4 |
#
# The network has one hidden layer of tanh units and one output that says yes or no. Its parameters are a dict:
#
# | key | shape | what |
# |---|---|---|
# | `"W"` | (hidden, n_in) | incoming weights, **one row for each unit** |
# | `"b"` | (hidden,) | the units' biases |
# | `"v"` | (hidden,) | each unit's weight to the output |
# | `"c"` | a float | the output's bias |
#
# $$h_j = \tanh\Big(\sum_i W_{ji}\, x_i + b_j\Big) \qquad z = \sum_j v_j h_j + c \qquad p = \frac{1}{1 + e^{-z}}$$
#
# The loss is the mean over the batch of $-\ln p$ where $y = 1$ and of $-\ln(1 - p)$ where $y = 0$. Its derivative with respect to $z$ is $(p - y)/B$ for each of the $B$ examples of the batch.

# %% locked="setup"
import numpy as np

from initlab.checks import agree, call, fresh_rng
from initlab.slips import known

# %% test="symmetry-oracle" points=0
# The grader's own tools: the same network by plain loops, one example and one weight at a time.
### BEGIN HIDDEN TESTS
import math

def slow_gradients(params, X, y):
    """Every derivative by the chain rule, written out for single numbers."""
    hidden, n_in = params["W"].shape
    grads = {"W": np.zeros((hidden, n_in)), "b": np.zeros(hidden), "v": np.zeros(hidden), "c": 0.0}
    for x, wanted in zip(X, y):
        h = [math.tanh(math.fsum(params["W"][j, i] * x[i] for i in range(n_in)) + params["b"][j])
             for j in range(hidden)]
        z = math.fsum(params["v"][j] * h[j] for j in range(hidden)) + params["c"]
        delta = (1 / (1 + math.exp(-z)) - wanted) / len(X)
        grads["c"] += delta
        for j in range(hidden):
            grads["v"][j] += delta * h[j]
            inner = delta * params["v"][j] * (1 - h[j] ** 2)
            grads["b"][j] += inner
            for i in range(n_in):
                grads["W"][j, i] += inner * x[i]
    return grads

def slow_descent(params, X, y, lr, steps):
    """The parameters at the start and after each step."""
    seen = [params]
    for _ in range(steps):
        grads = slow_gradients(seen[-1], X, y)
        seen.append({key: value - lr * grads[key] for key, value in seen[-1].items()})
    return seen

def rows_equal(W):
    return bool(np.abs(W - W[0]).max() < 1e-9)

def params_of(rng, hidden, n_in, W="random", b="random", v="random"):
    """Each of W, b, v: random; equal for all units (rows of W; b; v); or zero. c is 0."""
    def make(kind, shape):
        whole = rng.uniform(0.3, 0.9, shape) * rng.choice([-1.0, 1.0], shape)
        equal = np.tile(whole[:1], (shape[0], *[1] * (len(shape) - 1)))
        return {"random": whole, "equal": equal, "zero": np.zeros(shape)}[kind]
    return {"W": make(W, (hidden, n_in)), "b": make(b, (hidden,)), "v": make(v, (hidden,)),
            "c": 0.0}

def batch(rng, n_in, yes=7, no=3):
    """Inputs of every sign, and so many examples of each class."""
    return rng.normal(size=(yes + no, n_in)), np.array([1] * yes + [0] * no)
### END HIDDEN TESTS

# %% [markdown] name="ex-gradients"
# ## 1 · The gradients
#
# Apply the chain rule from the output backward: from $\partial L/\partial z$ to `c` and `v`, then through the tanh, whose slope is $1 - h^2$, to `b` and `W`. About 8 lines.

# %% solution="gradients"
def gradients(params, X, y):
    """The gradient of the mean loss, a dict with the keys and shapes of params.

    params: {"W": (hidden, n_in), "b": (hidden,), "v": (hidden,), "c": float}
    X: (batch, n_in) float array
    y: (batch,) array of 0 and 1
    """
    ### BEGIN SOLUTION
    h = np.tanh(X @ params["W"].T + params["b"])  # (batch, hidden)
    p = 1 / (1 + np.exp(-(h @ params["v"] + params["c"])))
    delta = (p - y) / len(y)  # (batch,)
    inner = delta[:, None] * params["v"] * (1 - h**2)  # (batch, hidden)
    return {"W": inner.T @ X, "b": inner.sum(axis=0), "v": delta @ h, "c": delta.sum()}
    ### END SOLUTION

# %% test="gradients-check" points=4 lesson="02_symmetry#all-zero"
# By hand: with W = 0 and b = 0 every h is 0, its slope 1, p = 1/2, and delta = (p - y)/2 is ±1/4.
flat = {"W": np.zeros((2, 3)), "b": np.zeros(2), "v": np.array([1.0, -2.0]), "c": 0.0}
points = np.array([[1.0, 2.0, 0.0], [3.0, 0.0, 4.0]])
agree(
    gradients,
    on=[call(flat, points, np.array([1, 0])), call(flat, points, np.array([1, 1]))],
    expected=[
        {"W": np.array([[0.5, -0.5, 1.0], [-1.0, 1.0, -2.0]]), "b": np.zeros(2), "v": np.zeros(2), "c": 0.0},
        {"W": np.array([[-1.0, -0.5, -1.0], [2.0, 1.0, 2.0]]), "b": np.array([-0.5, 1.0]), "v": np.zeros(2), "c": -0.5},
    ],
    slips=known("gradients-check"),
)
### BEGIN HIDDEN TESTS
def wrong_gradients(change):
    """The right steps on whole arrays, with one of them changed."""
    def function(params, X, y):
        h = np.tanh(X @ params["W"].T + params["b"])
        p = 1 / (1 + np.exp(-(h @ params["v"] + params["c"])))
        parts = {"h": h, "p": p, "delta": (p - y) / len(y), "slope": 1 - h**2, "v": params["v"],
                 "scale": 1.0, "turn": False}
        parts |= change(**parts, y=y)
        inner = parts["delta"][:, None] * parts["v"] * parts["slope"]
        W = inner.T @ X
        grads = {"W": W.T if parts["turn"] else W, "b": inner.sum(axis=0),
                 "v": parts["delta"] @ h, "c": float(parts["delta"].sum())}
        return {key: parts["scale"] * value for key, value in grads.items()}
    return function

rng = fresh_rng()
cases = []
for hidden, n_in in ((3, 2), (4, 5)):
    params = params_of(rng, hidden, n_in) | {"c": float(rng.normal())}
    cases.append(call(params, *batch(rng, n_in)))
agree(
    gradients, on=cases, expected=slow_gradients,
    slips={
        "gradient-sum": wrong_gradients(lambda y, **p: {"scale": len(y)}),
        "gradient-sign": wrong_gradients(lambda **p: {"scale": -1.0}),
        "gradient-no-slope": wrong_gradients(lambda **p: {"slope": 1.0 + 0 * p["h"]}),
        "gradient-slope-of-h": wrong_gradients(lambda **p: {"slope": 1 - np.tanh(p["h"]) ** 2}),
        "gradient-no-outgoing": wrong_gradients(lambda **p: {"v": 1.0}),
        "gradient-squared-error": wrong_gradients(lambda y, **p: {
            "delta": (p["p"] - y) * p["p"] * (1 - p["p"]) / len(y)}),
        "gradient-squared-error/two": wrong_gradients(lambda y, **p: {
            "delta": 2 * (p["p"] - y) * p["p"] * (1 - p["p"]) / len(y)}),
        "gradient-transposed": wrong_gradients(lambda **p: {"turn": True}),
    },
)
### END HIDDEN TESTS

# %% [markdown] name="ex-rows"
# ## 2 · Do the units stay alike?
#
# Train the network and see whether the rows of `W`, one for each unit, are all identical at the start **and after every step**. Rows count as identical when no two entries in a column differ by more than 10⁻⁹. About 8 lines. You may call your `gradients`; but then a mistake in it can fail this check too, so get exercise 1 right first.

# %% solution="rows_stay_identical"
def rows_stay_identical(params, X, y, lr, steps):
    """True, when all rows of W are identical at the start and after each step; else False.

    params: {"W": (hidden, n_in), "b": (hidden,), "v": (hidden,), "c": float}
    X: (batch, n_in); y: (batch,) of 0 and 1
    lr: float, the learning rate; steps: int
    """
    ### BEGIN SOLUTION
    def one_step(params):
        h = np.tanh(X @ params["W"].T + params["b"])  # (batch, hidden)
        delta = (1 / (1 + np.exp(-(h @ params["v"] + params["c"]))) - y) / len(y)
        inner = delta[:, None] * params["v"] * (1 - h**2)
        grads = {"W": inner.T @ X, "b": inner.sum(axis=0), "v": delta @ h, "c": delta.sum()}
        return {key: params[key] - lr * grads[key] for key in params}

    for _ in range(steps):
        if np.abs(params["W"] - params["W"][0]).max() > 1e-9:
            return False
        params = one_step(params)
    return bool(np.abs(params["W"] - params["W"][0]).max() <= 1e-9)
    ### END SOLUTION

# %% test="rows-check" points=4 lesson="02_symmetry#what-breaks"
three = np.array([[1.0, 2.0], [-1.0, 1.0], [0.5, -1.0]])
labels = np.array([1, 0, 1])
same = {"W": np.full((2, 2), 0.5), "b": np.zeros(2), "v": np.ones(2), "c": 0.0}
agree(
    rows_stay_identical,
    on=[call(same, three, labels, 0.5, 5),
        call(same | {"v": np.array([1.0, 2.0])}, three, labels, 0.5, 5),
        call(same | {"b": np.array([0.0, 1.0])}, three, labels, 0.5, 5),
        call(same | {"W": np.array([[0.5, 0.5], [0.1, 0.5]])}, three, labels, 0.5, 5),
        call(same | {"W": np.array([[0.5], [0.1]])}, three[:, :1], labels, 0.5, 5),
        call({key: 0 * value for key, value in same.items()}, three, labels, 0.5, 5)],
    expected=[True, False, False, False, False, True],
    slips=known("rows-check"),
)
### BEGIN HIDDEN TESTS
def rows_after(params, X, y, lr, steps):
    return all(rows_equal(one["W"]) for one in slow_descent(params, X, y, lr, steps))

def ignoring(*keys):
    """What those expect who think that these cannot make the units differ."""
    def function(params, X, y, lr, steps):
        alike = {key: np.full_like(params[key], 0.7) for key in keys}
        return rows_after(params | alike, X, y, lr, steps)
    return function

rng = fresh_rng()
starts = [
    {"W": "equal", "b": "equal", "v": "equal"}, {"W": "equal", "b": "equal"},
    {"W": "equal", "v": "equal"}, {"W": "zero", "b": "zero", "v": "zero"},
    {"W": "zero", "v": "zero"}, {"b": "equal", "v": "equal"}, {"W": "equal", "b": "zero", "v": "equal"},
]
cases = [call(params_of(rng, 3, 2, **start), *batch(rng, 2), 0.5, int(rng.integers(4, 8)))
         for start in starts]
cases += [
    call(params_of(rng, 4, 1), *batch(rng, 1), 0.5, 6),
    # No table of starts decides these: the mean error is 0, so nothing moves; no step is taken, or
    # one that W does not feel yet, or tiny ones.
    call(params_of(rng, 3, 2, W="zero", v="zero"), *batch(rng, 2, 4, 4), 0.5, 4),
    call(params_of(rng, 3, 2, W="equal"), *batch(rng, 2), 0.5, 0),
    call(params_of(rng, 3, 2, W="equal", v="zero"), *batch(rng, 2), 0.5, 1),
    call(params_of(rng, 3, 2, W="equal"), *batch(rng, 2), 1e-13, 5),
    call(params_of(rng, 3, 2, W="equal"), *batch(rng, 2), 1e-6, 3),  # np.allclose sees no difference
]
# In an order of chance, and a chance number of them: a count of calls tells nothing.
cases = [cases[k] for k in rng.permutation(len(cases))] + [cases[k] for k in rng.choice(13, rng.integers(1, 5))]
agree(
    rows_stay_identical, on=cases, expected=rows_after,
    slips={
        "rows-biases": ignoring("b"),
        "rows-outgoing": ignoring("v"),
        "rows-incoming-only": ignoring("b", "v"),
        "rows-one-step": lambda p, X, y, lr, steps: rows_after(p, X, y, lr, 1),
        "rows-columns": lambda p, X, y, lr, steps: all(
            rows_equal(one["W"].T) for one in slow_descent(p, X, y, lr, steps)),
        "rows-entries": lambda p, X, y, lr, steps: all(
            rows_equal(one["W"].reshape(-1, 1)) for one in slow_descent(p, X, y, lr, steps)),
        "rows-not": lambda *args: not rows_after(*args),
        "rows-always": lambda *args: True,
    },
)
### END HIDDEN TESTS

# %% [markdown] name="ex-trained"
# ## 3 · Which parameters ever move?
#
# Train from `init`, and name the parameters of which any entry has changed by more than 10⁻¹² at any time. Some move only from the second step on, since their gradient at the start is zero. About 8 lines.

# %% solution="trained_parameters"
def trained_parameters(init, X, y, lr=0.5, steps=10):
    """The keys of the parameters that ever move, as a sorted list, such as ["b", "c"].

    init: {"W": (hidden, n_in), "b": (hidden,), "v": (hidden,), "c": float}
    X: (batch, n_in); y: (batch,) of 0 and 1
    lr: float, the learning rate; steps: int
    """
    ### BEGIN SOLUTION
    def one_step(params):
        h = np.tanh(X @ params["W"].T + params["b"])  # (batch, hidden)
        delta = (1 / (1 + np.exp(-(h @ params["v"] + params["c"]))) - y) / len(y)
        inner = delta[:, None] * params["v"] * (1 - h**2)
        grads = {"W": inner.T @ X, "b": inner.sum(axis=0), "v": delta @ h, "c": delta.sum()}
        return {key: params[key] - lr * grads[key] for key in params}

    params, moved = init, set()
    for _ in range(steps):
        params = one_step(params)
        moved |= {key for key in init if np.abs(params[key] - init[key]).max() > 1e-12}
    return sorted(moved)
    ### END SOLUTION

# %% test="trained-check" points=4 lesson="02_symmetry#all-zero"
uneven = np.array([1, 1, 0])
zeros = {"W": np.zeros((2, 2)), "b": np.zeros(2), "v": np.zeros(2), "c": 0.0}
agree(
    trained_parameters,
    on=[call(zeros, three, uneven),
        call(zeros, three[:2], np.array([1, 0])),
        call(zeros | {"W": np.array([[1.0, 0.0], [0.0, 1.0]])}, three, uneven)],
    expected=[["c"], [], ["W", "b", "c", "v"]],
    slips=known("trained-check"),
)
### BEGIN HIDDEN TESTS
def moved_in(seen):
    return sorted(key for key in seen[0] if any(
        np.abs(one[key] - seen[0][key]).max() > 1e-12 for one in seen))

def moved_after(init, X, y, lr=0.5, steps=10):
    return moved_in(slow_descent(init, X, y, lr, steps))

def without(*left_out):
    return lambda init, X, y, **more: [k for k in moved_after(init, X, y, **more) if k not in left_out]

rng = fresh_rng()
starts = [
    {"W": "zero", "b": "zero", "v": "zero"}, {"v": "zero"}, {"W": "zero", "b": "zero"},
    {"W": "zero", "v": "zero"}, {"W": "equal", "b": "equal", "v": "equal"}, {},
]
cases = [call(params_of(rng, 3, 2, **start), *batch(rng, 2), lr=0.5, steps=int(rng.integers(2, 6)))
         for start in starts]
cases += [
    call(params_of(rng, 3, 2, "zero", "zero", "zero"), *batch(rng, 2, 4, 4), steps=3),
    call(params_of(rng, 3, 2, v="zero"), *batch(rng, 2), lr=0.5, steps=1),
    call(params_of(rng, 3, 2), *batch(rng, 2), lr=0.5, steps=0),
    call(params_of(rng, 3, 2, W="zero", b="zero"), np.zeros((10, 2)), batch(rng, 2)[1], steps=3),
    # Small moves count, down to the size that the exercise names; some entries are enough.
    call(params_of(rng, 3, 2), *batch(rng, 2), lr=1e-6, steps=3),
    call(params_of(rng, 3, 2), *batch(rng, 2), lr=1e-14, steps=2),
    call(params_of(rng, 3, 2), batch(rng, 2)[0] * [1.0, 0.0], batch(rng, 2)[1], steps=3),
]
cases = [cases[k] for k in rng.permutation(len(cases))] + [cases[k] for k in rng.choice(13, rng.integers(1, 4))]
agree(
    trained_parameters, on=cases, expected=moved_after,
    slips={
        "trained-one-step": lambda i, X, y, lr=0.5, steps=10: moved_after(i, X, y, lr, 1),
        "trained-no-output-bias": without("c"),
        "trained-no-biases": without("b", "c"),
        "trained-unmoved": lambda *args, **more: sorted(
            {"W", "b", "c", "v"} - set(moved_after(*args, **more))),
        "trained-not-zero": lambda i, X, y, **more: sorted(
            key for key, value in i.items() if np.any(value)),
        "trained-all": lambda *args, **more: ["W", "b", "c", "v"],
    },
)
### END HIDDEN TESTS

# %% [markdown] name="ex-why"
# ## 4 · In your own words
#
# Ada starts all *weights* of a network at zero and draws all *biases* at random. Ben says that this can't work, since only random weights break the symmetry. In four to eight sentences: who is right? Say what happens at the first and at the second step, whether the units stay alike, and on which data Ada's network may still get nowhere.

# %% [markdown] manual="who-is-right" points=4 lesson="02_symmetry#what-breaks"
# **Exemplary answer.** Ben is wrong about the symmetry. With zero weights each hidden unit gives out tanh of its own bias, so the units differ from the start. At the first step the gradient of an outgoing weight is the mean error times the unit's output: every outgoing weight moves, each by another amount; the incoming weights and hidden biases do not, because their gradient has the outgoing weight, zero, as a factor. From the second step on that factor differs from zero, and from unit to unit, so the incoming weights move as well and the units become different. So random biases do break the symmetry; equal units stay equal only if they agree in incoming weights, bias and outgoing weight. There is one trap: the first step is proportional to the mean error, and on balanced classes with an output bias of zero that mean is zero, so nothing moves but rounding errors. The start is also a slow one, since at first all inputs are treated alike; random weights have neither problem, which is why one draws weights and lets biases start at zero.
#
# **Mark scheme.** 1 point: random biases do break the symmetry, since the units' outputs differ. 1 point: first step, outgoing weights move (error times tanh(b)), incoming ones do not, with the reason. 1 point: second step, the incoming weights move, by different amounts. 1 point: balanced classes, mean error zero, nothing moves (or an equally sound limit of this start).
