# wrong: root of the std
def glorot_uniform(shape, rng, layout="in_out"):
    fan_in, fan_out = compute_fans(shape, layout)
    std = np.sqrt(2 / (fan_in + fan_out))
    b = np.sqrt(3) * np.sqrt(std)
    return rng.uniform(-b, b, shape)
