# wrong: as if layers took equal parts
def depth_scale(chi):
    return 1 / (1 - chi)
