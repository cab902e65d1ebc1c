def diagnose(stats):
    hidden = [*zip(stats["z"], stats["dead"], stats["flat"])][:-1]
    for z, dead, _ in hidden:
        match (z, dead):
            case (0.0, _): return "zero"
            case (_, d) if d >= 0.7: return "dead units"
    f = (hidden[-1][0] / hidden[0][0]) ** (1 / (len(hidden) - 1))
    saturated = "tanh" in stats["activation"] and sum(h[2] for h in hidden) / len(hidden) > 0.35
    if saturated or f > 1.6: return "too large"
    if stats["loss"] > np.log(stats["classes"]) + 2.5: return "logits too large"
    return "healthy" if f > 0.78 else "wrong gain" if f > 0.3 else "too small"
