def steps_to_loss(curve, target):
    reached = np.array(curve) <= target
    if not reached.any():
        return None
    return np.argmax(reached)
