def loss_at_init(logit_std, n_classes, rng, n=10_000):
    [child] = rng.spawn(1)
    z = logit_std * child.standard_normal((n, n_classes))
    return np.mean(np.logaddexp.reduce(z, axis=1) - z[:, -1])
