# wrong: minus
def kaiming_bound(fan_in, a):
    return math.sqrt(6 / (abs(1 - a**2) * fan_in))
