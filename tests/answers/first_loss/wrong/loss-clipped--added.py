# wrong: adds a small number under the logarithm
def loss_of(logits, label):
    e = np.exp(logits - logits.max())
    return -np.log(e[label] / e.sum() + 1e-12)
