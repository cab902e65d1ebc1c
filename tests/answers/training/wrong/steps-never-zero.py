# wrong: argmax of no True is 0
def steps_to_loss(curve, target):
    return int(np.argmax(np.asarray(curve) <= target))
