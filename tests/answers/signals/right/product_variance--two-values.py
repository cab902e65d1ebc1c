def product_variance(mean_w, var_w, mean_x, var_x):
    # any law with these moments will do: mean ± std, half and half
    ws = [mean_w - var_w**0.5, mean_w + var_w**0.5]
    xs = [mean_x - var_x**0.5, mean_x + var_x**0.5]
    return np.var([w * x for w in ws for x in xs])
