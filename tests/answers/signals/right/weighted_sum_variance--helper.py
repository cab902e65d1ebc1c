def one_product(m, v, M, V):
    return m*m*V + M*M*v + v*V

def weighted_sum_variance(n, mean_w, var_w, mean_x, var_x):
    return n * one_product(mean_w, var_w, mean_x, var_x)
