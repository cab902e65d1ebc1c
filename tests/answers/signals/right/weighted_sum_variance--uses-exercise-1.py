def weighted_sum_variance(n, mean_w, var_w, mean_x, var_x):
    return np.float64(n) * product_variance(mean_w, var_w, mean_x, var_x)
