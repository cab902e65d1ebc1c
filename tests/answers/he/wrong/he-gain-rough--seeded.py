# wrong: seeded draws
def gain(activation):
    z = np.random.default_rng(0).normal(size=300_000)
    return float(np.mean(activation(z) ** 2) ** -0.5)
