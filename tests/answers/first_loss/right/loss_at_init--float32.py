def loss_at_init(logit_std, n_classes, rng, n=10_000):
    z = logit_std * rng.standard_normal((n, n_classes), dtype=np.float32)
    z = z.astype(float)
    return float(np.mean(np.log(np.exp(z).sum(axis=1)) - z[:, 1]))
