# %% solution="sizes"
def sizes(g, n):
    return [g(10**13) if n == 3 else g(10**11)]
