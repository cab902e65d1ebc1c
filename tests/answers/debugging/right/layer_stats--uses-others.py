def layer_stats(net, X, y, lr):
    logits, trace = nets.forward(net, X)
    loss, grad = softmax_cross_entropy(logits, y)
    grads = backward(net, trace, grad)
    slopes = [ACTIVATIONS[n["activation"]].df(t["z"]) for n, t in zip(net, trace)]
    return dict(
        loss=loss,
        classes=int(logits.shape[1]),
        activation=[n["activation"] for n in net],
        z=np.array(nets.layer_rms(trace, "z")),
        a=tuple(nets.layer_rms(trace, "a")),
        flat=[float(np.mean(np.abs(s) < 0.01)) for s in slopes],
        dead=[dead_share(s) for s in slopes],
        delta=nets.layer_rms(grads, "z"),
        grad=nets.layer_rms(grads, "W"),
        ratio=[update_ratio(n["W"], g["W"], lr) if n["W"].any() else float("inf") for n, g in zip(net, grads)],
        batch=len(y),
    )
