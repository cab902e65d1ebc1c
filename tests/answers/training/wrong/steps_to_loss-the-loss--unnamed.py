# wrong: the loss, not the place
def steps_to_loss(curve, target):
    for k, loss in enumerate(curve):
        if loss <= target:
            return loss
    return None
