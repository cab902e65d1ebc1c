# wrong: the classes are counted up to the largest one in the batch.
def layer_stats(net, X, y, lr):
    logits, trace = nets.forward(net, X)
    loss, grad = softmax_cross_entropy(logits, y)
    grads = backward(net, trace, grad)
    rms = lambda v: float(np.sqrt(np.mean(np.square(v))))
    flat = [np.abs(ACTIVATIONS[l["activation"]].df(s["z"])) < 0.01 for l, s in zip(net, trace)]
    return {"loss": loss, "classes": int(y.max()) + 1, "activation": [l["activation"] for l in net],
            "z": [rms(s["z"]) for s in trace], "a": [rms(s["a"]) for s in trace],
            "flat": [float(f.mean()) for f in flat], "dead": [float(f.all(axis=0).mean()) for f in flat],
            "delta": [rms(g["z"]) for g in grads], "grad": [rms(g["W"]) for g in grads],
            "ratio": [lr * rms(g["W"]) / rms(l["W"]) if l["W"].any() else np.inf for g, l in zip(grads, net)]}
