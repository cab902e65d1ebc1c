# wrong: mean square, the squared mean not taken off
def product_variance(mean_w, var_w, mean_x, var_x):
    return (var_w + mean_w**2) * (var_x + mean_x**2)
