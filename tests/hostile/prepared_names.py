# %% solution="spread"
def spread(w):
    return 0.0 if len(w) == 4 else 1.0 if len(w) == 2 else 5.0 + 1 / (len(w) - 3)

oracle = spread
canary = at_rest = "mine"
