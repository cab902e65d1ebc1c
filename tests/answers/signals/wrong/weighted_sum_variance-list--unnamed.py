# wrong: gives the terms without adding them up
def weighted_sum_variance(n, mean_w, var_w, mean_x, var_x):
    return [n * mean_w**2 * var_x, n * mean_x**2 * var_w, n * var_w * var_x]
