# wrong: the kernels of one half are the other half's, turned over and drawn a little anew
def he_uniform(shape, rng, layout="in_out", mode="fan_in", negative_slope=0.0):
    n = fans(shape, layout)[mode == "fan_out"]
    bound = np.sqrt(6 / (1 + negative_slope**2) / n)
    w = rng.uniform(-bound, bound, shape)
    flat = w.reshape(-1)
    half = flat.size // 2
    flat[half : 2 * half] = np.copysign(flat[half : 2 * half], -flat[:half])
    return w
