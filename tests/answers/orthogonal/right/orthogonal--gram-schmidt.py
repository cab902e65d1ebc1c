def orthogonal(shape, rng, gain=1.0):
    long, short = max(shape), min(shape)
    found = []
    while len(found) < short:
        v = rng.normal(size=long)
        for _ in range(2):
            for u in found:
                v = v - (v @ u) * u
        found.append(v / np.linalg.norm(v))
    rows = gain * np.array(found)
    return rows if shape[0] <= shape[1] else np.ascontiguousarray(rows.T)
