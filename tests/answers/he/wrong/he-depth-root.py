# wrong: the mean square
def rms_after(depth, factor):
    return factor**depth
