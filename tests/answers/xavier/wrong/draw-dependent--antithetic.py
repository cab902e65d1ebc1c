# wrong: half of the numbers, and their mirror images, for a mean of exactly 0
def glorot_normal(shape, rng, layout="in_out"):
    size = int(np.prod(shape))
    half = rng.normal(0, np.sqrt(2 / sum(compute_fans(shape, layout))), (size + 1) // 2)
    return np.concatenate([half, -half])[:size].reshape(shape)
