def depth_scale(chi):
    # how many layers make e, in logarithms to base chi
    return np.log10(1 / np.e) / np.log10(chi)
