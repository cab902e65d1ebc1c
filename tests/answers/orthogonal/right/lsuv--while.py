def lsuv(net, X, tol=0.01, max_iter=10):
    out = []
    signal = np.array(X, dtype=float)
    for layer in net:
        new = dict(layer)
        done = 0
        while done < max_iter:
            spread = np.std(signal @ new["W"] + new["b"])
            if not (spread > 1 + tol or spread < 1 - tol):
                break
            new["W"] = new["W"] / spread
            done += 1
        new["b"] = new["b"] - np.mean(signal @ new["W"] + new["b"])
        signal = ACTIVATIONS[new["activation"]].f(signal @ new["W"] + new["b"])
        out.append(new)
    return out
