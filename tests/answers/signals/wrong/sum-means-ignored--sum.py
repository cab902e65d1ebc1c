# wrong: the formula for two zero means
def weighted_sum_variance(n, mean_w, var_w, mean_x, var_x):
    return n * var_w * var_x
