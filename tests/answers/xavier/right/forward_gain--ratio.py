def forward_gain(n_in, n_out, var_w):
    mean_square_x = 2.5  # whatever comes in
    mean_square_z = n_in * var_w * mean_square_x
    return mean_square_z / mean_square_x
