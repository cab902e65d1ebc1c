# wrong: sorts each column
def lecun_normal(shape, rng, layout="in_out"):
    fan_in, _ = compute_fans(shape, layout)
    return np.sort(rng.normal(0, fan_in**-0.5, shape), axis=0)
