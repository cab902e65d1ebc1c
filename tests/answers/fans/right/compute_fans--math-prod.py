from math import prod

def compute_fans(shape, layout, groups=1, transposed=False):
    names = layout.replace("in", "i").replace("out", "o").replace("_", "")
    n = dict(zip(names, shape))
    weights = prod(shape)          # all of them
    fan_in = weights // n["o"]     # those that end in one output
    fan_out = weights // n["i"] // groups
    return (fan_out, fan_in) if transposed else (fan_in, fan_out)
