# wrong: weighs the classes by their own probability
def loss_of(logits, label):
    z = logits - logits.max()
    log_p = z - np.log(np.exp(z).sum())
    return -(np.exp(log_p) * log_p).sum()
