# wrong: the first layer is left out
def rms_after(depth, n, weight_std):
    return (n ** 0.5 * weight_std) ** (depth - 1)
