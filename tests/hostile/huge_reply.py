# %% solution="double"
def double(x):
    return np.zeros((10**9, 10))
