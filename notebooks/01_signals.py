# %% [markdown] slide="slide"
# # What does a layer do to the size of a signal?
#
# 50 dense layers, 512 units each, nothing else. Every weight is drawn from $N(0, 1)$, the normal
# distribution with mean 0 and standard deviation 1. The input is 512 numbers whose standard
# deviation is 1.
#
# What is the standard deviation of the 512 numbers that come out?
#
# | | because |
# |---|---|
# | about 1 | means are 0 and deviations 1, from start to end |
# | about 50 | each layer adds its share |
# | about $10^{15}$ | it doubles in each layer: $2^{50}$ |
# | about $10^{68}$ | … |
#
# Note down a guess. By the end you can work it out on paper, for any width, depth and scale of
# weights, forward and backward.

# %% [markdown] slide="skip"
# All other lessons build on this one: a formula for the variance of a weighted sum, with every step
# shown, and what becomes of a signal when that sum is taken again and again.
# You need to know what a mean and a variance are, and the chain rule.
#
# About 42 minutes; the boxes marked *Going deeper* are optional.
# Afterwards you can compute what a layer, or a stack of them, does to the size of a signal.

# %% slide="skip"
import numpy as np

from initlab.figures import signals as pictures
from initlab.activations import ACTIVATIONS
from initlab.data import digits
from initlab.nets import backward, descend, forward, layer_rms, softmax_cross_entropy
from initlab import instruments
from initlab.figures.widgets import scale_widget

rng = np.random.default_rng(1)

# %% [markdown] slide="skip" name="symbols"
# ## The course's symbols
#
# These symbols are used in all lessons. Any other letter is explained where it is used, and holds
# for that section.
#
# | symbol | meaning |
# |---|---|
# | $x$, $W$, $b$ | a layer's input, weights and bias; $w$ is a single weight |
# | $z = Wx + b$ | its weighted sums, called pre-activations |
# | $f$, $f'$, $a = f(z)$ | the activation function, its derivative, the layer's output |
# | $n_{in}$, $n_{out}$ | fan-in and fan-out: how many terms a sum has, forward and backward; $n$ when both are equal |
# | $\sigma_w^2$, $\sigma_b^2$ | variance of a weight, of a bias; $\sigma_w$ is the standard deviation (std) |
# | $E[\cdot]$, $\operatorname{Var}$ | mean and variance over all that is random |
# | $q$ | the mean square $E[z^2]$ of a layer's pre-activations |
# | $L$ | the loss |
# | $\delta = \partial L/\partial z$ | the error signal of a layer |
# | $J$ | a layer's Jacobian: the matrix of all derivatives of its output with respect to its input |
# | $\chi$ | what one layer does to the mean square of $\delta$, a factor |
# | $l$, $D$ | a layer's number, and the number of layers: the depth |
# | rms | root mean square, $\sqrt{E[x^2]}$; it is the std when the mean is 0 |
#
# In code a layer holds `W` with the shape (n_in, n_out) and computes `x @ W + b`, with one
# example per row of `x`. In formulas $x$ is a column, and $W$ the transpose of that array.

# %% [markdown] slide="slide" name="a-picture"
# ## First look, then think
#
# A net in this course is plain data: a list of layers, each with `W`, `b` and the name of its
# activation. Here is a stack of equal layers, with weights of any std. The activation "linear" does
# nothing: $a = z$. `forward` also returns a trace, the $x$, $z$ and $a$ of each layer; `layer_rms`
# takes the rms of each layer's $a$.
#
# <!-- slide:
# A net is plain data: a list of layers, each with `W`, `b` and its activation; "linear" does nothing,
# $a = z$. `forward` also returns a trace; `layer_rms` takes the rms of each layer's $a$.
# -->

# %% slide="fragment"
def stack(depth, n, weight_std, rng, activation="linear"):
    """A net of so many layers, n units each, weights N(0, weight_std²), biases 0."""
    return [{"W": rng.normal(0, weight_std, (n, n)), "b": np.zeros(n),
             "activation": activation} for _ in range(depth)]


def sizes(net, X):
    """Root mean square of the input and of each layer's output."""
    _, trace = forward(net, X)
    return [np.sqrt(np.mean(X**2)), *layer_rms(trace)]

# %% slide="skip"
X = rng.normal(size=(20, 512))                          # 20 inputs of 512 numbers
by_depth = {f"std {label}": sizes(stack(50, 512, std, rng), X)
            for label, std in (("1", 1.0), ("1/√512", 512**-0.5), ("0.01", 0.01))}

# %% slide="subslide" covers="S1.7"
pictures.by_depth(by_depth, "A straight line on a log scale: one factor per layer", "rms of the signal (no unit)")

# %% slide="skip"
for name, curve in by_depth.items():
    print(f"{name:11} after 1 layer {curve[1]:9.2e}   3 layers {curve[3]:9.2e}   "
          f"50 layers {curve[50]:9.2e}")

# %% [markdown] slide="fragment" covers="S0.4,S0.6,S1.4"
# The signal **vanishes**, keeps its size, or **explodes**. A straight line on a log scale means the
# same factor in each layer. Which factor, and why?

# %% [markdown] slide="skip" covers="S1.7"
# Notice also where the lowest line starts. After one layer, weights of std 0.01 look harmless:
# the signal is a quarter of what it was, 0.23. That is why "small random numbers" work in a
# shallow net, and why the advice fails in a deep one: after 50 layers the quarter has become
# $10^{-32}$.

# %% [markdown] slide="slide" name="one-term"
# ## One term: a weight times an input
#
# Take a weight $w$ and an input $x$, both random, **independent** of each other. What is the
# variance of their product?
#
# 1. Variance is mean square minus squared mean, for any random number:
#    $\operatorname{Var} y = E[y^2] - E[y]^2$
# 2. Means of independent factors multiply: $E[wx] = E[w]\,E[x]$, and so do those of their
#    squares: $E[w^2 x^2] = E[w^2]\, E[x^2]$
# 3. Put $y = wx$ into 1, using 2:
#    $\operatorname{Var} wx = E[w^2]\,E[x^2] - E[w]^2 E[x]^2$
# 4. Step 1 read backwards: $E[w^2] = \operatorname{Var} w + E[w]^2$, likewise for $x$.
#
# <!-- slide:
# A weight $w$ and an input $x$, random and **independent**. What is the variance of $wx$?
#
# 1. For any random number: $\operatorname{Var} y = E[y^2] - E[y]^2$
# 2. Means of independent factors multiply: $E[wx] = E[w]\,E[x]$, $E[w^2 x^2] = E[w^2]\, E[x^2]$
# 3. Put $y = wx$ into 1: $\operatorname{Var} wx = E[w^2]\,E[x^2] - E[w]^2 E[x]^2$
# 4. Step 1 backwards: $E[w^2] = \operatorname{Var} w + E[w]^2$, likewise for $x$.
# -->

# %% [markdown] slide="subslide"
# ### Multiply out
#
# $$\operatorname{Var} wx = (\operatorname{Var} w + E[w]^2)(\operatorname{Var} x + E[x]^2)
# - E[w]^2 E[x]^2$$
#
# Four products; the last, $E[w]^2 E[x]^2$, cancels. Three stay:
#
# $$\operatorname{Var} wx = E[w]^2 \operatorname{Var} x + E[x]^2 \operatorname{Var} w
# + \operatorname{Var} w \operatorname{Var} x$$
#
# In words: the input's noise, scaled by the mean weight; the weight's noise, scaled by the mean
# input; and the noise of both.

# %% [markdown] slide="slide" name="weighted-sum"
# ## The sum of n terms
#
# $z = \sum_{i=1}^{n} w_i x_i$. All weights and inputs are independent. All weights are drawn from one
# distribution, all inputs from one (possibly another).
#
# 5. Variances add up, with twice the covariance, which is 0 for independent terms:
#    $\operatorname{Var}(y_1 + y_2) = \operatorname{Var} y_1 + \operatorname{Var} y_2 + 0$
# 6. So $n$ equal variances add up:
#
# $$\operatorname{Var} z = n\left(E[w]^2 \operatorname{Var} x + E[x]^2 \operatorname{Var} w
# + \operatorname{Var} w \operatorname{Var} x\right)$$
#
# The bias, if it is a constant, shifts $z$ and changes no variance.
#
# <!-- slide:
# $z = \sum_{i=1}^{n} w_i x_i$, all weights and inputs independent. A constant bias changes no variance.
#
# 5. Variances of independent terms add up:
#    $\operatorname{Var}(y_1 + y_2) = \operatorname{Var} y_1 + \operatorname{Var} y_2 + 0$
# 6. So $n$ equal variances add up:
#
# $$\operatorname{Var} z = n\left(E[w]^2 \operatorname{Var} x + E[x]^2 \operatorname{Var} w
# + \operatorname{Var} w \operatorname{Var} x\right)$$
# -->

# %% [markdown] slide="skip"
# Could that be wrong? It says that three numbers besides the variances are enough, and that the
# *distribution* of $w$ and $x$ does not matter. So test it on distributions that look nothing like
# each other: a normal one, a uniform one, and the exponential distribution, which is lopsided.
# 200 000 sums of $n = 10$ terms each.

# %% slide="subslide"
def three_terms(n, mean_w, var_w, mean_x, var_x):
    """The three shares of Var z, in the order of the formula."""
    return [n * mean_w**2 * var_x, n * mean_x**2 * var_w, n * var_w * var_x]


size = (200_000, 10)
CASES = {   # name: (draws of w, draws of x, the moments E w, Var w, E x, Var x)
    "both N(0, 1)": (rng.normal(0, 1, size), rng.normal(0, 1, size), (0, 1, 0, 1)),
    "x with a mean": (rng.normal(0, 1, size), rng.normal(1, 1, size), (0, 1, 1, 1)),
    "w with a mean": (rng.normal(0.5, 1, size), rng.normal(0, 1, size), (0.5, 1, 0, 1)),
    "w uniform(0, 3),\nx exponential": (
        rng.uniform(0, 3, size), rng.exponential(1, size), (1.5, 0.75, 1, 1)),
}
measured = [(w * x).sum(axis=1).var() for w, x, _ in CASES.values()]

# %% slide="subslide"
predicted = {name: three_terms(10, *moments) for name, (*_, moments) in CASES.items()}
pictures.variance_terms(predicted, measured)

# %% [markdown] slide="slide" name="zero-mean"
# ## Weights with mean 0: one factor is left
#
# Choose $E[w] = 0$, and the first term is gone. The other two join, by step 4:
#
# $$\operatorname{Var} z = n\, \sigma_w^2\, (\operatorname{Var} x + E[x]^2)
# = n\, \sigma_w^2\, E[x^2]$$
#
# - What enters is the **mean square** of $x$, not its variance. For inputs with mean 0 that is
#   the same; after a ReLU it is not ([lesson 05](05_he.ipynb)).
# - $z$ has mean 0 again, whatever $x$ was: $E[z] = n\,E[w]\,E[x] = 0$.
# - So layer after layer, $\text{rms}(z) = \sqrt{n}\, \sigma_w \cdot \text{rms}(x)$.
#
# <!-- slide:
# Choose $E[w] = 0$: the first term is gone, and the other two join, by step 4:
#
# $$\operatorname{Var} z = n\, \sigma_w^2\, (\operatorname{Var} x + E[x]^2)
# = n\, \sigma_w^2\, E[x^2]$$
#
# - The **mean square** of $x$ enters, not its variance.
# - $z$ has mean 0, whatever $x$ was.
# - Layer after layer, $\text{rms}(z) = \sqrt{n}\, \sigma_w \cdot \text{rms}(x)$.
# -->

# %% [markdown] slide="skip"
# A bonus: with $E[w] = 0$ the inputs need not be independent of each other. The covariance of two
# terms is $E[w_1 x_1 w_2 x_2] = E[w_1]\,E[w_2]\,E[x_1 x_2] = 0$, since the weights are independent
# of all the rest. Neighbouring pixels are anything but independent; the formula holds for them.
#
# And why would one ever want weights with a mean? One does not. When the inputs have a mean too,
# the share $n\,E[w]\,E[x]$ of the sum grows like $n$, where the rest grows like $\sqrt{n}$; and all
# units get the same share. [Lesson 04](04_xavier.ipynb) shows how little it takes.

# %% [markdown] slide="subslide" name="root-n" covers="S2.6,S2.8"
# ### Weights of N(0, 1): the std grows by √n
#
# With $\sigma_w = 1$ the factor is $\sqrt{n}$. A unit with 512 inputs of size 1 has a weighted
# sum of size $\sqrt{512} = 22.6$. It is the *number of terms* that makes it large; no single term
# is.

# %% slide="skip"
FANS = [1, 4, 16, 64, 256, 1024]
stds = [float((rng.normal(size=(2000, n)) * rng.normal(size=(2000, n))).sum(axis=1).std())
        for n in FANS]

# %% slide="-"
pictures.growth(FANS, stds)

# %% [markdown] slide="skip"
# It is a common claim that weights are $N(0, 1)$ "when we build a model". You can see
# now what that would do to a net of any depth; and no major framework does it for a dense or a
# convolutional layer: [lesson 06](06_frameworks.ipynb) asks PyTorch, Keras and JAX what they really draw. (PyTorch's
# `nn.Embedding` is $N(0, 1)$, but it looks a row up and sums nothing.)

# %% [markdown] slide="slide" name="depth"
# ## Depth raises the factor to a power
#
# Each layer multiplies the rms by $\sqrt{n}\,\sigma_w$, so $D$ layers by
#
# $$(\sqrt{n}\, \sigma_w)^{D}$$
#
# That is the picture from the beginning, with a formula for its slopes:
#
# <!-- slide:
# Each layer multiplies the rms by $\sqrt{n}\,\sigma_w$, so $D$ layers by
#
# $$(\sqrt{n}\, \sigma_w)^{D}$$
#
# These are the slopes of the first picture:
# -->

# %% slide="-"
print(f"{'weight std':12}{'factor':>9}{'predicted':>13}{'measured':>13}")
for (name, curve), std in zip(by_depth.items(), (1, 512**-0.5, 0.01), strict=True):
    factor = np.sqrt(512) * std
    print(f"{name:12}{factor:9.3f}{factor**50:13.1e}{curve[50]:13.1e}")

# %% [markdown] slide="fragment"
# Any factor other than 1, raised to a large enough power, ends near 0 or grows without limit. **Only
# $\sigma_w = 1/\sqrt{n}$ keeps the size at every depth.**
#
# <!-- slide:
# **Only $\sigma_w = 1/\sqrt{n}$ keeps the size at every depth.** Any other factor ends near 0 or grows
# without limit.
# -->

# %% [markdown] slide="skip"
# *Measured* differs a little from *predicted*. That is no error of the formula: it speaks of the
# mean over all nets, and one net has one draw of its weights. How far a single net strays depends
# on the width; you will see an extreme case below (width 4).

# %% [markdown] slide="slide" name="scale-widget" covers="S3.18,S0.8"
# ## Try it: too small, right, too large
#
# Three hidden layers with $n = 100$, so the factor is $\sqrt{100}\,\sigma_w$. The error signal
# goes the other way, from the output back to the input. Choose a scale.
#
# <!-- slide:
# Three hidden layers, $n = 100$. Choose a scale.
# -->

# %% slide="skip"
def both_ways(weight_std, n=100, depth=4):
    """Sizes of the signal at input, layers, output; and of the error signal at the same places."""
    net, X = stack(depth, n, weight_std, rng), rng.normal(size=(200, n))
    _, trace = forward(net, X)
    grads = backward(net, trace, rng.normal(size=(200, n)))
    return sizes(net, X), [*layer_rms(grads, "x"), layer_rms(grads, "z")[-1]]


SCALES = {"too small: std 0.01": ("↓", 0.01), "kept: std 1/√n = 0.1": ("●", 0.1),
          "too large: std 1": ("↑", 1.0)}
ways = {name: both_ways(std) for name, (_, std) in SCALES.items()}

# %% slide="-"
scale_widget({name: way[0] for name, way in ways.items()},
             {name: way[1] for name, way in ways.items()},
             {name: sign for name, (sign, _) in SCALES.items()},
             ["Input", "Layer 1", "Layer 2", "Layer 3", "Output"])

# %% [markdown] slide="subslide" name="scale-explorer"
# ### Any scale, any depth

# %% slide="-"
instruments.scale_explorer(activation="linear", depth=50, width=100, std=0.1)

# %% [markdown] slide="skip"
# Each move of a slider computes a net anew, in this page. Try three things. Halve the std: by what
# factor do both signals shrink? Then change only $n$: which std keeps the size now? Then choose
# tanh and a large std: the signal cannot grow beyond 1, but look at the error signal.

# %% [markdown] slide="slide" name="gradients" covers="S2.1,S3.10"
# ## The error signal: a product, backward
#
# A layer is $a = f(Wx + b)$. The chain rule through one layer, for
# $\delta = \partial L/\partial z$:
#
# $$\frac{\partial L}{\partial x} = W^\top \delta \qquad\qquad
# \delta = f'(z) \odot \frac{\partial L}{\partial a}$$
#
# ($\odot$ multiplies entry by entry, as the diagonal matrix $\operatorname{diag}(f'(z))$ does.) So
# $\partial L/\partial x = W^\top \operatorname{diag}(f'(z))\, \partial L/\partial a = J^\top\,
# \partial L/\partial a$, with the layer's Jacobian $J = \operatorname{diag}(f'(z))\, W$. Through
# all layers:
#
# $$\frac{\partial L}{\partial x_1} = J_1^\top J_2^\top \cdots J_D^\top\,
# \frac{\partial L}{\partial a_D}$$
#
# The earlier the layer, the more factors its error signal has passed.

# %% [markdown] slide="subslide" name="jacobians" covers="S2.3,S2.4,S2.5,E5"
# ### Factors of what size?
#
# It is often told like this: *if one or many of the factors are below 1, the gradient vanishes;
# above 1, it explodes.* For a chain of single numbers that is right if it is said of their
# **product**. But the factors are matrices. Is a matrix with all entries below 1 a small factor?
#
# <!-- slide:
# *Factors below 1 vanish, above 1 explode*? For single numbers, their **product** does. But is a matrix
# with all entries below 1 a small factor?
# -->

# %% slide="fragment"
error = rng.normal(size=100)
for _ in range(10):
    J = rng.uniform(-0.9, 0.9, (100, 100))              # every single derivative is below 1
    error = J.T @ error
print(f"all entries below 0.9 in size; after 10 layers rms {np.sqrt(np.mean(error**2)):.1e}")

J1, J2 = np.diag([10, 0.1]), np.diag([0.1, 10])
print("two layers, each with a factor of 0.1 in it; their product:", (J1 @ J2).tolist())

# %% [markdown] slide="fragment"
# The first explodes, the second keeps every length. What counts is the **product**. And of a matrix
# the entries count less than how much it stretches vectors: its **singular values**. They go from
# the stretch in the direction that it stretches most down to that in the one that it stretches least.
#
# <!-- slide:
# The first explodes, the second keeps every length. What counts is how the **product** stretches
# vectors: its **singular values**.
# -->

# %% [markdown] slide="skip" tags=["deeper"]
# **Going deeper: why singular values?** Write $J = U S V^\top$, with orthogonal $U$ and $V$, which
# turn and keep lengths, and a diagonal $S$ of the singular values $s_1, s_2, \dots$ So $J^\top$
# stretches the error signal's component along each column of $U$ by its own $s_k$. For an error
# signal that points in a random direction, all components have the same mean square, so the square
# of its length is multiplied by the mean of the squares, $\frac{1}{n} \sum_k s_k^2$.
#
# That sum is a familiar number. $\sum_k s_k^2$ is the sum of the squares of all entries of $J$
# (turning changes no lengths of rows or columns). With $n^2$ entries of variance $\sigma_w^2$ it
# is about $n^2 \sigma_w^2$, and the factor for the square is $n\,\sigma_w^2$: the same as forward.
# In the experiment above: $100 \cdot 0.9^2/3 = 27$ (a uniform distribution on $\pm b$ has variance
# $b^2/3$), so $27^{10/2} = 1.4 \cdot 10^7$ for the rms.

# %% slide="skip" tags=["deeper"]
s = np.linalg.svd(J, compute_uv=False)
print(f"last J: singular values {s.min():.3f} to {s.max():.2f}, mean square {np.mean(s**2):.1f}")
print(f"        entries squared, summed, by n: {np.sum(J**2) / 100:.1f}; "
      f"predicted {100 * 0.9**2 / 3:.1f}")

# %% [markdown] slide="subslide" covers="S2.5,E5"
# ### Unstable gradients: two names, one cause
#
# | | the product of Jacobians … | early layers |
# |---|---|---|
# | **vanishing** | shrinks (almost) all vectors | get almost no error signal, so hardly learn |
# | **exploding** | stretches many of them | make steps of chaotic size |
#
# Both have one cause. Two factors can undo each other, as above. But a product of many layers *of
# one kind* is stable only when each keeps lengths on average. For a wide random square layer
# that means $n\, \sigma_w^2\, E[f'(z)^2] = 1$.

# %% [markdown] slide="skip"
# The factor $E[f'(z)^2]$ comes from $\delta = f'(z) \odot \partial L/\partial a$, by the same
# reasoning as forward: the sum over $n_{out}$ units gives $n_{out}\,\sigma_w^2\,E[\delta^2]$ (the
# weights have mean 0), and entry by entry $E[\delta^2] = E[f'(z)^2]\,E[(\partial L/\partial a)^2]$
# if the two are independent. That is an assumption: $z$ and the error signal both depend on the
# same input. It is a good one in wide random nets, and [lesson 04](04_xavier.ipynb) tests it. The whole factor is $\chi$.

# %% [markdown] slide="slide" name="hundred-matrices"
# ## One hundred matrices
#
# A well-known demonstration multiplies a hundred 4 × 4 matrices of $N(0,1)$ entries and shows
# numbers around $10^{24}$. Where does the 24 come from? By our formula, the rms grows by
# $\sqrt{4} = 2$ in each step: $2^{100} \approx 10^{30}$. A factor of a million too much! Is the
# formula wrong?
#
# <!-- slide:
# A hundred 4 × 4 matrices of $N(0,1)$ entries, multiplied: numbers around $10^{24}$. By our formula the
# rms grows by $\sqrt{4} = 2$ in each step: $2^{100} \approx 10^{30}$. Is the formula wrong?
# -->

# %% slide="fragment" lines="6|8"
def log_length(products, rng, steps=100, n=4):
    """ln‖v‖ for so many vectors of length 1, each after its own hundred random matrices."""
    v, log = np.full((products, n), n**-0.5), np.zeros(products)
    for _ in range(steps):
        A = rng.normal(size=(products, n, n))
        v = np.einsum("kij,kj->ki", A, v)               # each matrix A times its vector v
        length = np.linalg.norm(v, axis=1)
        v, log = v / length[:, None], log + np.log(length)      # rescaled: nothing overflows
    return log


logs = log_length(2000, rng)
print(f"ln‖v‖: mean {logs.mean():.1f}, std {logs.std():.1f};  e^{logs.mean():.1f} = "
      f"{np.exp(logs.mean()):.0e}")

# %% [markdown] slide="subslide"
# ### The mean of the logarithm is not the logarithm of the mean
#
# For a fixed $v$ of length 1, each entry of $Av$ is $\sum_j A_{ij} v_j$: normal, mean 0, variance
# $\sum_j v_j^2 = 1$. So $s = \|Av\|^2$ is the sum of four squares of independent $N(0,1)$,
# *whatever $v$ is*: 100 independent factors.
#
# - The mean of $s$ is 4, so $\ln$ rms $= 100 \cdot \frac12 \ln 4 = 69.3$.
# - The mean of $\ln s$ is 1.116 (the box below derives it), less than $\ln 4 = 1.386$. So the mean of
#   $\ln \|v\|$ is $100 \cdot \frac12 \cdot 1.116 = 55.8$, close to what was measured.
#
# <!-- slide:
# For a fixed $v$ of length 1, each entry of $Av$ is $N(0,1)$: variance $\sum_j v_j^2 = 1$. So
# $s = \|Av\|^2$ is the sum of four squares, *whatever $v$ is*.
#
# - The mean of $s$ is 4: $\ln$ rms $= 100 \cdot \frac12 \ln 4 = 69.3$.
# - The mean of $\ln s$ is 1.116, less than $\ln 4$: $\ln \|v\|$ has the mean
#   $100 \cdot \frac12 \cdot 1.116 = 55.8$.
# -->

# %% [markdown] slide="skip" tags=["deeper"]
# **Going deeper: the mean and the spread of a logarithm.** The four squares have the density
# $\propto e^{-r^2/2}$ at distance $r$ from 0; a shell in four dimensions has area $\propto r^3$.
# With $s = r^2$ and $ds = 2r\,dr$, the density of $s$ is $\frac{1}{4} s\, e^{-s/2}$. Put $s = 2t$:
#
# $$E[\ln s] = \int_0^\infty t\, e^{-t}\, (\ln 2 + \ln t)\, dt = \ln 2 + 1 - \gamma$$
#
# $$E \ln \|v_{100}\| = 100 \cdot \tfrac12\, (\ln 2 + 1 - 0.5772) = 55.8$$

# %% [markdown] slide="skip" tags=["deeper"]
# The steps in between. The ¼ makes the density's integral 1: $\int_0^\infty s\,e^{-s/2}ds = 4$.
# The integral over $t e^{-t}$ is 1, which gives the $\ln 2$. For the rest, integrate by parts,
# with $t \ln t$ to be differentiated and $e^{-t}$ to be integrated:
#
# $$\int_0^\infty t \ln t\; e^{-t}\, dt = \left[-t \ln t\; e^{-t}\right]_0^\infty
# + \int_0^\infty (\ln t + 1)\, e^{-t}\, dt = 0 + (-\gamma) + 1$$
#
# $\gamma = 0.5772\dots$, Euler's constant, *is* minus the integral of $\ln t\, e^{-t}$. If you
# would rather not take that integral's value on trust, sum it up:

# %% slide="skip" tags=["deeper"]
u = (np.arange(200_000) + 0.5) / 200_000                # t = -ln u turns e^-t dt into du
gamma = -np.log(-np.log(u)).mean()
print(f"gamma {gamma:.4f}, mean of ln s: {np.log(2) + 1 - gamma:.4f}")

t = (np.arange(600_000) + 0.5) / 10_000                 # the middle of each step, from 0 to 60
share = t * np.exp(-t) / 10_000
mean = share @ np.log(t)
variance = share @ (np.log(t) - mean)**2
print(f"by small steps: mean of ln t {mean:.4f} (1 - gamma is {1 - gamma:.4f}), "
      f"variance {variance:.4f}")

# %% [markdown] slide="skip" tags=["deeper"]
# The spread, then. $\ln s = \ln 2 + \ln t$ has the variance $0.645$ just summed up (on paper it is
# $\pi^2/6 - 1$), so one factor's $\ln\sqrt{s}$ has $0.645/4 = 0.161$, and a hundred independent
# ones have $16.1$: a std of 4.0, close to the one measured.
#
# The rms, on the other hand, is exact: a hundred independent factors $s$, each of mean 4 (four
# squares of mean 1), give $E\|v_{100}\|^2 = 4^{100}$, so $\ln$ rms $= 100 \ln 2 = 69.3$. It is made
# by the few products that grew enormous; it lies 3.4 standard deviations above the typical one.

# %% slide="skip"
theory = 100 / 2 * (np.log(2) + 1 - np.euler_gamma)     # Euler's constant, 0.5772
spread = np.sqrt(100 / 4 * (np.pi**2 / 6 - 1))

# %% slide="subslide"
pictures.log_lengths(logs, theory, spread, 100 * np.log(2))

# %% [markdown] slide="fragment"
# Both are right. The rms is an average that rare giants dominate; the **typical** product is
# $e^{55.8} \approx 2 \cdot 10^{24}$. With width 4 they differ by a million; with width 512, hardly.

# %% [markdown] slide="slide" name="nan" covers="S0.7"
# ## NaN: where the arithmetic ends
#
# Nets often compute with 32-bit floats. The largest is $3.4 \cdot 10^{38}$, the smallest above 0
# is $1.4 \cdot 10^{-45}$. Predict, for width 512:
#
# - $\sigma_w = 1$: $\sqrt{512}^{\,l} > 3.4 \cdot 10^{38}$ around layer 29: **inf**. Within one
#   sum of 512 terms some are $+\infty$ and some $-\infty$; what they add up to is not a number,
#   **NaN**: mostly in that very layer, else in the next.
# - $\sigma_w = 0.01$: $0.226^{\,l} < 1.4 \cdot 10^{-45}$ around layer 70: exactly **0**.
#
# <!-- slide:
# 32-bit floats end at $3.4 \cdot 10^{38}$, and above 0 at $1.4 \cdot 10^{-45}$. For width 512:
#
# - $\sigma_w = 1$: $\sqrt{512}^{\,l}$ is too large around layer 29: **inf**. And $\infty - \infty$ is
#   **NaN**.
# - $\sigma_w = 0.01$: $0.226^{\,l}$ is exactly **0** around layer 70.
# -->

# %% slide="skip"
def first_layer(weight_std, broken, rng, n=512):
    """The number of the first layer whose 32-bit output is `broken`, a function: array -> bool."""
    x, layer = rng.standard_normal(n, dtype=np.float32), 0
    while not broken(x):
        W = np.float32(weight_std) * rng.standard_normal((n, n), dtype=np.float32)
        x, layer = x @ W, layer + 1
    return layer

# %% slide="fragment"
with np.errstate(over="ignore", invalid="ignore"):
    overflow = first_layer(1.0, lambda x: not np.isfinite(x).all(), rng)
    nan = first_layer(1.0, lambda x: np.isnan(x).any(), rng)
zero = first_layer(0.01, lambda x: not x.any(), rng)
print(f"beyond the largest: layer {overflow};  NaN: layer {nan};  all zero: layer {zero}")

# %% [markdown] slide="fragment"
# NaN is not a number that is too large. It is the mark of an operation that has no answer, and it
# spreads: nearly every operation that it enters gives NaN again. One weight update with it, and the
# net is lost.
#
# <!-- slide:
# NaN spreads: **one weight update with it, and the net is lost**.
# -->

# %% [markdown] slide="slide" name="saturation" covers="E4,S2.9"
# ## Do gradients vanish only when weights are too small?
#
# This is often said. But put a bounded $f$ between the layers, tanh: its slope $f'(z)$ is close
# to 1 only for small $z$; at $|z| = 3$ it is below 0.01. Units out there are **saturated**.
#
# With $N(0,1)$ weights and $n = 100$, $z$ has a std of up to 10. Ten tanh layers, error signal 1
# at the top. Look at the rms of $\delta$, and at the *median* unit:
#
# <!-- slide:
# tanh: the slope is near 1 only for small $z$, below 0.01 at $|z| = 3$ (**saturated**). Ten layers,
# error signal 1 at the top.
# -->

# %% slide="skip"
def error_signal(weight_std, n=100, depth=10):
    """(rms, median) of |δ| in each layer of a tanh net, first layer to last, and mean slopes."""
    net = stack(depth, n, weight_std, rng, "tanh")
    _, trace = forward(net, rng.normal(size=(200, n)))
    grads = backward(net, trace, rng.normal(size=(200, n)))
    slopes = [ACTIVATIONS["tanh"].df(layer["z"]) for layer in trace]    # f'(z) in each layer
    saturated = np.mean([slope < 0.01 for slope in slopes[1:]])
    return layer_rms(grads, "z"), [np.median(abs(g["z"])) for g in grads], saturated


tanh_nets = {f"weight std {std}": error_signal(std) for std in (0.01, 0.1, 1.0)}

# %% slide="subslide"
pictures.rms_and_median({name: net[:2] for name, net in tanh_nets.items()})

# %% slide="skip"
for name, (rms, median, saturated) in tanh_nets.items():
    print(f"{name:16} top layer: rms {rms[-1]:.2f}, median {median[-1]:.0e}; "
          f"slope below 0.01: {saturated:.0%}")

# %% [markdown] slide="subslide" covers="E4,S2.9"
# ### Both at once
#
# With large weights three quarters of the units have no slope. At the top, the median unit gets a
# hundred-thousandth of the error signal that it gets with suitable weights.
#
# On the way down the rms *grows*: the few units that are not saturated pass on a signal that large
# weights blow up, 2.3-fold per layer. In layer 1 it is about 2,000 times that of suitable weights;
# the median unit gets a thirtieth to a sixtieth, depending on the draw.
#
# In gradient descent all weights share one learning rate. So: **too small vanishes; too large kills
# most error signals and explodes the rest.** Such a net learns badly.
#
# <!-- slide:
# - With large weights three quarters of the units have no slope: the median unit gets a
#   hundred-thousandth.
# - The others pass on an rms that *grows*, 2.3-fold per layer.
#
# **Too small vanishes; too large kills most error signals and explodes the rest.**
# -->

# %% [markdown] slide="skip"
# A sigmoid saturates too, and its slope is never more than ¼. With $N(0,1)$ weights and 32 units,
# $\sqrt{n}\,\sigma_w = 5.7$: nobody would call that small. Yet here even the rms falls from layer
# to layer, since $E[f'(z)^2]$ is below 1/32. That is a matter of the width: with 1,024 units the
# same weights make the error signal explode. What decides is $n\, \sigma_w^2\, E[f'(z)^2]$, not
# whether weights look small.

# %% slide="skip"
def sigmoid_errors(n):
    """rms of the error signal in each of 20 sigmoid layers of n units with N(0, 1) weights."""
    net = stack(20, n, 1.0, rng, "sigmoid")
    _, trace = forward(net, rng.normal(size=(200, n)))
    return layer_rms(backward(net, trace, rng.normal(size=(200, n))), "z")


sigmoid_rms, wide_rms = sigmoid_errors(32), sigmoid_errors(1024)
for n, found in ((32, sigmoid_rms), (1024, wide_rms)):
    print(f"20 sigmoid layers of {n}: rms of the error signal, last layer {found[-1]:.0e}, "
          f"first layer {found[0]:.0e}")

# %% [markdown] slide="slide" name="training"
# ## Does it matter to training?
#
# Pictures of digits, ten tanh layers of 64 units, ten classes. The same data, the same learning
# rate, the same 60 steps; only the std of the first weights differs.

# %% slide="skip"
def classifier(weight_std, rng):
    """Ten tanh layers of 64 units and a linear one with 10 outputs, one for each class."""
    net = stack(11, 64, weight_std, rng, "tanh")
    return [*net[:-1], {"W": net[-1]["W"][:, :10], "b": np.zeros(10), "activation": "linear"}]

# %% slide="skip"
def train(weight_std, steps=60, lr=0.2):
    """The losses of the classifier on pictures of digits, from weights of this std."""
    rng = np.random.default_rng(5)                      # the same data and draws for each std
    (X, y), net, losses = digits(300, rng), classifier(weight_std, rng), []
    for _ in range(steps + 1):
        logits, trace = forward(net, X)
        loss, grad = softmax_cross_entropy(logits, y)
        losses.append(loss)
        net = descend(net, backward(net, trace, grad), lr)
    return losses


training = {f"std {label}": train(std)
            for label, std in (("0.01", 0.01), ("1/√64", 0.125), ("1", 1.0))}

# %% slide="-" covers="S0.6"
pictures.losses(training, np.log(10))

# %% [markdown] slide="skip"
# The flat line starts at $\ln 10$, the loss of a net that gives every class the same
# probability ([lesson 00](00_first_loss.ipynb)), and stays there: its gradients are about $10^{-13}$. The highest begins
# far above $\ln 10$, sure of itself and wrong, and its steps overshoot: it often rises. The middle
# one goes down, though not in every step: 13 of 60 rise. One picture proves nothing about speed: with a
# learning rate of 0.01, for instance, the highest curve falls, from 11.7 to below 3 in 1,200 steps.

# %% [markdown] slide="slide" name="sources"
# ## Common claims
#
# Each is from a text on first weights.
#
# | claim | verdict |
# |---|---|
# | Models start from $N(0,1)$ weights | No dense or convolutional layer does by default ([lesson 06](06_frameworks.ipynb)); the std would grow by $\sqrt{n}$ per layer |
# | The weighted sum then has a std above 1 | True: for inputs of size 1 it is $\sqrt{n}$ |
# | Small random numbers are better, not enough when deep | True: $(\sqrt{n}\,\sigma_w)^D$ |
# | One factor below 1 makes gradients vanish | No: the product of Jacobians decides, by its singular values |
# | Gradients vanish when weights are too small | With tanh too large ones kill most error signals too |

# %% [markdown] slide="slide" name="recap" covers="S0.9"
# ## Recap: the opening question, answered
#
# 50 layers, 512 units, $\sigma_w = 1$. Each layer multiplies the std by $\sqrt{512} = 22.6$:
#
# $$22.6^{50} = 512^{25} \approx 5 \cdot 10^{67}$$
#
# The last row of the table. Had each weight been $1/\sqrt{512} = 0.044$ times as large, it would
# be about 1.

# %% [markdown] slide="subslide" name="take-home"
# ### To take along
#
# - With $E[w] = 0$, only one factor is left: $\operatorname{Var} z = n\,\sigma_w^2\,E[x^2]$.
# - Depth makes powers. Keep the mean square constant from layer to layer, or lose the signal.
# - Backward, the product of the Jacobians decides.

# %% [markdown] slide="skip"
# *What would have refuted this?* A distribution of finite variance for which the diamonds in the
# picture of the three terms miss their bars; or wide nets whose lines in the first picture bend.
#
# **Where next?** The [assignment `signals`](../assignments/signals/signals.ipynb): the derivation as small functions of numbers, then
# `weighted_sum_variance` and `signal_std`. Lesson **02** asks why one does not simply start at
# zero. Lesson **03** counts $n$ for layers that are not dense. Lesson **04** asks whether a
# signal can keep its size both ways, when $n_{in}$ and $n_{out}$ differ.
#
# *Sources.* The variance of a product of independent factors: L. Goodman, *On the exact variance
# of products*, 1960 · The demonstration with a hundred matrices: A. Zhang and others, *Dive into
# Deep Learning*, section on numerical stability and initialization; its mean, and the theory's,
# are our own · Products of random matrices: H. Furstenberg and H. Kesten, 1960; C. Newman, *The
# distribution of Lyapunov exponents*, 1986, has the formula with Euler's constant for any width ·
# Vanishing and exploding: S. Hochreiter, 1991; Y. Bengio, P. Simard and P. Frasconi, 1994.
