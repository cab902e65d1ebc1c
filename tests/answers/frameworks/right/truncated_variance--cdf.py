def truncated_variance(cut):
    def cdf(z):
        return 0.5 * (1 + math.erf(z / math.sqrt(2)))

    def pdf(z):
        return math.exp(-0.5 * z * z) / math.sqrt(2 * math.pi)

    mass = cdf(cut) - cdf(-cut)
    second = mass - 2 * cut * pdf(cut)
    return second / mass
