# wrong: counts
def steps_to_loss(curve, target):
    return int(sum(not loss <= target for loss in curve))
