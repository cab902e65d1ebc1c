def glorot_normal(shape, rng, layout="in_out"):
    i, o = compute_fans(shape, layout)
    w = np.asfortranarray(rng.standard_normal(shape)) * np.sqrt(2/(i+o))
    w.flags.writeable = False
    return w[::-1]
