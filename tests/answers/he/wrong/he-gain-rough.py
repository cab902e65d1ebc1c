# wrong: a hundred thousand random draws
def gain(activation):
    z = np.random.default_rng().normal(size=100_000)
    return 1 / np.sqrt(np.mean(activation(z) ** 2))
