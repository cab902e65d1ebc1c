def truncated_variance(cut):
    z = np.linspace(-cut, cut, 400_000)
    p = np.exp(-(z**2) / 2)
    return float(np.sum(z**2 * p) / np.sum(p))
