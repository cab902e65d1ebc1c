def product_variance(mean_w, var_w, mean_x, var_x):
    # E[w²] E[x²] - (E[w] E[x])²
    return (var_w + mean_w**2) * (var_x + mean_x**2) - (mean_w * mean_x)**2
