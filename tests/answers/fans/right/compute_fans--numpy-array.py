def compute_fans(shape, layout, groups=1, transposed=False):
    s = np.asarray(shape)
    if layout in ("in_out", "wio", "hwio", "dhwio"):
        channels, kernel = s[-2:], s[:-2]
    else:
        channels, kernel = s[1::-1], s[2:]
    fans = channels * kernel.prod(dtype=int)
    fans[1] //= groups
    return fans[::-1] if transposed else fans
