# %% solution="sizes"
def sizes(g, n):
    while True:
        yield 1
