def compromise(n_in, n_out):
    mean_fan = (n_in + n_out) / 2
    return 1 / mean_fan
