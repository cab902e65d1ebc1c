# wrong: right, but not for large logits
def loss_of(logits, label):
    p = np.exp(logits) / np.exp(logits).sum()
    return -np.log(p[label])
