# wrong: half of it
def depth_scale(chi):
    return -1 / np.log(chi**2)
