import math

def prior_bias(frequencies):
    return [math.log(f) for f in frequencies]
