def forward(net, X):
    seen = [np.array(X, dtype=float)]
    for layer in net:
        extended = np.hstack([seen[-1], np.ones((len(X), 1))])
        z = extended @ np.vstack([layer["W"], layer["b"]])
        name = layer["activation"]
        seen.append(np.tanh(z) if name == "tanh" else np.clip(z, 0, None) if name == "relu" else z)
    return tuple(seen)
