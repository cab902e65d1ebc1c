# wrong: a text for a number
def receptive_field(shape, layout):
    if "_" in layout:
        return "1"
    kernel = [n for n, a in zip(shape, layout) if a not in "io"]
    return "x".join(str(n) for n in kernel)
