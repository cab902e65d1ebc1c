import math

def uniform_bound(std):
    width = math.sqrt(12) * std   # variance = width²/12
    return width / 2
