# wrong: the mean length, not its rms
from math import lgamma


def direction_left(k, n, depth):
    m = n - k + 1
    one = np.sqrt(2 / n) * np.exp(lgamma((m + 1) / 2) - lgamma(m / 2))
    return float(one**depth)
