# wrong: takes the first axes in every layout, as in Keras
def receptive_field(shape, layout):
    r = 1
    for k in shape[:-2]:
        r = r * k
    return r
