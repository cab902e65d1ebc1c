# wrong: std not squared
def small_logits_loss(logit_std, n_classes):
    return np.log(n_classes) + logit_std / 2 * (1 - 1 / n_classes)
