import math

def receptive_field(shape, layout):
    sizes = dict(zip(layout, shape))
    return math.prod(sizes[a] for a in "dhw" if a in sizes and "_" not in layout)
