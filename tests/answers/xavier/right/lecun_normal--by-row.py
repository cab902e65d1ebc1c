def lecun_normal(shape, rng, layout="in_out"):
    fan_in, fan_out = compute_fans(shape, layout)
    std = np.sqrt(1 / fan_in)
    rows = [rng.normal(0, std, size=shape[1:]) for _ in range(shape[0])]
    return np.array(rows)
