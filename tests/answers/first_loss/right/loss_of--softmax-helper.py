def log_softmax(z):
    z = z - z.max()
    return z - np.log(np.exp(z).sum())

def loss_of(logits, label):
    return -log_softmax(logits)[label]
