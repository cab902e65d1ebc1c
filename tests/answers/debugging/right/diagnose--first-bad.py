def diagnose(stats):
    z = stats["z"][:-1]
    dead = stats["dead"][:-1]
    bad = [k for k in range(len(z)) if z[k] == 0 or dead[k] > 0.8]
    if bad:
        return "zero" if z[bad[0]] == 0 else "dead units"
    slope = np.polyfit(range(len(z)), np.log10(z), 1)[0]  # powers of ten per layer
    if slope > 0.25 or (stats["activation"][0] != "relu" and np.median(stats["flat"][:-1]) > 0.4):
        return "too large"
    if slope < -0.5:
        return "too small"
    if slope < -0.115:
        return "wrong gain"
    return "logits too large" if stats["loss"] > np.log(stats["classes"]) + 1.5 else "healthy"
