# %% solution="double"
def double(x):
    del globals()["double"]
    return 2 * x
