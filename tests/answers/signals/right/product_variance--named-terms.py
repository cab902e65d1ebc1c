def product_variance(mean_w, var_w, mean_x, var_x):
    noise_x = mean_w * mean_w * var_x
    noise_w = mean_x * mean_x * var_w
    both = var_w * var_x
    return float(noise_x + noise_w + both)
