# wrong: what is known of a = √5
def kaiming_bound(fan_in, a):
    return 1 / math.sqrt(fan_in)
