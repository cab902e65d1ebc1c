# wrong: what is lost in a layer
def depth_scale(chi):
    return -np.log(chi)
