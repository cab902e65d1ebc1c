# %% solution="double"
n = int(input("How many? "))

def double(x):
    return n * x

# %% solution="sizes"
import torch_that_is_not_there

def sizes(g, n):
    return [g(k) for k in range(n)]

# %% solution="spread"
!pip install --quiet --no-index nothing-of-this-name
%pip install --quiet --no-index nothing-of-this-name
there = !ls ~
assert list(there) == []

def spread(w):
    return float(np.mean((w - np.mean(w)) ** 2))

quit()

# %%
%load_ext nothing_of_this_name
