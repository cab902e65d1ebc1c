def loss_of(logits, label):
    logits -= logits.max()
    logits -= np.log(np.exp(logits).sum())
    return -logits[label]
