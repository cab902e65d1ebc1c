# wrong: the last layer with z = 0 means zero weights
def diagnose(stats):
    z, dead, flat = stats["z"][:-1], stats["dead"][:-1], stats["flat"][:-1]
    tanh = stats["activation"][0] == "tanh"
    high = stats["loss"] > np.log(stats["classes"]) + 2
    if stats["z"][-1] == 0:
        return "zero"
    for k in range(len(z)):
        if z[k] == 0:
            return "zero"
        if dead[k] > 0.9:
            return "dead units"
    factor = (z[-1] / z[0]) ** (1 / (len(z) - 1))
    if factor > 1.7 or (tanh and max(flat) > 0.3):
        return "too large"
    if high:
        return "logits too large"
    if factor < 0.32:
        return "too small"
    if factor < 0.78:
        return "wrong gain"
    return "healthy"
