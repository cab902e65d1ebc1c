def loss_at_init(logit_std, n_classes, rng, n=10_000):
    logits = logit_std * rng.standard_normal((n, n_classes))
    labels = rng.integers(n_classes, size=n)
    p = np.exp(logits)
    p /= p.sum(axis=1, keepdims=True)
    return -np.log(p[np.arange(n), labels]).mean()
