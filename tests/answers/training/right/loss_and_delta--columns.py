def loss_and_delta(logits, y):
    Z = logits.T
    Z = Z - Z.max(0)
    S = np.exp(Z).sum(0)
    m = Z.shape[1]
    cost = (np.log(S) - Z[y, np.arange(m)]).sum() / m
    dZ = np.exp(Z) / S
    np.subtract.at(dZ, (y, np.arange(m)), 1)
    return cost, dZ.T / m
