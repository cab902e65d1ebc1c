# %% [markdown] slide="slide"
# # What are $n_{in}$ and $n_{out}$ of a convolution?
#
# A layer turns 16 feature maps of 64 × 64 pixels into 32, with a 3 × 3 kernel. Its weight has
# the shape `(32, 16, 3, 3)`. Every recipe for first weights asks how many inputs and outputs
# there are.
#
# Which would you put for $n_{in}$?
#
# | | because |
# |---|---|
# | 16 | that is how many channels come in |
# | 144 | 16 × 3 × 3 |
# | 4 608 | that is how many weights there are |
# | 65 536 | 16 × 64 × 64 numbers come in |
#
# Note down your guess, and one for $n_{out}$. By the end you can count both, for any layer of
# weighted sums, without trusting anybody.

# %% [markdown] slide="skip"
# You will meet four kinds of layer besides the dense one: plain, grouped, depthwise and transposed
# convolutions. Libraries store their weights in different orders, and in a few places a library's own
# answer is not the count. The notation is that of [lesson 01](01_signals.ipynb),
# with three more letters: $c_{in}$ and $c_{out}$ channels, and a kernel that covers $A$
# positions, its *area* (9 for 3 × 3).
#
# About 42 minutes; the boxes marked *Going deeper* are optional.
# Afterwards you can count the fan-in and fan-out of any dense or convolutional layer.

# %% slide="skip"
from itertools import pairwise

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from initlab import figures, instruments

rng = np.random.default_rng(3)

# %% [markdown] slide="slide" name="two-numbers" covers="S1.2,S3.3,S3.5"
# ## Why two numbers?
#
# A dense layer computes $z = Wx + b$. A weight $w_{ji}$ says how much input $i$ counts in output
# $j$; the bias $b_j$ shifts the sum. Written out:
#
# $$z_j = b_j + \sum_{i=1}^{n_{in}} w_{ji}\, x_i$$
#
# This is a sum of $n_{in}$ terms.
#
# The chain rule sends the error signal $\delta_j = \partial L / \partial z_j$ back through the
# same weights:
#
# $$\frac{\partial L}{\partial x_i} = \sum_{j=1}^{n_{out}} w_{ji}\, \delta_j$$
#
# This is a sum of $n_{out}$ terms.
#
# **Fan-in** and **fan-out** are the lengths of these two sums. Nothing else.

# %% [markdown] slide="skip" tags=["deeper"]
# **Going deeper: why the length of a sum counts.** Sums of random terms grow with it, as
# [lesson 01](01_signals.ipynb) derives; here are the steps again. Let every weight be drawn
# independently of everything else, with mean 0 and variance $\sigma_w^2$, and let the biases be 0.
#
# 1. One term has mean 0: $E[w x] = E[w]\, E[x] = 0$.
# 2. So its variance is its mean square: $E[w^2 x^2] = E[w^2]\, E[x^2] = \sigma_w^2\, E[x^2]$.
# 3. Two different terms are uncorrelated:
#    $E[w_i x_i\, w_k x_k] = E[w_i]\, E[w_k]\, E[x_i x_k] = 0$. This holds even when the inputs
#    depend on each other, as neighbouring pixels do: the weights' zero means are enough.
# 4. Variances of uncorrelated terms add up, and there are $n_{in}$ of them:
#
# $$\operatorname{Var} z = n_{in}\, \sigma_w^2\, E[x^2]$$
#
# When the inputs have mean 0, $E[x^2]$ is their variance. The same four steps with $\delta$ in
# the place of $x$ give the backward pass $n_{out}\, \sigma_w^2\, E[\delta^2]$. One assumption is
# hidden there: that $\delta$ is independent of this layer's weights, which is exact for the
# random $\delta$ that we feed in below, and an approximation inside a network.

# %% [markdown] slide="subslide" covers="S3.20,Q3"
# ### The size of a sum is its length times the size of a weight
#
# From [lesson 01](01_signals.ipynb), for weights of mean 0:
#
# $$\operatorname{Var} z = n_{in}\, \sigma_w^2 \cdot E[x^2] \qquad\qquad
# \operatorname{Var} \frac{\partial L}{\partial x} = n_{out}\, \sigma_w^2 \cdot E[\delta^2]$$
#
# Call $n_{in}\, \sigma_w^2$ the **forward variance ratio** and $n_{out}\, \sigma_w^2$ the
# **backward** one.
#
# Try it on a small example: 4 inputs, 6 outputs, 20 000 layers drawn at random. Divide both
# variances by $\sigma_w^2$, and the two fans come back. (`einsum` names the axes by letters, and sums
# over the letters that are missing after the arrow.)

# %% slide="fragment"
W = rng.normal(0, 0.5, (20_000, 6, 4))                  # 20,000 layers, each (out, in)
x, delta = rng.normal(size=(20_000, 4)), rng.normal(size=(20_000, 6))

z = np.einsum("doi,di->do", W, x)                       # each layer's W x
back = np.einsum("doi,do->di", W, delta)                # each layer's Wᵀ delta
dense_measured = z.var() / 0.5**2, back.var() / 0.5**2
print("forward  {:.2f}    backward  {:.2f}".format(*dense_measured))

# %% [markdown] slide="fragment"
# To keep the size, forward asks for $\sigma_w^2 = 1/4$, backward for $1/6$. Xavier's rule
# ([lesson 04](04_xavier.ipynb)) lies between them, $2/(n_{in}+n_{out})$; here its denominator is $4 + 6 = 10$.
#
# <!-- slide:
# To keep the size, forward asks for 1/4 and backward for 1/6.
# -->

# %% [markdown] slide="slide" covers="S3.6"
# ## For a dense layer that was easy. And now?
#
# Three networks, three first layers. What is $n_{in}$, what is $n_{out}$?
#
# | network | first layer |
# |---|---|
# | spam filter | dense: 2 000 word counts → 64 units |
# | card fraud | 1-D convolution over 30 payments: width 3, 6 → 16 channels |
# | medical scan | convolution over 64 × 64 pixels: 3 × 3, 16 → 32 channels |
#
# The scan's layer has 65 536 inputs, each weight works in thousands of places, and no output
# sees the whole image. If we get $n$ wrong by a factor, the signal's variance is wrong by that
# factor *at every layer*, and the network may hardly learn, or return NaN.
#
# <!-- slide:
# Three networks, three first layers. What is $n_{in}$, what is $n_{out}$?
#
# | network | first layer |
# |---|---|
# | spam filter | dense: 2 000 word counts → 64 units |
# | card fraud | 1-D convolution over 30 payments: width 3, 6 → 16 channels |
# | medical scan | convolution over 64 × 64 pixels: 3 × 3, 16 → 32 channels |
#
# The scan's layer has 65 536 inputs; each weight works in thousands of places; no output sees the whole
# image.
# -->

# %% [markdown] slide="slide" name="counting"
# ## Don't look it up. Count.
#
# > With stride 1 and away from the border, **fan-in is how many inputs feed one output unit, and
# > fan-out how many output units one input feeds.**
#
# A *unit* is one number: one channel at one pixel. To find out what an input feeds, nudge it and
# see which outputs move. That works for any layer of weighted sums, even one that you can't see
# into. (Behind a ReLU or a max-pooling a nudge may not show.)
#
# <!-- slide:
# - **Fan-in is how many inputs feed one output unit.**
# - **Fan-out is how many output units one input feeds.**
#
# With stride 1, away from the border; a *unit* is one channel at one pixel.
#
# Nudge an input and see which outputs move.
# -->

# %% [markdown] slide="subslide"
# ### First, a layer

# %% [markdown] slide="skip"
# A convolution slides a window over the image; each output is the weighted sum of what its
# window shows, over all input channels. (It is a cross-correlation, as in every deep-learning
# library: the kernel is not flipped.) In the words of the code: `window[i, p, q]` is the patch
# of channel `i` whose upper left corner is at row `p`, column `q`, and `o` counts output
# channels.

# %% slide="-"
def conv(x, w):
    """Feature maps (c_out, rows, columns): each output is the weighted sum of its window."""
    window = sliding_window_view(x, w.shape[2:], axis=(1, 2))   # (c_in, rows, columns, kh, kw)
    return np.einsum("ipqhw,oihw->opq", window, w)

# %% [markdown] slide="fragment"
# Start small: one channel, a signal of 7 numbers (an image one pixel high), a kernel of width 3.
# Nudge $x_3$: which of the five outputs move?

# %% slide="fragment"
w = np.array([2.0, -1.0, 3.0]).reshape(1, 1, 1, 3)
signal = rng.normal(size=(1, 1, 7))                     # (channel, row, column)
nudged = signal.copy()
nudged[0, 0, 3] += 1
moved = conv(nudged, w) != conv(signal, w)
print("moved:", np.flatnonzero(moved))

# %% [markdown] slide="subslide"
# ### One input feeds three outputs; one output is fed by three inputs
#
# In the picture, output $z_1$ collects its window (solid), and input $x_3$ sits in three
# windows, as their last, middle and first member (dashed).

# %% slide="-"
p, q = np.ogrid[:5, :7]
near = (p <= q) & (q < p + 3)      # (5, 7): is input q in the window that starts at p?
figures.wires(near, output=1, source=3)

# %% [markdown] slide="subslide"
# ### With channels: two yes-or-no questions
#
# Output (channel $o$, position $p$) uses input (channel $i$, position $q$) when **the channels
# are connected** *and* **the position is in the window**. In a plain convolution every output
# channel is connected to every input channel.
#
# Each question is a small matrix of yes and no. The whole layer is their Kronecker product: a
# copy of the second wherever the first says yes.
#
# <!-- slide:
# Output (channel $o$, position $p$) uses input ($i$, $q$) when **the channels are connected** *and*
# **the position is in the window**: two small matrices of yes and no. The layer is their Kronecker
# product.
# -->

# %% slide="fragment"
p, q = np.ogrid[:4, :6]
near = (p <= q) & (q < p + 3)                           # (positions out, positions in)
channels = np.ones((3, 2), dtype=bool)                  # (channels out, channels in): all
plain = np.kron(channels, near)                         # (outputs, inputs)
print(plain.shape, "fan-in", plain.sum(1).max(), "fan-out", plain.sum(0).max())

# %% slide="subslide"
figures.connection_matrices(
    {"dense, 4 → 6": np.ones((6, 4)), "convolution, 2 → 3 channels": plain},
    "A row's squares are the fan-in, a column's the fan-out", {"convolution, 2 → 3 channels": (4, 6)})

# %% [markdown] slide="fragment"
# A yes in the product needs a yes from both, so counts multiply: a full row has 2 × 3, a full
# column 3 × 3. (Black: where the row and the column that are marked cross.)
#
# <!-- slide:
# A yes needs a yes from both, so counts multiply: a row has 2 × 3, a column 3 × 3.
# -->

# %% [markdown] slide="skip" tags=["deeper"]
# **Going deeper: put the picture to the test.** That picture is a prediction: two conditions, no
# layer involved. Nudge one input of a real convolution, channel 1 at position 3, which is column
# 1·6 + 3 = 9 of the matrix; the outputs that move must be the filled squares of that column. Had
# the layer mixed channels or positions otherwise, the comparison would say so. (In the assignment
# you do this for *every* input, of a layer you can't see into.)

# %% slide="skip" tags=["deeper"]
w = rng.normal(size=(3, 2, 1, 3))                       # (c_out, c_in, 1, width)
signal = rng.normal(size=(2, 1, 6))
nudged = signal.copy()
nudged[1, 0, 3] += 1
moved = (conv(nudged, w) != conv(signal, w)).ravel()
prediction_holds = np.array_equal(moved, plain[:, 9])
print("moved as predicted:", prediction_holds)

# %% [markdown] slide="slide" name="receptive-field"
# ## Fan-in: channels × receptive field
#
# In two dimensions, output channel $o$ at pixel $(p, q)$ is
#
# $$z_{o,p,q} = \sum_{i=1}^{c_{in}} \ \sum_{h,v} w_{o,i,h,v}\; x_{i,\,p+h,\,q+v}$$
#
# The inner sum runs over the kernel's positions: the **receptive field** of the layer, $A$ of
# them. A grid's sides multiply: 3 × 3 has 9, 5 × 1 has 5, a 3-D kernel 3 × 3 × 3 has 27. Then
#
# $$n_{in} = c_{in}\, A = 16 \cdot 9 = 144$$

# %% [markdown] slide="fragment"
# **Let the layer count for itself:** set every weight and every input to 1. Each term is then 1,
# so each sum equals the number of its terms.

# %% slide="fragment"
fed_by = conv(np.ones((16, 9, 9)), np.ones((32, 16, 3, 3)))
print("shape", fed_by.shape, " values", np.unique(fed_by))

# %% [markdown] slide="skip"
# *Receptive field* has a second meaning elsewhere: the part of the **image** that a unit deep in
# the network can see, which grows from layer to layer. For initialization only this one layer
# matters: the positions of its own kernel. The size of the image does not enter at all: the
# guess 65 536 is out.

# %% [markdown] slide="slide" name="both-ways"
# ## Fan-out: the area counts here too
#
# It is tempting to say: 32 output channels, so $n_{out} = 32$. But one pixel lies in **nine**
# windows: it is the upper left corner of one, the centre of another, the lower right corner of a
# third.

# %% slide="skip"
reads = np.zeros((9, 9))
reads[2:5, 3:6] = 1                                     # the window of output (2, 3)
pixel = np.zeros((1, 9, 9))
pixel[0, 4, 4] = 1
feeds = conv(pixel, np.ones((1, 1, 3, 3)))[0]           # the outputs that the pixel reaches

# %% slide="-"
figures.windows(reads, (2, 3), (4, 4), feeds)

# %% [markdown] slide="subslide"
# ### The backward pass has one term for each window
#
# Ask which outputs contain $x_{i,p,q}$. Output pixel $(p-h,\, q-v)$ does, by the weight at
# $(h, v)$, for each kernel position and each output channel:
#
# $$\frac{\partial L}{\partial x_{i,p,q}}
# = \sum_{o=1}^{c_{out}} \sum_{h,v} w_{o,i,h,v}\; \delta_{o,\,p-h,\,q-v}$$
#
# $$n_{out} = c_{out}\, A = 32 \cdot 9 = 288$$
#
# Only the channels differ between the two fans.

# %% [markdown] slide="subslide"
# ### The backward pass in code

# %% [markdown] slide="skip"
# Every $\delta$ goes back to all the pixels of its window, each time through the weight by which
# that pixel came. For one kernel position $(h, v)$ at a time that is a shifted copy of `delta`,
# mixed across channels.

# %% slide="-" lines="6-7"
def conv_back(delta, w):
    """Gradients (c_in, rows, columns) for x: each delta is handed back to its whole window."""
    rows, columns = delta.shape[1:]
    kh, kw = w.shape[2:]
    back = np.zeros((w.shape[1], rows + kh - 1, columns + kw - 1))
    for h, v in np.ndindex(kh, kw):
        back[:, h:h + rows, v:v + columns] += np.einsum("opq,oi->ipq", delta, w[:, :, h, v])
    return back

# %% [markdown] slide="skip" tags=["deeper"]
# **Going deeper: is it really the backward pass of `conv`?** For a linear layer, backward is the
# transpose of forward: $\delta \cdot (Wx) = (W^T \delta) \cdot x$ for any $x$ and $\delta$. Both
# sides are one number, so compare them.

# %% slide="skip" tags=["deeper"]
x, w = rng.normal(size=(16, 9, 9)), rng.normal(size=(32, 16, 3, 3))
delta = rng.normal(size=(32, 7, 7))
left, right = np.sum(delta * conv(x, w)), np.sum(conv_back(delta, w) * x)
print("equal up to rounding:", np.isclose(left, right))

# %% [markdown] slide="subslide"
# ### Count again: ones, sent backward
#
# Each input pixel now shows how many outputs it feeds.

# %% slide="-"
feeds_to = conv_back(np.ones((32, 7, 7)), np.ones((32, 16, 3, 3)))
print(feeds_to[0].astype(int))      # one of the 16 input channels

# %% [markdown] slide="fragment"
# Inside, 288 = 32 · 9. Toward the border a pixel lies in fewer windows (see the box near the end).

# %% [markdown] slide="subslide"
# ### Could it still be wrong? Measure the variance
#
# The count matters only if it predicts a size. With $\sigma_w^2 = 1$ and inputs of variance 1,
# $\operatorname{Var} z$ must be 144, and backward 288. If the truth were 16, or 4 608, this is
# where we would see it.
#
# <!-- slide:
# With $\sigma_w^2 = 1$ and inputs of variance 1, $\operatorname{Var} z$ must be 144, and backward 288.
# -->

# %% slide="-"
def gains(variance, rng):
    """(forward, backward) variance ratio of a 3×3 convolution 16 → 32, by weight variance."""
    w = rng.normal(0, np.sqrt(variance), (32, 16, 3, 3))
    x, delta = rng.normal(size=(16, 34, 34)), rng.normal(size=(32, 34, 34))
    inside = np.s_[:, 2:-2, 2:-2]                       # away from the border
    return conv(x, w).var(), conv_back(delta, w)[inside].var()


conv_measured = np.mean([gains(1.0, rng) for _ in range(20)], axis=0)     # 20 draws
print("forward  {:.0f}    backward  {:.0f}".format(*conv_measured))

# %% [markdown] slide="fragment"
# The count holds, up to the one or two per cent that chance allows. As for 4 608: that is the
# number of *weights*, $c_{out}\, c_{in}\, A$: a fan leaves one of the two channel axes out.
#
# <!-- slide:
# The count holds, to the one or two per cent that chance allows. 4 608 is the number of *weights*,
# $c_{out}\, c_{in}\, A$.
# -->

# %% [markdown] slide="slide" name="layouts"
# ## The same weight in four layouts
#
# Libraries agree on the sum and disagree on where to store its weights. A layout's name spells
# the axes in order: **i** and **o** are the channels, all other letters (d, h, w) the kernel.
#
# | | dense | 1-D | 2-D | 3-D |
# |---|---|---|---|---|
# | PyTorch | `out_in` | `oiw` | `oihw` | `oidhw` |
# | Keras, JAX (Flax) | `in_out` | `wio` | `hwio` | `dhwio` |
#
# To read a shape: find i, find o, multiply the rest.

# %% slide="subslide"
figures.layouts()

# %% [markdown] slide="fragment"
# Four pictures, the same weights: each output channel (A, B, C) gathers the same eight of them
# in both convolutions.
#
# <!-- slide:
# Each output channel (A, B, C) gathers the same eight weights.
# -->

# %% [markdown] slide="skip" tags=["deeper"]
# **Going deeper: the star's address in both.** The same weight, found by its indices in either.

# %% slide="skip" tags=["deeper"]
oihw = np.arange(24).reshape(3, 2, 2, 2)                # (o, i, h, w)
hwio = oihw.transpose(2, 3, 1, 0)                       # (h, w, i, o)
o, i, h, v = 1, 1, 0, 0                                 # the star's address
print(oihw.shape, oihw[o, i, h, v], "   ", hwio.shape, hwio[h, v, i, o])

# %% [markdown] slide="fragment"
# Note that a dense layer in PyTorch is stored as (out, in), for $z = Wx$; in Keras and JAX, and
# in this course's networks, as (in, out), for $z = xW$.
#
# <!-- slide:
# Dense: (out, in) in PyTorch, (in, out) in Keras, JAX and this course.
# -->

# %% [markdown] slide="subslide"
# ### A shape does not say which layout it is in
#
# Take Keras's `(3, 3, 16, 32)` and read it as `oihw`: 3 outputs, 3 inputs, a kernel of 16 × 32.
# No error is raised; the fans are just wrong.

# %% slide="-"
counted_right, misread = (16 * 3 * 3, 32 * 3 * 3), (3 * 16 * 32, 3 * 16 * 32)
print("fans", counted_right, "read wrongly", misread)
print(f"weights drawn with 1/fan_in: forward variance ratio {counted_right[0] / misread[0]:.3f}, not 1")

# %% [markdown] slide="slide" name="groups"
# ## Groups: smaller layers, side by side
#
# With $g$ groups the channels are divided into $g$ groups, and each group has a small convolution
# of its own. So an output sees $c_{in}/g$ channels, and an input reaches $c_{out}/g$:
#
# $$n_{in} = \frac{c_{in}}{g}\, A \qquad\qquad n_{out} = \frac{c_{out}}{g}\, A$$
#
# **Depthwise** is the extreme, $g = c_{in}$: each channel on its own.

# %% slide="fragment"
grouped = np.kron(np.kron(np.eye(2), np.ones((2, 2))), near)    # 4 → 4 channels, 2 groups
depthwise = np.kron(np.eye(4), near)                            # 4 → 4 channels, 4 groups

# %% slide="subslide"
figures.connection_matrices(
    {"2 groups, 4 → 4": grouped, "depthwise, 4 → 4": depthwise},
    "Channels of different groups never meet",
    {"2 groups, 4 → 4": (4, 6), "depthwise, 4 → 4": (4, 6)})

# %% [markdown] slide="subslide"
# ### The shape shows the groups on one axis only
#
# A weight is stored only where there is a connection. 16 → 32 channels in 4 groups is stored as
#
# | | shape | axis i | axis o |
# |---|---|---|---|
# | PyTorch `oihw` | `(32, 4, 3, 3)` | 4: of one group | 32: of all groups |
# | Keras, JAX `hwio` | `(3, 3, 4, 32)` | 4: of one group | 32: of all groups |
#
# Axis **i** is per group already, 4 = 16/4. Axis **o** is not: an input feeds only 32/4 = 8
# output channels. So $n_{in} = 4 \cdot 9 = 36$ and $n_{out} = 8 \cdot 9 = 72$. Divide the axis
# that needs it, and only that one.
#
# <!-- slide:
# 16 → 32 channels in 4 groups are stored as
#
# | | shape | axis i | axis o |
# |---|---|---|---|
# | PyTorch `oihw` | `(32, 4, 3, 3)` | 4: of one group | 32: of all groups |
# | Keras, JAX `hwio` | `(3, 3, 4, 32)` | 4: of one group | 32: of all groups |
#
# Axis **i** is per group already. Axis **o** is not: an input feeds only 32/4 = 8 output channels. So
# $n_{in} = 4 \cdot 9 = 36$ and $n_{out} = 8 \cdot 9 = 72$.
# -->

# %% [markdown] slide="subslide"
# ### Count the groups

# %% [markdown] slide="skip"
# Again the trick of the ones. Groups are small layers side by side, and that is also the
# shortest code: cut the channels, cut the weight along its first axis, run the small layers,
# join what they return. It serves forward and backward alike.

# %% slide="-"
def side_by_side(layer, x, w, groups):
    """What `groups` small layers return, joined; each gets its share of x and of w."""
    shares = zip(np.split(x, groups), np.split(w, groups), strict=True)
    return np.concatenate([layer(part, kernel) for part, kernel in shares])


ones = np.ones((32, 4, 3, 3))
forward = side_by_side(conv, np.ones((16, 9, 9)), ones, groups=4)
backward = side_by_side(conv_back, np.ones((32, 9, 9)), ones, groups=4)
print("fan-in", int(forward.max()), " fan-out", int(backward.max()))

# %% [markdown] slide="subslide" name="fan-counter"
# ### Choose a unit, see its connections

# %% slide="-"
instruments.fan_counter()

# %% [markdown] slide="skip"
# Choose an input of channel 1: how many outputs does it feed? Change the number of groups: which
# of the two counts changes, or do both? Then choose a unit in a corner.

# %% [markdown] slide="slide" name="transposed"
# ## Transposed: the backward pass, run forward
#
# A transposed convolution *is* `conv_back`: it spreads each input over a window of outputs. Its
# connection matrix is the transpose of a convolution's, so rows and columns, and with them the
# two fans, change places.
#
# <!-- slide:
# It *is* `conv_back`. Its connection matrix is the transpose: **the two fans change places**.
# -->

# %% slide="subslide"
figures.connection_matrices(
    {"convolution, 2 → 3": plain, "transposed, 3 → 2": plain.T},
    "A transposed layer has the transposed matrix: the fans change places",
    {"convolution, 2 → 3": (4, 6), "transposed, 3 → 2": (6, 4)})

# %% [markdown] slide="subslide"
# ### And its weight keeps the shape of the convolution it reverses
#
# From 16 to 32 channels, 3 × 3:
#
# | | stored as | shape |
# |---|---|---|
# | PyTorch | (in, out/groups, kh, kw) | `(16, 32, 3, 3)` |
# | Keras | (kh, kw, out, in) | `(3, 3, 32, 16)` |
# | JAX (Flax), by default | (kh, kw, in, out) | `(3, 3, 16, 32)` |
#
# In the first two, the place called o holds inputs and the place called i holds outputs. An
# output still sums over $c_{in}\, A = 144$ terms, and an input feeds $c_{out}\, A = 288$. The
# *layer* decides, not the shape.

# %% slide="fragment"
w = np.ones((16, 32, 3, 3))                             # PyTorch's shape, 16 → 32
forward, backward = conv_back(np.ones((16, 9, 9)), w), conv(np.ones((32, 9, 9)), w)
print("fan-in", int(forward.max()), " fan-out", int(backward.max()))

# %% [markdown] slide="skip" tags=["deeper"]
# **Going deeper: transposed, with groups.** The axis that is stored per group is again the place
# called i, and that is now the axis of *outputs*. PyTorch keeps 16 → 32 in 4 groups, transposed, as
# `(16, 8, 3, 3)`: 8 outputs per group, and 16 inputs in all, of which an output sees 4. So the fans
# are 4 · 9 = 36 and 8 · 9 = 72, as for the plain grouped layer.

# %% slide="skip" tags=["deeper"]
ones = np.ones((16, 8, 3, 3))
forward = side_by_side(conv_back, np.ones((16, 9, 9)), ones, groups=4)
backward = side_by_side(conv, np.ones((32, 9, 9)), ones, groups=4)
print("fan-in", int(forward.max()), " fan-out", int(backward.max()))

# %% [markdown] slide="slide"
# ## The count against the formula
#
# Left: what the layers counted, with ones in every place. Right: the formula, worked out by
# hand. One row that differs would refute it.

# %% slide="skip"
def ones_through(layer, channels, shape, groups):
    """The number of terms in the longest sum of the layer: everything is 1, so sums are counts."""
    return int(side_by_side(layer, np.ones((channels, 9, 9)), np.ones(shape), groups).max())

# %% [markdown] slide="skip"
# A dense layer is in the table too: as a convolution with a 1 × 1 kernel, which is the same
# thing at every pixel.

# %% slide="skip"
PLAIN, TURNED = (conv, conv_back), (conv_back, conv)    # (forward, backward)
LAYERS = {                  # ways, channels (in, out), PyTorch's shape, groups, formula by hand
    "dense 4→6": (PLAIN, (4, 6), (6, 4, 1, 1), 1, (4, 6)),
    "conv 16→32, 3×3": (PLAIN, (16, 32), (32, 16, 3, 3), 1, (16 * 9, 32 * 9)),
    "conv 6→16, width 3": (PLAIN, (6, 16), (16, 6, 1, 3), 1, (6 * 3, 16 * 3)),
    "conv 16→32, 5×1": (PLAIN, (16, 32), (32, 16, 5, 1), 1, (16 * 5, 32 * 5)),
    "4 groups, 16→32": (PLAIN, (16, 32), (32, 4, 3, 3), 4, (4 * 9, 8 * 9)),
    "depthwise 4→4": (PLAIN, (4, 4), (4, 1, 3, 3), 4, (1 * 9, 1 * 9)),
    "depthwise 4→8": (PLAIN, (4, 8), (8, 1, 3, 3), 4, (1 * 9, 2 * 9)),
    "transposed 16→32": (TURNED, (16, 32), (16, 32, 3, 3), 1, (16 * 9, 32 * 9)),
    "transposed, 4 groups": (TURNED, (16, 32), (16, 8, 3, 3), 4, (4 * 9, 8 * 9)),
}

# %% slide="-"
counted = {name: (ones_through(ways[0], sizes[0], shape, groups),
                  ones_through(ways[1], sizes[1], shape, groups))
           for name, (ways, sizes, shape, groups, _) in LAYERS.items()}
print(f"{'layer':22}{'counted':>12}{'formula':>12}")
for name, (*_, formula) in LAYERS.items():
    verdict = "equal" if formula == counted[name] else "REFUTED"
    print(f"{name:22}{counted[name]!s:>12}{formula!s:>12}  {verdict}")

# %% [markdown] slide="slide" name="helpers"
# ## Ask the libraries
#
# Each library has a helper that turns a **shape** into fans. In PyTorch's own words:

# %% slide="-"
def torch_helper(shape):
    """PyTorch, torch.nn.init._calculate_fan_in_and_fan_out."""
    num_input_fmaps, num_output_fmaps = shape[1], shape[0]
    receptive_field_size = int(np.prod(shape[2:]))
    return num_input_fmaps * receptive_field_size, num_output_fmaps * receptive_field_size

# %% [markdown] slide="fragment"
# What can such a helper *not* know? It is told neither the groups nor that the layer is
# transposed.

# %% [markdown] slide="subslide"
# ### The helper against the count
#
# The star marks an answer that is not the count.

# %% slide="-"
for name, (_, _, shape, *_) in LAYERS.items():
    answer = torch_helper(shape)
    star = "*" if answer != counted[name] else ""
    print(f"{name:22}counted {counted[name]!s:>10}   PyTorch {answer!s:>10}{star}")

# %% [markdown] slide="subslide"
# ### What went wrong, row by row
#
# - **Dense, plain convolution**: the helper is right.
# - **Groups**, **depthwise**: fan-in is right, since that axis is stored per group. Fan-out is $g$
#   times too big.
# - **Transposed**: the fans are swapped, and with groups the fan-out is too big as well.
#
# Keras and JAX have such helpers, too, and they go wrong for some of these layers (the box below).
#
# **Use the count.** The variance of a sum follows its number of terms, whatever the helper says.
#
# <!-- slide:
# - **Dense, plain convolution**: the helper is right.
# - **Groups**, **depthwise**: the fan-out is $g$ times too big.
# - **Transposed**: the fans are swapped.
#
# **Use the count.** The variance of a sum follows its number of terms, whatever the helper says.
# -->

# %% [markdown] slide="skip" tags=["deeper"]
# **Going deeper: Keras's and JAX's helpers.** Keras's reads the last two axes as (in, out). JAX's does
# the same, but can be told more: `variance_scaling` takes `in_axis`, `out_axis` and `batch_axis`, and
# everything not named counts as receptive field.

# %% slide="skip" tags=["deeper"]
def keras_helper(shape):
    """Keras, compute_fans."""
    receptive_field_size = int(np.prod(shape[:-2]))
    return shape[-2] * receptive_field_size, shape[-1] * receptive_field_size


def jax_helper(shape, in_axis=(-2,), out_axis=(-1,), batch_axis=()):
    """JAX, what jax.nn.initializers.variance_scaling divides by."""
    in_size, out_size, batch_size = (int(np.prod([shape[axis] for axis in axes]))
                                     for axes in (in_axis, out_axis, batch_axis))
    receptive_field_size = int(np.prod(shape)) // (in_size * out_size * batch_size)
    return in_size * receptive_field_size, out_size * receptive_field_size

# %% slide="skip" tags=["deeper"]
STORED = {              # PyTorch, Keras, JAX (Flax): the shapes that their layers really make
    "dense 4→6": ((6, 4), (4, 6), (4, 6)),
    "conv 16→32, 3×3": ((32, 16, 3, 3), (3, 3, 16, 32), (3, 3, 16, 32)),
    "4 groups, 16→32": ((32, 4, 3, 3), (3, 3, 4, 32), (3, 3, 4, 32)),
    "depthwise 4→4": ((4, 1, 3, 3), (3, 3, 4, 1), (3, 3, 1, 4)),
    "depthwise 4→8": ((8, 1, 3, 3), (3, 3, 4, 2), (3, 3, 1, 8)),
    "transposed 16→32": ((16, 32, 3, 3), (3, 3, 32, 16), (3, 3, 16, 32)),
}

# %% slide="skip" tags=["deeper"]
helpers = {name: (torch_helper(torch), keras_helper(keras), jax_helper(jax))
           for name, (torch, keras, jax) in STORED.items()}
print(f"{'layer':18}{'counted':>12}{'PyTorch':>14}{'Keras':>14}{'JAX':>14}")
for name, answers in helpers.items():
    marked = (f"{answer}{'*' if answer != counted[name] else ' '}" for answer in answers)
    print(f"{name:18}{counted[name]!s:>12}", "".join(f"{text:>14}" for text in marked))
print("depthwise, JAX with its axes named:", jax_helper((3, 3, 1, 4), (-2,), (), (-1,)))

# %% [markdown] slide="skip" tags=["deeper"]
# - **Depthwise**: the axis that holds all channels is called o in PyTorch and JAX, so they say
#   fan-out 36; in Keras it is called i, so Keras says fan-*in* 36. Same layer, opposite mistakes.
# - **Transposed**: PyTorch and Keras have the fans swapped; JAX is right, as Flax stores (in, out)
#   here.
#
# None of this is a secret. PyTorch's depthwise answer was reported in 2019 with exactly this layer
# ([issue 23854](https://github.com/pytorch/pytorch/issues/23854)), and still holds in
# PyTorch 2.13. Keras noted the doubt in 2018
# ([issue 11773](https://github.com/keras-team/keras/issues/11773)), and
# [TensorFlow's 31192](https://github.com/tensorflow/tensorflow/issues/31192) is about the
# transposed kernel. PyTorch's documentation does say that its fans assume a weight stored as
# (out, in).
#
# What to write:
#
# - **PyTorch**: `mode="fan_in"`, the default, is right for plain, grouped and depthwise layers.
#   For `"fan_out"` with groups, draw with a std of your own, $\sqrt{2/n_{out}}$. For a
#   transposed layer without groups, initialise the view `w.transpose(0, 1)`.
# - **Keras**: draw with a std of your own. Recent versions (seen in 3.15) also let you name the
#   axes; depthwise: `input_axes=[0, 1], output_axes=[0, 1, 3]`.
# - **JAX**: name the axes; depthwise with one output per input:
#   `in_axis=-2, out_axis=(), batch_axis=-1`.

# %% [markdown] slide="subslide"
# ### What does the wrong fan do to a signal?
#
# He's rule for ReLU layers is $\sigma_w^2 = 2/n$ ([lesson 05](05_he.ipynb)). For the depthwise layer with 4
# channels, $n_{out}$ is 9 and PyTorch's helper says 36:
#
# <!-- slide:
# He's rule: $\sigma_w^2 = 2/n$ ([lesson 05](05_he.ipynb)). Depthwise with 4 channels: $n_{out}$ is 9,
# and PyTorch's helper says 36.
# -->

# %% slide="-"
std_count, std_helper = np.sqrt(2 / 9), np.sqrt(2 / 36)
print(f"std {std_count:.4f} by the count, {std_helper:.4f} by the helper: "
      f"{std_helper / std_count:.2f} of what it should be")

# %% [markdown] slide="fragment"
# Half. In general the helper is $g$ times too big, so the signal shrinks by $\sqrt{g}$ in
# **each** such layer. Real networks have hundreds of channels there: with 64 it is a factor of 8.
#
# <!-- slide:
# Half. In general the signal shrinks by $\sqrt{g}$ in **each** such layer: with 64 channels by a factor
# of 8.
# -->

# %% [markdown] slide="skip" tags=["deeper"]
# **Going deeper: eight blocks as in a MobileNet.** Each block of 64 channels: a depthwise 3 × 3,
# then a 1 × 1 that mixes the channels, ReLU after both. No normalization. Two networks made of the
# same random numbers; only the fan that scales the depthwise weights differs.

# %% slide="skip" tags=["deeper"]
def wrap(x):
    """The image with a one-pixel rim taken from the opposite side, so that nothing is a border."""
    return np.pad(x, ((0, 0), (1, 1), (1, 1)), mode="wrap")


def block(x, depthwise_fan, rng):
    """One block of a MobileNet, 64 channels to 64; He's rule, given the depthwise weights' fan."""
    each = rng.normal(0, np.sqrt(2 / depthwise_fan), (64, 1, 3, 3))
    mix = rng.normal(0, np.sqrt(2 / 64), (64, 64, 1, 1))
    x = np.maximum(side_by_side(conv, wrap(x), each, groups=64), 0)
    return np.maximum(conv(x, mix), 0)

# %% slide="skip" tags=["deeper"]
def rms_by_block(depthwise_fan, rng, blocks=8, nets=10):
    """Root mean square of the signal before the first block and after each, over some nets."""
    x = rng.normal(size=(nets, 64, 12, 12))
    squares = [np.mean(x**2)]
    for _ in range(blocks):
        x = np.stack([block(image, depthwise_fan, rng) for image in x])
        squares.append(np.mean(x**2))
    return np.sqrt(squares)


by_count = rms_by_block(9, np.random.default_rng(64))
by_helper = rms_by_block(9 * 64, np.random.default_rng(64))      # the same draws

# %% slide="skip" tags=["deeper"]
figures.sizes(
    {"the count: 9": by_count, "the helper: 576": by_helper},
    "The wrong fan divides the signal by 8 in every block",
    x="block (number)", y="rms of the signal (no unit)")

# %% [markdown] slide="skip" tags=["deeper"]
# After eight blocks the second signal is $8^8$ times smaller than the first, seventeen million
# times. This is no made-up mistake: torchvision's MobileNetV2 calls `kaiming_normal_(…,
# mode="fan_out")` on all of its convolutions, depthwise ones included. It trains all the same,
# because batch normalization after each convolution divides the factor out again. Normalization
# hides a wrong scale; it does not make it right: without it the signal stays that small. (The
# library timm divides by the groups since 2020; its release notes report better progress early in
# training, and less difference by the end. The option is called `fix_group_fanout`.)

# %% [markdown] slide="skip" name="border" tags=["deeper"]
# **Going deeper: at the border, and with a stride.** The definition said *away from the border,
# stride 1*. What happens otherwise? Count: a 3 × 3 kernel, one channel, 8 × 8 pixels.

# %% slide="skip" tags=["deeper"]
kernel = np.ones((1, 1, 3, 3))
padded = np.pad(np.ones((1, 8, 8)), ((0, 0), (1, 1), (1, 1)))      # a rim of zeros feeds nothing
border = conv(padded, kernel)[0]

kept = np.zeros((1, 12, 12))
kept[:, ::2, ::2] = 1                                   # stride 2 keeps every second output
stride = conv_back(kept, kernel)[0, 3:11, 3:11]         # away from the border

# %% slide="skip" tags=["deeper"]
figures.count_maps({"fan-in, zero padding": border, "fan-out, stride 2, inside": stride},
                   "Near the border and with a stride, sums get shorter")

# %% [markdown] slide="skip" tags=["deeper"]
# Why does the convention ignore both?
#
# - **Border.** All pixels share one kernel, hence one $\sigma_w$; it cannot fit corners (4
#   terms) and inside (9) at once. And the border is thin: on 64 × 64 pixels, 94 % of the units
#   are inside.
# - **Stride.** Fan-in does not change. Fan-out becomes $A/s^2$ per channel on average: 9/4 =
#   2.25 with $s = 2$, and unequal, 1, 2 or 4.
# - A helper sees a shape; neither is in it.

# %% slide="skip" tags=["deeper"]
for side in (8, 64, 224):
    inside = (side - 2) ** 2 / side**2
    mean = conv(np.pad(np.ones((1, side, side)), ((0, 0), (1, 1), (1, 1))), kernel).mean()
    print(f"{side:4} pixels: {inside:.0%} of the units inside, mean fan-in {mean:.2f} of 9")

# %% [markdown] slide="skip" tags=["deeper"]
# A layer with stride 2 that is initialised for its backward pass, with
# $\sigma_w^2 = 1/(c_{out} A)$, makes each entry of the gradient smaller: a quarter of the
# variance. But there are four times as many inputs as outputs, so the gradient's *total* square
# per channel is kept. That is why the convention does little harm there.
#
# The right-hand map has a second reading. Run forward, it is a **transposed convolution with
# stride 2**: its outputs are sums of 1, 2 or 4 terms per channel, so a constant image in general
# comes out as a checkerboard. [Odena et al. 2016](https://distill.pub/2016/deconv-checkerboard/) made
# these patterns known. Here the count by convention, $c_{in} A$, is $s^2$ times the mean number
# of terms, forward, where it hurts. If the signal's size in such a layer matters to you, divide
# $A$ by $s^2$.

# %% slide="skip" tags=["deeper"]
w = rng.normal(0, np.sqrt(1 / (32 * 9)), (32, 16, 3, 3))            # backward rule, 16 → 32
delta = np.zeros((32, 64, 64))
delta[:, ::2, ::2] = rng.normal(size=(32, 32, 32))                  # outputs that stride 2 keeps
back = conv_back(delta, w)[:, 1:-1, 1:-1]
stride_gain = back.var()                                            # where delta's was 1
total_gain = ((back**2).sum() / 16) / ((delta**2).sum() / 32)       # per channel
print(f"variance of an entry {stride_gain:.2f}, total square per channel {total_gain:.2f}")

# %% [markdown] slide="slide" name="sources"
# ## Common claims
#
# The course grew out of four short texts. Three of their sentences are about $n_{in}$ and $n_{out}$:
#
# | claim | verdict |
# |---|---|
# | Xavier's variance makes the size of $z$ independent of the layer's size | only where both fans are equal ([lesson 04](04_xavier.ipynb)) |
# | Xavier's variance is $1/n$, at first $1/(n_{in}+n_{out})$ | no: $2/(n_{in}+n_{out})$ |
# | He's rule uses only the number of inputs | $2/n_{in}$ is usual; $2/n_{out}$ serves as well ([lesson 05](05_he.ipynb)) |

# %% [markdown] slide="skip" tags=["deeper"]
# **Going deeper: the three claims, measured.** Take our convolution from 16 to 32 channels, fans 144
# and 288, and measure both variance ratios.

# %% slide="skip" tags=["deeper"]
RULES = {"$1/n_{in}$": 1 / 144, "$1/n_{out}$": 1 / 288,
         "$2/(n_{in}+n_{out})$": 2 / (144 + 288), "$1/(n_{in}+n_{out})$": 1 / (144 + 288)}
measured = {rule: np.mean([gains(variance, rng) for _ in range(20)], axis=0)
            for rule, variance in RULES.items()}

# %% slide="skip" covers="E12,E2,S2.12" tags=["deeper"]
figures.gain_bars(measured, "With unequal fans, no rule keeps both sizes")

# %% [markdown] slide="skip" covers="E12,E2,S2.12" tags=["deeper"]
# 1. **Of the size, yes; of the ratio of the fans, no.** Forward Xavier's variance ratio is
#    $2\,n_{in}/(n_{in}+n_{out}) = 288/432 = 0.67$, backward $1.33$: a compromise, with the *sum* 2.
#    Only equal fans give 1.
# 2. **No, and no.** $1/n_{in}$ is LeCun's rule, which looks forward only. With
#    $1/(n_{in}+n_{out})$ the ratios sum to 1, so even equal fans give ½ and ½: each layer halves
#    the variance. The paper's variance is $2/(n_{in}+n_{out})$ (Glorot & Bengio 2010, eq. 12).

# %% [markdown] slide="skip" covers="E8,S1.9" tags=["deeper"]
# 3. **Inputs *or* outputs.** He et al. (2015) derive two rules: $\sigma_w^2 = 2/n_{in}$ from the forward pass (eq. 10),
# $2/n_{out}$ from the backward pass (eq. 14), and find either one sufficient. Can that be? Under
# the second, a layer's forward variance ratio is $2\,n_{in}/n_{out}$. ReLU passes half of the mean square on
# ([lesson 05](05_he.ipynb)), so a layer with its ReLU multiplies it by $n_{in}/n_{out} = c_{in}/c_{out}$: the area
# cancels. Along the network the fractions cancel too:
#
# $$\frac{16}{32} \cdot \frac{32}{8} \cdot \frac{8}{32} \cdot \frac{32}{16} = 1$$
#
# Only the first and the last width remain, however many layers there are. So the signal wanders,
# but vanishes no faster than the widths grow. Four ReLU layers with these widths, by either rule:

# %% slide="skip" tags=["deeper"]
def squares_by_layer(widths, side, nets=400):
    """Mean square of the signal after each 3×3 ReLU layer; side 0 uses fan-in, 1 fan-out."""
    x = rng.normal(size=(nets, widths[0], 6, 6))
    squares = [np.mean(x**2)]
    for channels in pairwise(widths):                   # (c_in, c_out)
        std = np.sqrt(2 / (channels[side] * 9))
        kernels = rng.normal(0, std, (nets, channels[1], channels[0], 3, 3))
        x = np.stack([np.maximum(conv(wrap(image), w), 0)
                      for image, w in zip(x, kernels, strict=True)])
        squares.append(np.mean(x**2))
    return squares


widths = [16, 32, 8, 32, 16]
wander = {"2 / fan-in": squares_by_layer(widths, 0), "2 / fan-out": squares_by_layer(widths, 1)}

# %% slide="skip" covers="E8,S1.9" tags=["deeper"]
figures.sizes(wander, "Fan-out instead of fan-in: the signal wanders and returns",
              x="layer (number); channels 16 → 32 → 8 → 32 → 16", y="mean square (no unit)")

# %% [markdown] slide="skip" tags=["deeper"]
# By $2/n_{out}$ the mean square should go 1, ½, 2, ½, 1 and does, up to the noise of random
# weights.

# %% [markdown] slide="slide" name="recap" covers="S3.6"
# ## Recap: the opening question, answered
#
# | network | first layer | fan-in $n_{in}$ | fan-out $n_{out}$ |
# |---|---|---|---|
# | spam filter | dense, 2 000 → 64 | 2 000 | 64 |
# | card fraud | width 3, 6 → 16 channels | 6 · 3 = **18** | 16 · 3 = **48** |
# | medical scan | 3 × 3, 16 → 32 channels | 16 · 9 = **144** | 32 · 9 = **288** |
#
# A dense layer over that scan would have 65 536 inputs per unit; the convolution has 144, as
# each unit sees one window.
#
# Taking all 65 536 numbers of the scan for $n_{in}$ gives weights whose std is
# $\sqrt{65\,536/144} \approx 21$ times too small: the signal vanishes by a factor of 21 per layer.
# Taking 16 makes them 3 times too large: it explodes.
#
# <!-- slide:
# | network | first layer | fan-in $n_{in}$ | fan-out $n_{out}$ |
# |---|---|---|---|
# | spam filter | dense, 2 000 → 64 | 2 000 | 64 |
# | card fraud | width 3, 6 → 16 channels | 6 · 3 = **18** | 16 · 3 = **48** |
# | medical scan | 3 × 3, 16 → 32 channels | 16 · 9 = **144** | 32 · 9 = **288** |
#
# $n_{in}$ = 65 536 makes weights $\sqrt{65\,536/144} \approx 21$ times too small: the signal vanishes.
# Taking 16 makes them 3 times too large: it explodes.
# -->

# %% [markdown] slide="subslide" name="take-home"
# ### To take along
#
# - A fan is the length of a sum: $n_{in}$ forward, $n_{out}$ backward. Variance ratio = fan ×
#   $\sigma_w^2$.
# - Convolution: channels × kernel area, for **both** fans.
# - Helpers see shapes. When in doubt, count: put ones in, or nudge an input.
# - Groups divide both; the shape shows it on one axis only.
# - Transposed: the layer swaps the fans, the shape does not tell.
#
# *What would have refuted this?* One row of the table where count and formula differ; or a
# variance of $z$ that follows another number than the count.

# %% [markdown] slide="skip"
# **Where next?** The [assignment `fans`](../assignments/fans/fans.ipynb): you write `connections`, which finds the connection
# matrix of a layer by nudging, then `receptive_field` and `compute_fans` for every layout,
# with groups and transposed. Lesson **04 LeCun and Xavier** asks whether a signal can keep its
# size both ways, and derives the rules that we only borrowed here. Lesson **05 He** explains the
# 2 in $2/n$.
#
# *Sources.* X. Glorot and Y. Bengio, *Understanding the difficulty of training deep feedforward
# neural networks*, 2010, eq. 12 · K. He, X. Zhang, S. Ren and J. Sun, *Delving deep into
# rectifiers*, 2015, eqs 10 and 14 (their $n = k^2 c$ and $\hat{n} = k^2 d$ are our $c_{in} A$
# and $c_{out} A$) · PyTorch 2.13, `torch.nn.init`; Keras 3.15, `compute_fans`; JAX 0.10,
# `variance_scaling`; Flax 0.12: their helpers and the shapes of their layers were run, not just
# read.
