# wrong: means without squares
def product_variance(mean_w, var_w, mean_x, var_x):
    return mean_w * var_x + mean_x * var_w + var_w * var_x
