# wrong: lets the course's library do it
def gradients(params, X, y):
    from initlab import nets
    net = [{"W": params["W"].T, "b": params["b"], "activation": "tanh"},
           {"W": params["v"].reshape(-1, 1), "b": np.array([params["c"]]), "activation": "linear"}]
    z, trace = nets.forward(net, X)
    loss, grad = nets.logistic_loss(z, y)
    first, last = nets.backward(net, trace, grad)
    return {"W": first["W"].T, "b": first["b"], "v": last["W"][:, 0], "c": last["b"][0]}
