def steps_to_loss(curve, target):
    best = np.fmin.accumulate(np.asarray(curve, float))
    k = int((~(best <= target)).sum())
    return None if k == len(best) else k
