# wrong: of the amplitude
def depth_scale(chi):
    return -2 / np.log(chi)
