# %% solution="double"
def double(x):
    return float("nan")

# %% solution="sizes"
def sizes(g, n):
    return [float("nan")] * n

# %% solution="spread"
def spread(w):
    return np.nan
