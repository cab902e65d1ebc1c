# wrong: adds up, then the root
def rms_after(depth, factor):
    return np.sqrt(depth * factor)
