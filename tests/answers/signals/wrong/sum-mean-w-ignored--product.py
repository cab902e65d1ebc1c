# wrong: mean of the weights set to 0
def product_variance(mean_w, var_w, mean_x, var_x):
    return var_w * (var_x + mean_x**2)
