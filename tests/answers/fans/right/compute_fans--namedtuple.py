from collections import namedtuple

Fans = namedtuple("Fans", "fan_in fan_out")

def compute_fans(shape, layout, groups=1, transposed=False):
    letters = {"in_out": "io", "out_in": "oi"}.get(layout, layout)
    size = {letter: n for letter, n in zip(letters, shape)}
    k = size.get("d", 1) * size.get("h", 1) * size.get("w", 1)
    inside, whole = size["i"] * k, size["o"] * k // groups
    return Fans(whole, inside) if transposed else Fans(inside, whole)
