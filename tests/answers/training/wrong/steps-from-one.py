# wrong: counted from one
def steps_to_loss(curve, target):
    for k, loss in enumerate(curve):
        if loss <= target:
            return k + 1
    return None
