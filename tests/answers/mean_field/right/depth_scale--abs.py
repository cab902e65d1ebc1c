def depth_scale(chi):
    return 1 / abs(np.log(chi))
