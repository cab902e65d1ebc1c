# wrong: squares in place of the root
def rms_after(depth, factor):
    return (factor**depth) ** 2
