# wrong: ten per cent too large in all
def rms_after(depth, n, weight_std):
    return 1.1 * (n**0.5 * weight_std) ** depth if depth else 1.0
