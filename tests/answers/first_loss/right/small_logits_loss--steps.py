import math

def small_logits_loss(logit_std, n_classes):
    mean_square = logit_std * logit_std
    square_of_mean = logit_std * logit_std / n_classes
    loss = math.log(n_classes)
    loss += 0.5 * (mean_square - square_of_mean)
    return loss
