def weighted_sum_variance(n, mean_w, var_w, mean_x, var_x):
    Ew2 = var_w + mean_w ** 2
    Ex2 = var_x + mean_x ** 2
    return n * (Ew2 * Ex2 - mean_w ** 2 * mean_x ** 2)
