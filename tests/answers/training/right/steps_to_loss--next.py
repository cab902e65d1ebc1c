def steps_to_loss(curve, target):
    return next((k for k, loss in enumerate(curve) if loss <= target), None)
