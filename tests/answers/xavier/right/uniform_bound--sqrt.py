def uniform_bound(std):
    return np.sqrt(3) * std
