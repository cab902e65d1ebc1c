# wrong: layers added
def rms_after(depth, n, weight_std):
    return depth * np.sqrt(n) * weight_std
