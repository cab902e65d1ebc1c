# wrong: variance of a product = product of variances
def product_variance(mean_w, var_w, mean_x, var_x):
    return var_w * var_x
