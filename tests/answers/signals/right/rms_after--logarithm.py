def rms_after(depth, n, weight_std):
    import math
    return math.exp(depth * (0.5 * math.log(n) + math.log(weight_std)))
