def receptive_field(shape, layout):
    if layout == "in_out" or layout == "out_in":
        return 1
    product = 1
    for position in range(len(shape)):
        letter = layout[position]
        if letter == "d" or letter == "h" or letter == "w":
            product = product * shape[position]
    return product
