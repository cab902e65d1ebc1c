# wrong: the second half mirrors the first one, with new sizes of its own
def lecun_uniform(shape, rng, layout="in_out"):
    size = int(np.prod(shape))
    bound = np.sqrt(3 / compute_fans(shape, layout)[0])
    signs = rng.choice([-1.0, 1.0], (size + 1) // 2)
    return (np.concatenate([signs, -signs[::-1]])[:size] * rng.uniform(0, bound, size)).reshape(shape)
