def weighted_sum_variance(n, mean_w, var_w, mean_x, var_x):
    total = 0
    for i in range(n):
        total += mean_w**2 * var_x
        total += mean_x**2 * var_w
        total += var_w * var_x
    return total
