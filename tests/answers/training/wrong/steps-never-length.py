# wrong: the length when it never gets there
def steps_to_loss(curve, target):
    for k, loss in enumerate(curve):
        if loss <= target:
            return k
    return len(curve)
