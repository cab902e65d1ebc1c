# wrong: one layer
def rms_after(depth, factor):
    return factor**0.5
