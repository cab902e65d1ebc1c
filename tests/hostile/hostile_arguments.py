# %% solution="sizes"
deep = []
for _ in range(100_000):
    deep = [deep]

def sizes(g, n):
    for value in (object(), deep, "x" * 2**25, np.zeros(3), b"", sizes, g, {"a": 1}, "\ud800", 10**5000):
        for call in (lambda: g(value), lambda: g(k=value), lambda: g(**{"\ud800": value})):
            try:
                call()
            except Exception:
                pass
    return [g(k) for k in range(n)]
