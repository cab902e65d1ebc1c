def kaiming_bound(fan_in, a):
    variance = 2 / (fan_in + fan_in * a**2)
    return (12 * variance) ** 0.5 / 2
