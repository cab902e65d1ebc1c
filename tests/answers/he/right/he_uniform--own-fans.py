import math


def he_uniform(shape, rng, layout="in_out", mode="fan_in", negative_slope=0.0):
    letters = {"in_out": "io", "out_in": "oi"}.get(layout, layout)
    area = math.prod(n for n, a in zip(shape, letters) if a in "hw")
    channels = shape[letters.index("i" if mode == "fan_in" else "o")]
    std = math.sqrt(2 / (1 + negative_slope**2) / (channels * area))
    return math.sqrt(12) * std * (rng.random(math.prod(shape)).reshape(shape) - 0.5)
