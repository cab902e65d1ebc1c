def depth_scale(chi):
    return 1 / np.log(1 / chi)
