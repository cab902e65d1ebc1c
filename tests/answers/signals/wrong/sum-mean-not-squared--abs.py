# wrong: means without squares, made positive
def weighted_sum_variance(n, mean_w, var_w, mean_x, var_x):
    a, b = abs(mean_w), abs(mean_x)
    return n * (a * var_x + b * var_w + var_w * var_x)
