# %% solution="sizes"
def sizes(g, n):
    return range(10**12) if n == 3 else [10**300_000]

# %% solution="spread"
def spread(w):
    return 7**300_000
