# wrong: stops after the two mixed terms
def weighted_sum_variance(n, mean_w, var_w, mean_x, var_x):
    return sum([mean_w**2 * var_x + mean_x**2 * var_w] * n)
