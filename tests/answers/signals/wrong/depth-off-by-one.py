# wrong: counts the input as a layer
def rms_after(depth, n, weight_std):
    rms = 1.0
    for layer in range(depth + 1):
        rms *= n ** 0.5 * weight_std
    return rms
