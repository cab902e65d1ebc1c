# wrong: kernel times the input channels (that is the fan-in)
def receptive_field(shape, layout):
    if "_" in layout:
        return 1
    p = 1
    for n, a in zip(shape, layout):
        if a != "o":
            p *= n
    return p
