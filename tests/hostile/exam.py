# %% [markdown]
# # An exam to attack
#
# Three exercises; each has a visible and a hidden test. The hidden parts hold a canary.

# %% locked="setup"
import numpy as np
from initlab.checks import *

# %% [markdown]
# ## 1 · Double

# %% solution="double"
def double(x):
    """Twice a number."""
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION

# %% test="double-visible" points=1
agree(double, [call(2), call(5)], [4, 10])

# %% test="double-hidden" points=2
assert double(3) == 6, "double(3) is not 6"
### BEGIN HIDDEN TESTS
canary = "canary-hidden-7d31"  # canary-hidden-7d31
rng = fresh_rng()
drawn = [float(x) for x in rng.normal(size=4)]
for got, x in zip(map(double, drawn), drawn):
    assert same(got, 2 * x), "double of a drawn number"
### END HIDDEN TESTS

# %% [markdown]
# ## 2 · Sizes

# %% solution="sizes"
def sizes(g, n):
    """[g(0), …, g(n - 1)]."""
    ### BEGIN SOLUTION
    return [g(k) for k in range(n)]
    ### END SOLUTION

# %% test="sizes-visible" points=1
assert sizes(lambda k: k + 1, 3) == [1, 2, 3], "sizes(k + 1, 3) is not [1, 2, 3]"

# %% test="sizes-hidden" points=2
assert sizes(lambda k: 2 * k, 2) == [0, 2], "sizes(2 k, 2) is not [0, 2]"
### BEGIN HIDDEN TESTS
"canary-hidden-7d31"
shape = sizes(lambda k: np.ones(k + 2).size, 3)
assert np.ones(shape).shape == (2, 3, 4), "the sizes of an array"
### END HIDDEN TESTS

# %% [markdown]
# ## 3 · Spread

# %% solution="spread"
def spread(w):
    """The variance of an array, a number."""
    ### BEGIN SOLUTION
    return float(np.mean((w - np.mean(w)) ** 2))
    ### END SOLUTION

# %% test="spread-prepare" points=0
### BEGIN HIDDEN TESTS
at_rest = spread(np.ones(3))
def oracle(w):
    return sum((x - sum(w) / len(w)) ** 2 for x in w) / len(w)
### END HIDDEN TESTS

# %% test="spread-visible" points=1
agree(spread, [call(np.array([1.0, 3.0]))], [1.0])

# %% test="spread-hidden" points=2
assert same(spread(np.zeros(4)), 0.0), "the spread of zeros"
### BEGIN HIDDEN TESTS
"canary-hidden-7d31"
agree(spread, [call(fresh_rng().normal(size=20)) for _ in range(3)], oracle)
### END HIDDEN TESTS

# %% [markdown] manual="why" points=2
# ### BEGIN MARK SCHEME
# canary-hidden-7d31: says that doubling a weight makes its variance four times as large.
# ### END MARK SCHEME
