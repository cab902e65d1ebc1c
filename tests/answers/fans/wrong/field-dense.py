# wrong: no special case for dense, so "in_out" is read letter by letter
def receptive_field(shape, layout):
    p = 1
    for n, a in zip(shape, layout):
        if a not in "io":
            p *= n
    return p
