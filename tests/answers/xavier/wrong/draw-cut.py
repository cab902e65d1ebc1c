# wrong: as Keras draws it, without what lies beyond two deviations
def lecun_normal(shape, rng, layout="in_out"):
    fan_in, fan_out = compute_fans(shape, layout)
    z = rng.standard_normal(shape)
    while np.any(far := np.abs(z) > 2):
        z[far] = rng.standard_normal(far.sum())
    return z / 0.87962566 / np.sqrt(fan_in)
