# wrong: a sign is wrong
def product_variance(mean_w, var_w, mean_x, var_x):
    return mean_w**2 * var_x + mean_x**2 * var_w - var_w * var_x
