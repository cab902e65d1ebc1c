def compute_fans(shape, layout, groups=1, transposed=False):
    # make a table of all weights and count them, one by one
    letters = "".join(c for c in layout if c in "iodhw") if "_" not in layout else layout[0] + layout[-3 if layout == "in_out" else -2]
    I, O = letters.index("i"), letters.index("o")
    per_input = per_output = 0
    for idx in np.ndindex(*shape):
        if idx[O] == 0:
            per_output += 1
        if idx[I] == 0 and idx[O] < shape[O] // groups:
            per_input += 1
    if transposed:
        per_output, per_input = per_input, per_output
    return per_output, per_input
