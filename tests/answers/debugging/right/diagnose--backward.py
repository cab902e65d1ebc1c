def diagnose(stats):
    # the outputs a for the way forward; the limits are those of the table
    z, a = stats["z"], stats["a"]
    tanh = "tanh" in stats["activation"]
    for k, name in enumerate(stats["activation"]):
        if name == "linear":
            break
        if z[k] == 0.0:
            return FAULTS[1]
        if stats["dead"][k] >= 0.75:
            return FAULTS[5]
    if tanh and min(stats["flat"][:-1]) >= 0.3:
        return FAULTS[4]
    factor = (z[-2] / z[0]) ** (1 / (len(z) - 2))
    for limit, fault in ((0.3, FAULTS[2]), (0.78, FAULTS[3])):
        if factor <= limit:
            return fault
    if factor >= 1.5:
        return FAULTS[4]
    return FAULTS[6] if stats["loss"] >= np.log(stats["classes"]) + 2 else FAULTS[0]
