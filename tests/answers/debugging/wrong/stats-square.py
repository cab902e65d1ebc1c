# wrong: no root
def layer_stats(net, X, y, lr):
    def rms(v):
        return float(np.mean(v**2))

    logits, trace = nets.forward(net, X)
    loss, grad = softmax_cross_entropy(logits, y)
    grads = backward(net, trace, grad)
    slopes = [ACTIVATIONS[one["activation"]].df(seen["z"]) for one, seen in zip(net, trace)]
    flat = [np.abs(slope) < 0.01 for slope in slopes]
    deltas = [g["z"] for g in grads]
    ratios = [lr * rms(g["W"]) / rms(one["W"]) if one["W"].any() else np.inf for one, g in zip(net, grads)]
    return {
        "loss": loss,
        "classes": logits.shape[1],
        "activation": [one["activation"] for one in net],
        "z": [rms(seen["z"]) for seen in trace],
        "a": [rms(seen["a"]) for seen in trace],
        "flat": [float(pairs.mean()) for pairs in flat],
        "dead": [float(pairs.all(axis=0).mean()) for pairs in flat],
        "delta": [rms(delta) for delta in deltas],
        "grad": [rms(g["W"]) for g in grads],
        "ratio": ratios,
    }
