# wrong: half-life
def depth_scale(chi):
    return -1 / np.log2(chi)
