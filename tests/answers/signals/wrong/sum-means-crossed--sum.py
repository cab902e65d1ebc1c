# wrong: pairs the wrong way
def weighted_sum_variance(n, mean_w, var_w, mean_x, var_x):
    w_part = mean_w**2 * var_w
    x_part = mean_x**2 * var_x
    return n * (w_part + x_part + var_w * var_x)
