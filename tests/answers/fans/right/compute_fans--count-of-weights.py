def compute_fans(shape, layout, groups=1, transposed=False):
    names = layout.split("_") if "_" in layout else list(layout)
    inputs = [k for k, name in enumerate(names) if name[0] == "i"][0]
    outputs = [k for k, name in enumerate(names) if name[0] == "o"][0]
    weights = int(np.prod(shape))
    fans = [weights // shape[outputs], weights // shape[inputs] // groups]
    return fans[::-1] if transposed else fans
