import math


def rms_after(depth, factor):
    return math.exp(depth * math.log(factor) / 2)
