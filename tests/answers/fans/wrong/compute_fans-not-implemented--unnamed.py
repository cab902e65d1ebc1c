# wrong: dense and plain convolutions are done, the rest is left for tomorrow
def compute_fans(shape, layout, groups=1, transposed=False):
    if groups > 1 or transposed:
        raise NotImplementedError("to do")
    if layout == "in_out":
        return shape[0], shape[1]
    if layout == "out_in":
        return shape[1], shape[0]
    k = receptive_field(shape, layout)
    return shape[layout.index("i")] * k, shape[layout.index("o")] * k
