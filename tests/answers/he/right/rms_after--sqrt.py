def rms_after(depth, factor):
    return np.sqrt(factor**depth)
