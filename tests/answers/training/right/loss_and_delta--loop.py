import math

def loss_and_delta(logits, y):
    total, delta = 0.0, np.empty(logits.shape)
    for i, (z, k) in enumerate(zip(logits.tolist(), y)):
        top = max(z)
        powers = [math.exp(one - top) for one in z]
        total += math.log(sum(powers)) - (z[k] - top)
        delta[i] = np.array(powers) / sum(powers)
        delta[i, k] -= 1.0
    return total / len(y), delta / len(y)
