def backward_gain(n_in, n_out, var_w):
    # going back the fans change places
    return forward_gain(n_out, n_in, var_w)
