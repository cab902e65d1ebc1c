def rms_after(depth, n, weight_std):
    if depth == 0:
        return 1.0
    return n ** 0.5 * weight_std * rms_after(depth - 1, n, weight_std)
