# wrong: a KeyError for three dimensions, the rest is right
def compute_fans(shape, layout, groups=1, transposed=False):
    axes = {"in_out": (0, 1), "out_in": (1, 0), "wio": (1, 2), "oiw": (1, 0),
            "hwio": (2, 3), "oihw": (1, 0)}
    i, o = axes[layout]
    a = int(np.prod(shape)) // shape[o]
    b = int(np.prod(shape)) // shape[i] // groups
    return (b, a) if transposed else (a, b)
