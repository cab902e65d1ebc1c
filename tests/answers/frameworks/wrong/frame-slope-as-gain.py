# wrong: a as the gain
def kaiming_bound(fan_in, a):
    return math.sqrt(3) * a / math.sqrt(fan_in)
