def update_ratio(W, grad, lr):
    step, weights = nets.layer_rms([{"W": lr * grad}, {"W": W}], "W")
    return step / weights
