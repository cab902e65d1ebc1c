# wrong: no root
def kaiming_bound(fan_in, a):
    return 6 / ((1 + a**2) * fan_in)
