# wrong: from 0 to b
def glorot_uniform(shape, rng, layout="in_out"):
    fan_in, fan_out = compute_fans(shape, layout)
    return rng.uniform(0, np.sqrt(6 / (fan_in + fan_out)), shape)
