# wrong: forgets that the input has a mean
def product_variance(mean_w, var_w, mean_x, var_x):
    return mean_w**2 * var_x + var_w * var_x
