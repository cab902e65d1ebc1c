def gradients(params, X, y):
    h = np.tanh(np.einsum("ni,ji->nj", X, params["W"]) + params["b"])
    z = np.einsum("nj,j->n", h, params["v"]) + params["c"]
    delta = 0.5 * (1 + np.tanh(z / 2)) - y
    N = X.shape[0]
    back = np.einsum("n,j,nj->nj", delta, params["v"], 1 - h * h)
    return dict(W=np.einsum("nj,ni->ji", back, X) / N, b=back.mean(0),
                v=np.einsum("n,nj->j", delta, h) / N, c=delta.mean())
