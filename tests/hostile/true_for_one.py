# %% solution="double"
def double(x):
    return True

# %% solution="spread"
def spread(w):
    return np.True_
