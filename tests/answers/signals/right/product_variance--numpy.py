def product_variance(mean_w, var_w, mean_x, var_x):
    a = np.array([mean_w**2, var_w])
    b = np.array([mean_x**2, var_x])
    return np.outer(a, b).sum() - a[0] * b[0]
