def diagnose(stats):
    hidden = len(stats["z"]) - 1
    for k in range(hidden):
        if stats["z"][k] == 0:
            return "zero"
        if stats["dead"][k] > 0.95:
            return "dead units"
    growth = np.exp(np.mean(np.diff(np.log(stats["z"][:hidden]))))
    relu = stats["activation"][0] == "relu"
    if relu and growth > 2:
        return "too large"
    if not relu and max(stats["flat"][:hidden]) > 0.5:
        return "too large"
    if stats["loss"] - np.log(stats["classes"]) > 2.5:
        return "logits too large"
    if growth < 0.3:
        return "too small"
    if growth < 0.8:
        return "wrong gain"
    return "healthy"
