# wrong: n goes in as if it were a factor of each term
def weighted_sum_variance(n, mean_w, var_w, mean_x, var_x):
    one = mean_w**2 * var_x + mean_x**2 * var_w + var_w * var_x
    return n**2 * one
