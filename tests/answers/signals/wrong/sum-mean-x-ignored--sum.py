# wrong: the same, n times
def weighted_sum_variance(n, mean_w, var_w, mean_x, var_x):
    return n * var_x * (mean_w ** 2 + var_w)
