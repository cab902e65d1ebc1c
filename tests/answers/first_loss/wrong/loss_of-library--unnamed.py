# wrong: lets the course's library do it
def loss_of(logits, label):
    from initlab import nets
    return nets.softmax_cross_entropy(np.array([logits], dtype=float), np.array([label]))[0]
