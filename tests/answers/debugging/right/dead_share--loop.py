def dead_share(slopes):
    batch, units = slopes.shape
    dead = 0
    for k in range(units):
        alive = False
        for i in range(batch):
            if slopes[i, k] >= 0.01 or slopes[i, k] <= -0.01:
                alive = True
        if not alive:
            dead += 1
    return dead / units
