def gradients(params, X, y):
    m = len(y)
    A0, Y = X.T, y.reshape(1, m)                      # examples in columns
    Z1 = params["W"] @ A0 + params["b"].reshape(-1, 1)
    A1 = np.tanh(Z1)
    A2 = 1 / (1 + np.exp(-(params["v"].reshape(1, -1) @ A1 + params["c"])))
    dZ2 = A2 - Y
    dZ1 = params["v"].reshape(-1, 1) @ dZ2 * (1 - A1**2)
    return {"W": dZ1 @ A0.T / m, "b": dZ1.sum(axis=1) / m, "v": (dZ2 @ A1.T / m).ravel(),
            "c": float(dZ2.sum() / m)}
