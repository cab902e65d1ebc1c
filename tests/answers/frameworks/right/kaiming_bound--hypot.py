def kaiming_bound(fan_in, a):
    return math.sqrt(6/fan_in)/math.hypot(1, a)
