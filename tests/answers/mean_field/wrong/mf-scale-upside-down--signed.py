# wrong: the logarithm
def depth_scale(chi):
    return np.log(chi)
