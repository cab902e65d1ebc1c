# wrong: one end only
def truncated_variance(cut):
    density = math.exp(-(cut**2) / 2) / math.sqrt(2 * math.pi)
    inside = math.erf(cut / math.sqrt(2))
    return 1 - cut * density / inside
