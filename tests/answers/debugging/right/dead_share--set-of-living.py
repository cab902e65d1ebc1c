def dead_share(slopes):
    living = {k for row in slopes for k, s in enumerate(row) if not -0.01 < s < 0.01}
    return 1 - len(living) / len(slopes[0])
