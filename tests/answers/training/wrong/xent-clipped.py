# wrong: a probability of at least 1e-15
def loss_and_delta(logits, y):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    one = np.eye(logits.shape[1])[y]
    return -np.mean(np.log(np.clip((p * one).sum(axis=1), 1e-15, 1))), (p - one) / len(y)
