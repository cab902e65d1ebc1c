# wrong: no minus
def depth_scale(chi):
    return 1 / np.log(chi)
