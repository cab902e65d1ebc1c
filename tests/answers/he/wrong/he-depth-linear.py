# wrong: adds the layers up
def rms_after(depth, factor):
    return depth * factor
