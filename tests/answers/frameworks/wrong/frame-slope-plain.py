# wrong: slope not squared
def kaiming_bound(fan_in, a):
    return math.sqrt(6 / ((1 + a) * fan_in))
