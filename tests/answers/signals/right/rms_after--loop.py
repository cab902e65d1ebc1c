def rms_after(depth, n, weight_std):
    rms = 1.0
    for _ in range(depth):
        rms = rms * np.sqrt(n) * weight_std
    return rms
