def layer_stats(net, X, y, lr):
    output, trace = nets.forward(net, X)
    loss, d_output = softmax_cross_entropy(output, y)
    grads = backward(net, trace, d_output)
    stats = {"loss": loss, "classes": len(net[-1]["b"])}
    for key in ("activation", "z", "a", "flat", "dead", "delta", "grad", "ratio"):
        stats[key] = []
    for layer, seen, grad in zip(net, trace, grads):
        slope = ACTIVATIONS[layer["activation"]].df(seen["z"])
        flat = np.abs(slope) < 0.01
        stats["activation"].append(layer["activation"])
        stats["z"].append(np.sqrt(np.mean(seen["z"] ** 2)))
        stats["a"].append(np.sqrt(np.mean(seen["a"] ** 2)))
        stats["flat"].append(flat.mean())
        stats["dead"].append(flat.all(axis=0).mean())
        stats["delta"].append(np.sqrt(np.mean(grad["z"] ** 2)))
        stats["grad"].append(np.sqrt(np.mean(grad["W"] ** 2)))
        if np.all(layer["W"] == 0):
            stats["ratio"].append(np.inf)
        else:
            stats["ratio"].append(lr * stats["grad"][-1] / np.sqrt(np.mean(layer["W"] ** 2)))
    return stats
