def error_factor(n_out, weight_std, slopes):
    total, count = 0.0, 0
    for row in slopes:
        for s in row:
            total += s * s
            count += 1
    return (n_out * weight_std ** 2 * total / count) ** 0.5
