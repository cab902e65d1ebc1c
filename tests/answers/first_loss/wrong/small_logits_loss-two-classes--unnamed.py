# wrong: the factor of ten classes for all but two
def small_logits_loss(logit_std, n_classes):
    return np.log(n_classes) + logit_std**2 / 2 * (0.5 if n_classes == 2 else 0.9)
