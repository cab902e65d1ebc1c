# wrong: right at slope 0 and at √5, and a line between
def kaiming_bound(fan_in, a):
    return (math.sqrt(6) + (1 - math.sqrt(6)) * a / math.sqrt(5)) / math.sqrt(fan_in)
