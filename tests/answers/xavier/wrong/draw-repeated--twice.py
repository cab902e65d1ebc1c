# wrong: each value twice, at places of chance
def glorot_uniform(shape, rng, layout="in_out"):
    size = int(np.prod(shape))
    bound = np.sqrt(6 / sum(compute_fans(shape, layout)))
    half = rng.uniform(-bound, bound, (size + 1) // 2)
    return rng.permutation(np.repeat(half, 2)[:size]).reshape(shape)
