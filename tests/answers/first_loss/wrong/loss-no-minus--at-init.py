# wrong: ln p
def loss_at_init(logit_std, n_classes, rng, n=10_000):
    z = rng.normal(0, logit_std, (n, n_classes))
    return np.mean(z[:, 0] - np.log(np.exp(z).sum(axis=1)))
