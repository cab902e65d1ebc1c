# wrong: wrong root
def rms_after(depth, n, weight_std):
    return (n ** (1 / 3) * weight_std) ** depth
