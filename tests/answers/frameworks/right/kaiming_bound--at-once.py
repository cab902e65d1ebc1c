def kaiming_bound(fan_in, a):
    return math.sqrt(6 / ((1 + a * a) * fan_in))
