# wrong: the std
def kaiming_bound(fan_in, a):
    return math.sqrt(2 / ((1 + a**2) * fan_in))
