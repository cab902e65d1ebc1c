# %% solution="double"
def double(x):
    raise ValueError("x" * 10_000_000)

# %% solution="sizes"
def sizes(g, n):
    return "y" * 10_000_000

# %% solution="spread"
spread = lambda w: 10**100_000
spread.__name__ = spread.__qualname__ = "z" * 10_000_000

# %%
class Loud:
    __repr__ = lambda self: "r" * 10_000_000

Loud()
