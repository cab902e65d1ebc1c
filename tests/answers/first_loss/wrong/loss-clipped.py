# wrong: clips the probability away from zero
def loss_of(logits, label):
    e = np.exp(logits - logits.max())
    return -np.log(np.clip(e[label] / e.sum(), 1e-12, 1))
