def depth_scale(chi):
    return float(1 / -np.log1p(chi - 1))
