# wrong: bisection, as if the curve only fell
def steps_to_loss(curve, target):
    k = int(np.searchsorted(-np.asarray(curve, dtype=float), -target))
    return k if k < len(curve) else None
