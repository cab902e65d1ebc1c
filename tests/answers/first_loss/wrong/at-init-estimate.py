# wrong: the formula of exercise 3
def loss_at_init(logit_std, n_classes, rng, n=10_000):
    return np.log(n_classes) + logit_std**2 / 2 * (1 - 1 / n_classes)
