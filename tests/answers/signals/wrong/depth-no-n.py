# wrong: only the weights' std
def rms_after(depth, n, weight_std):
    return weight_std ** depth
