def he_normal(shape, rng, layout="in_out", mode="fan_in", negative_slope=0.0):
    match mode:
        case "fan_in": n, _ = fans(shape, layout)
        case "fan_out": _, n = fans(shape, layout)
    g = np.hypot(1, negative_slope)
    return rng.standard_normal(shape, dtype=np.float64)/g*(2/n)**.5
