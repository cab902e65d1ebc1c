# %% solution="double"
def double(x):
    return np.broadcast_to(0.0, (10**5, 10**5))
