def compromise(n_in, n_out):
    # n_in v + n_out v = 2
    return np.linalg.solve([[n_in + n_out]], [2.0])[0]
