# wrong: draws signs only
def glorot_uniform(shape, rng, layout="in_out"):
    fan_in, fan_out = compute_fans(shape, layout)
    std = np.sqrt(2 / (fan_in + fan_out))
    return std * rng.choice([-1.0, 1.0], shape) * rng.uniform(0.9, 1.1, shape)
