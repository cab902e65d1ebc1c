def update_ratio(W, grad, lr):
    s, t = (np.linalg.svd(A, compute_uv=False) for A in (grad, W))
    return float(np.hypot.reduce(s) / np.hypot.reduce(t) * lr)
