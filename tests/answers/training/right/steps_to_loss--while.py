def steps_to_loss(curve, target):
    k = 0
    while k < len(curve) and not curve[k] <= target:
        k += 1
    return k if k < len(curve) else None
