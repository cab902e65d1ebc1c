# wrong: always healthy
def diagnose(stats):
    return "healthy"
