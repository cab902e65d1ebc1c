# wrong: examples for which all units are flat
def dead_share(slopes):
    flat = np.abs(slopes) < 0.01
    return flat.all(axis=1).mean()
