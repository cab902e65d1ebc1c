# wrong: whole layers
def depth_scale(chi):
    return float(np.ceil(-1 / np.log(chi)))
