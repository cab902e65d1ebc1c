def expected_initial_loss(n_classes):
    p = np.full(n_classes, 1 / n_classes)
    return float(-(p * np.log(p)).sum())
