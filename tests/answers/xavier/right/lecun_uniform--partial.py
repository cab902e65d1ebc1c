from functools import partial
def _draw(shape, rng, layout="in_out", *, times):
    fan = compute_fans(shape, layout)[0]
    b = np.sqrt(times/fan)
    return np.fromiter((rng.uniform(-b, b) for _ in range(int(np.prod(shape)))), float).reshape(shape)
lecun_uniform = partial(_draw, times=3)
