# wrong: factor n per layer
def rms_after(depth, n, weight_std):
    return (n * weight_std) ** depth
