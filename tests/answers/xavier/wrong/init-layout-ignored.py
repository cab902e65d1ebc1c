# wrong: shape[0] is in
def lecun_normal(shape, rng, layout="in_out"):
    return rng.normal(0, 1 / np.sqrt(shape[0]), shape)
