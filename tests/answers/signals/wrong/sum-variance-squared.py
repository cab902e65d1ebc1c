# wrong: squares what is already a variance
def weighted_sum_variance(n, mean_w, var_w, mean_x, var_x):
    return n * (mean_w**2 * var_x**2 + mean_x**2 * var_w**2 + var_w**2 * var_x**2)
