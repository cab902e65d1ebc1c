# wrong: a sample in place of the integral
def relu_moments(sigma):
    a = np.maximum(np.random.default_rng(1).normal(0, sigma, 10_000), 0)
    return float(np.mean(a**2)), float(np.var(a))
