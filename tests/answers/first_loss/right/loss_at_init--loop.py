def loss_at_init(logit_std, n_classes, rng, n=10_000):
    total = 0.0
    for _ in range(n):
        z = rng.normal(0, logit_std, n_classes)
        total += np.log(np.exp(z).sum()) - z[0]
    return total / n
