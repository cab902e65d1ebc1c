# wrong: depth is not used
def rms_after(depth, n, weight_std):
    return np.sqrt(n) * weight_std
