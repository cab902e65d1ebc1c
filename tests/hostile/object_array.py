# %% solution="double"
def double(x):
    return np.array([print], dtype=object)

# %% solution="spread"
def spread(w):
    return np.zeros(3, dtype=[("a", "O")])
