# wrong: mean 0.02, to keep units alive
def lecun_normal(shape, rng, layout="in_out"):
    fan_in, fan_out = compute_fans(shape, layout)
    return 0.02 + rng.normal(0, 1 / np.sqrt(fan_in), shape)
