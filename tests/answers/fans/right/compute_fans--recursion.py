def compute_fans(shape, layout, groups=1, transposed=False):
    if transposed:      # the same connections seen from the other side
        a, b = compute_fans(shape, layout, groups)
        return b, a
    if layout == "out_in":
        return compute_fans(shape[::-1], "in_out")
    if layout == "in_out":
        return shape
    if layout.startswith("oi"):
        shape = (*shape[2:], shape[1], shape[0])
    *kernel, n_in, n_out = shape
    for size in kernel:
        n_in, n_out = n_in * size, n_out * size
    return n_in, n_out // groups
