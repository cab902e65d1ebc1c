# wrong: logarithm to base 10
def depth_scale(chi):
    return -1 / np.log10(chi)
