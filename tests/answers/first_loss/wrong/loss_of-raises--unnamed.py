# wrong: axis that is not there
def loss_of(logits, label):
    e = np.exp(logits - logits.max(axis=1))
    return -np.log(e[label] / e.sum())
