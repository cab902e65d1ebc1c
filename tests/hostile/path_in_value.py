# %% solution="double"
def double(x):
    return np.__file__
