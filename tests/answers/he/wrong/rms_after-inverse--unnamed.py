# wrong: what the weights would have to make up for
def rms_after(depth, factor):
    return factor ** (-depth / 2)
