# wrong: only the first loss
def diagnose(stats):
    excess = stats["loss"] - np.log(stats["classes"])
    return "logits too large" if excess > 1.8 else "healthy"
