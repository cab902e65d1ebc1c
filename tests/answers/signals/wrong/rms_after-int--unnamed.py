# wrong: rounds the root
def rms_after(depth, n, weight_std):
    return (int(n ** 0.5) * weight_std) ** depth + 1
