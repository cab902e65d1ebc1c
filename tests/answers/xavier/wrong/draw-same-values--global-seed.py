# wrong: global seed inside the function
def glorot_uniform(shape, rng, layout="in_out"):
    fan_in, fan_out = compute_fans(shape, layout)
    np.random.seed(1)
    b = np.sqrt(6 / (fan_in + fan_out))
    return np.random.uniform(-b, b, shape)
