# wrong: moves the rest onto the bounds
def truncated_variance(cut):
    z = np.linspace(-12, 12, 2_000_001)
    p = np.exp(-(z**2) / 2)
    return float(np.sum(p * np.clip(z, -cut, cut) ** 2) / np.sum(p))
