# wrong: takes every oihw kernel to be square
def lecun_normal(shape, rng, layout="in_out"):
    if layout == "in_out": n = shape[0]
    elif layout == "out_in": n = shape[1]
    elif layout == "hwio": n = shape[0]*shape[1]*shape[2]
    else: n = shape[1]*shape[2]**2
    return rng.normal(0, n**-0.5, shape)
