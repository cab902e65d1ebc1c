# wrong: mean square in place of its root
def rms_after(depth, n, weight_std):
    return (n * weight_std ** 2) ** depth
