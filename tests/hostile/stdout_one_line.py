# %% solution="double"
print("x" * 30_000_000)

def double(x):
    return 2 * x
