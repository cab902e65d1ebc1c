# wrong: counts the gaps between layers
def rms_after(depth, factor):
    return factor ** ((depth - 1) / 2)
