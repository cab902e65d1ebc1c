# %% solution="double"
def double(x):
    return np.zeros(5 * 10**6)
