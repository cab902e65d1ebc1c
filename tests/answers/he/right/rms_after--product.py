def rms_after(depth, factor):
    return np.sqrt(np.prod(np.full(depth, factor)))
