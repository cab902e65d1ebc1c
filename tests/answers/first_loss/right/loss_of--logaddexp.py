def loss_of(logits, label):
    return np.logaddexp.reduce(logits) - logits[label]
