# %% solution="spread"
def spread(w):
    w[:] = 0
    return 0.0
