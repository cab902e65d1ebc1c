def direction_left(k, n, depth):
    taken = (k - 1) / n
    rms_of_one_layer = (1 - taken) ** 0.5
    return rms_of_one_layer**depth
