def compromise(n_in, n_out):
    forward, backward = 1 / n_in, 1 / n_out
    return 2 * forward * backward / (forward + backward)
