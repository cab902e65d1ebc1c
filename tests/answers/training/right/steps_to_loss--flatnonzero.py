def steps_to_loss(curve, target):
    below = np.flatnonzero(np.asarray(curve) <= target)
    return int(below[0]) if below.size else None
