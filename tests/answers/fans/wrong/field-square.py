# wrong: side squared (cubed in 3-D)
def receptive_field(shape, layout):
    if "_" in layout:
        return 1
    kernel = [n for n, a in zip(shape, layout) if a not in "io"]
    k = kernel[0]
    return k ** len(kernel)
