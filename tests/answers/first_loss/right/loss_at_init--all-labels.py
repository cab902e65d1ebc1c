def loss_at_init(logit_std, n_classes, rng, n=10_000):
    z = rng.normal(0, logit_std, (n, n_classes))
    losses = np.log(np.exp(z).sum(axis=1, keepdims=True)) - z    # as if each class were right
    return losses.mean()
