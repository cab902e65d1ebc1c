import math


def relu_moments(sigma):
    mean = sigma / math.sqrt(2 * math.pi)
    ms = 0.5 * sigma * sigma
    return ms, ms - mean * mean
