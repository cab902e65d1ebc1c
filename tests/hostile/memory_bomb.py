# %% solution="double"
def double(x):
    taken = []
    for _ in range(48):
        taken.append(b"x" * 2**26)
    return 2 * x

# %% solution="sizes"
taken = []
for _ in range(48):
    taken.append(b"x" * 2**26)

def sizes(g, n):
    return [g(k) for k in range(n)]

# %%
del taken
