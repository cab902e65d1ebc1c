def loss_at_init(logit_std, n_classes, rng, n=10_000):
    z = rng.normal(scale=logit_std, size=(n_classes, n))     # one column per example
    return np.mean(np.logaddexp.reduce(z, axis=0) - z[-1])
