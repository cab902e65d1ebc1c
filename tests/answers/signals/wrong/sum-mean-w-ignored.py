# wrong: takes the weights to have mean 0
def weighted_sum_variance(n, mean_w, var_w, mean_x, var_x):
    Ex2 = var_x + mean_x**2
    return n * var_w * Ex2
