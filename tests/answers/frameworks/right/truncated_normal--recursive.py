def truncated_normal(shape, std, rng):
    def fill(n):
        if n == 0: return np.empty(0)
        z = rng.normal(size=n); z = z[(z > -2) & (z < 2)]
        return np.concatenate([z, fill(n - z.size)])
    return (fill(math.prod(shape)) * (std / CUT_STD)).reshape(shape)
