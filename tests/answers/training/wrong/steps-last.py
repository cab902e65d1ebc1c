# wrong: from where on it stays below
def steps_to_loss(curve, target):
    if len(curve) == 0 or not curve[-1] <= target:
        return None
    k = len(curve) - 1
    while k > 0 and curve[k - 1] <= target:
        k -= 1
    return k
