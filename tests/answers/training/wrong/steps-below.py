# wrong: strictly below
def steps_to_loss(curve, target):
    for k, loss in enumerate(curve):
        if loss < target:
            return k
    return None
