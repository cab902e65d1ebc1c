# wrong: √n instead of 1/√n
def lecun_normal(shape, rng, layout="in_out"):
    fan_in, fan_out = compute_fans(shape, layout)
    return rng.normal(0, np.sqrt(fan_in), shape)
