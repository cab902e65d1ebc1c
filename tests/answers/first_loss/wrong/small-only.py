# wrong: without ln C
def small_logits_loss(logit_std, n_classes):
    return logit_std**2 / 2 * (1 - 1 / n_classes)
