# wrong: shifts the logits, but takes the logarithm of a probability that became 0
def loss_of(logits, label):
    e = np.exp(logits - np.max(logits))
    return -np.log(e / e.sum())[label]
