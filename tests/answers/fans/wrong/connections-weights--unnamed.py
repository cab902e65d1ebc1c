# wrong: gives the changes themselves, not whether there is one
def connections(layer, n_in):
    base = layer(np.zeros(n_in))
    return np.stack([layer(e) - base for e in np.eye(n_in)], axis=1)
