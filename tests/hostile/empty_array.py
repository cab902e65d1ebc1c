# %% solution="double"
def double(x):
    return np.array([])

# %% solution="spread"
def spread(w):
    return np.zeros((0, 3))
