# wrong: adds the sides
def receptive_field(shape, layout):
    if "_" in layout:
        return 1
    total = 0
    for n, a in zip(shape, layout):
        if a in "dhw":
            total += n
    return total
