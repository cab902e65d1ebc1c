# right: Newton's method with a slope by a small step, from above
def q_star(sigma_w2, sigma_b2, activation):
    u, share = np.polynomial.hermite_e.hermegauss(100)
    share /= np.sum(share)

    def off(q):
        return sigma_w2 * np.dot(share, activation(np.sqrt(q) * u) ** 2) + sigma_b2 - q

    q = 50.0
    for _ in range(80):
        slope = (off(q * 1.0001) - off(q)) / (q * 0.0001)
        q = q - off(q) / slope if slope < 0 else q / 2
        q = max(q, 1e-6)
    return float(q)
