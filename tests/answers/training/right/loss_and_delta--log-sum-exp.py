def loss_and_delta(logits, y):
    top = np.max(logits, axis=1)
    total = top + np.log(np.sum(np.exp(logits - top[:, np.newaxis]), axis=1))
    p = np.exp(logits - total[:, np.newaxis])
    onehot = np.eye(logits.shape[1])[y]
    return float(np.mean(total - np.sum(onehot * logits, axis=1))), (p - onehot) / logits.shape[0]
