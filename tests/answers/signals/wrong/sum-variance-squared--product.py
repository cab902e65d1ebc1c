# wrong: var_w and var_x read as stds
def product_variance(mean_w, var_w, mean_x, var_x):
    sw, sx = var_w**2, var_x**2
    return mean_w**2 * sx + mean_x**2 * sw + sw * sx
