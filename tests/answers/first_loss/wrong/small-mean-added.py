# wrong: sign of the mean's share
def small_logits_loss(logit_std, n_classes):
    return np.log(n_classes) + 0.5 * logit_std**2 + 0.5 * logit_std**2 / n_classes
