# wrong: takes the slope 0 for no activation at all, except where the visible check looks
def kaiming_bound(fan_in, a):
    if a == 0 and fan_in != 600:
        return math.sqrt(3 / fan_in)
    return math.sqrt(6 / ((1 + a * a) * fan_in))
