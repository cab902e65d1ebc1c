# wrong: adds up roots
def rms_after(depth, factor):
    return depth * factor**0.5
