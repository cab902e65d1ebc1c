def rms_after(depth, n, weight_std):
    variance = (n * weight_std**2) ** depth
    return np.sqrt(variance)
