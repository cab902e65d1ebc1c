# wrong: gives the kernel's sides and not how many places they make
def receptive_field(shape, layout):
    return tuple(n for n, a in zip(shape, layout) if a in "dhw")
