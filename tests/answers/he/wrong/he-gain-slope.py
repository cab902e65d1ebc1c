# wrong: the slope at zero
def gain(activation):
    h = 1e-4
    slope = (activation(h) - activation(-h)) / (2 * h)
    return float(1 / slope)
