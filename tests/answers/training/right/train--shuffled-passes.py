import copy

def train(net, data, lr, steps, rng, batch=32):
    net = copy.deepcopy(net)
    X, y = data
    waiting, losses = [], []
    while len(losses) < steps:
        if len(waiting) < min(batch, len(y)):
            waiting = list(rng.permutation(len(y)))
        now, waiting = waiting[:batch], waiting[batch:]
        seen = forward(net, X[now])
        loss, delta = loss_and_delta(seen[-1], y[now])
        losses.append(float(loss))
        grads = backward(net, seen, delta)
        for k in range(len(net)):
            for key in ("W", "b"):
                net[k][key] = net[k][key] - lr * grads[k][key]
    return losses
