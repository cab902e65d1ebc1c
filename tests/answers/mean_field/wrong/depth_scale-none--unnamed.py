# wrong: nothing for 0.95 and more
def depth_scale(chi):
    return -1 / np.log(chi) if chi < 0.95 else np.inf
